//! Offers notified to households, and their answers.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Order};
use uuid::Uuid;

use crate::base::Acces;
use crate::cle_demande::cle_de;
use crate::erreur::StockageError;
use crate::ligne::{self, crud, egal, table};

table! {
    Offre = "offre" {
        cle { id: Uuid, }
        candidature_id: Uuid,
        vacance_id: Uuid,
        departement: String,
        demande_id: Uuid,
        /// `a_notifier`, `notifiee`, `acceptee`, `refusee`, `silence`, `retiree`.
        etat: String,
        /// `main_propre`, `recommande`, `electronique`.
        mode: Option<String>,
        notifiee_le: Option<NaiveDate>,
        recue_le: Option<NaiveDate>,
        /// Last day to answer.
        expire_le: Option<NaiveDate>,
        repondue_le: Option<NaiveDate>,
        refus_motif: Option<String>,
        /// The home did not fit the household: such a refusal never costs points.
        logement_inadapte: Option<bool>,
        maj_le: DateTime<Utc>,
    }
}

crud!(Offre; id: Uuid);

/// Offers in these états (all when empty), the soonest to expire first.
pub async fn list(acces: &impl Acces, etats: &[&str]) -> Result<Vec<Offre>, StockageError> {
    let mut condition = Condition::all();
    if !etats.is_empty() {
        condition = condition.add(Expr::col("etat").is_in(etats.iter().copied()));
    }
    ligne::list(acces, condition, &[("expire_le", Order::Asc), ("id", Order::Asc)]).await
}

pub async fn list_de_vacance(acces: &impl Acces, vacance_id: Uuid) -> Result<Vec<Offre>, StockageError> {
    ligne::list(acces, Condition::all().add(egal("vacance_id", vacance_id)), &[("id", Order::Asc)]).await
}

pub async fn list_de_demande(acces: &impl Acces, departement: &str, demande_id: Uuid) -> Result<Vec<Offre>, StockageError> {
    ligne::list(acces, cle_de(departement, demande_id), &[("id", Order::Desc)]).await
}

/// Those of several vacancies at once.
pub async fn list_de_vacances(acces: &impl Acces, vacances: &[Uuid]) -> Result<Vec<Offre>, StockageError> {
    let mut found = Vec::new();
    for lot in vacances.chunks(1000) {
        let condition = Condition::all().add(Expr::col("vacance_id").is_in(lot.iter().copied()));
        found.extend(ligne::list::<Offre>(acces, condition, &[("id", Order::Asc)]).await?);
    }
    Ok(found)
}
