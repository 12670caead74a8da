//! `/guichet/pre-demande` and `/demandes/{id}/etape/{n}`: a draft typed in short steps, each saved.

use askama::Template;

use super::cadre::Cadre;
use super::composants::Choix;
use super::demande_nouvelle::VueDemandeNouvelle;

/// One step. The fields are those of the form in one page.
#[derive(Template)]
#[template(path = "etape.html")]
pub struct VueEtape {
    pub cadre: Cadre,
    /// From 1 to 6; the seventh is the page of the papers.
    pub numero: u8,
    pub etapes: Vec<LienEtape>,
    /// Where the form goes.
    pub adresse: String,
    /// Name under which what is typed is kept in this tab; empty for what no tab may keep.
    pub brouillon: String,
    pub formulaire: VueDemandeNouvelle,
    pub questions: Vec<QuestionVue>,
}

pub struct LienEtape {
    pub numero: u8,
    pub libelle: &'static str,
    /// Empty while there is no draft.
    pub adresse: String,
    pub courante: bool,
}

/// A question of the spotting: radio buttons under its name.
pub struct QuestionVue {
    pub nom: String,
    pub libelle: String,
    pub aide: &'static str,
    pub reponses: Vec<Choix>,
}

impl VueEtape {
    pub fn exemple(numero: u8) -> VueEtape {
        let mut formulaire = VueDemandeNouvelle::exemple();
        formulaire.version = "3".into();
        let lien = |n: u8, libelle| LienEtape {
            numero: n,
            libelle,
            adresse: format!("/demandes/019a8c1e-5d2f-7a40-9d1b-0c7b2f6f1a11/etape/{n}"),
            courante: n == numero,
        };
        VueEtape {
            cadre: Cadre::exemple("Pré-demande", "/guichet"),
            numero,
            etapes: vec![lien(1, "Qui"), lien(2, "Ménage"), lien(6, "Situation")],
            adresse: format!("/demandes/019a8c1e-5d2f-7a40-9d1b-0c7b2f6f1a11/etape/{numero}"),
            brouillon: String::new(),
            formulaire,
            questions: vec![QuestionVue {
                nom: "question_toit".into(),
                libelle: "Êtes-vous sans logement à vous ?".into(),
                aide: "",
                reponses: Choix::list(&[("oui", "Oui"), ("non", "Non")], ""),
            }],
        }
    }
}
