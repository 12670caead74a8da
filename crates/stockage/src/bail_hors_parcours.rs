//! Leases that a bailleur tells of and that no designation here led to; they name no household.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::Condition;
use uuid::Uuid;

use crate::base::Acces;
use crate::erreur::StockageError;
use crate::ligne::{self, crud, egal, table};

table! {
    BailHorsParcours = "bail_hors_parcours" {
        cle { id: Uuid, }
        logement_id: Uuid,
        bailleur: String,
        /// The bailleur's own reference of the lease.
        reference: Option<String>,
        signe_le: NaiveDate,
        import_id: Uuid,
        recu_le: DateTime<Utc>,
    }
}

crud!(BailHorsParcours; id: Uuid);

/// The lease of that home signed that day, when it was told.
pub async fn find_signe(
    acces: &impl Acces,
    logement_id: Uuid,
    signe_le: NaiveDate,
) -> Result<Option<BailHorsParcours>, StockageError> {
    ligne::find(acces, Condition::all().add(egal("logement_id", logement_id)).add(egal("signe_le", signe_le))).await
}
