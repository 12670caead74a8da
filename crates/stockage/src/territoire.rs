//! Versions of a territory's folder: the base is the truth that every server uses.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Condition, Order};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::base::{Acces, Transaction};
use crate::coffre::to_hex;
use crate::erreur::StockageError;
use crate::ligne::{self, egal, table};

table! {
    /// One loading of the folder; `numero` grows from 1 within the territory.
    VersionTerritoire = "territoire_version" {
        cle { id: Uuid, }
        territoire: String,
        numero: i64,
        /// Digest of all paths and contents.
        empreinte: String,
        charge_le: DateTime<Utc>,
        charge_par: String,
    }
}

table! {
    Fichier = "territoire_fichier" {
        cle { version_id: Uuid, chemin: String, }
        contenu: Vec<u8>,
    }
}

/// Path in the folder (with `/`), content.
pub type Fichiers = BTreeMap<String, Vec<u8>>;

/// The digest under which a folder is recognised.
pub fn compute_empreinte(fichiers: &Fichiers) -> String {
    let mut hash = Sha256::new();
    for (chemin, contenu) in fichiers {
        for part in [chemin.as_bytes(), contenu] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
    }
    to_hex(&hash.finalize())
}

/// Saves a folder as the next version. The same content as the last version makes none: that one is returned, with `false`.
pub async fn save(
    transaction: &Transaction,
    id: Uuid,
    territoire: &str,
    fichiers: &Fichiers,
    charge_le: DateTime<Utc>,
    charge_par: &str,
) -> Result<(VersionTerritoire, bool), StockageError> {
    let empreinte = compute_empreinte(fichiers);
    let derniere = find_derniere(transaction, territoire).await?;
    if let Some(version) = derniere.clone().filter(|v| v.empreinte == empreinte) {
        return Ok((version, false));
    }
    let version = VersionTerritoire {
        id,
        territoire: territoire.to_owned(),
        numero: derniere.map_or(1, |v| v.numero + 1),
        empreinte,
        charge_le,
        charge_par: charge_par.to_owned(),
    };
    ligne::insert_lot(transaction, std::slice::from_ref(&version)).await?;
    let rows: Vec<Fichier> = fichiers
        .iter()
        .map(|(chemin, contenu)| Fichier { version_id: id, chemin: chemin.clone(), contenu: contenu.clone() })
        .collect();
    ligne::insert_lot(transaction, &rows).await?;
    Ok((version, true))
}

pub async fn find_derniere(acces: &impl Acces, territoire: &str) -> Result<Option<VersionTerritoire>, StockageError> {
    let mut select = ligne::select::<VersionTerritoire>(Condition::all().add(egal("territoire", territoire)));
    select.order_by("numero", Order::Desc).limit(1);
    Ok(ligne::lire_tout(acces, &select).await?.pop())
}

/// Versions of a territory, latest first.
pub async fn list_versions(acces: &impl Acces, territoire: &str) -> Result<Vec<VersionTerritoire>, StockageError> {
    ligne::list(acces, Condition::all().add(egal("territoire", territoire)), &[("numero", Order::Desc)]).await
}

/// Codes of the territories loaded, sorted.
pub async fn list_territoires(acces: &impl Acces) -> Result<Vec<String>, StockageError> {
    let premieres: Vec<VersionTerritoire> =
        ligne::list(acces, Condition::all().add(egal("numero", 1i64)), &[("territoire", Order::Asc)]).await?;
    Ok(premieres.into_iter().map(|v| v.territoire).collect())
}

/// The files of a version. Errors: `Introuvable`; content that no longer has its digest.
pub async fn get_fichiers(acces: &impl Acces, version_id: Uuid) -> Result<Fichiers, StockageError> {
    let version: VersionTerritoire =
        ligne::find(acces, Condition::all().add(egal("id", version_id))).await?.ok_or(StockageError::Introuvable)?;
    let rows: Vec<Fichier> =
        ligne::list(acces, Condition::all().add(egal("version_id", version_id)), &[("chemin", Order::Asc)]).await?;
    let fichiers: Fichiers = rows.into_iter().map(|row| (row.chemin, row.contenu)).collect();
    if compute_empreinte(&fichiers) != version.empreinte {
        return Err(StockageError::incoherent("territoire_fichier", "le contenu ne correspond plus à l'empreinte de sa version"));
    }
    Ok(fichiers)
}
