//! `/reservations`: the conventions in flow, what each holder is owed and was given this year.

use askama::Template;

use super::cadre::{Cadre, Ton};
use super::composants::Etiquette;

/// `GET /reservations`.
#[derive(Template)]
#[template(path = "reservations.html")]
pub struct VueReservations {
    pub cadre: Cadre,
    pub resume: String,
    pub bailleurs: Vec<FluxBailleur>,
    pub note: String,
}

pub struct FluxBailleur {
    pub code: String,
    pub nom: String,
    /// Homes oriented in the year, in words.
    pub resume: String,
    pub lignes: Vec<LigneFlux>,
}

pub struct LigneFlux {
    pub reservataire: String,
    pub contrepartie: String,
    pub part: String,
    /// The territory of the share.
    pub perimetre: String,
    pub du: String,
    pub orientes: String,
    pub baux: String,
    pub ecart: Etiquette,
    pub delai: String,
    pub comptage: String,
    pub fondement: String,
}

impl VueReservations {
    pub fn exemple() -> VueReservations {
        let ligne = |reservataire: &str, part: &str, du: &str, orientes: &str, ecart: Etiquette| LigneFlux {
            reservataire: reservataire.into(),
            contrepartie: "Contingent légal de l’État".into(),
            part: part.into(),
            perimetre: "Département".into(),
            du: du.into(),
            orientes: orientes.into(),
            baux: "3".into(),
            ecart,
            delai: "30 jours".into(),
            comptage: "Mise à disposition".into(),
            fondement: "Démonstration : convention fictive".into(),
        };
        VueReservations {
            cadre: Cadre::exemple("Réservations", "/reservations"),
            resume: "Conventions en flux au 16/11/2026, logements orientés depuis le 1er janvier.".into(),
            bailleurs: vec![FluxBailleur {
                code: "siguy".into(),
                nom: "SIGUY".into(),
                resume: "19 logements orientés en 2026".into(),
                lignes: vec![
                    ligne("État, publics prioritaires", "25,00 %", "4,75", "5", Etiquette::new("Dans la part", Ton::Bon)),
                    ligne("CTG", "5,00 %", "0,95", "4", Etiquette::new("Écart à suivre", Ton::Attention)),
                ],
            }],
            note: "Bilan de 2025 à envoyer avant le 28/02/2026 (CCH R. 441-5-1).".into(),
        }
    }
}
