//! `/mon-dossier`: the applicant's own file, in plain words.

use askama::Template;

use super::cadre::{Cadre, Ton};
use super::composants::{Etiquette, Evenement, Ligne};
use super::info::Etape;

/// `GET /mon-dossier`. Never shows a bare rank: a band, the yearly supply, and the caveat.
#[derive(Template)]
#[template(path = "mon_dossier.html")]
pub struct VueMonDossier {
    pub cadre: Cadre,
    pub numero_unique: String,
    pub etat: Etiquette,
    pub etat_detail: String,
    /// « Toujours intéressé ? » of homes still to be let.
    pub questions: Vec<QuestionVue>,
    /// At most five lines.
    pub a_faire: Vec<Etape>,
    /// Band among comparable demandes.
    pub place: String,
    /// Homes of that kind let in a year.
    pub offre_annuelle: String,
    /// What those who signed such a lease had waited, or that too few did.
    pub attente: String,
    pub place_note: String,
    /// The exact position may be asked for: it is not shown yet.
    pub position_exacte: bool,
    /// The SNE scores: no second note is shown here.
    pub note_sne: bool,
    pub total: String,
    pub total_detail: String,
    pub lignes: Vec<PointSimple>,
    pub evenements: Vec<Evenement>,
    pub informations: Vec<Ligne>,
    /// How to correct them.
    pub corriger: String,
}

/// Answered by `POST /mon-dossier/interets/{id}` (`reponse`).
pub struct QuestionVue {
    pub id: String,
    pub logement: String,
    pub organisation: String,
    pub le: String,
    /// What was answered, in words; empty while nothing was.
    pub reponse: String,
}

pub struct PointSimple {
    pub critere: String,
    pub fait: String,
    pub fondement: String,
    /// `50`, or `à compléter`.
    pub points: String,
}

impl VueMonDossier {
    pub fn exemple() -> VueMonDossier {
        let point = |critere: &str, fait: &str, fondement: &str, points: &str| PointSimple {
            critere: critere.into(),
            fait: fait.into(),
            fondement: fondement.into(),
            points: points.into(),
        };
        VueMonDossier {
            cadre: Cadre::exemple("Mon dossier", "/mon-dossier"),
            numero_unique: "973032104512398745".into(),
            etat: Etiquette::new("Ma demande est active", Ton::Bon),
            etat_detail: "Elle est valable jusqu’au 18/02/2027. Un rappel vous sera envoyé avant cette date.".into(),
            questions: Vec::new(),
            a_faire: vec![
                Etape::new("Apporter mon avis d’imposition 2026", "Une photo lisible suffit, au guichet ou en ligne."),
                Etape::new("Dire la surface de mon logement actuel", "Elle peut ajouter jusqu’à 10 points."),
            ],
            place: "Ma demande est parmi les 10 premières, sur 318 demandes de T4 à Cayenne.".into(),
            offre_annuelle: "44 logements T4 à Cayenne ont été attribués en un an.".into(),
            attente: "Attente observée pour la moitié des ménages : de 31 à 68 mois (44 baux en 24 mois).".into(),
            place_note: "La place change chaque jour et ne donne pas droit à un logement : la commission décide.".into(),
            position_exacte: true,
            note_sne: false,
            total: "100".into(),
            total_detail: "points, dont 18 à prouver".into(),
            lignes: vec![
                point("Reconnue au titre du DALO", "Décision du 11/06/2025", "CCH L. 441-2-3", "50"),
                point("Hébergée par un tiers", "Selon ma déclaration", "CCH L. 441-1, e", "15"),
                point("Ancienneté", "22 trimestres entiers", "Grille, art. 3", "22"),
                point("Suroccupation", "Surface inconnue", "CCH L. 822-10", "à compléter"),
            ],
            evenements: vec![
                Evenement::new(
                    "12/11/2026",
                    "2026-11-12",
                    "Proposée pour un logement",
                    "La commission se réunit le 24/11/2026",
                    Ton::Bon,
                ),
                Evenement::new("18/02/2026", "2026-02-18", "Renouvelée", "", Ton::Bon),
                Evenement::new("02/03/2021", "2021-03-02", "Déposée", "Guichet ADIL Cayenne", Ton::Neutre),
            ],
            informations: vec![
                Ligne::new("Ménage", "4 personnes et 1 enfant à naître"),
                Ligne::new("Souhaits", "Cayenne, Matoury, Remire-Montjoly"),
                Ligne::new("Téléphone", "0694 00 00 12"),
                Ligne::manquante("Adresse électronique"),
            ],
            corriger: "Une erreur ? Un guichet la corrige sans rendez-vous, avec le papier qui le prouve.".into(),
        }
    }

    pub fn exemple_question() -> VueMonDossier {
        VueMonDossier {
            questions: vec![QuestionVue {
                id: "019a-q1".into(),
                logement: "T3 Les Balourous, Cayenne".into(),
                organisation: "SIGUY".into(),
                le: "12/11/2026".into(),
                reponse: String::new(),
            }],
            ..VueMonDossier::exemple()
        }
    }
}
