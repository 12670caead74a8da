//! The agenda of a session: its homes and their candidates in the order of the list, for those who may see them.
//!
//! Names appear only when the reader may see identities; a priority shows as yes or no (R12.05).

use droit::jour::{Jour, format_fr};
use droit::montant::{Centimes, PointsDeBase};
use serde::Serialize;

use crate::format::{JourPdf, format_jour_long};
use crate::moteur::{RenduImpossible, render};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrdreDuJour {
    /// Name of the landlord whose commission meets.
    pub bailleur: String,
    pub territoire: String,
    pub tenue_le: Jour,
    /// `09:00`, `Siège du bailleur`, `En présence`.
    pub horaire: Option<String>,
    pub lieu: Option<String>,
    pub mode: String,
    /// Day of the convocation.
    pub convoquee_le: Option<Jour>,
    /// Seats convened, in words.
    pub membres: Vec<String>,
    pub logements: Vec<LogementPropose>,
    /// Who printed it.
    pub lecteur: String,
    pub edite_le: Jour,
    pub fictif: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogementPropose {
    pub residence: String,
    pub adresse: String,
    pub commune: String,
    pub typologie: String,
    /// Whole square metres.
    pub surface: u16,
    pub financement: String,
    /// Rent and charges per month.
    pub cout_mensuel: Centimes,
    pub reservataire: String,
    /// `None`: location unknown.
    pub en_qpv: Option<bool>,
    /// Why fewer than three demandes are examined.
    pub exception: Option<String>,
    pub candidats: Vec<CandidatPropose>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CandidatPropose {
    pub numero_unique: String,
    /// `None` when the reader does not see identities.
    pub menage: Option<String>,
    pub composition: String,
    pub situation: String,
    pub prioritaire: bool,
    pub mutation: bool,
    pub points: i32,
    pub points_provisoires: bool,
    pub taux_effort: Option<PointsDeBase>,
    /// Per day and consumption unit.
    pub reste_pour_vivre: Option<Centimes>,
}

#[derive(Serialize)]
struct VueOrdreDuJour<'a> {
    bailleur: &'a str,
    territoire: &'a str,
    tenue_le_long: String,
    horaire: Option<&'a str>,
    lieu: Option<&'a str>,
    mode: &'a str,
    convoquee_le: Option<String>,
    membres: &'a [String],
    logements: Vec<VueLogement<'a>>,
    candidats: usize,
    lecteur: &'a str,
    edite_le: JourPdf,
    edite_le_texte: String,
    fictif: bool,
}

#[derive(Serialize)]
struct VueLogement<'a> {
    residence: &'a str,
    adresse: &'a str,
    commune: &'a str,
    typologie: &'a str,
    surface: String,
    financement: &'a str,
    cout_mensuel: String,
    reservataire: &'a str,
    qpv: &'static str,
    exception: Option<&'a str>,
    candidats: Vec<VueCandidat<'a>>,
}

#[derive(Serialize)]
struct VueCandidat<'a> {
    numero_unique: &'a str,
    menage: Option<&'a str>,
    composition: &'a str,
    situation: &'a str,
    prioritaire: bool,
    mutation: bool,
    points: String,
    points_provisoires: bool,
    taux_effort: String,
    reste_pour_vivre: String,
}

const INCONNU: &str = "inconnu";

/// Renders the agenda as a tagged PDF, A4 portrait.
pub fn render_ordre_du_jour(ordre: &OrdreDuJour) -> Result<Vec<u8>, RenduImpossible> {
    render(
        "ordre_du_jour.typ",
        &VueOrdreDuJour {
            bailleur: &ordre.bailleur,
            territoire: &ordre.territoire,
            tenue_le_long: format_jour_long(ordre.tenue_le),
            horaire: ordre.horaire.as_deref(),
            lieu: ordre.lieu.as_deref(),
            mode: &ordre.mode,
            convoquee_le: ordre.convoquee_le.map(format_fr),
            membres: &ordre.membres,
            logements: ordre.logements.iter().map(view_logement).collect(),
            candidats: ordre.logements.iter().map(|l| l.candidats.len()).sum(),
            lecteur: &ordre.lecteur,
            edite_le: ordre.edite_le.into(),
            edite_le_texte: format_fr(ordre.edite_le),
            fictif: ordre.fictif,
        },
    )
}

fn view_logement(logement: &LogementPropose) -> VueLogement<'_> {
    VueLogement {
        residence: &logement.residence,
        adresse: &logement.adresse,
        commune: &logement.commune,
        typologie: &logement.typologie,
        surface: format!("{}\u{a0}m²", logement.surface),
        financement: &logement.financement,
        cout_mensuel: logement.cout_mensuel.to_string(),
        reservataire: &logement.reservataire,
        qpv: match logement.en_qpv {
            Some(true) => "En quartier prioritaire",
            Some(false) => "Hors quartier prioritaire",
            None => "Quartier à vérifier",
        },
        exception: logement.exception.as_deref(),
        candidats: logement
            .candidats
            .iter()
            .map(|c| VueCandidat {
                numero_unique: &c.numero_unique,
                menage: c.menage.as_deref(),
                composition: &c.composition,
                situation: &c.situation,
                prioritaire: c.prioritaire,
                mutation: c.mutation,
                points: c.points.to_string().replace('-', "−"),
                points_provisoires: c.points_provisoires,
                taux_effort: c.taux_effort.map_or(INCONNU.into(), |taux| taux.to_string()),
                reste_pour_vivre: c.reste_pour_vivre.map_or(INCONNU.into(), |reste| reste.to_string()),
            })
            .collect(),
    }
}
