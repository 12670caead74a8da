//! The sealed minutes of a session, written once: their content, and the document composed from it.
//!
//! The content alone makes the minutes: a document is composed at closing or, at the latest, when it is first read, and
//! then kept byte for byte. Minutes of version 0.1 have a document and no content.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Condition, Order};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::base::scelle::Scelle;
use crate::base::{Acces, Transaction};
use crate::coffre::to_hex;
use crate::compression;
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

table! {
    /// What the minutes say, in the form the typesetter reads.
    Contenu = "proces_verbal_contenu" {
        cle { seance_id: Uuid, }
        numero: String,
        /// SHA-256 of the content.
        empreinte: String,
        cle_id: String,
        scelle_le: DateTime<Utc>,
        scelle_par: String,
        chiffre: Vec<u8>,
    }
}

/// A content to seal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContenuScelle {
    pub seance_id: Uuid,
    pub numero: String,
    pub texte: String,
    pub scelle_le: DateTime<Utc>,
    pub scelle_par: String,
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

/// Seals the contents of sessions. Errors: `ProcesVerbalDejaScelle`.
pub async fn insert_contenus(transaction: &Transaction, contenus: &[ContenuScelle]) -> Result<(), StockageError> {
    let coffre = transaction.coffre();
    let rows: Vec<Contenu> = contenus
        .iter()
        .map(|contenu| Contenu {
            seance_id: contenu.seance_id,
            numero: contenu.numero.clone(),
            empreinte: to_hex(&Sha256::digest(contenu.texte.as_bytes())),
            cle_id: coffre.cle_id().to_owned(),
            scelle_le: contenu.scelle_le,
            scelle_par: contenu.scelle_par.clone(),
            chiffre: coffre.generale().encrypt(&contexte_contenu(contenu.seance_id), &compression::pack(&contenu.texte)),
        })
        .collect();
    ligne::insert_lot(transaction, &rows).await
}

/// The sealed content. Errors: content that no longer has its digest.
pub async fn find_contenu(acces: &impl Acces, seance_id: Uuid) -> Result<Option<ContenuScelle>, StockageError> {
    let Some(row) = ligne::find::<Contenu>(acces, Condition::all().add(egal("seance_id", seance_id))).await? else {
        return Ok(None);
    };
    let bytes = acces.coffre().generale().decrypt("proces_verbal_contenu", &contexte_contenu(seance_id), &row.chiffre)?;
    let texte = compression::unpack("proces_verbal_contenu", bytes)?;
    if to_hex(&Sha256::digest(texte.as_bytes())) != row.empreinte {
        return Err(StockageError::incoherent("proces_verbal_contenu", "le contenu ne correspond plus à son empreinte"));
    }
    Ok(Some(ContenuScelle { seance_id, numero: row.numero, texte, scelle_le: row.scelle_le, scelle_par: row.scelle_par }))
}

/// Whether the minutes of a session are sealed, composed or not.
pub async fn is_scelle(acces: &impl Acces, seance_id: Uuid) -> Result<bool, StockageError> {
    for table in ["proces_verbal", "proces_verbal_contenu"] {
        if ligne::count(acces, table, Condition::all().add(egal("seance_id", seance_id))).await? > 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

fn contexte_contenu(seance_id: Uuid) -> String {
    format!("proces_verbal_contenu/{seance_id}")
}

fn contexte(seance_id: Uuid, rang: i32) -> String {
    format!("proces_verbal_morceau/{seance_id}/{rang}")
}
