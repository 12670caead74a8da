//! `carbet demo`: Carbet on fictional data and an embedded base, ready in one command.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use chrono::NaiveDate;
use clap::Args;
use gestion::acteur_systeme::SYSTEME;
use gestion::carbet::{Carbet, Options};
use gestion::charger_territoire;
use gestion::transport_sne::TransportSne;
use services::horloge::Horloge;
use stockage::{Base, Coffre};

use uuid::Uuid;

use crate::commandes::{ouverture, servir};
use crate::demonstration;
use crate::demonstration::sne_simule::SneSimule;
use crate::sortie::Issue;

/// The day on which the demonstration stands, so that its figures never move.
const JOUR: &str = "2026-11-16";
/// Version of the local rules: decisions freeze it, so it is the same at each writing.
const VERSION: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001);
const FUSEAU: &str = "America/Cayenne";

#[derive(Args)]
pub struct Arguments {
    /// Dossier où garder la base de démonstration
    #[arg(long, default_value = "carbet-demo")]
    donnees: PathBuf,
    /// Adresse d'écoute
    #[arg(long, default_value = "127.0.0.1:8080")]
    adresse: String,
    /// Nombre de ménages fictifs
    #[arg(long, default_value_t = 8_300, value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    demandes: u32,
    /// Jour de la démonstration (AAAA-MM-JJ)
    #[arg(long, default_value = JOUR)]
    date: NaiveDate,
    /// Relation avec le SNE, simulé dans les deux cas : compagnon (une liste à recopier) ou interface (des messages et leurs réponses)
    #[arg(long, value_enum, default_value_t = ModeSneDemo::Compagnon)]
    mode_sne: ModeSneDemo,
    /// Base à employer au lieu du fichier embarqué (postgres://…)
    #[arg(long)]
    base: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum ModeSneDemo {
    Compagnon,
    Interface,
}

/// The embedded territory, its mode set as asked.
fn territoire(mode: ModeSneDemo) -> Vec<(String, String)> {
    let mut fichiers = ouverture::territoire_embarque();
    if mode == ModeSneDemo::Interface {
        for (_, contenu) in &mut fichiers {
            *contenu = contenu.replace("mode_sne = \"compagnon\"", "mode_sne = \"interface\"");
        }
    }
    fichiers
}

pub async fn run(arguments: Arguments) -> anyhow::Result<Issue> {
    let url = match &arguments.base {
        Some(url) => url.clone(),
        None => {
            std::fs::create_dir_all(&arguments.donnees)
                .with_context(|| format!("le dossier {} ne peut pas être créé", arguments.donnees.display()))?;
            format!("sqlite://{}", arguments.donnees.join("carbet-demo.db").display())
        }
    };
    // Fictional data: a key that everybody knows protects nobody, and nobody is there to protect.
    let base = Base::open(&url, Coffre::new([42; 32], "demonstration")).await.context("la base ne s'ouvre pas")?;
    base.migrate().await.context("la base ne peut pas être préparée")?;
    let horloge = Horloge::fixe(arguments.date, FUSEAU).context("jour de démonstration")?;
    let fichiers = territoire(arguments.mode_sne);
    charger_territoire::load_version(&base, &horloge, &SYSTEME, VERSION, &fichiers).await?;
    let (territoire, grille) = charger_territoire::check_regles(&fichiers, Some(arguments.date))?;
    let regles = charger_territoire::Regles { version: VERSION, numero: 1, territoire, grille };
    let depart = std::time::Instant::now();
    let (affichage, ecrit) = demonstration::seed(&base, &horloge, regles, arguments.date, arguments.demandes as usize)
        .await
        .context("les données fictives ne s'écrivent pas")?;
    if let Some(ecrit) = ecrit {
        eprintln!(
            "Données fictives écrites en {:.1} s : {} logements, {} demandes, {} baux.",
            depart.elapsed().as_secs_f32(),
            ecrit.logements,
            ecrit.demandes,
            ecrit.baux
        );
    }
    let transport_sne = match arguments.mode_sne {
        ModeSneDemo::Compagnon => None,
        ModeSneDemo::Interface => Some(Arc::new(SneSimule::new()) as Arc<dyn TransportSne>),
    };
    let options = Options { demonstration: Some(affichage), transport_sne, ..Options::default() };
    let carbet = Carbet::start(base, horloge, options).await?;
    eprintln!(
        "Démonstration au {} : données fictives, SNE simulé. Mot de passe de tous les comptes : carbet-demo",
        arguments.date.format("%d/%m/%Y")
    );
    servir::serve(carbet, &arguments.adresse).await?;
    Ok(Issue::Fait)
}
