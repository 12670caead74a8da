//! Act: record what the commission decides on the candidates of one home (CCH R. 441-3), and freeze what it was based on.

use droit::caleol::{Decision as DecisionCaleol, IssueVote, MotifDecision, PieceListee, Votes, compute_issue_vote};
use droit::etats::{ActeCandidature, MotifLiberation};
use droit::jour::Jour;
use droit::territoire::QualiteMembre;
use stockage::candidature::Candidature;
use stockage::decision::{self, Decision};
use stockage::demande::{self, DemandeStockee};
use stockage::seance::Seance;
use stockage::seance_point::{self, SeancePoint};
use stockage::vacance::Vacance;
use stockage::{candidature, residence, vacance};
use uuid::Uuid;

use crate::carbet::{ActeEnCours, Carbet};
use crate::decision_figee::{FaitsDecision, NomsLogement, freeze_decision};
use crate::droits::{Acte, Acteur};
use crate::examen::{Examen, LoyerDemande, Regles as ReglesExamen, examine};
use crate::figer::{Fige, SeanceFigee};
use crate::issue::{Echec, Refus};
use crate::registre::compute_reperes;
use crate::seance::{self as commun, point};
use crate::{a_reporter, idempotence, sortie};

mod ensemble;
mod motivation;

use ensemble::{check_commission, check_examines, check_ordre, check_rangs};
use motivation::check_decision;

/// What is recorded for a candidate: a decision of the law, or a file not examined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeDecision {
    Caleol(DecisionCaleol),
    /// "Retiré de l'ordre du jour": no decision is taken, the household is free (R7.07).
    Retrait,
}

pub const RETRAIT: &str = "retrait_ordre_du_jour";

impl CodeDecision {
    pub const fn code(self) -> &'static str {
        match self {
            CodeDecision::Caleol(decision) => decision.code(),
            CodeDecision::Retrait => RETRAIT,
        }
    }

    pub const fn libelle(self) -> &'static str {
        match self {
            CodeDecision::Caleol(decision) => decision.libelle(),
            CodeDecision::Retrait => "Retiré de l'ordre du jour",
        }
    }

    pub fn from_code(code: &str) -> Option<CodeDecision> {
        if code == RETRAIT { Some(CodeDecision::Retrait) } else { DecisionCaleol::from_code(code).map(CodeDecision::Caleol) }
    }

    pub const fn is_attribution(self) -> bool {
        match self {
            CodeDecision::Caleol(
                DecisionCaleol::Attribution | DecisionCaleol::AttributionRang | DecisionCaleol::ConditionSuspensive,
            ) => true,
            CodeDecision::Caleol(DecisionCaleol::NonAttribution | DecisionCaleol::Irrecevabilite) | CodeDecision::Retrait => {
                false
            }
        }
    }
}

/// What was typed for one candidate.
#[derive(Clone, Debug)]
pub struct DecisionDemandee {
    pub demande: Uuid,
    pub code: CodeDecision,
    /// Given by an attribution in rank; an attribution alone is the first.
    pub rang: Option<u8>,
    pub motif: Option<MotifDecision>,
    /// Read by the household: neither health, nor origin, nor judgement. For an attribution that departs
    /// from the order of points, the reason of the departure (R4.03).
    pub precision: Option<String>,
    pub piece: Option<PieceListee>,
    pub condition_avant_le: Option<Jour>,
    pub votes: Votes,
}

/// The candidates of one home decided together.
#[derive(Clone, Debug)]
pub struct ExamenLogement {
    pub seance: Uuid,
    pub vacance: Uuid,
    /// Codes of members who left for a link with a candidate of this home (R7.04).
    pub deportes: Vec<String>,
    pub decisions: Vec<DecisionDemandee>,
    pub cle: Option<String>,
}

/// What every check of one home reads.
struct Cas<'a> {
    carbet: &'a Carbet,
    jour: Jour,
    session: &'a Seance,
    home: &'a Vacance,
    point: SeancePoint,
    quorum: SeanceFigee,
    /// Code of the member whose casting vote counts for this home; `None` when its seat is not there.
    preponderante: Option<String>,
    qualite_preponderante: Option<QualiteMembre>,
    logement: droit::logement::Logement,
    noms: NomsLogement,
}

/// Records the decisions of one home and returns how many.
///
/// Errors (legal refusals, with their article): session not open, quorum not reached, votes that do not add up or do
/// not carry, reason of another decision, condition without its paper, departure from the order without a reason.
pub async fn decider(carbet: &Carbet, acteur: &Acteur, demande: ExamenLogement) -> Result<usize, Echec> {
    let mut acte = carbet.begin(acteur, "decider").await?;
    let session = commun::find_en_portee(&acte.tx, acteur, Acte::TenirSeance, demande.seance).await?;
    let mut ligne = seance_point::list_de_seance(&acte.tx, session.id)
        .await?
        .into_iter()
        .find(|p| p.vacance_id == demande.vacance && p.etat != point::RETIRE)
        .ok_or(Echec::Introuvable)?;
    if idempotence::claim(&acte.tx, demande.cle.as_deref(), acteur, "decider", &ligne.id.to_string(), acte.instant())
        .await?
        .is_some()
    {
        return Ok(0);
    }
    if session.etat != "ouverte" {
        return Err(Refus::new(
            "seance_non_ouverte",
            "La commission ne décide qu'en séance ouverte.",
            "Enregistrer les présences le jour de la séance : elles l'ouvrent.",
        )
        .article("CCH R. 441-9")
        .into());
    }
    if demande.decisions.is_empty() {
        return Err(Refus::new(
            "rien_a_decider",
            "Aucune décision n'est choisie.",
            "Choisir la décision d'un candidat au moins.",
        )
        .into());
    }
    let home = vacance::find(&acte.tx, ligne.vacance_id).await?.ok_or(Echec::Introuvable)?;
    let jour = carbet.aujourd_hui();
    let dwelling = commun::logement_de(&acte.tx, &home).await?;
    let logement = dwelling.to_logement()?;
    let composition = check_commission(carbet, &acte, &session, &home, &logement.commune, &demande.deportes, jour).await?;
    let residence = match dwelling.residence_id {
        Some(id) => residence::find(&acte.tx, id).await?,
        None => None,
    };
    let regles = carbet.regles();
    let territoire = &regles.territoire;
    let noms = NomsLogement {
        adresse: dwelling.adresse.clone().or_else(|| residence.as_ref().and_then(|r| r.adresse.clone())).unwrap_or_default(),
        residence: residence.map(|r| r.nom).unwrap_or_default(),
        commune: territoire.commune(&logement.commune).map_or_else(|| logement.commune.clone(), |c| c.nom.clone()),
        reservataire_nom: nom_organisation(carbet, home.reservataire.as_deref().unwrap_or(&home.bailleur)),
        reservataire: home.reservataire.clone(),
    };
    let cas = Cas {
        carbet,
        jour,
        session: &session,
        home: &home,
        point: ligne.clone(),
        quorum: composition.figee,
        preponderante: composition.preponderante,
        qualite_preponderante: composition.qualite_preponderante,
        logement,
        noms,
    };

    let candidates = candidature::list_de_vacance(&acte.tx, home.id).await?;
    let before: Vec<Decision> =
        decision::list_de_seance(&acte.tx, session.id).await?.into_iter().filter(|d| d.point_id == ligne.id).collect();
    let mut taken = Vec::with_capacity(demande.decisions.len());
    for (ordre, one) in demande.decisions.iter().enumerate() {
        let candidate = candidates
            .iter()
            .find(|c| c.demande_id == one.demande && c.etat == "inscrite_en_seance")
            .ok_or(Echec::Introuvable)?
            .clone();
        let stored = demande::get(&acte.tx, &candidate.departement, candidate.demande_id).await?;
        let examen = examine_candidat(&cas, &stored);
        check_decision(&cas, one, &stored, &examen).map_err(|refus| refus.champ(champ_decision(ordre)))?;
        taken.push(Prise { demandee: one, candidate, stored, examen });
    }
    check_rangs(&before, &taken)?;
    check_ordre(&before, &taken)?;
    check_examines(&acte, &cas, &candidates, &before, &taken).await?;

    for prise in &mut taken {
        record(&cas, acteur, &mut acte, prise).await?;
    }
    let left =
        candidates.iter().filter(|c| c.etat == "inscrite_en_seance" && !taken.iter().any(|t| t.candidate.id == c.id)).count();
    // From its first decision on, a home stays on the agenda: what was decided is not erased (R7.07).
    if left == 0 || taken.iter().any(|t| t.demandee.code != CodeDecision::Retrait) {
        point::DECIDE.clone_into(&mut ligne.etat);
    }
    ligne.quorum = Some(serde_json::json!({ "votants": cas.quorum.votants, "requis": cas.quorum.quorum }).to_string());
    ligne.maj_le = acte.instant();
    seance_point::update(&acte.tx, &ligne).await?;
    let count = taken.len();
    acte.touch("seance", session.id).touch("seance_point", ligne.id).touch("vacance", home.id).tell(serde_json::json!({
        "decisions": taken.iter().map(|t| t.demandee.code.code()).collect::<Vec<_>>(),
        "votants": cas.quorum.votants,
    }));
    carbet.conclude(acte).await?;
    Ok(count)
}

struct Prise<'a> {
    demandee: &'a DecisionDemandee,
    candidate: Candidature,
    stored: DemandeStockee,
    examen: Examen,
}

impl Prise<'_> {
    /// Rank of an attribution; `None` for any other decision.
    fn rang(&self) -> Option<u8> {
        self.demandee.code.is_attribution().then(|| self.demandee.rang.unwrap_or(1))
    }
}

/// Names of the fields where the errors of a decision stand, by its order in the form.
fn champ_decision(ordre: usize) -> &'static str {
    const CHAMPS: [&str; 12] = [
        "decision_1",
        "decision_2",
        "decision_3",
        "decision_4",
        "decision_5",
        "decision_6",
        "decision_7",
        "decision_8",
        "decision_9",
        "decision_10",
        "decision_11",
        "decision_12",
    ];
    CHAMPS[ordre.min(CHAMPS.len() - 1)]
}

fn examine_candidat(cas: &Cas<'_>, stored: &DemandeStockee) -> Examen {
    let regles = cas.carbet.regles();
    let reperes = compute_reperes(&cas.carbet.parametres, &regles.territoire, cas.jour);
    let rules = ReglesExamen { parametres: &cas.carbet.parametres, reperes: &reperes, grille: &regles.grille };
    examine(rules, &stored.demande, &cas.logement, loyer(cas.home), cas.jour)
}

/// Rent and charges asked for this letting.
pub fn loyer(home: &Vacance) -> LoyerDemande {
    use droit::montant::Centimes;
    LoyerDemande { loyer: Centimes(home.loyer), annexes: Centimes(home.loyer_annexes), charges: Centimes(home.charges) }
}

/// Writes one decision with what it was based on, moves the candidature, and tells the SNE list.
async fn record(cas: &Cas<'_>, acteur: &Acteur, acte: &mut ActeEnCours, prise: &mut Prise<'_>) -> Result<(), Echec> {
    let one = prise.demandee;
    let rang = prise.rang();
    let text = one.precision.as_deref().map(str::trim).filter(|p| !p.is_empty()).map(str::to_owned);
    let id = Uuid::now_v7();
    let counted = matches!(one.code, CodeDecision::Caleol(_));
    let votes = |n: u32| counted.then(|| i32::try_from(n).unwrap_or(i32::MAX));
    let row = Decision {
        id,
        seance_id: cas.session.id,
        point_id: cas.point.id,
        candidature_id: prise.candidate.id,
        departement: prise.candidate.departement.clone(),
        demande_id: prise.candidate.demande_id,
        code: one.code.code().to_owned(),
        rang: rang.map(i32::from),
        motif: one.motif.map(|m| m.code().to_owned()),
        motif_detail: text,
        condition_piece: one.piece.map(|p| p.code().to_owned()),
        condition_avant_le: one.condition_avant_le.filter(|_| one.piece.is_some()),
        voix_pour: votes(one.votes.pour),
        voix_contre: votes(one.votes.contre),
        abstentions: votes(one.votes.abstention),
        fige: Some(freeze(cas, prise).write()),
        fige_empreinte: String::new(),
        decide_le: cas.jour,
        decide_par: acteur.code(),
    };
    decision::insert(&acte.tx, &row).await?;
    let end = |motif| ActeCandidature::Liberer { le: cas.jour, motif };
    let next = match (one.code, rang) {
        (_, Some(rang)) => ActeCandidature::Attribuer { rang, condition_jusqu_au: row.condition_avant_le },
        (CodeDecision::Caleol(DecisionCaleol::Irrecevabilite), None) => end(MotifLiberation::Irrecevabilite),
        (CodeDecision::Retrait, None) => end(MotifLiberation::RetraitOrdreDuJour),
        (CodeDecision::Caleol(_), None) => end(MotifLiberation::NonAttribution),
    };
    sortie::apply(cas.carbet, acte, &mut prise.candidate, next).await?;
    acte.touch("decision", id);
    if counted {
        a_reporter::add_decision(cas.carbet, acte, &prise.stored, &row, &cas.session.bailleur).await?;
    }
    Ok(())
}

fn freeze(cas: &Cas<'_>, prise: &Prise<'_>) -> Fige {
    let regles = cas.carbet.regles();
    let stored = &prise.stored;
    freeze_decision(FaitsDecision {
        regles: &regles,
        parametres: &cas.carbet.parametres,
        jour: cas.jour,
        demande: &stored.demande,
        version: stored.version,
        extrait_le: stored.extrait_le,
        logement: &cas.logement,
        loyer: loyer(cas.home),
        noms: cas.noms.clone(),
        contingent: &prise.candidate.organisation,
        position: prise.candidate.position,
        examen: &prise.examen,
        seance: SeanceFigee { voix_preponderante: find_voix_decisive(cas, prise.demandee), ..cas.quorum.clone() },
    })
}

/// CCH L. 441-2: the member whose casting vote carried the decision, votes being equal; `None` when the majority did.
fn find_voix_decisive(cas: &Cas<'_>, one: &DecisionDemandee) -> Option<String> {
    let counted = matches!(one.code, CodeDecision::Caleol(_));
    cas.preponderante.clone().filter(|_| counted && compute_issue_vote(one.votes) == IssueVote::AdopteParVoixPreponderante)
}

/// Short name of an organisation of the territory, or its code.
pub fn nom_organisation(carbet: &Carbet, code: &str) -> String {
    carbet.regles().nom_organisation(code)
}
