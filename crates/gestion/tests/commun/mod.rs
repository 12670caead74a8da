//! A running Carbet on a fresh base of each engine, on the real territory's files and a fixed day.

#![expect(clippy::unwrap_used, reason = "a test stops at its first surprise")]
#![expect(dead_code, reason = "each test file uses its part")]

pub mod attribution;
pub mod seance;

use std::path::PathBuf;
use std::sync::Arc;

use gestion::acteur_systeme::SYSTEME;
use gestion::carbet::{Carbet, Options};
use gestion::charger_territoire;
use gestion::droits::{Acteur, Role};
use services::horloge::Horloge;
use stockage::Base;
use stockage::essai::Essai;
use uuid::Uuid;

/// The day of all tests.
pub const JOUR: &str = "2026-11-16";

pub struct Salle {
    pub carbet: Arc<Carbet>,
    pub essai: Essai,
}

/// One Carbet on each engine, SQLite first.
pub async fn salles() -> Vec<Salle> {
    let mut salles = Vec::new();
    for essai in stockage::essai::bases().await {
        let carbet = Arc::new(start(essai.base.clone()).await);
        salles.push(Salle { carbet, essai });
    }
    salles
}

/// A Carbet on a base, the territory loaded.
pub async fn start(base: Base) -> Carbet {
    let horloge = horloge(JOUR);
    charger_territoire::load_territoire(&base, &horloge, &SYSTEME, &fichiers_cacl()).await.unwrap();
    Carbet::start(base, horloge, Options::default()).await.unwrap()
}

pub fn horloge(jour: &str) -> Horloge {
    Horloge::fixe(droit::jour::parse_iso(jour).unwrap(), "America/Cayenne").unwrap()
}

/// An account's holder; nothing is written.
pub fn acteur(role: Role, organisation: &str) -> Acteur {
    Acteur {
        compte: Uuid::now_v7(),
        nom: format!("Essai {}", role.code()),
        role,
        organisation: organisation.to_owned(),
        departement: "973".to_owned(),
        demande: None,
    }
}

/// A stored account and its holder.
pub async fn compte(carbet: &Carbet, role: Role, organisation: &str) -> Acteur {
    let holder = acteur(role, organisation);
    let now = chrono::Utc::now();
    let account = stockage::compte::Compte {
        id: holder.compte,
        identifiant: format!("{}@essai.invalid", holder.compte),
        nom: holder.nom.clone(),
        role: role.code().to_owned(),
        organisation: organisation.to_owned(),
        territoire: None,
        mot_de_passe: String::new(),
        etat: "actif".to_owned(),
        doit_changer: false,
        echecs: 0,
        verrouille_jusqu_au: None,
        cree_le: now,
        derniere_connexion_le: None,
    };
    let tx = carbet.base.begin().await.unwrap();
    stockage::compte::insert(&tx, &account).await.unwrap();
    tx.commit().await.unwrap();
    holder
}

/// The files of `territoires/cacl`, as `carbet territoire charger` reads them.
pub fn fichiers_cacl() -> Vec<(String, String)> {
    let racine = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").unwrap()).join("../../territoires/cacl");
    let mut fichiers = Vec::new();
    let mut a_lire = vec![racine.clone()];
    while let Some(dossier) = a_lire.pop() {
        for entree in std::fs::read_dir(&dossier).unwrap() {
            let chemin = entree.unwrap().path();
            if chemin.is_dir() {
                a_lire.push(chemin);
            } else if chemin.extension().is_some_and(|e| e == "toml" || e == "geojson") {
                let relatif = chemin.strip_prefix(&racine).unwrap().to_string_lossy().into_owned();
                fichiers.push((relatif, std::fs::read_to_string(&chemin).unwrap()));
            }
        }
    }
    fichiers.sort();
    fichiers
}
