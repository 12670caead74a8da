//! `carbet cas`: legal cases, for lawyers and for us.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use droit::cas;
use droit::parametres::Parametres;

use crate::sortie::Issue;

#[derive(Args)]
pub struct Arguments {
    /// Fichiers de cas
    #[arg(required_unless_present = "regles")]
    fichiers: Vec<PathBuf>,
    /// Lister les règles, leurs entrées et leurs sorties
    #[arg(long)]
    regles: bool,
}

pub fn run(arguments: &Arguments, json: bool) -> anyhow::Result<Issue> {
    if arguments.regles {
        for regle in cas::regles() {
            println!(
                "{}\n    {} ({})\n    données : {}\n    attendu : {}",
                regle.nom,
                regle.resume,
                regle.article,
                regle.donnees.join(", "),
                regle.attendu.join(", ")
            );
        }
        return Ok(Issue::Fait);
    }
    let parametres = Parametres::embarques();
    let (mut total, mut echecs) = (0usize, Vec::new());
    for fichier in &arguments.fichiers {
        let contenu = std::fs::read_to_string(fichier).with_context(|| format!("fichier illisible : {}", fichier.display()))?;
        let rapport = cas::run(&contenu, &parametres);
        total += rapport.total;
        echecs.extend(rapport.echecs.iter().map(|echec| format!("{} : {echec}", fichier.display())));
    }
    if json {
        println!("{}", serde_json::json!({ "total": total, "echecs": echecs }));
    } else {
        for echec in &echecs {
            println!("{echec}");
        }
        println!("{total} cas, {} en échec", echecs.len());
    }
    Ok(Issue::from(echecs.is_empty()))
}
