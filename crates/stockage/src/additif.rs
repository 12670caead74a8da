//! Addenda to sealed minutes: numbered, written once, each chained to the document before it.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Condition, Order};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::base::scelle::Scelle;
use crate::base::{Acces, Transaction};
use crate::coffre::to_hex;
use crate::erreur::StockageError;
use crate::ligne::{self, egal, table};

/// An addendum as listed, without its document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Additif {
    pub seance_id: Uuid,
    /// From 1.
    pub rang: i32,
    pub numero: String,
    pub objet: String,
    /// SHA-256 of the minutes, or of the addendum before.
    pub empreinte_precedente: String,
    /// SHA-256 of the document.
    pub empreinte: String,
    pub scelle_le: DateTime<Utc>,
    pub scelle_par: String,
}

/// An addendum to seal.
#[derive(Clone, Copy, Debug)]
pub struct NouvelAdditif<'a> {
    pub seance_id: Uuid,
    pub rang: i32,
    pub numero: &'a str,
    pub objet: &'a str,
    pub empreinte_precedente: &'a str,
    pub document: &'a [u8],
    pub scelle_le: DateTime<Utc>,
    pub scelle_par: &'a str,
}

table! {
    Stocke = "additif" {
        cle { seance_id: Uuid, rang: i32, }
        numero: String,
        empreinte_precedente: String,
        empreinte: String,
        cle_id: String,
        scelle_le: DateTime<Utc>,
        scelle_par: String,
        objet_chiffre: Vec<u8>,
        document_chiffre: Vec<u8>,
    }
}

/// Seals an addendum and returns the digest of its document. Errors: `AdditifDejaAjoute`; minutes not sealed.
pub async fn insert(transaction: &Transaction, nouveau: NouvelAdditif<'_>) -> Result<String, StockageError> {
    let coffre = transaction.coffre();
    let empreinte = to_hex(&Sha256::digest(nouveau.document));
    let seal = |colonne, bytes: &[u8]| coffre.generale().encrypt(&contexte(nouveau.seance_id, nouveau.rang, colonne), bytes);
    let row = Stocke {
        seance_id: nouveau.seance_id,
        rang: nouveau.rang,
        numero: nouveau.numero.to_owned(),
        empreinte_precedente: nouveau.empreinte_precedente.to_owned(),
        empreinte: empreinte.clone(),
        cle_id: coffre.cle_id().to_owned(),
        scelle_le: nouveau.scelle_le,
        scelle_par: nouveau.scelle_par.to_owned(),
        objet_chiffre: seal("objet", nouveau.objet.as_bytes()),
        document_chiffre: seal("document", nouveau.document),
    };
    ligne::insert_lot(transaction, &[row]).await?;
    Ok(empreinte)
}

/// Addenda of a session, in their order.
pub async fn list_de_seance(acces: &impl Acces, seance_id: Uuid) -> Result<Vec<Additif>, StockageError> {
    let rows: Vec<Stocke> =
        ligne::list(acces, Condition::all().add(egal("seance_id", seance_id)), &[("rang", Order::Asc)]).await?;
    rows.into_iter()
        .map(|row| {
            let objet = open(acces, &row, "objet", &row.objet_chiffre)?;
            Ok(Additif {
                objet: String::from_utf8(objet).map_err(|_| StockageError::incoherent("additif", "texte illisible"))?,
                seance_id: row.seance_id,
                rang: row.rang,
                numero: row.numero,
                empreinte_precedente: row.empreinte_precedente,
                empreinte: row.empreinte,
                scelle_le: row.scelle_le,
                scelle_par: row.scelle_par,
            })
        })
        .collect()
}

/// Number and document of an addendum, byte for byte. Errors: `Introuvable`; a document that no longer has its digest.
pub async fn get_document(acces: &impl Acces, seance_id: Uuid, rang: i32) -> Result<(String, Vec<u8>), StockageError> {
    let key = Condition::all().add(egal("seance_id", seance_id)).add(egal("rang", rang));
    let row: Stocke = ligne::find(acces, key).await?.ok_or(StockageError::Introuvable)?;
    let document = open(acces, &row, "document", &row.document_chiffre)?;
    if to_hex(&Sha256::digest(&document)) != row.empreinte {
        return Err(StockageError::incoherent("additif", "le document ne correspond plus à son empreinte"));
    }
    Ok((row.numero, document))
}

fn open(acces: &impl Acces, row: &Stocke, colonne: &str, sealed: &[u8]) -> Result<Vec<u8>, StockageError> {
    acces.coffre().generale().decrypt("additif", &contexte(row.seance_id, row.rang, colonne), sealed)
}

fn contexte(seance_id: Uuid, rang: i32, colonne: &str) -> String {
    format!("additif/{seance_id}/{rang}/{colonne}")
}
