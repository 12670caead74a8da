//! `carbet base migrer`: brings a base to this version of Carbet.

use clap::Subcommand;

use crate::commandes::ouverture::OptionsBase;
use crate::sortie::Issue;

#[derive(Subcommand)]
pub enum Commande {
    /// Créer la base ou la mettre à jour
    Migrer(OptionsBase),
}

pub async fn run(commande: Commande, json: bool) -> anyhow::Result<Issue> {
    let Commande::Migrer(options) = commande;
    options.open().await?;
    if json {
        println!("{}", serde_json::json!({ "a_jour": true }));
    } else {
        println!("La base est à jour.");
    }
    Ok(Issue::Fait)
}
