//! `carbet`, the one binary: every command of Carbet, its help in French, and no rule of any kind.
//!
//! To add a command: one file in `commandes/`, one variant of [`Commande`]. Exit code: 0 done,
//! 1 refused with reasons, 2 misused.

mod commandes;
mod demonstration;
mod francais;
mod sortie;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::sortie::Issue;

#[derive(Parser)]
#[command(name = "carbet", version, about = "Carbet : le registre partagé et la salle de décision du logement social d'un EPCI", long_about = None,
    disable_help_subcommand = true, propagate_version = true)]
struct Arguments {
    #[command(subcommand)]
    commande: Commande,
    /// Écrire le résultat en JSON, pour une machine
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Subcommand)]
enum Commande {
    /// Ouvrir Carbet sur des données fictives, base embarquée comprise
    Demo(commandes::demo::Arguments),
    /// Servir Carbet sur une base
    Servir(commandes::servir::Arguments),
    /// Importer un fichier (extrait du SNE)
    #[command(subcommand)]
    Importer(commandes::importer::Commande),
    /// Exporter les demandes au format du SNE
    #[command(subcommand)]
    Exporter(commandes::exporter::Commande),
    /// Vérifier les fichiers d'un territoire et dire ce qui ne va pas
    Verifier(commandes::verifier::Arguments),
    /// Noter un lot de demandes avec une grille
    Noter(commandes::noter::Arguments),
    /// Exécuter des cas juridiques
    Cas(commandes::cas::Arguments),
    /// Vérifier le journal des actes
    #[command(subcommand)]
    Journal(commandes::journal::Commande),
    /// Préparer la base
    #[command(subcommand)]
    Base(commandes::base::Commande),
    /// Charger ou exporter les règles locales
    #[command(subcommand)]
    Territoire(commandes::territoire::Commande),
}

#[tokio::main]
async fn main() -> ExitCode {
    let read = francais::translate(Arguments::command()).try_get_matches().and_then(|m| Arguments::from_arg_matches(&m));
    let arguments = match read {
        Ok(arguments) => arguments,
        // The help and the version are what was asked: on the standard output, and done.
        Err(asked) if !asked.use_stderr() => asked.exit(),
        Err(misuse) => {
            eprintln!("{}", francais::tell(&misuse));
            return ExitCode::from(2);
        }
    };
    let json = arguments.json;
    let result = match arguments.commande {
        Commande::Demo(a) => commandes::demo::run(a).await,
        Commande::Servir(a) => commandes::servir::run(a).await,
        Commande::Importer(c) => commandes::importer::run(c, json).await,
        Commande::Exporter(c) => commandes::exporter::run(c, json).await,
        Commande::Verifier(a) => commandes::verifier::run(&a, json),
        Commande::Noter(a) => commandes::noter::run(&a, json),
        Commande::Cas(a) => commandes::cas::run(&a, json),
        Commande::Journal(c) => commandes::journal::run(c, json).await,
        Commande::Base(c) => commandes::base::run(c, json).await,
        Commande::Territoire(c) => commandes::territoire::run(c, json).await,
    };
    match result {
        Ok(Issue::Fait) => ExitCode::SUCCESS,
        Ok(Issue::Refuse) => ExitCode::from(1),
        Err(error) => {
            eprintln!("carbet : {error:#}");
            ExitCode::from(1)
        }
    }
}
