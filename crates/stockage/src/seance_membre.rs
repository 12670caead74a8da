//! Members of a session, by quality.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Condition, Order};
use uuid::Uuid;

use crate::base::{Acces, Transaction};
use crate::erreur::StockageError;
use crate::ligne::{self, crud, egal, table};

table! {
    SeanceMembre = "seance_membre" {
        cle { seance_id: Uuid, membre: String, }
        nom: Option<String>,
        qualite: String,
        organisation: Option<String>,
        /// `deliberative` or `consultative`.
        voix: String,
        present: bool,
        /// Code of the member who holds the proxy.
        pouvoir_a: Option<String>,
        convoque_le: Option<DateTime<Utc>>,
    }
}

crud!(SeanceMembre; seance_id: Uuid, membre: &str);

pub async fn list_de_seance(acces: &impl Acces, seance_id: Uuid) -> Result<Vec<SeanceMembre>, StockageError> {
    ligne::list(acces, Condition::all().add(egal("seance_id", seance_id)), &[("voix", Order::Desc), ("membre", Order::Asc)]).await
}

/// Replaces the list of a session.
pub async fn replace(transaction: &Transaction, seance_id: Uuid, membres: &[SeanceMembre]) -> Result<(), StockageError> {
    ligne::delete(transaction, "seance_membre", Condition::all().add(egal("seance_id", seance_id))).await?;
    ligne::insert_lot(transaction, membres).await
}
