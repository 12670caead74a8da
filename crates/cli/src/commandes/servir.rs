//! `carbet servir`: the server on a base.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use gestion::carbet::{Carbet, Options};
use services::horloge::Horloge;

use crate::commandes::ouverture::{self, OptionsBase};
use crate::sortie::Issue;

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    base: OptionsBase,
    /// Dossier du territoire, chargé au démarrage s'il a changé
    #[arg(long)]
    territoire: Option<PathBuf>,
    /// Adresse d'écoute
    #[arg(long, default_value = "127.0.0.1:8080")]
    adresse: String,
    /// Le public arrive en HTTPS (par un mandataire inverse) : les témoins de session ne voyagent pas autrement
    #[arg(long)]
    https: bool,
}

pub async fn run(arguments: Arguments) -> anyhow::Result<Issue> {
    let base = arguments.base.open().await?;
    if let Some(dossier) = &arguments.territoire {
        let fichiers = ouverture::read_dossier(dossier)?;
        ouverture::load_territoire(&base, &Horloge::Reelle, &fichiers).await?;
    }
    let carbet = Carbet::start(base, Horloge::Reelle, Options { https: arguments.https, demonstration: None }).await?;
    serve(carbet, &arguments.adresse).await?;
    Ok(Issue::Fait)
}

/// Serves until the process is asked to stop; requests under way are let finish.
pub async fn serve(carbet: Carbet, adresse: &str) -> anyhow::Result<()> {
    let listener =
        tokio::net::TcpListener::bind(adresse).await.with_context(|| format!("l'adresse {adresse} n'est pas libre"))?;
    let adresse = listener.local_addr()?;
    let carbet = Arc::new(carbet);
    let suivi = tokio::spawn(gestion::suivre_journal::follow(carbet.clone()));
    eprintln!("Carbet est ouvert : http://{adresse}/");
    web::serve(listener, carbet.clone(), stop_asked()).await.context("le serveur s'est arrêté")?;
    suivi.abort();
    if let Err(error) = gestion::traces::flush(&carbet).await {
        tracing::error!(%error, "the last reads of files could not be traced");
    }
    Ok(())
}

async fn stop_asked() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let mut terminate =
            tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).expect("signals exist on unix");
        tokio::select! {
            _ = interrupt => {}
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    {
        let _ = interrupt.await;
    }
}
