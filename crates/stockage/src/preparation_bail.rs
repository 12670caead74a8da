//! What a lease will say before it is signed: the real rent, and where and when to sign.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::ligne::{crud, table};

table! {
    PreparationBail = "preparation_bail" {
        cle { offre_id: Uuid, }
        departement: String,
        demande_id: Uuid,
        /// Cents a month.
        loyer: i64,
        loyer_annexes: i64,
        charges: i64,
        /// Cents; `None` while it is not fixed.
        depot_garantie: Option<i64>,
        rendez_vous_le: Option<NaiveDate>,
        rendez_vous_heure: Option<String>,
        rendez_vous_lieu: Option<String>,
        maj_le: DateTime<Utc>,
        maj_par: String,
    }
}

crud!(PreparationBail; offre_id: Uuid);
