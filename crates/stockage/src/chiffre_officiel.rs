//! The figures the State publishes, beside which those of Carbet are read.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Condition, Order};

use crate::base::Acces;
use crate::erreur::StockageError;
use crate::ligne::{self, crud, egal, table};

table! {
    ChiffreOfficiel = "chiffre_officiel" {
        cle { annee: i32, indicateur: String, porteur: String, }
        /// A rate in hundredths of a percent, or a number of leases.
        valeur: i64,
        /// `taux`, `nombre`.
        nature: String,
        recu_le: DateTime<Utc>,
        recu_par: String,
    }
}

crud!(ChiffreOfficiel; annee: i32, indicateur: &str, porteur: &str);

/// Those of a year.
pub async fn list(acces: &impl Acces, annee: i32) -> Result<Vec<ChiffreOfficiel>, StockageError> {
    let order = [("indicateur", Order::Asc), ("porteur", Order::Asc)];
    ligne::list(acces, Condition::all().add(egal("annee", annee)), &order).await
}
