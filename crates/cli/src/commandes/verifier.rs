//! `carbet verifier DIR`: what is wrong in a territory's folder, with file and line.

use std::path::PathBuf;

use clap::Args;
use gestion::charger_territoire;

use crate::commandes::ouverture;
use crate::sortie::Issue;

#[derive(Args)]
pub struct Arguments {
    /// Dossier du territoire
    dossier: PathBuf,
}

pub fn run(arguments: &Arguments, json: bool) -> anyhow::Result<Issue> {
    let fichiers = ouverture::read_dossier(&arguments.dossier)?;
    let anomalies = match charger_territoire::check_regles(&fichiers, None) {
        Ok(_) => Vec::new(),
        Err(refus) => refus.0,
    };
    if json {
        let lignes: Vec<_> = anomalies
            .iter()
            .map(|a| serde_json::json!({ "fichier": a.fichier, "ligne": a.ligne, "colonne": a.colonne, "message": a.message, "que_faire": a.que_faire }))
            .collect();
        println!("{}", serde_json::Value::from(lignes));
    } else if anomalies.is_empty() {
        println!("{} fichiers lus : rien à redire.", fichiers.len());
    } else {
        for anomalie in &anomalies {
            println!("{anomalie}");
        }
        println!("{} anomalie(s) dans {}", anomalies.len(), arguments.dossier.display());
    }
    Ok(Issue::from(anomalies.is_empty()))
}
