//! The outbox: messages written in the act's transaction, sent afterwards. Address and text are encrypted.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Asterisk, Condition, Expr, ExprTrait, Func, LockBehavior, LockType, Order, Query};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::base::scelle::Scelle;
use crate::base::{Acces, Transaction};
use crate::envoi;
use crate::erreur::StockageError;
use crate::ligne::{self, egal, table};

#[derive(Clone, Debug, PartialEq)]
pub struct Courrier {
    pub id: Uuid,
    /// `mel` or `sms`.
    pub canal: String,
    pub contenu: Contenu,
    /// `a_envoyer`, `envoye`, `echoue`.
    pub etat: String,
    pub essais: i32,
    pub cree_le: DateTime<Utc>,
    pub pas_avant: DateTime<Utc>,
    pub envoye_le: Option<DateTime<Utc>>,
    /// Why the last try failed, without the address.
    pub message: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contenu {
    pub destinataire: String,
    pub sujet: String,
    pub corps: String,
}

table! {
    Stockee = "courrier" {
        cle { id: Uuid, }
        canal: String,
        chiffre: Vec<u8>,
        etat: String,
        essais: i32,
        cree_le: DateTime<Utc>,
        pas_avant: DateTime<Utc>,
        envoye_le: Option<DateTime<Utc>>,
        message: Option<String>,
    }
}

table! {
    /// Where a message stands, without its address nor its text.
    SuiviCourrier = "courrier" {
        cle { id: Uuid, }
        canal: String,
        etat: String,
        essais: i32,
        cree_le: DateTime<Utc>,
        pas_avant: DateTime<Utc>,
        message: Option<String>,
    }
}

pub async fn insert(transaction: &Transaction, courrier: &Courrier) -> Result<(), StockageError> {
    ligne::insert_lot(transaction, &[close(transaction, courrier)?]).await
}

/// Errors: `Introuvable`.
pub async fn update(transaction: &Transaction, courrier: &Courrier) -> Result<(), StockageError> {
    ligne::update(transaction, &close(transaction, courrier)?).await
}

/// Messages due, oldest first, `limite` at most.
pub async fn list_a_envoyer(acces: &impl Acces, maintenant: DateTime<Utc>, limite: u64) -> Result<Vec<Courrier>, StockageError> {
    let mut select =
        ligne::select::<Stockee>(Condition::all().add(egal("etat", "a_envoyer")).add(Expr::col("pas_avant").lte(maintenant)));
    select.order_by("cree_le", Order::Asc).order_by("id", Order::Asc).limit(limite);
    ligne::lire_tout::<Stockee>(acces, &select).await?.into_iter().map(|row| open(acces, row)).collect()
}

/// Whether a channel has a message due: asked before taking one, so that an empty outbox locks nothing.
pub async fn has_a_envoyer(acces: &impl Acces, canal: &str, maintenant: DateTime<Utc>) -> Result<bool, StockageError> {
    let due =
        Condition::all().add(egal("etat", "a_envoyer")).add(egal("canal", canal)).add(Expr::col("pas_avant").lte(maintenant));
    Ok(ligne::find::<SuiviCourrier>(acces, due).await?.is_some())
}

/// Takes the oldest message due by a channel and keeps it from other servers until `jusqu_au`: if this one stops before
/// it tells what became of it, the message is due again.
pub async fn take(
    transaction: &Transaction,
    canal: &str,
    maintenant: DateTime<Utc>,
    jusqu_au: DateTime<Utc>,
) -> Result<Option<Courrier>, StockageError> {
    let due =
        Condition::all().add(egal("etat", "a_envoyer")).add(egal("canal", canal)).add(Expr::col("pas_avant").lte(maintenant));
    let mut select = ligne::select::<Stockee>(due);
    select.order_by("cree_le", Order::Asc).order_by("id", Order::Asc).limit(1);
    select.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    let Some(mut row) = ligne::lire_tout::<Stockee>(transaction, &select).await?.pop() else {
        return Ok(None);
    };
    row.essais += 1;
    row.pas_avant = jusqu_au;
    let values = vec![("essais", row.essais.into()), ("pas_avant", row.pas_avant.into())];
    ligne::update_where(transaction, "courrier", values, Condition::all().add(egal("id", row.id))).await?;
    open(transaction, row).map(Some)
}

/// Puts in place of a message the ones it stands for, one an address.
pub async fn split(transaction: &Transaction, id: Uuid, courriers: &[Courrier]) -> Result<(), StockageError> {
    ligne::delete(transaction, "courrier", Condition::all().add(egal("id", id))).await?;
    for courrier in courriers {
        insert(transaction, courrier).await?;
    }
    Ok(())
}

/// The message left.
pub async fn record_envoi(transaction: &Transaction, id: Uuid, envoye_le: DateTime<Utc>) -> Result<(), StockageError> {
    let values = vec![("etat", "envoye".into()), ("envoye_le", Some(envoye_le).into()), ("message", None::<String>.into())];
    ligne::update_where(transaction, "courrier", values, Condition::all().add(egal("id", id))).await?;
    envoi::follow(transaction, id, "envoye", Some(envoye_le)).await
}

/// The message did not leave: to try again from `pas_avant`, or given up with `None`.
pub async fn record_echec(
    transaction: &Transaction,
    id: Uuid,
    pas_avant: Option<DateTime<Utc>>,
    message: &str,
) -> Result<(), StockageError> {
    let mut values = vec![("message", Some(message.to_owned()).into())];
    match pas_avant {
        Some(instant) => values.push(("pas_avant", instant.into())),
        None => values.push(("etat", "echoue".into())),
    }
    ligne::update_where(transaction, "courrier", values, Condition::all().add(egal("id", id))).await?;
    if pas_avant.is_none() {
        envoi::follow(transaction, id, "echoue", None).await?;
    }
    Ok(())
}

/// How many messages stand in each state, by state then channel.
pub async fn count_par_etat(acces: &impl Acces) -> Result<Vec<(String, String, u64)>, StockageError> {
    let mut select = Query::select();
    select.columns(["etat", "canal"]).expr_as(Func::count(Expr::col(Asterisk)), "n").from("courrier");
    select.group_by_columns(["etat", "canal"]).order_by("etat", Order::Asc).order_by("canal", Order::Asc);
    let rows = acces.lien().query_all(&select).await?;
    rows.iter()
        .map(|row| {
            let n: i64 = row.try_get("", "n")?;
            Ok((row.try_get("", "etat")?, row.try_get("", "canal")?, u64::try_from(n).unwrap_or(0)))
        })
        .collect()
}

/// Latest messages that were given up, `limite` at most.
pub async fn list_echoues(acces: &impl Acces, limite: u64) -> Result<Vec<Courrier>, StockageError> {
    let mut select = ligne::select::<Stockee>(Condition::all().add(egal("etat", "echoue")));
    select.order_by("cree_le", Order::Desc).order_by("id", Order::Desc).limit(limite);
    ligne::lire_tout::<Stockee>(acces, &select).await?.into_iter().map(|row| open(acces, row)).collect()
}

/// Messages that did not leave: given up first, then those that wait, oldest first; `limite` at most.
pub async fn list_non_envoyes(acces: &impl Acces, limite: u64) -> Result<Vec<SuiviCourrier>, StockageError> {
    let mut select = ligne::select::<SuiviCourrier>(Condition::all().add(Expr::col("etat").ne("envoye")));
    select.order_by("etat", Order::Desc).order_by("cree_le", Order::Asc).order_by("id", Order::Asc).limit(limite);
    ligne::lire_tout(acces, &select).await
}

pub async fn find_suivi(acces: &impl Acces, id: Uuid) -> Result<Option<SuiviCourrier>, StockageError> {
    ligne::find(acces, Condition::all().add(egal("id", id))).await
}

/// The message is due from `pas_avant`, as if it had never been tried.
pub async fn reprendre(transaction: &Transaction, id: Uuid, pas_avant: DateTime<Utc>) -> Result<(), StockageError> {
    let values = vec![("etat", "a_envoyer".into()), ("essais", 0.into()), ("pas_avant", pas_avant.into())];
    ligne::update_where(transaction, "courrier", values, Condition::all().add(egal("id", id))).await?;
    envoi::follow(transaction, id, "a_envoyer", None).await
}

pub async fn find(acces: &impl Acces, id: Uuid) -> Result<Option<Courrier>, StockageError> {
    let row: Option<Stockee> = ligne::find(acces, Condition::all().add(egal("id", id))).await?;
    row.map(|row| open(acces, row)).transpose()
}

/// Removes messages sent or given up that were written before that instant; returns how many.
pub async fn purge_avant(transaction: &Transaction, avant: DateTime<Utc>) -> Result<u64, StockageError> {
    let done = Condition::all().add(Expr::col("etat").ne("a_envoyer")).add(Expr::col("cree_le").lt(avant));
    ligne::delete(transaction, "courrier", done).await
}

fn contexte(id: Uuid) -> String {
    format!("courrier/{id}")
}

fn close(transaction: &Transaction, c: &Courrier) -> Result<Stockee, StockageError> {
    let clear = serde_json::to_vec(&c.contenu).map_err(|e| StockageError::incoherent("courrier", e.to_string()))?;
    Ok(Stockee {
        id: c.id,
        canal: c.canal.clone(),
        chiffre: transaction.coffre().generale().encrypt(&contexte(c.id), &clear),
        etat: c.etat.clone(),
        essais: c.essais,
        cree_le: c.cree_le,
        pas_avant: c.pas_avant,
        envoye_le: c.envoye_le,
        message: c.message.clone(),
    })
}

fn open(acces: &impl Acces, s: Stockee) -> Result<Courrier, StockageError> {
    let clear = acces.coffre().generale().decrypt("courrier", &contexte(s.id), &s.chiffre)?;
    let contenu = serde_json::from_slice(&clear).map_err(|_| StockageError::incoherent("courrier", "contenu illisible"))?;
    Ok(Courrier {
        id: s.id,
        canal: s.canal,
        contenu,
        etat: s.etat,
        essais: s.essais,
        cree_le: s.cree_le,
        pas_avant: s.pas_avant,
        envoye_le: s.envoye_le,
        message: s.message,
    })
}
