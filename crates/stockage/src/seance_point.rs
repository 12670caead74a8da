//! Points of an agenda: one home each.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Order};
use uuid::Uuid;

use crate::base::{Acces, Transaction};
use crate::erreur::StockageError;
use crate::ligne::{self, crud, egal, table};

table! {
    SeancePoint = "seance_point" {
        cle { id: Uuid, }
        seance_id: Uuid,
        vacance_id: Uuid,
        ordre: i32,
        /// `inscrit`, `decide`, `retire`.
        etat: String,
        /// Code of the exception to three candidates (R7.06), and its reason.
        exception: Option<String>,
        exception_motif: Option<String>,
        /// JSON of the quorum counted for this home, once examined.
        quorum: Option<String>,
        maj_le: DateTime<Utc>,
    }
}

crud!(SeancePoint; id: Uuid);

/// In the order of the agenda.
pub async fn list_de_seance(acces: &impl Acces, seance_id: Uuid) -> Result<Vec<SeancePoint>, StockageError> {
    ligne::list(acces, Condition::all().add(egal("seance_id", seance_id)), &[("ordre", Order::Asc), ("id", Order::Asc)]).await
}

pub async fn list_de_vacance(acces: &impl Acces, vacance_id: Uuid) -> Result<Vec<SeancePoint>, StockageError> {
    ligne::list(acces, Condition::all().add(egal("vacance_id", vacance_id)), &[("maj_le", Order::Asc), ("id", Order::Asc)]).await
}

pub async fn delete(transaction: &Transaction, id: Uuid) -> Result<(), StockageError> {
    match ligne::delete(transaction, "seance_point", Condition::all().add(egal("id", id))).await? {
        0 => Err(StockageError::Introuvable),
        _ => Ok(()),
    }
}

/// Those of several vacancies at once.
pub async fn list_de_vacances(acces: &impl Acces, vacances: &[Uuid]) -> Result<Vec<SeancePoint>, StockageError> {
    let mut found = Vec::new();
    for lot in vacances.chunks(1000) {
        let condition = Condition::all().add(Expr::col("vacance_id").is_in(lot.iter().copied()));
        found.extend(ligne::list::<SeancePoint>(acces, condition, &[("maj_le", Order::Asc), ("id", Order::Asc)]).await?);
    }
    Ok(found)
}
