//! The register: a demande as head columns for lists, searchable persons, append-only versions of the
//! dossier, and encrypted fragments for restricted and secret facts.

mod dossier_json;
mod ecriture;
mod lecture;
mod liste;

pub use ecriture::{Meta, NouvelleDemande, Origine, insert, insert_lot, purge, update};
pub use lecture::{
    DemandeStockee, VersionDossier, find, find_au, find_par_numero_unique, get, get_lot, list_contenus, list_numeros,
    list_radiees, list_toutes, list_versions,
};
pub use liste::{
    CleTri, Filtre, LigneDemande, Page, PageDemandes, Tri, count, list_cles, list_lignes, list_noms, list_page, list_souhaits,
    search, set_texte,
};

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::erreur::StockageError;
use crate::ligne::table;

table! {
    Tete = "demande" {
        cle { departement: String, id: Uuid, }
        numero_unique: Option<String>,
        etat: String,
        depose_le: NaiveDate,
        enregistre_le: Option<NaiveDate>,
        renouvele_le: Option<NaiveDate>,
        radiee_le: Option<NaiveDate>,
        motif_radiation: Option<String>,
        guichet: Option<String>,
        nom_cle: String,
        naissance_le: Option<NaiveDate>,
        nombre_personnes: i32,
        commune_souhaitee: Option<String>,
        pieces_min: Option<i32>,
        pieces_max: Option<i32>,
        protege: bool,
        version: i64,
        source: String,
        extrait_le: Option<NaiveDate>,
        maj_le: DateTime<Utc>,
    }
}

table! {
    LignePersonne = "personne" {
        cle { departement: String, demande_id: Uuid, rang: i32, }
        role: String,
        nom: Option<String>,
        nom_naissance: Option<String>,
        prenom: Option<String>,
        nom_cle: String,
        naissance_le: Option<NaiveDate>,
    }
}

table! {
    LigneSouhait = "souhait" {
        cle { departement: String, demande_id: Uuid, rang: i32, }
        commune: String,
        quartier: Option<String>,
    }
}

table! {
    LigneVersion = "dossier_version" {
        cle { departement: String, demande_id: Uuid, version: i64, }
        contenu: String,
        source: String,
        extrait_le: Option<NaiveDate>,
        origine: String,
        agent: String,
        instant_utc: DateTime<Utc>,
    }
}

table! {
    LigneFait = "fait_protege" {
        cle { departement: String, demande_id: Uuid, version: i64, sensibilite: String, }
        chiffre: Vec<u8>,
    }
}

/// Where a fragment belongs: it opens nowhere else.
fn contexte_fait(departement: &str, demande_id: Uuid, version: i64, sensibilite: &str) -> String {
    format!("fait_protege/{departement}/{demande_id}/{version}/{sensibilite}")
}

/// A whole demande as text, restricted facts included: for what is encrypted at once.
pub(crate) fn write_contenu(demande: &droit::demande::Demande) -> Result<String, StockageError> {
    serde_json::to_string(&dossier_json::write(demande)).map_err(|e| StockageError::incoherent("demande", e.to_string()))
}

pub(crate) fn read_contenu(texte: &str) -> Result<droit::demande::Demande, StockageError> {
    let (json, restreint, secret): (dossier_json::DemandeJson, dossier_json::Fragment, dossier_json::Fragment) =
        serde_json::from_str(texte).map_err(|e| StockageError::incoherent("demande", e.to_string()))?;
    dossier_json::read(json, vec![restreint, secret]).map_err(|quoi| StockageError::incoherent("demande", quoi))
}
