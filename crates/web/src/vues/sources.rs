//! `/sources`: how fresh each source is.

use askama::Template;

use super::cadre::{Cadre, Ton};
use super::composants::Etiquette;

/// `GET /sources`.
#[derive(Template)]
#[template(path = "sources.html")]
pub struct VueSources {
    pub cadre: Cadre,
    pub resume: String,
    pub sources: Vec<LigneSource>,
    /// Tables of values of the law.
    pub tables: Vec<LigneSource>,
}

pub struct LigneSource {
    pub nom: String,
    pub au: String,
    pub recu: String,
    pub limite: String,
    pub etat: Etiquette,
    pub sert_a: String,
}

impl VueSources {
    pub fn exemple() -> VueSources {
        let ligne = |nom: &str, au: &str, recu: &str, limite: &str, etat| LigneSource {
            nom: nom.into(),
            au: au.into(),
            recu: recu.into(),
            limite: limite.into(),
            etat,
            sert_a: "Le registre et l’ordre des listes.".into(),
        };
        VueSources {
            cadre: Cadre::exemple("Sources", "/sources"),
            resume: "Une source est en retard : ce qui en dépend est à lire avec prudence.".into(),
            sources: vec![
                ligne("SNE", "au 13/11/2026", "reçu le 13/11/2026", "8 jours", Etiquette::new("À jour", Ton::Bon)),
                ligne(
                    "Fichiers du jour de SIGUY",
                    "au 09/11/2026",
                    "reçu le 09/11/2026",
                    "3 jours",
                    Etiquette::new("En retard de 4 jours", Ton::Grave),
                ),
            ],
            tables: vec![ligne(
                "Seuils annuels de quartile",
                "en vigueur depuis le 01/01/2026",
                "",
                "",
                Etiquette::new("Publié pour aujourd’hui", Ton::Bon),
            )],
        }
    }
}
