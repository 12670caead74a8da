//! Act: importing the stock of a bailleur (RPLS): homes are known by their identifier, added or brought up to date.
//!
//! A home that the file no longer names is flagged, never removed. What was changed here after the day of the file is
//! kept and told; an older file never wins over a newer one. The public file has neither identifier nor bailleur: it is
//! compared with the stock, commune by commune, and writes nothing in it.

mod ecriture;
mod fusion;

use std::collections::BTreeMap;
use std::io::BufReader;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use chrono::Datelike;
use droit::jour::Jour;
use interop::rpls::{FormatRpls, LectureLogement, LogementRpls, ResumeRpls, read_rpls};
use interop::{Anomalie, ErreurFichier, Gravite};
use tokio::sync::mpsc;

use crate::carbet::Carbet;
use crate::droits::Acteur;
use crate::issue::{Echec, Refus};
use crate::recevoir_fichier::{
    self, Comptage, Fichier, Lancement, Nature, Rapport, Source, Travail, check_extrait_le, find_bailleur, refuse_en_cours,
};

/// Homes of one bailleur: several times the largest.
const LOGEMENTS_MAX: usize = 300_000;
/// Anomalies kept of a file; the others are counted.
const ANOMALIES_MAX: usize = 10_000;
const LOT: usize = 128;
const PERIODE: Duration = Duration::from_millis(700);

/// What is asked.
pub struct DemandeRpls {
    pub nom_fichier: String,
    pub contenu: Box<dyn Source>,
    /// Day the file tells; without it, the 1 January of the year, as the directory is drawn up.
    pub extrait_le: Option<Jour>,
    /// Code of the bailleur; a bailleur's own account needs not say it.
    pub bailleur: Option<String>,
}

/// What was read of a whole file.
struct Extrait {
    resume: ResumeRpls,
    /// The last reading of each identifier, in the order of the file; none of a public file.
    logements: Vec<(u64, LogementRpls)>,
    /// Identifiers of rows that could not be read: their homes are in the file.
    illisibles: Vec<String>,
    par_commune: BTreeMap<String, u64>,
    anomalies: Vec<Anomalie>,
    tues: u64,
}

/// Receives and reads a file, from its bytes to its report.
pub async fn import_rpls(carbet: &Arc<Carbet>, acteur: &Acteur, demande: DemandeRpls) -> Result<Rapport, Echec> {
    match launch(carbet, acteur, demande).await? {
        Lancement::Pret(travail) => run(carbet, acteur, *travail).await,
        Lancement::DejaImporte(id) => recevoir_fichier::get_rapport(carbet, id).await,
        Lancement::EnCours(_) => Err(refuse_en_cours().into()),
    }
}

/// Takes a file in. Errors: an empty file, a bailleur that is not one of the territory, a day to come.
pub async fn launch(carbet: &Arc<Carbet>, acteur: &Acteur, demande: DemandeRpls) -> Result<Lancement, Echec> {
    let choix = "Choisissez le bailleur dont le fichier décrit le parc";
    let bailleur = find_bailleur(carbet, acteur, Nature::Rpls, demande.bailleur, choix)?;
    let que_faire = "Indiquez le jour que décrit le fichier : le 1er janvier de l'année du répertoire.";
    check_extrait_le(carbet, demande.extrait_le, que_faire)?;
    let fichier = Fichier {
        nature: Nature::Rpls,
        nom_fichier: demande.nom_fichier,
        contenu: demande.contenu,
        extrait_le: demande.extrait_le.or_else(|| carbet.aujourd_hui().with_ordinal(1)),
        correspondance: None,
        bailleur: Some(bailleur),
    };
    recevoir_fichier::receive(carbet, acteur, fichier).await
}

/// Whether a file is one of the two of the directory, by its first lines.
pub fn is_rpls(octets: &[u8]) -> bool {
    read_rpls(octets, |_| ControlFlow::Break(())).is_ok()
}

/// Reads a file taken in and writes what it changes, at once. A broken file changes nothing but its own row, which says why.
pub async fn run(carbet: &Arc<Carbet>, acteur: &Acteur, travail: Travail) -> Result<Rapport, Echec> {
    let suivi = travail.suivi();
    let bailleur = travail.bailleur.clone().unwrap_or_default();
    let (extrait_le, empreinte) = (travail.extrait_le, travail.empreinte.clone());
    let result = match read(carbet, travail).await {
        Ok(extrait) => {
            let cadre = ecriture::Cadre { bailleur, extrait_le: extrait_le.unwrap_or_else(|| carbet.aujourd_hui()), empreinte };
            ecriture::write(carbet, acteur, &suivi, cadre, extrait).await
        }
        Err(echec) => Err(echec),
    };
    if let Err(echec) = &result {
        suivi.record_refus(carbet, acteur, echec).await?;
    }
    result
}

async fn read(carbet: &Arc<Carbet>, travail: Travail) -> Result<Extrait, Echec> {
    let (send, mut receive) = mpsc::channel::<Vec<LectureLogement>>(8);
    let done = Arc::new(AtomicU64::new(0));
    let suivi = travail.suivi();
    let Travail { contenu, taille, .. } = travail;
    let counter = done.clone();
    let reading = tokio::task::spawn_blocking(move || read_all(contenu, &counter, &send));
    let mut collected = Collecte::default();
    let mut told = Instant::now();
    while let Some(lot) = receive.recv().await {
        for lecture in lot {
            collected.add(lecture)?;
        }
        if told.elapsed() >= PERIODE {
            told = Instant::now();
            suivi.tell(carbet, done.load(Ordering::Relaxed), taille).await?;
        }
    }
    let resume = reading
        .await
        .map_err(|_| Refus::new("lecture_interrompue", "La lecture du fichier s'est interrompue.", "Envoyez-le de nouveau."))?
        .map_err(|error| {
            Refus::new("fichier_refuse", format!("Le fichier est refusé en entier : {error}."), "La base n'a pas changé.")
                .champ("fichier")
        })?;
    suivi.tell(carbet, taille, taille).await?;
    Ok(collected.into_extrait(resume))
}

fn read_all(
    contenu: Box<dyn Source>,
    done: &AtomicU64,
    send: &mpsc::Sender<Vec<LectureLogement>>,
) -> Result<ResumeRpls, ErreurFichier> {
    let mut lot = Vec::with_capacity(LOT);
    // Breaks when nobody listens any more.
    let hand_over = |lot: &mut Vec<LectureLogement>| {
        let full = std::mem::replace(lot, Vec::with_capacity(LOT));
        if send.blocking_send(full).is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    let resume = read_rpls(BufReader::with_capacity(64 * 1024, Comptage { contenu, done }), |lecture| {
        lot.push(lecture);
        if lot.len() < LOT { ControlFlow::Continue(()) } else { hand_over(&mut lot) }
    })?;
    let _ = hand_over(&mut lot);
    Ok(resume)
}

#[derive(Default)]
struct Collecte {
    kept: Vec<Option<(u64, LogementRpls)>>,
    places: BTreeMap<String, usize>,
    illisibles: Vec<String>,
    par_commune: BTreeMap<String, u64>,
    anomalies: Vec<Anomalie>,
    tues: u64,
}

impl Collecte {
    fn add(&mut self, mut lecture: LectureLogement) -> Result<(), Refus> {
        let left = ANOMALIES_MAX.saturating_sub(self.anomalies.len());
        if lecture.anomalies.len() > left {
            self.tues += (lecture.anomalies.len() - left) as u64;
            lecture.anomalies.truncate(left);
        }
        self.anomalies.append(&mut lecture.anomalies);
        let Some(logement) = lecture.logement else {
            self.illisibles.extend(lecture.identifiant.filter(|_| self.illisibles.len() < LOGEMENTS_MAX));
            return Ok(());
        };
        *self.par_commune.entry(logement.commune.clone()).or_default() += 1;
        let Some(identifiant) = &logement.identifiant else { return Ok(()) };
        if let Some(earlier) = self.places.insert(identifiant.clone(), self.kept.len()) {
            self.kept[earlier] = None;
        }
        self.kept.push(Some((lecture.ligne, logement)));
        if self.kept.len() > LOGEMENTS_MAX {
            return Err(Refus::new(
                "fichier_trop_long",
                format!("Le fichier compte plus de {LOGEMENTS_MAX} logements : ce n'est pas le parc d'un bailleur."),
                "Envoyez un fichier par bailleur.",
            )
            .champ("fichier"));
        }
        Ok(())
    }

    fn into_extrait(self, resume: ResumeRpls) -> Extrait {
        let mut anomalies = resume.anomalies.clone();
        anomalies.extend(self.anomalies);
        Extrait {
            resume,
            logements: self.kept.into_iter().flatten().collect(),
            illisibles: self.illisibles,
            par_commune: self.par_commune,
            anomalies,
            tues: self.tues,
        }
    }
}

impl Extrait {
    fn is_public(&self) -> bool {
        self.resume.format == FormatRpls::Public
    }

    /// An anomaly of a home: its line, its identifier, the field and its value.
    fn tell(
        &mut self,
        ligne: u64,
        identifiant: &str,
        (champ, valeur): (&str, &str),
        gravite: Gravite,
        raison: String,
        que_faire: &str,
    ) {
        if self.anomalies.len() >= ANOMALIES_MAX {
            self.tues += 1;
            return;
        }
        self.anomalies.push(Anomalie {
            ligne,
            numero_unique: Some(identifiant.to_owned()),
            champ: champ.to_owned(),
            valeur: valeur.to_owned(),
            gravite,
            raison,
            que_faire: que_faire.to_owned(),
        });
    }
}
