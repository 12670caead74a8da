//! `carbet servir`: the server on a base.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, anyhow, bail};
use clap::Args;
use droit::parametres::Parametres;
use gestion::carbet::{Carbet, Options};
use gestion::transport_sne::TransportSne;
use services::courriel::Smtp;
use services::horloge::Horloge;
use services::sms::Sms;

use crate::commandes::depot_sne::DepotSne;
use crate::commandes::ouverture::{self, OptionsBase};
use crate::sortie::Issue;

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    base: OptionsBase,
    /// Dossier du territoire, chargé au démarrage s'il a changé
    #[arg(long)]
    territoire: Option<PathBuf>,
    /// Dossier de valeurs nationales publiées depuis cette version : chaque fichier remplace la table du même nom
    #[arg(long, value_name = "DIR", env = "CARBET_PARAMETRES")]
    parametres: Option<PathBuf>,
    /// Adresse d'écoute
    #[arg(long, default_value = "127.0.0.1:8080")]
    adresse: String,
    /// Le public arrive en HTTPS (par un mandataire inverse) : les témoins de session ne voyagent pas autrement
    #[arg(long)]
    https: bool,
    /// Dossier d'échange avec le SNE, en mode interface : les messages sont écrits dans DIR/envois, les réponses lues dans DIR/reponses
    #[arg(long, value_name = "DIR", env = "CARBET_SNE_DEPOT")]
    sne_depot: Option<PathBuf>,
    /// Serveur de messagerie : smtps://compte:motdepasse@serveur, smtp://serveur:587?tls=required ou smtp://127.0.0.1:25 ; sans lui, les messages attendent
    #[arg(long, env = "CARBET_SMTP", hide_env_values = true)]
    smtp: Option<String>,
    /// Adresse d'où partent les messages
    #[arg(long, env = "CARBET_EXPEDITEUR", requires = "smtp")]
    expediteur: Option<String>,
    /// Dossier où les SMS sont déposés, un fichier par message, pour le programme qui les envoie ; sans lui ni passerelle, ils attendent
    #[arg(long, value_name = "DIR", env = "CARBET_SMS_DOSSIER", conflicts_with = "sms_passerelle")]
    sms_dossier: Option<PathBuf>,
    /// Passerelle SMS de la machine même, par exemple http://127.0.0.1:8088/sms : elle reçoit reference, numero et texte
    #[arg(long, value_name = "URL", env = "CARBET_SMS_PASSERELLE")]
    sms_passerelle: Option<String>,
    /// Clé que la passerelle SMS demande
    #[arg(long, env = "CARBET_SMS_CLE", hide_env_values = true, requires = "sms_passerelle")]
    sms_cle: Option<String>,
}

pub async fn run(arguments: Arguments) -> anyhow::Result<Issue> {
    let base = arguments.base.open().await?;
    if let Some(dossier) = &arguments.territoire {
        let fichiers = ouverture::read_dossier(dossier)?;
        ouverture::load_territoire(&base, &Horloge::Reelle, &fichiers).await?;
    }
    let courriel = open_courriel(arguments.smtp.as_deref(), arguments.expediteur.as_deref())?;
    let sms = match (&arguments.sms_dossier, &arguments.sms_passerelle) {
        (Some(dossier), _) => Some(Sms::from_dossier(dossier)?),
        (None, Some(url)) => Some(Sms::from_url(url, arguments.sms_cle.as_deref())?),
        (None, None) => None,
    };
    let transport_sne = match &arguments.sne_depot {
        Some(dossier) => Some(Arc::new(DepotSne::open(dossier)?) as Arc<dyn TransportSne>),
        None => None,
    };
    let parametres = arguments.parametres.as_deref().map(read_parametres).transpose()?;
    let options = Options { https: arguments.https, courriel, sms, parametres, transport_sne, ..Options::default() };
    let carbet = Carbet::start(base, Horloge::Reelle, options).await?;
    serve(carbet, &arguments.adresse).await?;
    Ok(Issue::Fait)
}

/// The shipped values, those of the folder in their place.
fn read_parametres(dossier: &Path) -> anyhow::Result<Arc<Parametres>> {
    let fichiers = ouverture::read_dossier(dossier)?;
    let named: Vec<(&str, &str)> = fichiers.iter().map(|(nom, contenu)| (nom.as_str(), contenu.as_str())).collect();
    let read = Parametres::charger(&named);
    read.map(Arc::new).map_err(|erreurs| anyhow!("{}", erreurs.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")))
}

fn open_courriel(smtp: Option<&str>, expediteur: Option<&str>) -> anyhow::Result<Option<Smtp>> {
    match (smtp, expediteur) {
        (None, _) => Ok(None),
        (Some(url), Some(expediteur)) => Ok(Some(Smtp::from_url(url, expediteur)?)),
        (Some(_), None) => {
            bail!("un serveur de messagerie est donné sans adresse d'expéditeur : ajoutez --expediteur ou CARBET_EXPEDITEUR")
        }
    }
}

/// Serves until the process is asked to stop; requests under way are let finish.
pub async fn serve(carbet: Carbet, adresse: &str) -> anyhow::Result<()> {
    let listener =
        tokio::net::TcpListener::bind(adresse).await.with_context(|| format!("l'adresse {adresse} n'est pas libre"))?;
    let adresse = listener.local_addr()?;
    let carbet = Arc::new(carbet);
    let suivi = tokio::spawn(gestion::suivre_journal::follow(carbet.clone()));
    let travaux = tokio::spawn(gestion::taches::work(carbet.clone()));
    eprintln!("Carbet est ouvert : http://{adresse}/");
    web::serve(listener, carbet.clone(), stop_asked()).await.context("le serveur s'est arrêté")?;
    suivi.abort();
    travaux.abort();
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
