//! The data key of each demande, wrapped by the master key. Destroying it is forgetting (DESIGN 3b).

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Condition;
use sea_orm::sea_query::ExprTrait;
use uuid::Uuid;

use crate::base::scelle::Scelle;
use crate::base::{Acces, Transaction};
use crate::coffre::{Cle, Coffre, random};
use crate::erreur::StockageError;
use crate::ligne::{self, egal, table};

table! {
    /// `enveloppe` is the wrapped key; null once destroyed, and then `detruite_le` says when.
    CleDemande = "cle_demande" {
        cle { departement: String, demande_id: Uuid, }
        cle_id: String,
        enveloppe: Option<Vec<u8>>,
        detruite_le: Option<DateTime<Utc>>,
    }
}

/// Keys read by one statement.
const LOT: usize = 500;

/// What became of a key.
pub(crate) enum EtatCle {
    Vivante(Cle),
    Detruite,
    Absente,
}

fn contexte(departement: &str, demande_id: Uuid) -> String {
    format!("cle_demande/{departement}/{demande_id}")
}

/// A fresh key and its row, for bulk inserts.
pub(crate) fn create(coffre: &Coffre, departement: &str, demande_id: Uuid) -> (Cle, CleDemande) {
    let bytes: [u8; 32] = random();
    let row = CleDemande {
        departement: departement.to_owned(),
        demande_id,
        cle_id: coffre.cle_id().to_owned(),
        enveloppe: Some(coffre.enveloppe().encrypt(&contexte(departement, demande_id), &bytes)),
        detruite_le: None,
    };
    (Cle::new(&bytes), row)
}

pub(crate) fn open(coffre: &Coffre, row: &CleDemande) -> Result<EtatCle, StockageError> {
    let Some(sealed) = &row.enveloppe else {
        return Ok(EtatCle::Detruite);
    };
    if row.cle_id != coffre.cle_id() {
        return Err(StockageError::incoherent(
            "cle_demande",
            format!("clé maîtresse « {} » attendue, « {} » fournie", row.cle_id, coffre.cle_id()),
        ));
    }
    let bytes = coffre.enveloppe().decrypt("cle_demande", &contexte(&row.departement, row.demande_id), sealed)?;
    let bytes: [u8; 32] = bytes.try_into().map_err(|_| StockageError::incoherent("cle_demande", "longueur de clé"))?;
    Ok(EtatCle::Vivante(Cle::new(&bytes)))
}

pub(crate) fn cle_de(departement: &str, demande_id: Uuid) -> Condition {
    Condition::all().add(egal("departement", departement)).add(egal("demande_id", demande_id))
}

pub(crate) async fn find(acces: &impl Acces, departement: &str, demande_id: Uuid) -> Result<EtatCle, StockageError> {
    match ligne::find::<CleDemande>(acces, cle_de(departement, demande_id)).await? {
        Some(row) => open(acces.coffre(), &row),
        None => Ok(EtatCle::Absente),
    }
}

/// The living keys of many demandes, read together.
pub(crate) async fn list_vivantes(
    acces: &impl Acces,
    demandes: &[(&str, Uuid)],
) -> Result<BTreeMap<(String, Uuid), Cle>, StockageError> {
    let mut by_departement: BTreeMap<&str, Vec<Uuid>> = BTreeMap::new();
    for (departement, id) in demandes {
        by_departement.entry(departement).or_default().push(*id);
    }
    let mut cles = BTreeMap::new();
    for (departement, ids) in by_departement {
        for lot in ids.chunks(LOT) {
            let among = sea_orm::sea_query::Expr::col("demande_id").is_in(lot.iter().copied());
            // With the département first, as the key of the table is.
            let condition = Condition::all().add(egal("departement", departement)).add(among);
            for row in ligne::list::<CleDemande>(acces, condition, &[]).await? {
                if let EtatCle::Vivante(cle) = open(acces.coffre(), &row)? {
                    cles.insert((row.departement, row.demande_id), cle);
                }
            }
        }
    }
    Ok(cles)
}

/// The key of the demande, made on first need. Errors: `Introuvable` when it was destroyed.
pub(crate) async fn get_or_create(transaction: &Transaction, departement: &str, demande_id: Uuid) -> Result<Cle, StockageError> {
    match find(transaction, departement, demande_id).await? {
        EtatCle::Vivante(cle) => Ok(cle),
        EtatCle::Detruite => Err(StockageError::Introuvable),
        EtatCle::Absente => {
            let (cle, row) = create(transaction.coffre(), departement, demande_id);
            ligne::insert_lot(transaction, &[row]).await?;
            Ok(cle)
        }
    }
}

/// Destroys the key: what it encrypted can never be read again. Done twice, it changes nothing.
pub(crate) async fn destroy(
    transaction: &Transaction,
    departement: &str,
    demande_id: Uuid,
    instant_utc: DateTime<Utc>,
) -> Result<(), StockageError> {
    // Kept as a tombstone, so that a missing key never passes for a purge.
    let alive = cle_de(departement, demande_id).add(sea_orm::sea_query::Expr::col("enveloppe").is_not_null());
    let values = vec![("enveloppe", None::<Vec<u8>>.into()), ("detruite_le", Some(instant_utc).into())];
    ligne::update_where(transaction, "cle_demande", values, alive).await?;
    Ok(())
}

/// Encrypts a text under the key of a demande, for a column of another table.
pub(crate) async fn seal(
    transaction: &Transaction,
    departement: &str,
    demande_id: Uuid,
    contexte: &str,
    clair: &str,
) -> Result<Vec<u8>, StockageError> {
    Ok(get_or_create(transaction, departement, demande_id).await?.encrypt(contexte, clair.as_bytes()))
}

/// Opens what `seal` closed; `None` once the demande was forgotten.
pub(crate) async fn unseal(
    acces: &impl Acces,
    departement: &str,
    demande_id: Uuid,
    table: &'static str,
    contexte: &str,
    sealed: &[u8],
) -> Result<Option<String>, StockageError> {
    let bytes = unseal_bytes(acces, departement, demande_id, table, contexte, sealed).await?;
    bytes.map(|b| String::from_utf8(b).map_err(|_| StockageError::incoherent(table, "texte illisible"))).transpose()
}

/// The same, for what is not a text as it stands.
pub(crate) async fn unseal_bytes(
    acces: &impl Acces,
    departement: &str,
    demande_id: Uuid,
    table: &'static str,
    contexte: &str,
    sealed: &[u8],
) -> Result<Option<Vec<u8>>, StockageError> {
    match find(acces, departement, demande_id).await? {
        EtatCle::Vivante(cle) => cle.decrypt(table, contexte, sealed).map(Some),
        EtatCle::Detruite => Ok(None),
        EtatCle::Absente => Err(StockageError::incoherent("cle_demande", "clé absente")),
    }
}
