//! `/demandes/{id}/ecrire`: a message to a household, previewed then sent; what was written before.

use askama::Template;

use super::cadre::{Cadre, Ton};
use super::composants::{Choix, Etiquette, Saisie};
use super::interets::ApercuVue;

/// `GET /demandes/{id}/ecrire?modele=&canal=…` previews; `POST` to the same address sends.
#[derive(Template)]
#[template(path = "ecrire.html")]
pub struct VueEcrire {
    pub cadre: Cadre,
    pub id: String,
    pub menage: String,
    /// Why nothing may be written; empty when something may.
    pub empechement: String,
    pub modeles: Vec<Choix>,
    pub canaux: Vec<Choix>,
    /// What would leave, and the values it was written from, to send as they are.
    pub apercu: Option<ApercuVue>,
    pub destinataire: String,
    pub cachees: Vec<(String, String)>,
    pub arrets: Vec<ArretVue>,
    pub envois: Vec<EnvoiVue>,
    pub saisie: Saisie,
}

/// A way of writing that may be stopped or opened again (`POST /demandes/{id}/opposition`).
pub struct ArretVue {
    pub canal: String,
    pub libelle: String,
    pub arrete: bool,
}

pub struct EnvoiVue {
    pub le: String,
    pub quoi: String,
    pub organisation: String,
    pub etat: Etiquette,
    pub corps: String,
}

impl VueEcrire {
    pub fn exemple() -> VueEcrire {
        VueEcrire {
            cadre: Cadre::exemple("Écrire à Joseph Marie-Rose", "/demandes"),
            id: "019a-d1".into(),
            menage: "Joseph Marie-Rose".into(),
            empechement: String::new(),
            modeles: Choix::list(&[("", "Choisir"), ("piece_manquante", "Pièce manquante")], "piece_manquante"),
            canaux: Choix::list(&[("mel", "Courriel"), ("sms", "SMS")], "mel"),
            apercu: Some(ApercuVue {
                canal: "Courriel".into(),
                sujet: "Une pièce manque à votre demande de logement".into(),
                corps: "Bonjour Joseph Marie-Rose,\nIl manque à votre demande : avis d’imposition 2026.".into(),
            }),
            destinataire: "mr.joseph@exemple.invalid".into(),
            cachees: vec![("modele".into(), "piece_manquante".into()), ("canal".into(), "mel".into())],
            arrets: vec![
                ArretVue { canal: "mel".into(), libelle: "Courriel".into(), arrete: false },
                ArretVue { canal: "sms".into(), libelle: "SMS".into(), arrete: true },
            ],
            envois: vec![EnvoiVue {
                le: "12/11/2026 à 9 h 41".into(),
                quoi: "Courriel, Toujours intéressé ?".into(),
                organisation: "SIGUY".into(),
                etat: Etiquette::new("Parti le 12/11/2026 à 9 h 42", Ton::Bon),
                corps: "Bonjour Joseph Marie-Rose".into(),
            }],
            saisie: Saisie { valeurs: vec![("piece".into(), "avis d’imposition 2026".into())], erreurs: Vec::new() },
        }
    }

    pub fn exemple_protege() -> VueEcrire {
        VueEcrire {
            empechement: "Ce dossier est protégé : parlez à la personne elle-même, de vive voix.".into(),
            apercu: None,
            envois: Vec::new(),
            ..VueEcrire::exemple()
        }
    }
}
