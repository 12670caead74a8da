//! Act: importing an extract of the SNE (XML interfaceNuu, or any table through a saved mapping).
//!
//! The file is read in the background of the act, demande by demande; then everything it changes is
//! written in one transaction with one line of the journal. A broken file leaves the base as it was;
//! a bad row is an anomaly with its line, and the others are kept. The same bytes are one import,
//! whatever the number of servers that receive them ([`crate::recevoir_fichier`]).

mod ecriture;
mod lecture;
pub mod rapprochement;

use std::sync::Arc;

use droit::jour::Jour;
use stockage::correspondance;

use crate::carbet::Carbet;
use crate::droits::Acteur;
use crate::issue::Echec;
use crate::recevoir_fichier::{self, Fichier, Nature, refuse_en_cours};

pub use crate::recevoir_fichier::{Lancement, Rapport, Source, Travail};

/// What is asked.
pub struct DemandeImport {
    pub nom_fichier: String,
    pub contenu: Box<dyn Source>,
    /// Day of the extract; else that of the header of the file, else today.
    pub extrait_le: Option<Jour>,
    /// Name of a saved mapping; without one the columns of a table are recognised.
    pub correspondance: Option<String>,
}

/// Receives and reads a file, from its bytes to its report.
pub async fn import_sne(carbet: &Arc<Carbet>, acteur: &Acteur, demande: DemandeImport) -> Result<Rapport, Echec> {
    match launch(carbet, acteur, demande).await? {
        Lancement::Pret(travail) => run(carbet, acteur, *travail).await,
        Lancement::DejaImporte(id) => recevoir_fichier::get_rapport(carbet, id).await,
        Lancement::EnCours(_) => Err(refuse_en_cours().into()),
    }
}

/// Takes a file in: its digest, its row of `import` and its job. The same bytes are taken in once.
///
/// # Errors
/// An empty or unreadable file, an unknown mapping.
pub async fn launch(carbet: &Arc<Carbet>, acteur: &Acteur, demande: DemandeImport) -> Result<Lancement, Echec> {
    recevoir_fichier::check_nature(acteur, Nature::Sne, None)?;
    let mapping = match demande.correspondance.as_deref().filter(|nom| !nom.is_empty()) {
        Some(nom) => {
            let saved = correspondance::find(&carbet.base, nom).await?;
            Some(saved.map(|c| c.colonnes).ok_or_else(|| recevoir_fichier::refuse_correspondance(nom))?)
        }
        None => None,
    };
    let fichier = Fichier {
        nature: Nature::Sne,
        nom_fichier: demande.nom_fichier,
        contenu: demande.contenu,
        extrait_le: demande.extrait_le,
        correspondance: mapping,
        bailleur: None,
    };
    recevoir_fichier::receive(carbet, acteur, fichier).await
}

/// Reads a file taken in and writes what it changes, at once. A broken file changes nothing but its own row, which says why.
pub async fn run(carbet: &Arc<Carbet>, acteur: &Acteur, travail: Travail) -> Result<Rapport, Echec> {
    let suivi = travail.suivi();
    let result = match lecture::read(carbet, travail).await {
        Ok(extrait) => ecriture::write(carbet, acteur, &suivi, extrait).await,
        Err(echec) => Err(echec),
    };
    if let Err(echec) = &result {
        suivi.record_refus(carbet, acteur, echec).await?;
    }
    result
}
