//! `carbet journal verifier`: proves that no act was changed or removed.

use clap::Subcommand;

use crate::commandes::ouverture::OptionsBase;
use crate::sortie::Issue;

#[derive(Subcommand)]
pub enum Commande {
    /// Vérifier chaque maillon du journal des actes
    Verifier(OptionsBase),
}

pub async fn run(commande: Commande, json: bool) -> anyhow::Result<Issue> {
    let Commande::Verifier(options) = commande;
    let base = options.open().await?;
    let rapport = stockage::journal::verify(&base).await?;
    let intact = rapport.anomalies.is_empty();
    let anomalies: Vec<String> = rapport.anomalies.iter().map(|a| format!("acte n° {} : {}", a.seq, a.quoi)).collect();
    if json {
        println!("{}", serde_json::json!({ "lignes": rapport.lignes, "intact": intact, "anomalies": anomalies }));
    } else {
        for anomalie in &anomalies {
            println!("{anomalie}");
        }
        println!(
            "{} actes vérifiés : {}",
            rapport.lignes,
            if intact { "le journal est intact." } else { "le journal a été modifié." }
        );
    }
    Ok(Issue::from(intact))
}
