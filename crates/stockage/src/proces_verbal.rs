//! The sealed minutes of a session: encrypted chunks, written once.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Condition, Order};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::base::scelle::Scelle;
use crate::base::{Acces, Transaction};
use crate::coffre::to_hex;
use crate::erreur::StockageError;
use crate::ligne::{self, egal, table};

table! {
    ProcesVerbal = "proces_verbal" {
        cle { seance_id: Uuid, }
        numero: String,
        /// SHA-256 of the document.
        empreinte: String,
        /// Bytes.
        taille: i64,
        cle_id: String,
        scelle_le: DateTime<Utc>,
        scelle_par: String,
    }
}

table! {
    Morceau = "proces_verbal_morceau" {
        cle { seance_id: Uuid, rang: i32, }
        chiffre: Vec<u8>,
    }
}

const MORCEAU: usize = 512 * 1024;

/// Seals the document of a session. Errors: `ProcesVerbalDejaScelle`.
pub async fn insert(
    transaction: &Transaction,
    seance_id: Uuid,
    numero: &str,
    document: &[u8],
    scelle_le: DateTime<Utc>,
    scelle_par: &str,
) -> Result<ProcesVerbal, StockageError> {
    let coffre = transaction.coffre();
    let row = ProcesVerbal {
        seance_id,
        numero: numero.to_owned(),
        empreinte: to_hex(&Sha256::digest(document)),
        taille: i64::try_from(document.len()).unwrap_or(i64::MAX),
        cle_id: coffre.cle_id().to_owned(),
        scelle_le,
        scelle_par: scelle_par.to_owned(),
    };
    ligne::insert_lot(transaction, std::slice::from_ref(&row)).await?;
    for (rang, part) in (0i32..).zip(document.chunks(MORCEAU)) {
        let chiffre = coffre.generale().encrypt(&contexte(seance_id, rang), part);
        ligne::insert_lot(transaction, &[Morceau { seance_id, rang, chiffre }]).await?;
    }
    Ok(row)
}

pub async fn find(acces: &impl Acces, seance_id: Uuid) -> Result<Option<ProcesVerbal>, StockageError> {
    ligne::find(acces, Condition::all().add(egal("seance_id", seance_id))).await
}

/// The document, byte for byte. Errors: `Introuvable`; content that no longer has its digest.
pub async fn get_document(acces: &impl Acces, seance_id: Uuid) -> Result<Vec<u8>, StockageError> {
    let row = find(acces, seance_id).await?.ok_or(StockageError::Introuvable)?;
    let mut document = Vec::with_capacity(usize::try_from(row.taille).unwrap_or(0));
    for part in ligne::list::<Morceau>(acces, Condition::all().add(egal("seance_id", seance_id)), &[("rang", Order::Asc)]).await?
    {
        document.extend(acces.coffre().generale().decrypt(
            "proces_verbal_morceau",
            &contexte(seance_id, part.rang),
            &part.chiffre,
        )?);
    }
    if to_hex(&Sha256::digest(&document)) != row.empreinte {
        return Err(StockageError::incoherent("proces_verbal", "le document ne correspond plus à son empreinte"));
    }
    Ok(document)
}

fn contexte(seance_id: Uuid, rang: i32) -> String {
    format!("proces_verbal_morceau/{seance_id}/{rang}")
}
