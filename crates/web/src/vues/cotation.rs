//! `/cotation`: the grid, readable by anyone.

use askama::Template;

use super::cadre::{Cadre, Ton};
use super::composants::Etiquette;

/// `GET /cotation`.
#[derive(Template)]
#[template(path = "cotation.html")]
pub struct VueCotation {
    pub cadre: Cadre,
    pub resume: String,
    /// Status and version.
    pub etiquettes: Vec<Etiquette>,
    pub rubriques: Vec<RubriqueGrille>,
    /// Paragraphs on the nature of the points.
    pub lecture: Vec<String>,
    /// Tie-break order, in words.
    pub departage: Vec<String>,
    pub refus: Vec<String>,
}

pub struct RubriqueGrille {
    pub libelle: String,
    pub regle: String,
    pub criteres: Vec<CritereGrille>,
}

pub struct CritereGrille {
    pub libelle: String,
    /// The expression put in words.
    pub condition: String,
    pub preuve: String,
    pub fondement: String,
    pub points: String,
}

impl VueCotation {
    pub fn exemple() -> VueCotation {
        let critere = |libelle: &str, condition: &str, preuve: &str, fondement: &str, points: &str| CritereGrille {
            libelle: libelle.into(),
            condition: condition.into(),
            preuve: preuve.into(),
            fondement: fondement.into(),
            points: points.into(),
        };
        VueCotation {
            cadre: Cadre::exemple("Grille de cotation", "/cotation"),
            resume: "Version 2026-1, en vigueur depuis le 01/01/2026 sur les six communes de l’agglomération.".into(),
            etiquettes: vec![Etiquette::new("Grille de démonstration, sans valeur officielle", Ton::Attention)],
            rubriques: vec![
                RubriqueGrille { libelle: "Publics prioritaires".into(), regle: "les deux meilleurs critères".into(), criteres: vec![
                    critere("Reconnu prioritaire au titre du DALO", "Décision favorable de la commission de médiation", "Décision", "CCH L. 441-2-3", "50"),
                    critere("Handicap", "Un membre du ménage en situation de handicap", "Pièce", "CCH L. 441-1, a", "30"),
                    critere("Habitat indigne", "Arrêté ou constat d’insalubrité", "Décision", "CCH L. 441-1, e", "25"),
                ] },
                RubriqueGrille { libelle: "Ancienneté".into(), regle: "plafonnée à 40 points".into(), criteres: vec![critere("Un point par trimestre entier", "Depuis la date de dépôt initiale", "Calculé", "Grille, art. 3", "1 à 40")] },
            ],
            lecture: vec!["Les points aident à classer les demandes. La commission d’attribution décide et peut s’écarter de l’ordre en le motivant.".into(), "Un critère déclaré compte à titre provisoire, jusqu’à sa preuve.".into()],
            departage: vec!["La demande déposée le plus tôt".into(), "Puis la première enregistrée".into(), "Puis le plus petit numéro unique".into()],
            refus: vec!["Le deuxième refus sans motif d’un logement adapté en douze mois retire 10 points pendant douze mois. Le silence n’en retire jamais.".into()],
        }
    }

    /// The same grid for who has no account.
    pub fn exemple_public() -> VueCotation {
        let mut vue = VueCotation::exemple();
        vue.cadre.utilisateur = super::cadre::Utilisateur::default();
        vue.cadre.navigation = super::cadre::navigation("/cotation", |adresse| adresse == "/cotation", |_| 0);
        vue
    }
}
