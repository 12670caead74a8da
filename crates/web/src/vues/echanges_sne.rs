//! `/echanges-sne`: the messages exchanged with the SNE; `/echanges-sne/{id}`: one of them, to complete or to send again.

use askama::Template;

use super::cadre::{Cadre, Ton};
use super::composants::{Choix, Etiquette, Ligne, Saisie};

/// `GET /echanges-sne`; `POST /echanges-sne/envoyes`, `POST /echanges-sne/reponses`.
#[derive(Template)]
#[template(path = "echanges_sne.html")]
pub struct VueEchangesSne {
    pub cadre: Cadre,
    pub lignes: Vec<LigneEchangeVue>,
    pub etats: Vec<Choix>,
    /// What carries the messages, in one sentence.
    pub transport: String,
    /// Nobody carries them: they are taken and brought back here.
    pub a_la_main: bool,
    /// The territory exchanges messages.
    pub interface: bool,
    /// How many the archive holds.
    pub a_porter: usize,
    pub saisie: Saisie,
}

pub struct LigneEchangeVue {
    pub id: String,
    pub demande: String,
    pub menage: String,
    pub numero_unique: String,
    pub objet: String,
    pub etat: Etiquette,
    /// Since when, in words.
    pub quand: String,
    /// What the SNE refuses, what is missing, why the sending failed.
    pub refus: Vec<String>,
}

/// `GET /echanges-sne/{id}`; `POST …/completer`, `…/renvoyer`, `…/classer`.
#[derive(Template)]
#[template(path = "echange_sne.html")]
pub struct VueEchangeSne {
    pub cadre: Cadre,
    pub id: String,
    pub demande: String,
    pub menage: String,
    pub etat: Etiquette,
    pub resume: Vec<Ligne>,
    pub refus: Vec<String>,
    pub champs: Vec<ChampSne>,
    /// Shows the form to complete and send again.
    pub peut_completer: bool,
    pub peut_renvoyer: bool,
    pub peut_classer: bool,
    pub fichier: bool,
    /// What becomes of the values, in one sentence.
    pub suite: String,
    pub saisie: Saisie,
}

/// A field of the contract to complete.
pub struct ChampSne {
    /// Its path is the name of the field of the form.
    pub nom: String,
    pub libelle: String,
    pub raison: String,
    /// `text`, `date`, `number`; `liste` shows the choices.
    pub genre: &'static str,
    pub choix: Vec<Choix>,
}

impl VueEchangesSne {
    pub fn exemple() -> VueEchangesSne {
        VueEchangesSne {
            cadre: Cadre::exemple("Échanges avec le SNE", "/echanges-sne"),
            lignes: vec![
                LigneEchangeVue {
                    id: "m1".into(),
                    demande: "019a-d1".into(),
                    menage: "Joseph Marie-Rose".into(),
                    numero_unique: String::new(),
                    objet: "Enregistrement".into(),
                    etat: Etiquette::new("Refusé par le SNE", Ton::Grave),
                    quand: "Réponse du 16/11/2026 à 9 h 41".into(),
                    refus: vec!["La commune souhaitée est inconnue (E042).".into()],
                },
                LigneEchangeVue {
                    id: "m2".into(),
                    demande: "019a-d4".into(),
                    menage: "Maturin Roselyne".into(),
                    numero_unique: "973020909500128833".into(),
                    objet: "Radiation pour attribution".into(),
                    etat: Etiquette::new("Envoyé, sans réponse", Ton::Info),
                    quand: "Envoyé le 15/11/2026 à 18 h 02".into(),
                    refus: Vec::new(),
                },
            ],
            etats: Choix::list(&[("", "En cours (2)"), ("refuse", "Refusé par le SNE (1)")], ""),
            transport: "Les messages partent par le dossier d’échange.".into(),
            a_la_main: true,
            interface: true,
            a_porter: 3,
            saisie: Saisie::default(),
        }
    }

    pub fn exemple_vide() -> VueEchangesSne {
        VueEchangesSne { lignes: Vec::new(), a_porter: 0, ..VueEchangesSne::exemple() }
    }
}

impl VueEchangeSne {
    pub fn exemple() -> VueEchangeSne {
        VueEchangeSne {
            cadre: Cadre::exemple("Enregistrement de Joseph Marie-Rose", "/echanges-sne"),
            id: "m1".into(),
            demande: "019a-d1".into(),
            menage: "Joseph Marie-Rose".into(),
            etat: Etiquette::new("Refusé par le SNE", Ton::Grave),
            resume: vec![Ligne::new("Message", "CRE"), Ligne::new("Référence", "C8E2B41770AA91C3D5")],
            refus: vec!["La commune souhaitée est inconnue (E042).".into()],
            champs: vec![ChampSne {
                nom: "demandeLogement/personnePhysique/demandeur/nationalite".into(),
                libelle: "Nationalité, demandeur".into(),
                raison: "obligatoire pour le SNE".into(),
                genre: "liste",
                choix: Choix::list(&[("", ""), ("F", "Française")], ""),
            }],
            peut_completer: true,
            peut_renvoyer: false,
            peut_classer: true,
            fichier: true,
            suite: "Ces valeurs complètent le brouillon, puis un nouveau message part.".into(),
            saisie: Saisie::default(),
        }
    }
}
