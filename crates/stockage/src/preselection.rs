//! Households chosen to be contacted about a vacancy before any is proposed. No hold: several homes may contact the same.

use chrono::NaiveDate;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Order};
use uuid::Uuid;

use crate::base::{Acces, Transaction};
use crate::cle_demande::cle_de;
use crate::erreur::StockageError;
use crate::ligne::{self, crud, egal, table};

table! {
    Preselection = "preselection" {
        cle { id: Uuid, }
        departement: String,
        demande_id: Uuid,
        vacance_id: Uuid,
        /// Code of the organisation that chose.
        organisation: String,
        /// Place in the ordered list when chosen, from 1.
        position: Option<i32>,
        preselectionnee_le: NaiveDate,
        preselectionnee_par: String,
    }
}

// `insert` is refused by the base when the household is already preselected for this vacancy.
crud!(Preselection; id: Uuid);

table! {
    /// A visit of the home by a household.
    Visite = "visite" {
        cle { vacance_id: Uuid, departement: String, demande_id: Uuid, }
        visitee_le: NaiveDate,
        venu: bool,
        /// Wishes to go on; `None` while it has not said.
        souhaite: Option<bool>,
        organisation: String,
        notee_par: String,
    }
}

/// In the order they were chosen.
pub async fn list_de_vacance(acces: &impl Acces, vacance_id: Uuid) -> Result<Vec<Preselection>, StockageError> {
    ligne::list(acces, Condition::all().add(egal("vacance_id", vacance_id)), &[("id", Order::Asc)]).await
}

pub async fn list_de_vacances(acces: &impl Acces, vacances: &[Uuid]) -> Result<Vec<Preselection>, StockageError> {
    let mut found = Vec::new();
    for lot in vacances.chunks(1000) {
        let condition = Condition::all().add(Expr::col("vacance_id").is_in(lot.iter().copied()));
        found.extend(ligne::list::<Preselection>(acces, condition, &[("id", Order::Asc)]).await?);
    }
    Ok(found)
}

pub async fn delete(transaction: &Transaction, id: Uuid) -> Result<bool, StockageError> {
    Ok(ligne::delete(transaction, "preselection", Condition::all().add(egal("id", id))).await? > 0)
}

pub async fn list_visites(acces: &impl Acces, vacance_id: Uuid) -> Result<Vec<Visite>, StockageError> {
    ligne::list(acces, Condition::all().add(egal("vacance_id", vacance_id)), &[("demande_id", Order::Asc)]).await
}

/// Writes the visit in place of the one known.
pub async fn put_visite(transaction: &Transaction, visite: &Visite) -> Result<(), StockageError> {
    let key = cle_de(&visite.departement, visite.demande_id).add(egal("vacance_id", visite.vacance_id));
    ligne::delete(transaction, "visite", key).await?;
    ligne::insert_lot(transaction, std::slice::from_ref(visite)).await
}
