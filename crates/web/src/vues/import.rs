//! `/imports/{id}`: the progress, then the report of one import.

use askama::Template;

use super::cadre::{Cadre, Ton};
use super::composants::{Etiquette, Pagination, Tuile};

/// `GET /imports/{id}?page=`.
#[derive(Template)]
#[template(path = "import.html")]
pub struct VueImport {
    pub cadre: Cadre,
    pub id: String,
    pub fichier: String,
    pub resume: String,
    /// While it runs; the page then refreshes itself.
    pub progres: Option<Progres>,
    pub tuiles: Vec<Tuile>,
    pub anomalies: Vec<AnomalieVue>,
    pub pagination: Pagination,
    /// What a row of the file is: `Demande` or `Logement`.
    pub objet: String,
    /// What this kind of extract never carries (papers, events…).
    pub absents: Vec<String>,
}

pub struct Progres {
    pub fait: u64,
    pub total: u64,
    pub texte: String,
}

pub struct AnomalieVue {
    pub ligne: String,
    pub demande: String,
    pub champ: String,
    pub valeur: String,
    /// `Ignorée`, `Gardée`, `Ligne écartée`.
    pub gravite: Etiquette,
    pub raison: String,
    pub conseil: String,
}

impl VueImport {
    pub fn exemple() -> VueImport {
        let anomalie = |ligne: &str, champ: &str, valeur: &str, gravite, raison: &str, conseil: &str| AnomalieVue {
            ligne: ligne.into(),
            demande: "973072205611447702".into(),
            champ: champ.into(),
            valeur: valeur.into(),
            gravite,
            raison: raison.into(),
            conseil: conseil.into(),
        };
        VueImport {
            cadre: Cadre::exemple("Import du 13/11/2026", "/imports"),
            id: "i3".into(),
            fichier: "extrait_sne_973_20261113.xml".into(),
            resume: "extrait_sne_973_20261113.xml, SNE au 13/11/2026, lu en 4 secondes.".into(),
            progres: None,
            tuiles: vec![
                Tuile::new("8 312", "demandes lues", "", "/demandes", Ton::Neutre),
                Tuile::new("41", "nouvelles", "", "/demandes?import=i3&effet=nouvelle", Ton::Bon),
                Tuile::new("173", "mises à jour", "8 098 sans changement", "/demandes?import=i3&effet=maj", Ton::Neutre),
                Tuile::new("17", "anomalies", "dont 1 ligne écartée", "#anomalies", Ton::Attention),
            ],
            anomalies: vec![
                anomalie(
                    "412",
                    "dateNaissance",
                    "31/02/1990",
                    Etiquette::new("Ignorée", Ton::Attention),
                    "Le 31 février n’existe pas.",
                    "Corriger dans le SNE, puis importer de nouveau.",
                ),
                anomalie(
                    "977",
                    "codePostal",
                    "9730",
                    Etiquette::new("Gardée", Ton::Neutre),
                    "Quatre chiffres au lieu de cinq.",
                    "Vérifier l’adresse avec le ménage.",
                ),
                anomalie(
                    "2210",
                    "numeroUnique",
                    "97305141150887720",
                    Etiquette::new("Ligne écartée", Ton::Grave),
                    "17 caractères au lieu de 18.",
                    "Retrouver la demande dans le SNE : la ligne n’a pas été lue.",
                ),
            ],
            pagination: Pagination {
                page: 1,
                pages: 1,
                modele: "/imports/i3?page=".into(),
                resume: "17 anomalies".into(),
                tailles: Vec::new(),
            },
            objet: "Demande".into(),
            absents: vec!["Les pièces du dossier".into(), "Les événements de gestion partagée".into()],
        }
    }

    /// The same import while it is read.
    pub fn exemple_en_cours() -> VueImport {
        VueImport {
            progres: Some(Progres { fait: 3_120, total: 8_312, texte: "3 120 demandes lues sur 8 312.".into() }),
            anomalies: Vec::new(),
            tuiles: Vec::new(),
            absents: Vec::new(),
            ..VueImport::exemple()
        }
    }
}
