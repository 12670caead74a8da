//! `/guichet`: the desk, search first; `/guichet/pre-demande`: the check before a draft is opened.

use askama::Template;

use super::cadre::{Cadre, Ton};
use super::composants::Etiquette;

/// `GET /guichet` (`q`).
#[derive(Template)]
#[template(path = "guichet.html")]
pub struct VueGuichet {
    pub cadre: Cadre,
    pub q: String,
    /// `None` while nothing is searched.
    pub resultats: Option<Vec<LigneGuichet>>,
    /// How many were found, in words.
    pub resume: String,
    /// `GET /guichet/pre-demande` with what was typed.
    pub commencer: String,
    pub brouillons: Vec<LigneGuichet>,
    /// Days of the extract, said when nothing is found.
    pub fraicheur: String,
    /// Links to the calls to make.
    pub a_renouveler: bool,
}

pub struct LigneGuichet {
    pub adresse: String,
    pub menage: String,
    pub naissance: String,
    pub numero_unique: String,
    pub etiquettes: Vec<Etiquette>,
    /// When it was filed, in words.
    pub depot: String,
}

/// What is shown when a file is close to the person typed: `POST /guichet/meme-personne` (`demande`), or the form again
/// with `personnes_differentes`.
#[derive(Template)]
#[template(path = "doublons.html")]
pub struct VueDoublons {
    pub cadre: Cadre,
    /// Who was typed.
    pub personne: String,
    pub proches: Vec<ProcheVu>,
    /// What was typed, carried in hidden fields.
    pub champs: Vec<(String, String)>,
}

pub struct ProcheVu {
    pub id: String,
    pub titulaire: String,
    pub naissance: String,
    pub numero_unique: String,
    pub depot: String,
    pub lien: Etiquette,
    pub concorde: String,
    pub differe: String,
}

impl VueGuichet {
    pub fn exemple() -> VueGuichet {
        let line = |menage: &str, etat: &str| LigneGuichet {
            adresse: "/demandes/019a".into(),
            menage: menage.into(),
            naissance: "né(e) le 02/05/1990".into(),
            numero_unique: "Sans numéro".into(),
            etiquettes: vec![Etiquette::new(etat, Ton::Attention)],
            depot: "déposée le 10/11/2026".into(),
        };
        VueGuichet {
            cadre: Cadre::exemple("Guichet", "/guichet"),
            q: "baptista".into(),
            resultats: Some(vec![line("Baptista Ana", "En attente de numéro")]),
            resume: "Une demande".into(),
            commencer: "/guichet/pre-demande?nom=baptista".into(),
            brouillons: vec![line("Tapirelle Orphée", "Brouillon")],
            fraicheur: "SNE au 13/11/2026".into(),
            a_renouveler: true,
        }
    }

    pub fn exemple_vide() -> VueGuichet {
        VueGuichet { resultats: Some(Vec::new()), brouillons: Vec::new(), ..VueGuichet::exemple() }
    }
}

impl VueDoublons {
    pub fn exemple() -> VueDoublons {
        VueDoublons {
            cadre: Cadre::exemple("Cette personne a-t-elle déjà une demande ?", "/guichet"),
            personne: "Baptista Ana, né(e) le 02/05/1990".into(),
            proches: vec![ProcheVu {
                id: "019a8c1e-5d2f-7a40-9d1b-0c7b2f6f1a11".into(),
                titulaire: "Baptista Eva".into(),
                naissance: "né(e) le 02/05/1990".into(),
                numero_unique: "Sans numéro".into(),
                depot: "déposée le 10/11/2026".into(),
                lien: Etiquette::new("Des jumeaux sont deux personnes", Ton::Info),
                concorde: "le nom, la date de naissance".into(),
                differe: "le prénom".into(),
            }],
            champs: vec![("nom".into(), "Baptista".into())],
        }
    }
}
