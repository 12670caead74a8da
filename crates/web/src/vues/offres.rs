//! `/offres`: what is out, to notify, expired, to sign.

use askama::Template;

use super::cadre::{Cadre, Ton};
use super::composants::Etiquette;

/// `GET /offres?terminees=oui`.
#[derive(Template)]
#[template(path = "offres.html")]
pub struct VueOffres {
    pub cadre: Cadre,
    /// One sentence: how many wait for what.
    pub resume: String,
    pub lignes: Vec<LigneOffre>,
    /// Shows the ended ones too.
    pub terminees: bool,
}

pub struct LigneOffre {
    pub id: String,
    pub menage: String,
    pub numero_unique: String,
    pub demande: String,
    pub logement: String,
    pub rang: String,
    pub etat: Etiquette,
    /// The day that matters, in words.
    pub echeance: String,
    /// What to do next.
    pub suite: String,
}

impl VueOffres {
    pub fn exemple() -> VueOffres {
        let ligne = |id: &str, menage: &str, logement: &str, etat: Etiquette, echeance: &str, suite: &str| LigneOffre {
            id: id.into(),
            menage: menage.into(),
            numero_unique: "973020909500128833".into(),
            demande: format!("d-{id}"),
            logement: logement.into(),
            rang: "1".into(),
            etat,
            echeance: echeance.into(),
            suite: suite.into(),
        };
        VueOffres {
            cadre: Cadre::exemple("Offres", "/offres"),
            resume: "Une offre sans réponse à constater, une à notifier, un bail à signer.".into(),
            lignes: vec![
                ligne(
                    "o1",
                    "Maturin Roselyne",
                    "T2 Carapa",
                    Etiquette::new("Délai expiré", Ton::Grave),
                    "Expirée le 12/11/2026",
                    "Constater le silence",
                ),
                ligne(
                    "o2",
                    "Joseph Marie-Rose",
                    "T3 Les Balourous",
                    Etiquette::new("À notifier", Ton::Attention),
                    "",
                    "Notifier l’offre",
                ),
                ligne("o3", "Edwige Paul", "T4 Les Awaras", Etiquette::new("Bail à signer", Ton::Bon), "", "Enregistrer le bail"),
            ],
            terminees: false,
        }
    }

    pub fn exemple_vide() -> VueOffres {
        VueOffres { lignes: Vec::new(), resume: "Aucune offre n’attend.".into(), ..VueOffres::exemple() }
    }
}
