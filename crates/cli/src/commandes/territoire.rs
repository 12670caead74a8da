//! `carbet territoire charger|exporter`: the local rules, from a folder to the base and back.

use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, Subcommand};
use gestion::charger_territoire::{self, Chargement, ChargementRefuse};
use services::horloge::Horloge;

use crate::commandes::ouverture::{self, OptionsBase};
use crate::sortie::Issue;

#[derive(Subcommand)]
pub enum Commande {
    /// Charger un dossier : il devient la version en vigueur
    Charger(Dossier),
    /// Écrire les règles en vigueur dans un dossier
    Exporter(Dossier),
}

#[derive(Args)]
pub struct Dossier {
    dossier: PathBuf,
    #[command(flatten)]
    base: OptionsBase,
}

pub async fn run(commande: Commande, json: bool) -> anyhow::Result<Issue> {
    match commande {
        Commande::Charger(options) => charger(&options, json).await,
        Commande::Exporter(options) => exporter(&options, json).await,
    }
}

async fn charger(options: &Dossier, json: bool) -> anyhow::Result<Issue> {
    let fichiers = ouverture::read_dossier(&options.dossier)?;
    let base = options.base.open().await?;
    let chargement = match ouverture::load_territoire(&base, &Horloge::Reelle, &fichiers).await {
        Ok(chargement) => chargement,
        Err(error) => match error.downcast::<ChargementRefuse>() {
            Ok(ChargementRefuse::Regles(refus)) => {
                println!("{refus}");
                return Ok(Issue::Refuse);
            }
            Ok(other) => return Err(other.into()),
            Err(other) => return Err(other),
        },
    };
    let (numero, nouvelle) = match chargement {
        Chargement::NouvelleVersion(numero) => (numero, true),
        Chargement::Inchange(numero) => (numero, false),
    };
    if json {
        println!("{}", serde_json::json!({ "version": numero, "nouvelle": nouvelle }));
    } else if nouvelle {
        println!("Version {numero} chargée : elle est en vigueur.");
    } else {
        println!("Rien n'a changé : la version {numero} est en vigueur.");
    }
    Ok(Issue::Fait)
}

async fn exporter(options: &Dossier, json: bool) -> anyhow::Result<Issue> {
    let base = options.base.open().await?;
    let Some(fichiers) = charger_territoire::list_fichiers_en_vigueur(&base).await? else {
        println!("La base ne contient aucune règle locale.");
        return Ok(Issue::Refuse);
    };
    for (chemin, contenu) in &fichiers {
        let cible = options.dossier.join(chemin);
        if let Some(parent) = cible.parent() {
            std::fs::create_dir_all(parent).with_context(|| format!("dossier impossible à créer : {}", parent.display()))?;
        }
        std::fs::write(&cible, contenu).with_context(|| format!("fichier impossible à écrire : {}", cible.display()))?;
    }
    if json {
        println!("{}", serde_json::json!({ "fichiers": fichiers.len() }));
    } else {
        println!("{} fichiers écrits dans {}.", fichiers.len(), options.dossier.display());
    }
    Ok(Issue::Fait)
}
