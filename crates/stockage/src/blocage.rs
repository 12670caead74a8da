//! The hold: a household under proposal is held out of other lists. One hold a household, kept by the base.

use chrono::NaiveDate;
use sea_orm::sea_query::{Condition, Order};
use uuid::Uuid;

use crate::base::{Acces, Transaction};
use crate::cle_demande::cle_de;
use crate::erreur::StockageError;
use crate::ligne::{self, crud, egal, table};

table! {
    Blocage = "blocage" {
        cle { departement: String, demande_id: Uuid, }
        candidature_id: Uuid,
        vacance_id: Uuid,
        bailleur: String,
        depuis: NaiveDate,
    }
}

// `insert` answers `Contrainte::MenageDejaRetenu` when the household is held, whatever the number of servers.
crud!(Blocage; departement: &str, demande_id: Uuid);

/// Frees a household; true when it was held by that candidature.
pub async fn delete(
    transaction: &Transaction,
    departement: &str,
    demande_id: Uuid,
    candidature_id: Uuid,
) -> Result<bool, StockageError> {
    let condition = cle_de(departement, demande_id).add(egal("candidature_id", candidature_id));
    Ok(ligne::delete(transaction, "blocage", condition).await? > 0)
}

/// Frees everybody held by a vacancy; returns how many.
pub async fn delete_de_vacance(transaction: &Transaction, vacance_id: Uuid) -> Result<u64, StockageError> {
    ligne::delete(transaction, "blocage", Condition::all().add(egal("vacance_id", vacance_id))).await
}

pub async fn list(acces: &impl Acces) -> Result<Vec<Blocage>, StockageError> {
    ligne::list(acces, Condition::all(), &[("departement", Order::Asc), ("demande_id", Order::Asc)]).await
}

pub async fn list_de_vacance(acces: &impl Acces, vacance_id: Uuid) -> Result<Vec<Blocage>, StockageError> {
    ligne::list(acces, Condition::all().add(egal("vacance_id", vacance_id)), &[("demande_id", Order::Asc)]).await
}
