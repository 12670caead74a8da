//! Sessions of an allocation commission: the session, its members, the homes of its agenda.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Order};
use uuid::Uuid;

use crate::base::Acces;
use crate::erreur::StockageError;
use crate::ligne::{self, crud, egal, table};

table! {
    Seance = "seance" {
        cle { id: Uuid, }
        bailleur: String,
        /// Code of the commission in the territory.
        commission: String,
        tenue_le: NaiveDate,
        /// `14:30`.
        heure: Option<String>,
        lieu: Option<String>,
        /// `presentiel`, `distance`, `mixte`.
        mode: String,
        /// `preparee`, `convoquee`, `ouverte`, `close`.
        etat: String,
        convoquee_le: Option<DateTime<Utc>>,
        ouverte_le: Option<DateTime<Utc>>,
        close_le: Option<DateTime<Utc>>,
        observations: Option<String>,
        /// Code of the member who presides, once the presences are recorded.
        president: Option<String>,
        cree_par: String,
        maj_le: DateTime<Utc>,
    }
}

crud!(Seance; id: Uuid);

/// What to list: every filter given must hold.
#[derive(Clone, Debug, Default)]
pub struct FiltreSeance {
    pub bailleur: Option<String>,
    pub etats: Vec<String>,
    pub depuis: Option<NaiveDate>,
    pub jusqu_au: Option<NaiveDate>,
}

/// Latest day first.
pub async fn list(acces: &impl Acces, filtre: &FiltreSeance) -> Result<Vec<Seance>, StockageError> {
    let mut condition = Condition::all()
        .add_option(filtre.bailleur.as_deref().map(|v| egal("bailleur", v)))
        .add_option(filtre.depuis.map(|v| Expr::col("tenue_le").gte(v)))
        .add_option(filtre.jusqu_au.map(|v| Expr::col("tenue_le").lte(v)));
    if !filtre.etats.is_empty() {
        condition = condition.add(Expr::col("etat").is_in(filtre.etats.iter().map(String::as_str)));
    }
    ligne::list(acces, condition, &[("tenue_le", Order::Desc), ("id", Order::Desc)]).await
}

/// Sessions by their ids, in the order of their days.
pub async fn get_lot(acces: &impl Acces, ids: &[Uuid]) -> Result<Vec<Seance>, StockageError> {
    let mut found = Vec::new();
    for lot in ids.chunks(1000) {
        let condition = Condition::all().add(Expr::col("id").is_in(lot.iter().copied()));
        found.extend(ligne::list::<Seance>(acces, condition, &[("tenue_le", Order::Asc), ("id", Order::Asc)]).await?);
    }
    Ok(found)
}
