//! `carbet importer sne FICHIER`: reads an extract into the base.

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use gestion::acteur_systeme::SYSTEME;
use gestion::carbet::{Carbet, Options};
use gestion::consulter_imports::{self, AnomalieVue};
use gestion::importer_sne::{DemandeImport, Rapport, import_sne};
use gestion::issue::Echec;
use services::horloge::Horloge;

use crate::commandes::ouverture::OptionsBase;
use crate::sortie::Issue;

#[derive(Subcommand)]
pub enum Commande {
    /// Lire un extrait du SNE : XML interfaceNuu, ou tableau xlsx ou csv
    Sne(Sne),
}

#[derive(Args)]
pub struct Sne {
    /// Fichier à lire
    fichier: PathBuf,
    /// Correspondance enregistrée, pour un tableau
    #[arg(long)]
    correspondance: Option<String>,
    /// Date de l'extrait (AAAA-MM-JJ) ; sans elle, celle du fichier, sinon aujourd'hui
    #[arg(long)]
    extrait_le: Option<String>,
    #[command(flatten)]
    base: OptionsBase,
}

/// Anomalies printed; the others stand on the page of the import.
const MONTREES: usize = 20;

pub async fn run(commande: Commande, json: bool) -> anyhow::Result<Issue> {
    let Commande::Sne(options) = commande;
    let extrait_le = match &options.extrait_le {
        Some(texte) => match droit::jour::parse_iso(texte) {
            Some(jour) => Some(jour),
            None => bail!("« {texte} » n'est pas une date : écrivez-la AAAA-MM-JJ, par exemple 2026-11-13"),
        },
        None => None,
    };
    let fichier = File::open(&options.fichier).with_context(|| format!("fichier illisible : {}", options.fichier.display()))?;
    let base = options.base.open().await?;
    let carbet = Arc::new(Carbet::start(base, Horloge::Reelle, Options::default()).await?);
    let demande = DemandeImport {
        nom_fichier: options.fichier.to_string_lossy().into_owned(),
        contenu: Box::new(fichier),
        extrait_le,
        correspondance: options.correspondance.clone(),
    };
    eprintln!("Lecture de {}…", options.fichier.display());
    match import_sne(&carbet, &SYSTEME, demande).await {
        Ok(rapport) => {
            let anomalies = consulter_imports::list_anomalies(&carbet, &SYSTEME, rapport.import, 0).await?;
            if json {
                print_json(&rapport, &anomalies);
            } else {
                print_texte(&rapport, &anomalies);
            }
            Ok(Issue::Fait)
        }
        Err(Echec::Refus(refus)) => {
            if json {
                println!("{}", serde_json::json!({ "refus": refus.code, "raison": refus.raison, "que_faire": refus.que_faire }));
            } else {
                println!("{refus}");
            }
            Ok(Issue::Refuse)
        }
        Err(other) => Err(other.into()),
    }
}

fn print_texte(rapport: &Rapport, anomalies: &[AnomalieVue]) {
    if rapport.deja_importe {
        println!("Ce fichier a déjà été importé : rien n'a changé.");
    }
    println!(
        "{} demandes lues : {} nouvelles, {} mises à jour, {} sans changement, {} écartées, {} radiées.",
        rapport.lues, rapport.creees, rapport.modifiees, rapport.inchangees, rapport.rejetees, rapport.radiees
    );
    if rapport.liberees > 0 {
        println!("{} ménages sous proposition libérés : le SNE a radié leur demande.", rapport.liberees);
    }
    for a in anomalies.iter().take(MONTREES) {
        let ligne = a.ligne.map_or_else(String::new, |ligne| format!("ligne {ligne}, "));
        println!("{ligne}{} « {} » : {}. {}", a.champ, a.valeur, a.raison, a.que_faire);
    }
    if anomalies.len() > MONTREES {
        println!("… et {} autres anomalies : voir la page Imports.", anomalies.len() - MONTREES);
    }
}

fn print_json(rapport: &Rapport, anomalies: &[AnomalieVue]) {
    let anomalies: Vec<_> = anomalies
        .iter()
        .map(|a| {
            serde_json::json!({
                "ligne": a.ligne, "numero_unique": a.numero_unique, "champ": a.champ, "valeur": a.valeur,
                "gravite": a.gravite.map(consulter_imports::Gravite::code), "raison": a.raison, "que_faire": a.que_faire,
            })
        })
        .collect();
    println!(
        "{}",
        serde_json::json!({
            "import": rapport.import.to_string(), "deja_importe": rapport.deja_importe, "extrait_le": rapport.extrait_le.map(|le| le.to_string()),
            "lues": rapport.lues, "creees": rapport.creees, "modifiees": rapport.modifiees, "inchangees": rapport.inchangees,
            "rejetees": rapport.rejetees, "radiees": rapport.radiees, "liberees": rapport.liberees, "anomalies": anomalies,
        })
    );
}
