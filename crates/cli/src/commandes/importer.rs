//! `carbet importer sne|rpls|bailleur FICHIER`: reads an extract, a stock or a daily file into the base.

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use gestion::acteur_systeme::SYSTEME;
use gestion::carbet::{Carbet, Options};
use gestion::consulter_imports::{self, AnomalieVue};
use gestion::importer_bailleur::{DemandeBailleur, import_bailleur};
use gestion::importer_rpls::{DemandeRpls, import_rpls};
use gestion::importer_sne::{DemandeImport, import_sne};
use gestion::issue::Echec;
use gestion::recevoir_fichier::{Nature, Rapport};
use services::horloge::Horloge;

use crate::commandes::ouverture::OptionsBase;
use crate::sortie::Issue;

#[derive(Subcommand)]
pub enum Commande {
    /// Lire un extrait du SNE : XML interfaceNuu, ou tableau xlsx ou csv
    Sne(Sne),
    /// Lire le parc d'un bailleur : fichier RPLS à 64 positions, ou fichier public à comparer
    Rpls(Rpls),
    /// Lire un fichier du jour d'un bailleur : vacances, baux signés ou locataires en place (xlsx ou csv)
    Bailleur(Bailleur),
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

#[derive(Args)]
pub struct Rpls {
    /// Fichier à lire
    fichier: PathBuf,
    /// Code du bailleur dont le fichier décrit le parc, par exemple siguy
    #[arg(long)]
    bailleur: String,
    /// Jour décrit par le fichier (AAAA-MM-JJ) ; sans lui, le 1er janvier de l'année
    #[arg(long)]
    extrait_le: Option<String>,
    #[command(flatten)]
    base: OptionsBase,
}

#[derive(Args)]
pub struct Bailleur {
    /// Fichier à lire
    fichier: PathBuf,
    /// Code du bailleur qui envoie le fichier, par exemple siguy
    #[arg(long)]
    bailleur: String,
    /// Correspondance enregistrée ; sans elle, celle qui porte le nom du bailleur, sinon les en-têtes
    #[arg(long)]
    correspondance: Option<String>,
    /// Jour décrit par le fichier (AAAA-MM-JJ) ; sans lui, aujourd'hui
    #[arg(long)]
    extrait_le: Option<String>,
    #[command(flatten)]
    base: OptionsBase,
}

/// Anomalies printed; the others stand on the page of the import.
const MONTREES: usize = 20;

pub async fn run(commande: Commande, json: bool) -> anyhow::Result<Issue> {
    let (chemin, extrait_le, base) = match &commande {
        Commande::Sne(o) => (&o.fichier, &o.extrait_le, &o.base),
        Commande::Rpls(o) => (&o.fichier, &o.extrait_le, &o.base),
        Commande::Bailleur(o) => (&o.fichier, &o.extrait_le, &o.base),
    };
    let extrait_le = match extrait_le {
        Some(texte) => match droit::jour::parse_iso(texte) {
            Some(jour) => Some(jour),
            None => bail!("« {texte} » n'est pas une date : écrivez-la AAAA-MM-JJ, par exemple 2026-11-13"),
        },
        None => None,
    };
    let fichier = File::open(chemin).with_context(|| format!("fichier illisible : {}", chemin.display()))?;
    let base = base.open().await?;
    let carbet = Arc::new(Carbet::start(base, Horloge::Reelle, Options::default()).await?);
    let nom_fichier = chemin.to_string_lossy().into_owned();
    eprintln!("Lecture de {}…", chemin.display());
    let contenu = Box::new(fichier);
    let (nature, result) = match &commande {
        Commande::Sne(o) => {
            let demande = DemandeImport { nom_fichier, contenu, extrait_le, correspondance: o.correspondance.clone() };
            (Nature::Sne, import_sne(&carbet, &SYSTEME, demande).await)
        }
        Commande::Rpls(o) => {
            let demande = DemandeRpls { nom_fichier, contenu, extrait_le, bailleur: Some(o.bailleur.clone()) };
            (Nature::Rpls, import_rpls(&carbet, &SYSTEME, demande).await)
        }
        Commande::Bailleur(o) => {
            let demande = DemandeBailleur {
                nom_fichier,
                contenu,
                extrait_le,
                bailleur: Some(o.bailleur.clone()),
                correspondance: o.correspondance.clone(),
            };
            (Nature::Gestion, import_bailleur(&carbet, &SYSTEME, demande).await)
        }
    };
    match result {
        Ok(rapport) => {
            let import = consulter_imports::consulter_import(&carbet, &SYSTEME, rapport.import).await?;
            let anomalies = consulter_imports::list_anomalies(&carbet, &SYSTEME, rapport.import, 0).await?;
            if json {
                print_json(nature, &rapport, import.message.as_deref(), &anomalies);
            } else {
                print_texte(nature, &rapport, import.message.as_deref(), &anomalies);
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

fn print_texte(nature: Nature, rapport: &Rapport, message: Option<&str>, anomalies: &[AnomalieVue]) {
    if rapport.deja_importe {
        println!("Ce fichier a déjà été importé : rien n'a changé.");
    }
    match nature {
        Nature::Sne => println!(
            "{} demandes lues : {} nouvelles, {} mises à jour, {} sans changement, {} écartées, {} radiées.",
            rapport.lues, rapport.creees, rapport.modifiees, rapport.inchangees, rapport.rejetees, rapport.radiees
        ),
        Nature::Rpls => println!(
            "{} logements lus : {} nouveaux, {} mis à jour, {} sans changement, {} écartés, {} sortis ou absents.",
            rapport.lues, rapport.creees, rapport.modifiees, rapport.inchangees, rapport.rejetees, rapport.radiees
        ),
        Nature::Gestion => println!(
            "{} lignes lues : {} nouvelles, {} mises à jour, {} sans changement, {} écartées ; {} vacances absentes du fichier.",
            rapport.lues, rapport.creees, rapport.modifiees, rapport.inchangees, rapport.rejetees, rapport.radiees
        ),
    }
    if let Some(message) = message {
        println!("{message}");
    }
    for a in anomalies.iter().take(MONTREES) {
        let ligne = a.ligne.map_or_else(String::new, |ligne| format!("ligne {ligne}, "));
        println!("{ligne}{} « {} » : {}. {}", a.champ, a.valeur, a.raison, a.que_faire);
    }
    if anomalies.len() > MONTREES {
        println!("… et {} autres anomalies : voir la page Imports.", anomalies.len() - MONTREES);
    }
}

fn print_json(nature: Nature, rapport: &Rapport, message: Option<&str>, anomalies: &[AnomalieVue]) {
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
            "import": rapport.import.to_string(), "nature": nature.code(), "message": message, "deja_importe": rapport.deja_importe, "extrait_le": rapport.extrait_le.map(|le| le.to_string()),
            "lues": rapport.lues, "creees": rapport.creees, "modifiees": rapport.modifiees, "inchangees": rapport.inchangees,
            "rejetees": rapport.rejetees, "radiees": rapport.radiees, "liberees": rapport.liberees, "anomalies": anomalies,
        })
    );
}
