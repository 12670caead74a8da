//! `/seances`: sessions of the CALEOL.

use askama::Template;

use super::cadre::{Cadre, Ton};
use super::composants::{Choix, Etiquette, Pagination, Saisie};

/// `GET /seances?page=`; `POST /seances`: `bailleur`, `tenue_le`, `heure`, `lieu`, `mode`.
#[derive(Template)]
#[template(path = "seances.html")]
pub struct VueSeances {
    pub cadre: Cadre,
    pub resume: String,
    pub lignes: Vec<LigneSeance>,
    pub pagination: Pagination,
    pub peut_convoquer: bool,
    pub bailleurs: Vec<Choix>,
    /// `presence` or `numerique`.
    pub modes: Vec<Choix>,
    pub saisie: Saisie,
}

pub struct LigneSeance {
    pub id: String,
    pub tenue_le: String,
    pub lieu: String,
    pub bailleur: String,
    pub logements: String,
    pub demandes: String,
    pub etat: Etiquette,
    pub proces_verbal: bool,
}

impl VueSeances {
    pub fn exemple() -> VueSeances {
        let ligne = |id: &str, jour: &str, logements: &str, demandes: &str, etat: Etiquette, proces_verbal| LigneSeance {
            id: id.into(),
            tenue_le: jour.into(),
            lieu: "9 h, salle du conseil".into(),
            bailleur: "SIGUY".into(),
            logements: logements.into(),
            demandes: demandes.into(),
            etat,
            proces_verbal,
        };
        VueSeances {
            cadre: Cadre::exemple("Séances CALEOL", "/seances"),
            resume: "Prochaine séance le mardi 24 novembre 2026 à 9 h.".into(),
            lignes: vec![
                ligne("s2", "08/12/2026", "0", "0", Etiquette::new("Convoquée", Ton::Neutre), false),
                ligne("s1", "24/11/2026", "3", "10", Etiquette::new("Ordre du jour ouvert", Ton::Info), false),
                ligne("s0", "27/10/2026", "6", "21", Etiquette::new("Close", Ton::Bon), true),
            ],
            pagination: Pagination {
                page: 1,
                pages: 1,
                modele: "/seances?page=".into(),
                resume: "3 séances".into(),
                tailles: Vec::new(),
            },
            peut_convoquer: true,
            bailleurs: Choix::list(&[("siguy", "SIGUY"), ("simko", "SIMKO")], "siguy"),
            modes: Choix::list(
                &[("presence", "En présence"), ("numerique", "Numérique, si le règlement l’autorise")],
                "presence",
            ),
            saisie: Saisie::default(),
        }
    }
}
