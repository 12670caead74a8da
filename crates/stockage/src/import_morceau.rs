//! The bytes of a file received, kept in encrypted chunks until its job ends, so that another server can go on.

use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::base::scelle::Scelle;
use crate::base::{Acces, Transaction};
use crate::coffre::to_hex;
use crate::erreur::StockageError;
use crate::ligne::{self, egal, table};

table! {
    Morceau = "import_morceau" {
        cle { import_id: Uuid, rang: i32, }
        chiffre: Vec<u8>,
    }
}

const MORCEAU: usize = 1024 * 1024;

/// Keeps a file.
pub async fn insert(transaction: &Transaction, import_id: Uuid, octets: &[u8]) -> Result<(), StockageError> {
    for (rang, part) in (0i32..).zip(octets.chunks(MORCEAU)) {
        let chiffre = transaction.coffre().generale().encrypt(&contexte(import_id, rang), part);
        ligne::insert_lot(transaction, &[Morceau { import_id, rang, chiffre }]).await?;
    }
    Ok(())
}

/// The file, byte for byte; `None` when it was not kept. Errors: content that no longer has its digest.
pub async fn find(acces: &impl Acces, import_id: Uuid, empreinte: &str) -> Result<Option<Vec<u8>>, StockageError> {
    let mut octets = Vec::new();
    // Chunk by chunk: encrypted and plain bytes never stand whole beside each other.
    for rang in 0i32.. {
        let key = Condition::all().add(egal("import_id", import_id)).add(egal("rang", rang));
        let Some(part) = ligne::find::<Morceau>(acces, key).await? else { break };
        octets.extend(acces.coffre().generale().decrypt("import_morceau", &contexte(import_id, rang), &part.chiffre)?);
    }
    if octets.is_empty() {
        return Ok(None);
    }
    if to_hex(&Sha256::digest(&octets)) != empreinte {
        return Err(StockageError::incoherent("import_morceau", "le fichier gardé ne correspond plus à son empreinte"));
    }
    Ok(Some(octets))
}

/// Forgets a file. Gives the number of chunks.
pub async fn delete(transaction: &Transaction, import_id: Uuid) -> Result<u64, StockageError> {
    ligne::delete(transaction, "import_morceau", Condition::all().add(egal("import_id", import_id))).await
}

/// Forgets the files whose import is no longer under way: none should be left.
pub async fn purge_finis(transaction: &Transaction) -> Result<u64, StockageError> {
    let running = Query::select().column("id").from("import").and_where(egal("etat", "en_cours")).to_owned();
    ligne::delete(transaction, "import_morceau", Condition::all().add(Expr::col("import_id").not_in_subquery(running))).await
}

fn contexte(import_id: Uuid, rang: i32) -> String {
    format!("import_morceau/{import_id}/{rang}")
}
