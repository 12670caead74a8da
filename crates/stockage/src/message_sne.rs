//! Messages to the SNE and its answers (mode `interface`): nominative, encrypted under the demande's key.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Order};
use uuid::Uuid;

use crate::base::{Acces, Transaction};
use crate::cle_demande;
use crate::erreur::StockageError;
use crate::ligne::{self, egal, table};

/// A message; `contenu` and `reponse` (JSON) are encrypted.
#[derive(Clone, Debug, PartialEq)]
pub struct MessageSne {
    pub id: Uuid,
    pub departement: String,
    pub demande_id: Uuid,
    /// What the SNE gives back to tell which message it answers; unique.
    pub reference: String,
    /// `creation`, `renouvellement`, `radiation`, `radiation_attribution`, `modification`.
    pub objet: String,
    /// `CRE`, `MOD`, `REN`, `RAD`.
    pub type_fichier: String,
    /// Who asked.
    pub organisation: Option<String>,
    /// `a_completer`, `a_envoyer`, `envoye`, `accepte`, `refuse`, `remplace`.
    pub etat: String,
    pub contenu: String,
    pub reponse: Option<String>,
    /// Why the last sending failed; names nobody.
    pub erreur: Option<String>,
    /// The message this one replaces.
    pub precedent: Option<Uuid>,
    pub cree_le: DateTime<Utc>,
    pub cree_par: String,
    pub envoye_le: Option<DateTime<Utc>>,
    pub repondu_le: Option<DateTime<Utc>>,
}

table! {
    Stocke = "message_sne" {
        cle { id: Uuid, }
        departement: String,
        demande_id: Uuid,
        reference: String,
        objet: String,
        type_fichier: String,
        organisation: Option<String>,
        etat: String,
        chiffre: Vec<u8>,
        reponse: Option<Vec<u8>>,
        erreur: Option<String>,
        precedent: Option<Uuid>,
        cree_le: DateTime<Utc>,
        cree_par: String,
        envoye_le: Option<DateTime<Utc>>,
        repondu_le: Option<DateTime<Utc>>,
    }
}

/// What to keep of a list.
#[derive(Clone, Debug, Default)]
pub struct FiltreMessage {
    /// Empty for all.
    pub etats: Vec<&'static str>,
    pub organisation: Option<String>,
    pub limite: Option<u64>,
}

pub async fn insert(transaction: &Transaction, m: &MessageSne) -> Result<(), StockageError> {
    let chiffre = cle_demande::seal(transaction, &m.departement, m.demande_id, &contexte(m.id, "contenu"), &m.contenu).await?;
    let reponse = match &m.reponse {
        Some(text) => Some(cle_demande::seal(transaction, &m.departement, m.demande_id, &contexte(m.id, "reponse"), text).await?),
        None => None,
    };
    let row = Stocke {
        id: m.id,
        departement: m.departement.clone(),
        demande_id: m.demande_id,
        reference: m.reference.clone(),
        objet: m.objet.clone(),
        type_fichier: m.type_fichier.clone(),
        organisation: m.organisation.clone(),
        etat: m.etat.clone(),
        chiffre,
        reponse,
        erreur: m.erreur.clone(),
        precedent: m.precedent,
        cree_le: m.cree_le,
        cree_par: m.cree_par.clone(),
        envoye_le: m.envoye_le,
        repondu_le: m.repondu_le,
    };
    ligne::insert_lot(transaction, &[row]).await
}

pub async fn find(acces: &impl Acces, id: Uuid) -> Result<Option<MessageSne>, StockageError> {
    find_where(acces, egal("id", id)).await
}

pub async fn find_par_reference(acces: &impl Acces, reference: &str) -> Result<Option<MessageSne>, StockageError> {
    find_where(acces, egal("reference", reference)).await
}

async fn find_where(acces: &impl Acces, condition: Expr) -> Result<Option<MessageSne>, StockageError> {
    match ligne::find::<Stocke>(acces, Condition::all().add(condition)).await? {
        Some(row) => Ok(Some(open(acces, row).await?)),
        None => Ok(None),
    }
}

/// Oldest first.
pub async fn list(acces: &impl Acces, filtre: &FiltreMessage) -> Result<Vec<MessageSne>, StockageError> {
    let mut condition = Condition::all().add_option(filtre.organisation.clone().map(|o| egal("organisation", o)));
    if !filtre.etats.is_empty() {
        condition = condition.add(Expr::col("etat").is_in(filtre.etats.iter().copied()));
    }
    let mut select = ligne::select::<Stocke>(condition);
    select.order_by("cree_le", Order::Asc).order_by("id", Order::Asc);
    if let Some(limite) = filtre.limite {
        select.limit(limite);
    }
    open_all(acces, ligne::lire_tout(acces, &select).await?).await
}

/// Latest first.
pub async fn list_de_demande(acces: &impl Acces, departement: &str, demande_id: Uuid) -> Result<Vec<MessageSne>, StockageError> {
    let order = [("cree_le", Order::Desc), ("id", Order::Desc)];
    open_all(acces, ligne::list(acces, cle_demande::cle_de(departement, demande_id), &order).await?).await
}

/// How many messages stand in a state.
pub async fn count(acces: &impl Acces, etat: &str, organisation: Option<&str>) -> Result<u64, StockageError> {
    let condition = Condition::all().add(egal("etat", etat)).add_option(organisation.map(|o| egal("organisation", o)));
    ligne::count(acces, "message_sne", condition).await
}

/// Moves a message from one of these states to another; false when it was in none of them (somebody was first).
pub async fn set_etat(transaction: &Transaction, id: Uuid, depuis: &[&str], vers: &str) -> Result<bool, StockageError> {
    change(transaction, id, depuis, vec![("etat", vers.into()), ("erreur", None::<String>.into())]).await
}

/// Tells that a message left; false when it had left already.
pub async fn set_envoye(transaction: &Transaction, id: Uuid, envoye_le: DateTime<Utc>) -> Result<bool, StockageError> {
    let values = vec![("etat", "envoye".into()), ("envoye_le", Some(envoye_le).into()), ("erreur", None::<String>.into())];
    change(transaction, id, &["a_envoyer"], values).await
}

/// Keeps why a sending failed.
pub async fn set_erreur(transaction: &Transaction, id: Uuid, erreur: &str) -> Result<bool, StockageError> {
    change(transaction, id, &["a_envoyer"], vec![("erreur", Some(erreur.to_owned()).into())]).await
}

/// Keeps the answer; false when the message was answered already.
pub async fn set_reponse(
    transaction: &Transaction,
    message: &MessageSne,
    etat: &str,
    reponse: &str,
    repondu_le: DateTime<Utc>,
) -> Result<bool, StockageError> {
    let context = contexte(message.id, "reponse");
    let sealed = cle_demande::seal(transaction, &message.departement, message.demande_id, &context, reponse).await?;
    let values = vec![
        ("etat", etat.into()),
        ("reponse", Some(sealed).into()),
        ("repondu_le", Some(repondu_le).into()),
        // A message carried by hand may be answered before anybody says that it left.
        ("envoye_le", Some(message.envoye_le.unwrap_or(repondu_le)).into()),
        ("erreur", None::<String>.into()),
    ];
    change(transaction, message.id, &["a_envoyer", "envoye"], values).await
}

async fn change(
    transaction: &Transaction,
    id: Uuid,
    depuis: &[&str],
    values: Vec<(&'static str, sea_orm::Value)>,
) -> Result<bool, StockageError> {
    let condition = Condition::all().add(egal("id", id)).add(Expr::col("etat").is_in(depuis.iter().copied()));
    Ok(ligne::update_where(transaction, "message_sne", values, condition).await? > 0)
}

fn contexte(id: Uuid, colonne: &str) -> String {
    format!("message_sne/{colonne}/{id}")
}

async fn open_all(acces: &impl Acces, rows: Vec<Stocke>) -> Result<Vec<MessageSne>, StockageError> {
    let mut messages = Vec::with_capacity(rows.len());
    for row in rows {
        messages.push(open(acces, row).await?);
    }
    Ok(messages)
}

async fn open(acces: &impl Acces, s: Stocke) -> Result<MessageSne, StockageError> {
    let unseal = async |colonne: &str, sealed: &[u8]| {
        let text =
            cle_demande::unseal(acces, &s.departement, s.demande_id, "message_sne", &contexte(s.id, colonne), sealed).await?;
        text.ok_or_else(|| StockageError::incoherent("message_sne", "clé détruite pour un message encore présent"))
    };
    let contenu = unseal("contenu", &s.chiffre).await?;
    let reponse = match &s.reponse {
        Some(sealed) => Some(unseal("reponse", sealed).await?),
        None => None,
    };
    Ok(MessageSne {
        id: s.id,
        departement: s.departement,
        demande_id: s.demande_id,
        reference: s.reference,
        objet: s.objet,
        type_fichier: s.type_fichier,
        organisation: s.organisation,
        etat: s.etat,
        contenu,
        reponse,
        erreur: s.erreur,
        precedent: s.precedent,
        cree_le: s.cree_le,
        cree_par: s.cree_par,
        envoye_le: s.envoye_le,
        repondu_le: s.repondu_le,
    })
}
