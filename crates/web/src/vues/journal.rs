//! `/journal`: every act, who and when, on a chain that proves itself.

use askama::Template;

use super::cadre::{Cadre, Ton};
use super::composants::{Choix, Etiquette, Pagination};

/// `GET /journal?depuis=&jusqu_au=&acte=&objet=&avant=`; `POST /journal/verifier`.
#[derive(Template)]
#[template(path = "journal.html")]
pub struct VueJournal {
    pub cadre: Cadre,
    pub resume: String,
    /// State of the chain at its last verification.
    pub chaine: Etiquette,
    /// ISO dates of the filter, or empty.
    pub depuis: String,
    pub jusqu_au: String,
    pub actes: Vec<Choix>,
    pub lignes: Vec<LigneJournal>,
    pub pagination: Pagination,
    /// Address of the older acts; empty when there are none.
    pub suite: String,
}

pub struct LigneJournal {
    pub seq: String,
    pub quand: String,
    pub qui: String,
    pub organisation: String,
    pub acte: String,
    /// Kinds and identifiers of the objects, never a name.
    pub objets: String,
    /// First characters of the digest.
    pub empreinte: String,
}

impl VueJournal {
    pub fn exemple() -> VueJournal {
        let ligne = |seq: &str, quand: &str, acte: &str, objets: &str, empreinte: &str| LigneJournal {
            seq: seq.into(),
            quand: quand.into(),
            qui: "bailleur@demo.invalid".into(),
            organisation: "SIGUY".into(),
            acte: acte.into(),
            objets: objets.into(),
            empreinte: empreinte.into(),
        };
        VueJournal {
            cadre: Cadre::exemple("Journal", "/journal"),
            resume: "12 408 actes enregistrés depuis le 02/01/2025.".into(),
            chaine: Etiquette::new("Chaîne vérifiée le 16/11/2026", Ton::Bon),
            depuis: String::new(),
            jusqu_au: String::new(),
            actes: Choix::list(
                &[("", "Tous"), ("importer_sne", "Importer un extrait"), ("declarer_vacance", "Déclarer une vacance")],
                "",
            ),
            lignes: vec![
                ligne("12 408", "16/11/2026 9 h 41", "Proposer une demande", "vacance 019a-v7, demande 019a-0412", "9f2c41d0"),
                ligne("12 407", "16/11/2026 9 h 38", "Déclarer une vacance", "logement l2, vacance 019a-v7", "4be07a11"),
                ligne("12 406", "13/11/2026 8 h 12", "Importer un extrait du SNE", "214 demandes", "c03d9e52"),
            ],
            pagination: Pagination { page: 1, pages: 1, modele: String::new(), resume: "3 actes".into(), tailles: Vec::new() },
            suite: "/journal?avant=12406".into(),
        }
    }
}
