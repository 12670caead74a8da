//! `/info`: what anyone is owed to know (CCH L. 441-2-6).

use askama::Template;

use super::cadre::Cadre;
use super::composants::Ligne;

/// `GET /info`, public.
#[derive(Template)]
#[template(path = "info.html")]
pub struct VueInfo {
    pub cadre: Cadre,
    pub etapes: Vec<Etape>,
    /// Period and method of the waits.
    pub attente_note: String,
    pub attentes: Vec<AttenteLogement>,
    /// Social homes by commune.
    pub parc: Vec<Ligne>,
    /// The objectives of allocations in plain words.
    pub objectifs: Vec<String>,
    pub guichets: Vec<GuichetVue>,
    pub cotation_note: String,
}

pub struct Etape {
    pub titre: String,
    pub texte: String,
}

pub struct AttenteLogement {
    pub logement: String,
    pub demandes: String,
    /// Counts under 11 are written `moins de 11`.
    pub attribues: String,
    pub attente: String,
}

pub struct GuichetVue {
    pub nom: String,
    pub adresse: String,
    pub horaires: String,
}

impl Etape {
    pub fn new(titre: &str, texte: &str) -> Etape {
        Etape { titre: titre.into(), texte: texte.into() }
    }
}

impl VueInfo {
    pub fn exemple() -> VueInfo {
        VueInfo {
            cadre: Cadre::exemple("Demander un logement social", "/info"),
            etapes: vec![
                Etape::new(
                    "Déposer une demande",
                    "Dans un guichet ou en ligne. Une seule demande suffit pour tout le département.",
                ),
                Etape::new("Recevoir son numéro unique", "Il prouve la demande et la date d’où court l’ancienneté."),
                Etape::new("Renouveler chaque année", "Sans renouvellement, la demande est radiée et l’ancienneté perdue."),
                Etape::new(
                    "Passer en commission",
                    "Trois demandes au moins sont examinées pour chaque logement. La décision est écrite et motivée.",
                ),
                Etape::new("Répondre à l’offre", "Vous avez au moins dix jours. Le silence vaut refus de cette offre."),
            ],
            attente_note: "Attente observée sur les baux signés du 17/11/2025 au 16/11/2026, premier souhait.".into(),
            attentes: vec![
                AttenteLogement {
                    logement: "T2 à Cayenne".into(),
                    demandes: "1 204".into(),
                    attribues: "96".into(),
                    attente: "3 ans 1 mois".into(),
                },
                AttenteLogement {
                    logement: "T4 à Cayenne".into(),
                    demandes: "702".into(),
                    attribues: "44".into(),
                    attente: "4 ans 2 mois".into(),
                },
                AttenteLogement {
                    logement: "T3 à Macouria".into(),
                    demandes: "311".into(),
                    attribues: "moins de 11".into(),
                    attente: "trop peu de baux".into(),
                },
            ],
            parc: vec![
                Ligne::new("Cayenne", "6 234 logements sociaux"),
                Ligne::new("Matoury", "2 105 logements sociaux"),
                Ligne::new("Montsinéry-Tonnegrande", "moins de 11 logements sociaux"),
            ],
            objectifs: vec!["Chaque année, une part des logements doit aller aux ménages les plus modestes.".into()],
            guichets: vec![
                GuichetVue {
                    nom: "ADIL de Guyane".into(),
                    adresse: "Cayenne".into(),
                    horaires: "Du lundi au jeudi, de 8 h à 13 h".into(),
                },
                GuichetVue {
                    nom: "CCAS de Matoury".into(),
                    adresse: "Matoury, centre bourg".into(),
                    horaires: "Sur rendez-vous".into(),
                },
            ],
            cotation_note:
                "Chaque demande reçoit des points selon une grille publique. Ils aident à classer, la commission décide.".into(),
        }
    }
}
