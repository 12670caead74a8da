//! `/demandes/{id}/historique`: what changed in a file, and the file on a day.

use askama::Template;

use super::cadre::Cadre;
use super::composants::Ligne;

/// `GET /demandes/{id}/historique?au=`. Every value is already narrowed to what the caller may see.
#[derive(Template)]
#[template(path = "historique.html")]
pub struct VueHistorique {
    pub cadre: Cadre,
    pub id: String,
    pub menage: String,
    /// Day asked, as it was typed.
    pub au: String,
    pub au_maximum: String,
    /// The file on that day.
    pub etat: Option<EtatVue>,
    /// Latest first.
    pub changements: Vec<ChangementVue>,
}

pub struct EtatVue {
    pub titre: String,
    pub resume: String,
    pub valeurs: Vec<Ligne>,
}

pub struct ChangementVue {
    pub le: String,
    pub iso: String,
    pub titre: String,
    /// Who said it, and the extract it was read in.
    pub origine: String,
    /// The version that opened the file.
    pub entree: bool,
    pub champs: Vec<ChampVue>,
}

pub struct ChampVue {
    pub libelle: String,
    pub avant: Option<String>,
    pub apres: Option<String>,
}

impl VueHistorique {
    pub fn exemple() -> VueHistorique {
        let text = |value: &str| Some(value.to_owned());
        VueHistorique {
            cadre: Cadre::exemple("Historique, Joseph Marie-Rose", "/demandes"),
            id: "019a-0412".into(),
            menage: "Joseph Marie-Rose".into(),
            au: "2026-06-30".into(),
            au_maximum: "2026-11-16".into(),
            etat: Some(EtatVue {
                titre: "Le dossier tel qu’il était connu le 30/06/2026".into(),
                resume: "Valeurs enregistrées le 02/03/2026, en lecture seule.".into(),
                valeurs: vec![Ligne::new("État", "Enregistrée"), Ligne::new("Téléphone", "0694 00 00 00")],
            }),
            changements: vec![
                ChangementVue {
                    le: "13/11/2026".into(),
                    iso: "2026-11-13".into(),
                    titre: "Mise à jour par le SNE".into(),
                    origine: "Reçu du SNE, extrait du 13/11/2026".into(),
                    entree: false,
                    champs: vec![
                        ChampVue { libelle: "Téléphone".into(), avant: text("0694 00 00 00"), apres: text("0694 11 11 11") },
                        ChampVue { libelle: "Souhait 2".into(), avant: None, apres: text("Matoury") },
                    ],
                },
                ChangementVue {
                    le: "02/03/2026".into(),
                    iso: "2026-03-02".into(),
                    titre: "Entrée au registre".into(),
                    origine: "Reçu du SNE, extrait du 02/03/2026".into(),
                    entree: true,
                    champs: Vec::new(),
                },
            ],
        }
    }
}
