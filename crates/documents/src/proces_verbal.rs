//! The minutes of a CALEOL session (R7.10): printed from what was frozen with each decision.
//!
//! A candidate appears by numéro unique, never by name. A priority shows as yes or no: the reason
//! why a household is a priority stays out of the minutes, whoever reads them (R12.05).

use droit::jour::Jour;
use droit::montant::{Centimes, PointsDeBase};
use serde::Serialize;

use crate::format::{JourPdf, format_jour_long};
use crate::moteur::{RenduImpossible, compose, write_donnees};

/// Minutes of one session of one landlord.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProcesVerbal {
    /// Name of the landlord in whose name the minutes are made.
    pub bailleur: String,
    /// Legal form, seat, registration; printed under the name.
    pub bailleur_mentions: Option<String>,
    /// Name of the territory or of the EPCI.
    pub territoire: String,
    /// Identifier of the session, as people quote it.
    pub seance: String,
    pub tenue_le: Jour,
    /// `Présentielle`, `Numérique`, `Mixte`.
    pub mode: String,
    /// `de 9 h à 11 h 30`.
    pub horaire: Option<String>,
    pub lieu: Option<String>,
    /// Reference and date of the règlement intérieur that governs the session.
    pub reglement: Option<String>,
    /// Name of the president of the session; also in the signature block.
    pub president: Option<String>,
    /// Every convened member, present or not.
    pub membres: Vec<Membre>,
    /// Facts about the session as a whole, one paragraph each.
    pub observations: Vec<String>,
    /// In the order of the agenda.
    pub logements: Vec<LogementExamine>,
    /// Versions of the tables that were applied.
    pub parametres: Vec<ParametreApplique>,
    /// Points of law or local choices printed as "à confirmer" (C11).
    pub a_confirmer: Vec<String>,
    /// Digest of the frozen content, hexadecimal.
    pub empreinte: String,
    /// Day written in the file; the same day gives the same bytes.
    pub edite_le: Jour,
    /// Prints the demonstration banner on each page.
    pub fictif: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membre {
    pub nom: String,
    /// In what quality the person sits: `Membre du conseil d'administration`, `Maire de Cayenne ou son représentant`…
    pub qualite: String,
    pub voix: Voix,
    pub presence: Presence,
}

/// What a member's voice is worth (CCH L. 441-2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voix {
    Deliberative,
    Consultative,
    /// A casting vote when votes are equal.
    Preponderante,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Presence {
    Present,
    Distance,
    Absent,
    Excuse,
    /// Absent and represented by the named person.
    Represente {
        par: String,
    },
}

/// Quorum tested for one home, because the members who may vote depend on it (R7.02).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quorum {
    pub presents: u16,
    pub requis: u16,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogementExamine {
    pub rpls: Option<String>,
    pub residence: String,
    pub adresse: String,
    /// Name of the commune, for readers.
    pub commune: String,
    /// `T3`.
    pub typologie: String,
    /// Whole square metres.
    pub surface: u16,
    /// Financing product in words.
    pub financement: String,
    /// Main rent and annexes per month.
    pub loyer: Centimes,
    /// Charges per month.
    pub charges: Centimes,
    /// Holder of the reservation for this home.
    pub reservataire: String,
    /// `None` when the location is unknown, printed as such.
    pub en_qpv: Option<bool>,
    /// Yearly ceiling in words and figures, for the household sizes examined.
    pub plafond: Option<String>,
    /// `None` when the rules in force set no quorum.
    pub quorum: Option<Quorum>,
    /// Grid and its version.
    pub grille: String,
    /// Why fewer than three demandes were examined (R7.06); `None` when the count is enough.
    pub exception: Option<String>,
    pub candidats: Vec<CandidatExamine>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CandidatExamine {
    pub numero_unique: String,
    /// Holder that proposed the candidate.
    pub contingent: String,
    /// `None`: unknown.
    pub prioritaire: Option<bool>,
    /// Total of points; `None` when the demande could not be scored.
    pub points: Option<i32>,
    /// Part of the points rests on declared facts, or on a grid not yet confirmed.
    pub points_provisoires: bool,
    pub taux_effort: Option<PointsDeBase>,
    /// Left to live on per month for the household.
    pub reste_a_vivre: Option<Centimes>,
    pub decision: DecisionImprimee,
    /// Reason as coded and worded, never a diagnosis nor a judgement (R12.06).
    pub motif: String,
    pub article: Option<String>,
    /// `4 pour, 1 contre`.
    pub votes: Option<String>,
}

/// The decisions of CCH R. 441-3, and the file that was not examined (R7.07).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecisionImprimee {
    Attribution,
    AttributionRang { rang: u8 },
    SousCondition { rang: u8 },
    NonAttribution,
    RejetIrrecevable,
    RetireOrdreDuJour,
}

/// A table of values or a grid that was applied, with its version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParametreApplique {
    pub intitule: String,
    pub version: String,
    pub source: String,
    /// The value of the year is not published yet; the result will be computed again.
    pub provisoire: bool,
}

impl DecisionImprimee {
    fn libelle(&self) -> String {
        match self {
            DecisionImprimee::Attribution => "Attribution".into(),
            DecisionImprimee::AttributionRang { rang } => format!("Attribution, rang\u{a0}{rang}"),
            DecisionImprimee::SousCondition { rang } => format!("Attribution sous condition, rang\u{a0}{rang}"),
            DecisionImprimee::NonAttribution => "Non-attribution".into(),
            DecisionImprimee::RejetIrrecevable => "Rejet pour irrecevabilité".into(),
            DecisionImprimee::RetireOrdreDuJour => "Retiré de l'ordre du jour".into(),
        }
    }

    fn rang(&self) -> Option<u8> {
        match self {
            DecisionImprimee::Attribution => Some(1),
            DecisionImprimee::AttributionRang { rang } | DecisionImprimee::SousCondition { rang } => Some(*rang),
            DecisionImprimee::NonAttribution | DecisionImprimee::RejetIrrecevable | DecisionImprimee::RetireOrdreDuJour => None,
        }
    }
}

impl LogementExamine {
    /// The lines of the summary: every rank in order, or that nobody was retained.
    fn compute_resume(&self) -> Vec<String> {
        let mut retenus: Vec<(u8, &CandidatExamine)> =
            self.candidats.iter().filter_map(|candidat| candidat.decision.rang().map(|rang| (rang, candidat))).collect();
        retenus.sort_by_key(|(rang, _)| *rang);
        if self.candidats.is_empty() {
            return vec!["Aucune demande examinée".into()];
        }
        if retenus.is_empty() {
            return vec!["Aucune attribution".into()];
        }
        retenus
            .into_iter()
            .map(|(rang, candidat)| match candidat.decision {
                DecisionImprimee::Attribution => format!("Attribution\u{a0}: {}", candidat.numero_unique),
                DecisionImprimee::SousCondition { .. } => {
                    format!("Rang\u{a0}{rang}, sous condition\u{a0}: {}", candidat.numero_unique)
                }
                DecisionImprimee::AttributionRang { .. }
                | DecisionImprimee::NonAttribution
                | DecisionImprimee::RejetIrrecevable
                | DecisionImprimee::RetireOrdreDuJour => format!("Rang\u{a0}{rang}\u{a0}: {}", candidat.numero_unique),
            })
            .collect()
    }
}

#[derive(Serialize)]
struct VueProcesVerbal<'a> {
    bailleur: &'a str,
    bailleur_mentions: Option<&'a str>,
    territoire: &'a str,
    seance: &'a str,
    tenue_le_long: String,
    mode: &'a str,
    horaire: Option<&'a str>,
    lieu: Option<&'a str>,
    reglement: Option<&'a str>,
    president: Option<&'a str>,
    membres: Vec<VueMembre<'a>>,
    observations: &'a [String],
    logements: Vec<VueLogement<'a>>,
    parametres: Vec<VueParametre<'a>>,
    a_confirmer: &'a [String],
    empreinte_courte: String,
    empreinte_coupee: String,
    edite_le: JourPdf,
    fictif: bool,
}

#[derive(Serialize)]
struct VueMembre<'a> {
    nom: &'a str,
    qualite: &'a str,
    voix: &'static str,
    presence: String,
    present: bool,
}

#[derive(Serialize)]
struct VueLogement<'a> {
    rpls: Option<&'a str>,
    residence: &'a str,
    adresse: &'a str,
    commune: &'a str,
    typologie: &'a str,
    surface: String,
    financement: &'a str,
    loyer: String,
    charges: String,
    total: String,
    reservataire: &'a str,
    qpv: &'static str,
    plafond: Option<&'a str>,
    quorum: String,
    grille: &'a str,
    exception: Option<&'a str>,
    resume: Vec<String>,
    candidats: Vec<VueCandidat<'a>>,
}

#[derive(Serialize)]
struct VueCandidat<'a> {
    numero_unique: &'a str,
    contingent: &'a str,
    prioritaire: &'static str,
    points: String,
    points_provisoires: bool,
    taux_effort: String,
    reste_a_vivre: String,
    decision: String,
    favorable: bool,
    motif: &'a str,
    article: Option<&'a str>,
    votes: Option<&'a str>,
}

#[derive(Serialize)]
struct VueParametre<'a> {
    intitule: &'a str,
    version: &'a str,
    source: &'a str,
    provisoire: bool,
}

const INCONNU: &str = "inconnu";

const MODELE: &str = "proces_verbal.typ";

/// Renders the minutes as a tagged PDF, A4 portrait.
pub fn render_proces_verbal(pv: &ProcesVerbal) -> Result<Vec<u8>, RenduImpossible> {
    compose_contenu(&write_contenu(pv)?)
}

/// Composes the document of a content: same content, same bytes.
pub fn compose_contenu(contenu: &str) -> Result<Vec<u8>, RenduImpossible> {
    compose(MODELE, contenu)
}

/// What the minutes say, word for word, in the form that [`compose_contenu`] reads: it can be sealed before any page is made.
pub fn write_contenu(pv: &ProcesVerbal) -> Result<String, RenduImpossible> {
    let vue = VueProcesVerbal {
        bailleur: &pv.bailleur,
        bailleur_mentions: pv.bailleur_mentions.as_deref(),
        territoire: &pv.territoire,
        seance: &pv.seance,
        tenue_le_long: format_jour_long(pv.tenue_le),
        mode: &pv.mode,
        horaire: pv.horaire.as_deref(),
        lieu: pv.lieu.as_deref(),
        reglement: pv.reglement.as_deref(),
        president: pv.president.as_deref(),
        membres: pv.membres.iter().map(view_membre).collect(),
        observations: &pv.observations,
        logements: pv.logements.iter().map(view_logement).collect(),
        parametres: pv
            .parametres
            .iter()
            .map(|p| VueParametre { intitule: &p.intitule, version: &p.version, source: &p.source, provisoire: p.provisoire })
            .collect(),
        a_confirmer: &pv.a_confirmer,
        empreinte_courte: pv.empreinte.chars().take(12).collect(),
        empreinte_coupee: group_by(&pv.empreinte, 8),
        edite_le: pv.edite_le.into(),
        fictif: pv.fictif,
    };
    write_donnees(MODELE, &vue)
}

fn view_membre(membre: &Membre) -> VueMembre<'_> {
    let (presence, present) = match &membre.presence {
        Presence::Present => ("Présent(e)".to_owned(), true),
        Presence::Distance => ("À distance".to_owned(), true),
        Presence::Absent => ("Absent(e)".to_owned(), false),
        Presence::Excuse => ("Excusé(e)".to_owned(), false),
        Presence::Represente { par } => (format!("Représenté(e) par {par}"), true),
    };
    let voix = match membre.voix {
        Voix::Deliberative => "Délibérative",
        Voix::Consultative => "Consultative",
        Voix::Preponderante => "Délibérative, prépondérante",
    };
    VueMembre { nom: &membre.nom, qualite: &membre.qualite, voix, presence, present }
}

fn view_logement(logement: &LogementExamine) -> VueLogement<'_> {
    VueLogement {
        rpls: logement.rpls.as_deref(),
        residence: &logement.residence,
        adresse: &logement.adresse,
        commune: &logement.commune,
        typologie: &logement.typologie,
        surface: format!("{}\u{a0}m²", logement.surface),
        financement: &logement.financement,
        loyer: logement.loyer.to_string(),
        charges: logement.charges.to_string(),
        total: (logement.loyer + logement.charges).to_string(),
        reservataire: &logement.reservataire,
        qpv: match logement.en_qpv {
            Some(true) => "Oui",
            Some(false) => "Non",
            None => "Inconnu",
        },
        plafond: logement.plafond.as_deref(),
        quorum: match logement.quorum {
            Some(Quorum { presents, requis }) if presents >= requis => {
                format!("Atteint : {presents}\u{a0}voix pour {requis}\u{a0}requises")
            }
            Some(Quorum { presents, requis }) => format!("Non atteint : {presents}\u{a0}voix pour {requis}\u{a0}requises"),
            None => "Aucun quorum fixé".into(),
        },
        grille: &logement.grille,
        exception: logement.exception.as_deref(),
        resume: logement.compute_resume(),
        candidats: logement.candidats.iter().map(view_candidat).collect(),
    }
}

fn view_candidat(candidat: &CandidatExamine) -> VueCandidat<'_> {
    VueCandidat {
        numero_unique: &candidat.numero_unique,
        contingent: &candidat.contingent,
        prioritaire: match candidat.prioritaire {
            Some(true) => "Oui",
            Some(false) => "Non",
            None => INCONNU,
        },
        points: candidat.points.map_or(INCONNU.into(), |points| points.to_string().replace('-', "−")),
        points_provisoires: candidat.points.is_some() && candidat.points_provisoires,
        taux_effort: candidat.taux_effort.map_or(INCONNU.into(), |taux| taux.to_string()),
        reste_a_vivre: candidat.reste_a_vivre.map_or(INCONNU.into(), |montant| montant.to_string()),
        decision: candidat.decision.libelle(),
        favorable: candidat.decision.rang().is_some(),
        motif: &candidat.motif,
        article: candidat.article.as_deref(),
        votes: candidat.votes.as_deref(),
    }
}

/// A long digest in groups, so that an eye can compare it.
pub(crate) fn group_by(text: &str, size: usize) -> String {
    let characters: Vec<char> = text.chars().collect();
    characters.chunks(size).map(|chunk| chunk.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}
