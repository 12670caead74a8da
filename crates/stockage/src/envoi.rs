//! Proof of what was written to a household: by which way, which text, when it left. The text is encrypted under the
//! demande's key and forgotten with it, as the message that carries it.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Condition, Order};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::base::{Acces, Transaction};
use crate::cle_demande::{self, cle_de};
use crate::erreur::StockageError;
use crate::ligne::{self, egal, table};

/// A message written to a household; `texte` is encrypted.
#[derive(Clone, Debug, PartialEq)]
pub struct Envoi {
    pub id: Uuid,
    pub departement: String,
    pub demande_id: Uuid,
    /// The row of the outbox that carries it.
    pub courrier_id: Uuid,
    /// `mel`, `sms`.
    pub canal: String,
    /// Code of the text of the territory.
    pub modele: String,
    pub texte: Texte,
    pub organisation: String,
    /// `a_envoyer`, `envoye`, `echoue`: follows the outbox.
    pub etat: String,
    pub envoye_le: Option<DateTime<Utc>>,
    pub cree_le: DateTime<Utc>,
    pub cree_par: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Texte {
    pub destinataire: String,
    pub sujet: String,
    pub corps: String,
}

table! {
    Stocke = "envoi" {
        cle { id: Uuid, }
        departement: String,
        demande_id: Uuid,
        courrier_id: Uuid,
        canal: String,
        modele: String,
        chiffre: Vec<u8>,
        organisation: String,
        etat: String,
        envoye_le: Option<DateTime<Utc>>,
        cree_le: DateTime<Utc>,
        cree_par: String,
    }
}

table! {
    /// A way that a household asked not to be written to by.
    OppositionEnvoi = "opposition_envoi" {
        cle { departement: String, demande_id: Uuid, canal: String, }
        depuis: DateTime<Utc>,
        cree_par: String,
    }
}

pub async fn insert(transaction: &Transaction, e: &Envoi) -> Result<(), StockageError> {
    let clear = serde_json::to_string(&e.texte).map_err(|error| StockageError::incoherent("envoi", error.to_string()))?;
    let row = Stocke {
        id: e.id,
        departement: e.departement.clone(),
        demande_id: e.demande_id,
        courrier_id: e.courrier_id,
        canal: e.canal.clone(),
        modele: e.modele.clone(),
        chiffre: cle_demande::seal(transaction, &e.departement, e.demande_id, &contexte(e.id), &clear).await?,
        organisation: e.organisation.clone(),
        etat: e.etat.clone(),
        envoye_le: e.envoye_le,
        cree_le: e.cree_le,
        cree_par: e.cree_par.clone(),
    };
    ligne::insert_lot(transaction, &[row]).await
}

/// What was written to a household, the last first.
pub async fn list_de_demande(acces: &impl Acces, departement: &str, demande_id: Uuid) -> Result<Vec<Envoi>, StockageError> {
    let order = [("cree_le", Order::Desc), ("id", Order::Desc)];
    let mut sent = Vec::new();
    for s in ligne::list::<Stocke>(acces, cle_de(departement, demande_id), &order).await? {
        let clear = cle_demande::unseal(acces, departement, demande_id, "envoi", &contexte(s.id), &s.chiffre).await?;
        let Some(clear) = clear else { continue };
        let texte = serde_json::from_str(&clear).map_err(|_| StockageError::incoherent("envoi", "texte illisible"))?;
        sent.push(Envoi {
            id: s.id,
            departement: s.departement,
            demande_id: s.demande_id,
            courrier_id: s.courrier_id,
            canal: s.canal,
            modele: s.modele,
            texte,
            organisation: s.organisation,
            etat: s.etat,
            envoye_le: s.envoye_le,
            cree_le: s.cree_le,
            cree_par: s.cree_par,
        });
    }
    Ok(sent)
}

/// Follows the outbox: what became of the message.
pub(crate) async fn follow(
    transaction: &Transaction,
    courrier_id: Uuid,
    etat: &str,
    envoye_le: Option<DateTime<Utc>>,
) -> Result<(), StockageError> {
    let values = vec![("etat", etat.into()), ("envoye_le", envoye_le.into())];
    ligne::update_where(transaction, "envoi", values, Condition::all().add(egal("courrier_id", courrier_id))).await?;
    Ok(())
}

/// Removes the messages of a household from the outbox, sent or not: they are forgotten with its file.
pub(crate) async fn purge_courriers(
    transaction: &Transaction,
    departement: &str,
    demande_id: Uuid,
) -> Result<u64, StockageError> {
    let mut removed = 0;
    for row in ligne::list::<Stocke>(transaction, cle_de(departement, demande_id), &[("id", Order::Asc)]).await? {
        removed += ligne::delete(transaction, "courrier", Condition::all().add(egal("id", row.courrier_id))).await?;
    }
    Ok(removed)
}

/// The ways a household asked not to be written to by.
pub async fn list_oppositions(
    acces: &impl Acces,
    departement: &str,
    demande_id: Uuid,
) -> Result<Vec<OppositionEnvoi>, StockageError> {
    ligne::list(acces, cle_de(departement, demande_id), &[("canal", Order::Asc)]).await
}

pub async fn insert_opposition(transaction: &Transaction, opposition: &OppositionEnvoi) -> Result<(), StockageError> {
    ligne::insert_lot(transaction, std::slice::from_ref(opposition)).await
}

/// True when there was one.
pub async fn delete_opposition(
    transaction: &Transaction,
    departement: &str,
    demande_id: Uuid,
    canal: &str,
) -> Result<bool, StockageError> {
    let condition = cle_de(departement, demande_id).add(egal("canal", canal));
    Ok(ligne::delete(transaction, "opposition_envoi", condition).await? > 0)
}

fn contexte(id: Uuid) -> String {
    format!("envoi/{id}")
}
