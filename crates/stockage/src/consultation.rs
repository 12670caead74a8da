//! Trace of the reads of nominative files: who looked at what, and when (grouped, durable).

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Order};
use uuid::Uuid;

use crate::base::{Acces, Transaction};
use crate::erreur::StockageError;
use crate::ligne::{self, egal, table};

table! {
    /// `nombre` reads of one object by one actor, grouped since the last writing.
    Consultation = "consultation" {
        cle { id: Uuid, }
        /// Code of the reader (account id), never a name.
        acteur: String,
        organisation: Option<String>,
        type_objet: String,
        objet_id: String,
        motif: Option<String>,
        nombre: i32,
        /// Of the last of these reads.
        instant_utc: DateTime<Utc>,
    }
}

pub async fn insert_many(transaction: &Transaction, lignes: &[Consultation]) -> Result<(), StockageError> {
    ligne::insert_lot(transaction, lignes).await
}

/// Reads of one object, latest first.
pub async fn list_for(acces: &impl Acces, type_objet: &str, objet_id: &str) -> Result<Vec<Consultation>, StockageError> {
    let condition = Condition::all().add(egal("type_objet", type_objet)).add(egal("objet_id", objet_id));
    ligne::list(acces, condition, &[("instant_utc", Order::Desc), ("id", Order::Desc)]).await
}

/// Latest reads of an actor, `limite` at most.
pub async fn list_de_acteur(acces: &impl Acces, acteur: &str, limite: u64) -> Result<Vec<Consultation>, StockageError> {
    let mut select = ligne::select::<Consultation>(Condition::all().add(egal("acteur", acteur)));
    select.order_by("instant_utc", Order::Desc).order_by("id", Order::Desc).limit(limite);
    ligne::lire_tout(acces, &select).await
}

/// Removes traces older than their retention; returns how many.
pub async fn purge_avant(transaction: &Transaction, avant: DateTime<Utc>) -> Result<u64, StockageError> {
    ligne::delete(transaction, "consultation", Condition::all().add(Expr::col("instant_utc").lt(avant))).await
}
