//! `carbet noter`: scores, ranks and shortlists of a whole file, by the engine the pages use (DESIGN §4).

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context;
use chrono::NaiveDate;
use clap::Args;
use droit::cotation::lot::{LogementLot, Lot, read_logements};
use droit::cotation::{GrilleCompilee, compile_grille, read_grille};
use droit::logement::Produit;
use droit::montant::Centimes;
use droit::parametres::Parametres;
use droit::ressources::compute_plafond;

use crate::sortie::Issue;

#[derive(Args)]
pub struct Arguments {
    /// Fichier de la grille (TOML)
    #[arg(long)]
    grille: PathBuf,
    /// Fichier des demandes (CSV : UTF-8, virgule, point décimal)
    #[arg(long)]
    faits: PathBuf,
    /// Fichier des logements à attribuer (CSV)
    #[arg(long)]
    logements: Option<PathBuf>,
    /// Nombre de candidats par logement
    #[arg(long, default_value_t = 10)]
    candidats: usize,
    /// Jour auquel noter (AAAA-MM-JJ)
    #[arg(long)]
    date: NaiveDate,
    /// Dossier où écrire notes.csv, designations.csv et durees.json
    #[arg(long)]
    sortie: PathBuf,
    /// Nombre de fils d'exécution
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..=256))]
    fils: u16,
}

/// How many reasons are printed before counting the rest.
const RAISONS: usize = 20;

pub fn run(arguments: &Arguments, json: bool) -> anyhow::Result<Issue> {
    let texte = read(&arguments.grille)?;
    let grille = match read_grille(&texte).and_then(|grille| compile_grille(&grille)) {
        Ok(grille) => grille,
        Err(erreurs) => {
            return Ok(refuse(
                &arguments.grille,
                erreurs.iter().map(|e| format!("ligne {}, colonne {} : {}", e.ligne, e.colonne, e.message)),
            ));
        }
    };
    let depart = Instant::now();
    let contenu =
        std::fs::read(&arguments.faits).with_context(|| format!("fichier illisible : {}", arguments.faits.display()))?;
    let lot = match read_lot(&grille, arguments.date, &contenu) {
        Ok(lot) => lot,
        Err(anomalies) => return Ok(refuse(&arguments.faits, anomalies.into_iter())),
    };
    let logements = match &arguments.logements {
        None => None,
        Some(chemin) => match read_fichier_logements(&read(chemin)?) {
            Ok(logements) => Some(logements),
            Err(anomalies) => return Ok(refuse(chemin, anomalies.into_iter())),
        },
    };
    let lecture = depart.elapsed();

    let depart = Instant::now();
    let notes = lot.score(usize::from(arguments.fils));
    let notation = depart.elapsed();

    let depart = Instant::now();
    let resultat = lot.rank(notes);
    let rang = depart.elapsed();

    let depart = Instant::now();
    let parametres = Parametres::embarques();
    let plafond = |produit: Produit, categorie: u8, personnes: u16| {
        legal_plafond(&parametres, arguments.date, produit, categorie, personnes)
    };
    let designations =
        logements.as_ref().map(|logements| lot.write_designations(&resultat, logements, arguments.candidats, &plafond));
    let designation = depart.elapsed();

    let depart = Instant::now();
    std::fs::create_dir_all(&arguments.sortie)
        .with_context(|| format!("dossier impossible à créer : {}", arguments.sortie.display()))?;
    write(&arguments.sortie.join("notes.csv"), &lot.write_notes(&resultat))?;
    if let Some(texte) = &designations {
        write(&arguments.sortie.join("designations.csv"), texte)?;
    }
    let ecriture = depart.elapsed();
    let durees = serde_json::json!({
        "lecture_s": lecture.as_secs_f64(),
        "notation_s": notation.as_secs_f64(),
        "rang_s": rang.as_secs_f64(),
        "designation_s": designation.as_secs_f64(),
        "ecriture_s": ecriture.as_secs_f64(),
        "memoire_mio": peak_memoire_mio(),
    });
    write(&arguments.sortie.join("durees.json"), &format!("{durees:#}\n"))?;
    if json {
        println!("{durees}");
    } else {
        println!("{} demandes notées avec la grille {} dans {}.", lot.len(), grille.version, arguments.sortie.display());
    }
    Ok(Issue::Fait)
}

fn read_lot<'g>(grille: &'g GrilleCompilee, jour: NaiveDate, contenu: &[u8]) -> Result<Lot<'g>, Vec<String>> {
    let mut lecteur = csv::ReaderBuilder::new().flexible(true).from_reader(contenu);
    let noms = lecteur.headers().map_err(|e| vec![csv_error(&e)])?.clone();
    if noms.is_empty() {
        return Err(vec!["le fichier est vide : la première ligne doit nommer les colonnes".to_owned()]);
    }
    let noms: Vec<&str> = noms.iter().collect();
    let mut lot =
        Lot::new(grille, jour, &noms).map_err(|anomalies| anomalies.iter().map(ToString::to_string).collect::<Vec<_>>())?;
    let mut anomalies = Vec::new();
    let mut ligne = csv::StringRecord::new();
    loop {
        match lecteur.read_record(&mut ligne) {
            Ok(false) => break,
            Ok(true) => {
                let numero = ligne.position().map_or(0, |p| p.line() as usize);
                let champs: Vec<&str> = ligne.iter().collect();
                if let Err(anomalie) = lot.push(numero, &champs) {
                    anomalies.push(anomalie.to_string());
                }
            }
            Err(error) => anomalies.push(csv_error(&error)),
        }
        if anomalies.len() > 1_000 {
            break;
        }
    }
    if anomalies.is_empty() { Ok(lot) } else { Err(anomalies) }
}

fn read_fichier_logements(contenu: &str) -> Result<Vec<LogementLot>, Vec<String>> {
    let mut lecteur = csv::ReaderBuilder::new().flexible(true).from_reader(contenu.as_bytes());
    let noms = lecteur.headers().map_err(|e| vec![csv_error(&e)])?.clone();
    let lignes: Vec<csv::StringRecord> = lecteur.records().collect::<Result<_, _>>().map_err(|e| vec![csv_error(&e)])?;
    let noms: Vec<&str> = noms.iter().collect();
    let champs: Vec<Vec<&str>> = lignes.iter().map(|ligne| ligne.iter().collect()).collect();
    let (logements, anomalies) = read_logements(&noms, &champs);
    if anomalies.is_empty() { Ok(logements) } else { Err(anomalies.iter().map(ToString::to_string).collect()) }
}

fn legal_plafond(parametres: &Parametres, jour: NaiveDate, produit: Produit, categorie: u8, personnes: u16) -> Option<Centimes> {
    let plafonds = parametres.plafonds_ressources.find(jour).ok()?;
    let outre_mer = parametres.plafonds_outre_mer.find(jour).ok()?;
    compute_plafond(plafonds.valeurs, outre_mer.valeurs, produit, categorie, Some(u32::from(personnes))).ok()
}

fn csv_error(error: &csv::Error) -> String {
    let ligne = error.position().map_or_else(String::new, |p| format!("ligne {} : ", p.line()));
    match error.kind() {
        csv::ErrorKind::Utf8 { .. } => format!("{ligne}le texte n'est pas de l'UTF-8 ; enregistrez le fichier en UTF-8"),
        _ => format!("{ligne}le CSV ne se lit pas ({error})"),
    }
}

fn refuse(fichier: &Path, raisons: impl ExactSizeIterator<Item = impl fmt::Display>) -> Issue {
    let total = raisons.len();
    for raison in raisons.take(RAISONS) {
        eprintln!("{} : {raison}", fichier.display());
    }
    if total > RAISONS {
        eprintln!("… et {} autres", total - RAISONS);
    }
    eprintln!("Rien n'a été écrit.");
    Issue::Refuse
}

fn read(chemin: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(chemin).with_context(|| format!("fichier illisible : {}", chemin.display()))
}

fn write(chemin: &Path, texte: &str) -> anyhow::Result<()> {
    std::fs::write(chemin, texte).with_context(|| format!("fichier impossible à écrire : {}", chemin.display()))
}

/// Peak memory of the process, where the system tells it (Linux); 0 elsewhere.
fn peak_memoire_mio() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|rest| rest.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()).map_or(0, |kib| kib / 1024)
}
