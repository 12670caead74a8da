//! `/imports/conflits`: values that two sources do not agree on.

use askama::Template;

use super::cadre::{Cadre, Ton};
use super::composants::{Choix, Etiquette};

/// `GET /imports/conflits?etat=&source=&champ=`; `POST /imports/conflits/{id}`: `choix` = `locale` or `fichier`.
#[derive(Template)]
#[template(path = "conflits.html")]
pub struct VueConflits {
    pub cadre: Cadre,
    pub etats: Vec<Choix>,
    pub sources: Vec<Choix>,
    pub champs: Vec<Choix>,
    pub lignes: Vec<LigneConflit>,
}

pub struct LigneConflit {
    pub id: String,
    pub demande: String,
    pub numero_unique: String,
    pub champ: String,
    pub etat: Etiquette,
    /// Who typed it and when.
    pub locale: String,
    /// Which file says otherwise, and of what day.
    pub fichier: String,
    pub valeurs: Vec<ValeurConflit>,
    pub peut_garder: bool,
    pub peut_prendre: bool,
}

pub struct ValeurConflit {
    pub libelle: String,
    pub ici: String,
    pub fichier: String,
}

impl VueConflits {
    pub fn exemple() -> VueConflits {
        VueConflits {
            cadre: Cadre::exemple("Conflits entre sources", "/imports"),
            etats: Choix::list(&[("", "À trancher"), ("tranches", "Déjà tranchés")], ""),
            sources: Choix::list(&[("", "Toutes les sources"), ("sne", "Extrait du SNE")], ""),
            champs: Choix::list(&[("", "Toutes les données"), ("telephone", "Téléphone")], ""),
            lignes: vec![LigneConflit {
                id: "c1".into(),
                demande: "d1".into(),
                numero_unique: "973072401234510317".into(),
                champ: "Téléphone".into(),
                etat: Etiquette::new("À trancher", Ton::Attention),
                locale: "Saisi le 14/11/2026 par Mylène Assard".into(),
                fichier: "SNE au 13/11/2026".into(),
                valeurs: vec![ValeurConflit {
                    libelle: "Téléphone".into(),
                    ici: "0694 00 00 02".into(),
                    fichier: "0694 00 00 01".into(),
                }],
                peut_garder: true,
                peut_prendre: true,
            }],
        }
    }
}
