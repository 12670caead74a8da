//! « Toujours intéressé ? »: the question asked to a household about a vacancy, and its answer. No answer is no answer.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Order};
use uuid::Uuid;

use crate::base::{Acces, Transaction};
use crate::cle_demande::cle_de;
use crate::erreur::StockageError;
use crate::ligne::{self, crud, egal, table};

table! {
    Interet = "interet" {
        cle { id: Uuid, }
        departement: String,
        demande_id: Uuid,
        vacance_id: Uuid,
        /// Code of the organisation that asks.
        organisation: String,
        /// How it was asked: `mel`, `sms`, `telephone`.
        canal: String,
        demande_le: NaiveDate,
        /// `oui`, `non`; `None` while it waits.
        reponse: Option<String>,
        reponse_le: Option<NaiveDate>,
        /// `telephone`, `guichet`, `mon_dossier`.
        reponse_canal: Option<String>,
        reponse_par: Option<String>,
        cree_le: DateTime<Utc>,
        cree_par: String,
    }
}

// `insert` is refused by the base when the household was already asked for this vacancy.
crud!(Interet; id: Uuid);

pub async fn find_de_menage(
    acces: &impl Acces,
    vacance_id: Uuid,
    departement: &str,
    demande_id: Uuid,
) -> Result<Option<Interet>, StockageError> {
    ligne::find(acces, cle_de(departement, demande_id).add(egal("vacance_id", vacance_id))).await
}

/// The questions of a vacancy, in the order they were asked.
pub async fn list_de_vacance(acces: &impl Acces, vacance_id: Uuid) -> Result<Vec<Interet>, StockageError> {
    ligne::list(acces, Condition::all().add(egal("vacance_id", vacance_id)), &[("cree_le", Order::Asc), ("id", Order::Asc)]).await
}

pub async fn list_de_vacances(acces: &impl Acces, vacances: &[Uuid]) -> Result<Vec<Interet>, StockageError> {
    let mut found = Vec::new();
    for lot in vacances.chunks(1000) {
        let condition = Condition::all().add(Expr::col("vacance_id").is_in(lot.iter().copied()));
        found.extend(ligne::list::<Interet>(acces, condition, &[("cree_le", Order::Asc), ("id", Order::Asc)]).await?);
    }
    Ok(found)
}

/// What a household was asked, the last first.
pub async fn list_de_demande(acces: &impl Acces, departement: &str, demande_id: Uuid) -> Result<Vec<Interet>, StockageError> {
    ligne::list(acces, cle_de(departement, demande_id), &[("cree_le", Order::Desc), ("id", Order::Desc)]).await
}

/// Keeps an answer; a later answer takes its place. False when the question does not exist.
pub async fn set_reponse(
    transaction: &Transaction,
    id: Uuid,
    reponse: &str,
    le: NaiveDate,
    canal: &str,
    par: &str,
) -> Result<bool, StockageError> {
    let values = vec![
        ("reponse", Some(reponse.to_owned()).into()),
        ("reponse_le", Some(le).into()),
        ("reponse_canal", Some(canal.to_owned()).into()),
        ("reponse_par", Some(par.to_owned()).into()),
    ];
    Ok(ligne::update_where(transaction, "interet", values, Condition::all().add(egal("id", id))).await? > 0)
}
