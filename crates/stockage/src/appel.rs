//! Calls to a household: who was reached, what was said, when to call again. What was said is encrypted under the
//! demande's key and forgotten with it. A correction is a call of its own that names the one it corrects.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Order};
use uuid::Uuid;

use crate::base::{Acces, Transaction};
use crate::cle_demande::{self, cle_de};
use crate::erreur::StockageError;
use crate::ligne::{self, egal, table};

/// A call; `dit` is encrypted.
#[derive(Clone, Debug, PartialEq)]
pub struct Appel {
    pub id: Uuid,
    pub departement: String,
    pub demande_id: Uuid,
    pub appele_le: NaiveDate,
    /// `joint`, `message`, `absent`, `faux_numero`.
    pub issue: String,
    pub dit: String,
    pub rappeler_le: Option<NaiveDate>,
    /// Code of the caller's organisation.
    pub organisation: String,
    /// The call this one corrects.
    pub corrige: Option<Uuid>,
    pub cree_le: DateTime<Utc>,
    pub cree_par: String,
}

table! {
    Stocke = "appel" {
        cle { id: Uuid, }
        departement: String,
        demande_id: Uuid,
        appele_le: NaiveDate,
        issue: String,
        chiffre: Vec<u8>,
        rappeler_le: Option<NaiveDate>,
        organisation: String,
        corrige: Option<Uuid>,
        cree_le: DateTime<Utc>,
        cree_par: String,
    }
}

table! {
    /// A call without what was said.
    SuiviAppel = "appel" {
        cle { id: Uuid, }
        departement: String,
        demande_id: Uuid,
        appele_le: NaiveDate,
        issue: String,
        rappeler_le: Option<NaiveDate>,
        organisation: String,
        corrige: Option<Uuid>,
        cree_le: DateTime<Utc>,
    }
}

pub async fn insert(transaction: &Transaction, a: &Appel) -> Result<(), StockageError> {
    let chiffre = cle_demande::seal(transaction, &a.departement, a.demande_id, &contexte(a.id), &a.dit).await?;
    let row = Stocke {
        id: a.id,
        departement: a.departement.clone(),
        demande_id: a.demande_id,
        appele_le: a.appele_le,
        issue: a.issue.clone(),
        chiffre,
        rappeler_le: a.rappeler_le,
        organisation: a.organisation.clone(),
        corrige: a.corrige,
        cree_le: a.cree_le,
        cree_par: a.cree_par.clone(),
    };
    ligne::insert_lot(transaction, &[row]).await
}

pub async fn find(acces: &impl Acces, id: Uuid) -> Result<Option<Appel>, StockageError> {
    match ligne::find::<Stocke>(acces, Condition::all().add(egal("id", id))).await? {
        Some(row) => open(acces, row).await,
        None => Ok(None),
    }
}

/// The calls of a household, the last first; those that were corrected too.
pub async fn list_de_demande(acces: &impl Acces, departement: &str, demande_id: Uuid) -> Result<Vec<Appel>, StockageError> {
    let order = [("cree_le", Order::Desc), ("id", Order::Desc)];
    let mut calls = Vec::new();
    for row in ligne::list::<Stocke>(acces, cle_de(departement, demande_id), &order).await? {
        calls.extend(open(acces, row).await?);
    }
    Ok(calls)
}

/// The calls of many households, the last first, without what was said.
pub async fn list_de_demandes(acces: &impl Acces, departement: &str, ids: &[Uuid]) -> Result<Vec<SuiviAppel>, StockageError> {
    let mut calls = Vec::new();
    for lot in ids.chunks(1000) {
        let condition =
            Condition::all().add(egal("departement", departement)).add(Expr::col("demande_id").is_in(lot.iter().copied()));
        calls.extend(ligne::list::<SuiviAppel>(acces, condition, &[("cree_le", Order::Desc), ("id", Order::Desc)]).await?);
    }
    Ok(calls)
}

/// The calls that an organisation means to make again, the last written first.
pub async fn list_a_rappeler(acces: &impl Acces, organisation: &str) -> Result<Vec<SuiviAppel>, StockageError> {
    let condition = Condition::all().add(egal("organisation", organisation)).add(Expr::col("rappeler_le").is_not_null());
    ligne::list(acces, condition, &[("cree_le", Order::Desc), ("id", Order::Desc)]).await
}

fn contexte(id: Uuid) -> String {
    format!("appel/{id}")
}

/// `None` once the demande was forgotten.
async fn open(acces: &impl Acces, s: Stocke) -> Result<Option<Appel>, StockageError> {
    let dit = cle_demande::unseal(acces, &s.departement, s.demande_id, "appel", &contexte(s.id), &s.chiffre).await?;
    Ok(dit.map(|dit| Appel {
        id: s.id,
        departement: s.departement,
        demande_id: s.demande_id,
        appele_le: s.appele_le,
        issue: s.issue,
        dit,
        rappeler_le: s.rappeler_le,
        organisation: s.organisation,
        corrige: s.corrige,
        cree_le: s.cree_le,
        cree_par: s.cree_par,
    }))
}
