//! `/a-reporter`: what has to be typed in the SNE.

use askama::Template;

use super::cadre::{Cadre, Ton};
use super::composants::{Choix, Etiquette};

/// `GET /a-reporter`; `POST /a-reporter/{id}/fait`.
#[derive(Template)]
#[template(path = "a_reporter.html")]
pub struct VueAReporter {
    pub cadre: Cadre,
    pub lignes: Vec<LigneAReporter>,
    pub etats: Vec<Choix>,
    pub objets: Vec<Choix>,
    /// The one chosen; empty for all.
    pub objet: String,
    /// Shows those copied lately.
    pub faites: bool,
}

pub struct LigneAReporter {
    pub id: String,
    pub demande: String,
    pub menage: String,
    pub numero_unique: String,
    /// What happened.
    pub evenement: String,
    /// Where to type it in the SNE.
    pub ou: String,
    pub valeurs: Vec<ValeurACopier>,
    pub depuis: Etiquette,
    /// Ticked by a person: may be put back (`POST /a-reporter/{id}/a-faire`).
    pub a_defaire: bool,
}

pub struct ValeurACopier {
    pub libelle: String,
    pub valeur: String,
}

impl VueAReporter {
    pub fn exemple() -> VueAReporter {
        let valeur = |libelle: &str, valeur: &str| ValeurACopier { libelle: libelle.into(), valeur: valeur.into() };
        VueAReporter {
            cadre: Cadre::exemple("À reporter au SNE", "/a-reporter"),
            etats: Choix::list(&[("", "À reporter (2)"), ("faites", "Reportées depuis trente jours (5)")], ""),
            objets: Choix::list(&[("", "Tout"), ("radiation_attribution", "Radiation pour attribution (1)")], ""),
            objet: String::new(),
            faites: false,
            lignes: vec![
                LigneAReporter {
                    id: "r1".into(),
                    demande: "019a-d4".into(),
                    menage: "Maturin Roselyne".into(),
                    numero_unique: "973020909500128833".into(),
                    evenement: "Radiation pour attribution".into(),
                    ou: "Demande, onglet Radiation".into(),
                    valeurs: vec![
                        valeur("Date du bail", "12/11/2026"),
                        valeur("Logement RPLS", "9730038812"),
                        valeur("Contingent", "COLTER"),
                    ],
                    depuis: Etiquette::new("Depuis 4 jours", Ton::Attention),
                    a_defaire: false,
                },
                LigneAReporter {
                    id: "r2".into(),
                    demande: "019a-d1".into(),
                    menage: "Joseph Marie-Rose".into(),
                    numero_unique: "973032104512398745".into(),
                    evenement: "Positionnée sur un logement".into(),
                    ou: "Gestion partagée, Événements".into(),
                    valeurs: vec![valeur("Date", "16/11/2026")],
                    depuis: Etiquette::new("Aujourd’hui", Ton::Neutre),
                    a_defaire: false,
                },
            ],
        }
    }

    pub fn exemple_vide() -> VueAReporter {
        VueAReporter { lignes: Vec::new(), ..VueAReporter::exemple() }
    }
}
