//! Act: importing what a bailleur sends each day: its vacancies, its leases, its tenants, one table each.
//!
//! A vacancy is opened or brought up to date, never closed: those the file no longer names are listed. A lease is signed
//! when a designation led to it, else recorded as « hors parcours » with the facts the objectives count (CCH L. 441-1);
//! unknown stays unknown. Of a tenant, only the present home of a household that asks for another is kept. What was
//! changed here after the day of the file stays; each row is undone alone when it cannot be written.

mod baux;
mod ecriture;
mod locataires;
mod vacances;

use std::sync::Arc;

use droit::jour::Jour;
use interop::bailleur::{FichierBailleur, is_bailleur as is_bailleur_file, read_bailleur};
use interop::correspondance::read_toml;
use stockage::correspondance;

use crate::carbet::Carbet;
use crate::droits::Acteur;
use crate::habitat::sigle;
use crate::issue::{Echec, Refus};
use crate::recevoir_fichier::{
    self, Fichier, Lancement, Nature, Rapport, Source, Travail, check_extrait_le, find_bailleur, refuse_correspondance,
    refuse_en_cours,
};

/// The model of the three tables, as it can be downloaded.
pub const MODELES: &[(&str, &str)] = &[
    ("vacances", include_str!("importer_bailleur/modele_vacances.csv")),
    ("baux", include_str!("importer_bailleur/modele_baux.csv")),
    ("locataires", include_str!("importer_bailleur/modele_locataires.csv")),
];
/// Largest table: it is held in memory.
const OCTETS_MAX: u64 = 64 * 1024 * 1024;

/// What is asked.
pub struct DemandeBailleur {
    pub nom_fichier: String,
    pub contenu: Box<dyn Source>,
    /// Day the file tells; without it, today.
    pub extrait_le: Option<Jour>,
    /// Code of the bailleur; a bailleur's own account needs not say it.
    pub bailleur: Option<String>,
    /// Name of a saved mapping; without one, the one that bears the name of the bailleur, else the headers.
    pub correspondance: Option<String>,
}

/// Whether a table is one of the three, by its headers.
pub fn is_bailleur(octets: &[u8]) -> bool {
    is_bailleur_file(octets, None)
}

/// Receives and reads a file, from its bytes to its report.
pub async fn import_bailleur(carbet: &Arc<Carbet>, acteur: &Acteur, demande: DemandeBailleur) -> Result<Rapport, Echec> {
    match launch(carbet, acteur, demande).await? {
        Lancement::Pret(travail) => run(carbet, acteur, *travail).await,
        Lancement::DejaImporte(id) => recevoir_fichier::get_rapport(carbet, id).await,
        Lancement::EnCours(_) => Err(refuse_en_cours().into()),
    }
}

/// Takes a file in. Errors: an empty file, a bailleur that is not one of the territory, a day to come, an unknown mapping.
pub async fn launch(carbet: &Arc<Carbet>, acteur: &Acteur, demande: DemandeBailleur) -> Result<Lancement, Echec> {
    let choix = "Choisissez le bailleur qui envoie ce fichier";
    let bailleur = find_bailleur(carbet, acteur, Nature::Gestion, demande.bailleur, choix)?;
    let que_faire = "Indiquez le jour que décrit le fichier, ou laissez vide pour aujourd'hui.";
    check_extrait_le(carbet, demande.extrait_le, que_faire)?;
    let regles = carbet.regles();
    let saved = correspondance::list(&carbet.base).await?;
    let short = sigle(&regles.territoire, &bailleur).to_lowercase();
    let mapping = match demande.correspondance.as_deref().filter(|nom| !nom.is_empty()) {
        Some(nom) => Some(saved.iter().find(|c| c.nom == nom).ok_or_else(|| refuse_correspondance(nom))?),
        None => saved.iter().find(|c| [short.as_str(), bailleur.as_str()].contains(&c.nom.to_lowercase().as_str())),
    };
    let fichier = Fichier {
        nature: Nature::Gestion,
        nom_fichier: demande.nom_fichier,
        contenu: demande.contenu,
        extrait_le: demande.extrait_le.or_else(|| Some(carbet.aujourd_hui())),
        correspondance: mapping.map(|c| c.colonnes.clone()),
        bailleur: Some(bailleur),
    };
    recevoir_fichier::receive(carbet, acteur, fichier).await
}

/// Reads a file taken in and writes what it changes, at once. A broken file changes nothing but its own row, which says why.
pub async fn run(carbet: &Arc<Carbet>, acteur: &Acteur, travail: Travail) -> Result<Rapport, Echec> {
    let suivi = travail.suivi();
    let cadre = ecriture::Cadre {
        bailleur: travail.bailleur.clone().unwrap_or_default(),
        extrait_le: travail.extrait_le.unwrap_or_else(|| carbet.aujourd_hui()),
        empreinte: travail.empreinte.clone(),
        import: travail.import,
    };
    let result = match read(travail).await {
        Ok(fichier) => ecriture::write(carbet, acteur, &suivi, cadre, fichier).await,
        Err(echec) => Err(echec),
    };
    if let Err(echec) = &result {
        suivi.record_refus(carbet, acteur, echec).await?;
    }
    result
}

async fn read(travail: Travail) -> Result<FichierBailleur, Echec> {
    let refuse = |detail: String| {
        Refus::new("fichier_refuse", format!("Le fichier est refusé en entier : {detail}."), "La base n'a pas changé.")
            .champ("fichier")
    };
    if travail.taille > OCTETS_MAX {
        return Err(refuse(format!("il dépasse {} Mio, ce n'est pas un fichier du jour", OCTETS_MAX / 1024 / 1024)).into());
    }
    let mapping = match travail.correspondance.as_deref().map(read_toml) {
        Some(Ok(mapping)) => Some(mapping),
        Some(Err(error)) => return Err(refuse(error.to_string()).into()),
        None => None,
    };
    let mut contenu = travail.contenu;
    let read = tokio::task::spawn_blocking(move || {
        let mut octets = Vec::new();
        contenu.read_to_end(&mut octets).map_err(|error| error.to_string())?;
        read_bailleur(&octets, mapping.as_ref()).map_err(|error| error.to_string())
    })
    .await
    .map_err(|_| Refus::new("lecture_interrompue", "La lecture du fichier s'est interrompue.", "Envoyez-le de nouveau."))?;
    Ok(read.map_err(refuse)?)
}
