//! `/vacances/{id}/interets`: « Toujours intéressé ? » asked to the candidates of a home, and their answers.

use askama::Template;

use super::cadre::{Cadre, Ton};
use super::composants::{Etiquette, Saisie};

/// `GET /vacances/{id}/interets`; the form is `POST` to the same address (`demande` repeated).
#[derive(Template)]
#[template(path = "interets.html")]
pub struct VueInterets {
    pub cadre: Cadre,
    pub vacance: String,
    pub logement: String,
    pub resume: String,
    pub candidats: Vec<CandidatVue>,
    /// What would leave, as written.
    pub apercu: Option<ApercuVue>,
    /// Day of today, ISO.
    pub aujourd_hui: String,
    /// Shows the forms of visits and preselection.
    pub peut_preselectionner: bool,
    pub saisie: Saisie,
}

pub struct CandidatVue {
    pub demande: String,
    pub menage: String,
    pub numero_unique: String,
    /// How it is, or would be, asked.
    pub canal: String,
    pub etat: Etiquette,
    pub detail: String,
    /// Not asked yet: may be ticked.
    pub a_demander: bool,
    pub coche: bool,
    /// `Proposé` or `Présélectionné`.
    pub etape: String,
    /// Visit in words; empty while none is noted.
    pub visite: String,
    /// Id of the preselection (`POST /preselections/{id}/retirer`); empty once proposed.
    pub preselection: String,
    /// Id of the question, to note its answer (`POST /interets/{id}/reponse`); empty when it was not asked.
    pub question: String,
}

pub struct ApercuVue {
    pub canal: String,
    pub sujet: String,
    pub corps: String,
}

impl VueInterets {
    pub fn exemple() -> VueInterets {
        let candidat = |n: usize, menage: &str, canal: &str, etat: Etiquette, detail: &str, asked: bool| CandidatVue {
            demande: format!("019a-d{n}"),
            menage: menage.into(),
            numero_unique: "973020909500128833".into(),
            canal: canal.into(),
            etat,
            detail: detail.into(),
            a_demander: !asked,
            coche: !asked,
            etape: if asked { "Proposé".into() } else { "Présélectionné, sans être retenu".into() },
            visite: if n == 3 { "Visite le 14/11/2026 : souhaite continuer".into() } else { String::new() },
            preselection: if asked { String::new() } else { format!("019a-p{n}") },
            question: if asked { format!("019a-q{n}") } else { String::new() },
        };
        VueInterets {
            cadre: Cadre::exemple("Toujours intéressé ?", "/vacances"),
            vacance: "019a-v1".into(),
            logement: "T3 Les Balourous, Cayenne".into(),
            resume: "Trois candidats : un à interroger, un qui n’a pas répondu, un intéressé.".into(),
            candidats: vec![
                candidat(1, "Maturin Roselyne", "Courriel", Etiquette::new("À interroger", Ton::Neutre), "", false),
                candidat(
                    2,
                    "Joseph Marie-Rose",
                    "De vive voix",
                    Etiquette::new("Sans réponse", Ton::Info),
                    "Demandé le 12/11/2026. Ce silence ne lui coûte rien.",
                    true,
                ),
                candidat(
                    3,
                    "Edwige Paul",
                    "SMS",
                    Etiquette::new("Intéressé", Ton::Bon),
                    "Répondu le 13/11/2026, par téléphone",
                    true,
                ),
            ],
            apercu: Some(ApercuVue {
                canal: "Courriel".into(),
                sujet: "Un logement à Cayenne : êtes-vous toujours intéressé ?".into(),
                corps: "Bonjour Maturin Roselyne,\nSIGUY prépare la liste des candidats.".into(),
            }),
            aujourd_hui: "2026-11-16".into(),
            peut_preselectionner: true,
            saisie: Saisie::default(),
        }
    }

    pub fn exemple_vide() -> VueInterets {
        VueInterets { candidats: Vec::new(), apercu: None, resume: "Aucun candidat proposé.".into(), ..VueInterets::exemple() }
    }
}
