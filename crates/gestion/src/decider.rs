//! Act: record what the commission decides on the candidates of one home (CCH R. 441-3), and freeze what it was based on.

use droit::caleol::{
    self, Decision as DecisionCaleol, IssueVote, LogementExamine, MotifDecision, PieceListee, Votes, check_motivation,
    check_quorum, check_ressources_insuffisantes, compute_issue_vote,
};
use droit::etats::{ActeCandidature, MotifLiberation};
use droit::jour::{Jour, format_fr};
use droit::tri::Tri;
use stockage::candidature::Candidature;
use stockage::decision::{self, Decision};
use stockage::demande::{self, DemandeStockee};
use stockage::seance::Seance;
use stockage::seance_point::{self, SeancePoint};
use stockage::vacance::Vacance;
use stockage::{candidature, residence, seance_membre, vacance};
use uuid::Uuid;

use crate::carbet::{ActeEnCours, Carbet};
use crate::decision_figee::{FaitsDecision, NomsLogement, freeze_decision};
use crate::droits::{Acte, Acteur};
use crate::examen::{Examen, LoyerDemande, Regles as ReglesExamen, examine};
use crate::figer::{Fige, SeanceFigee};
use crate::inscrire_point::check_statut;
use crate::issue::{Echec, Refus};
use crate::registre::compute_reperes;
use crate::seance::{self as commun, point};
use crate::{a_reporter, idempotence, sortie};

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
    let quorum = check_commission(carbet, &acte, &session, &home, &logement.commune, &demande.deportes, jour).await?;
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
    let cas = Cas { carbet, jour, session: &session, home: &home, point: ligne.clone(), quorum, logement, noms };

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
    check_examines(carbet, &cas, &candidates, &before, &taken)?;

    for prise in &mut taken {
        record(&cas, acteur, &mut acte, prise).await?;
    }
    let left =
        candidates.iter().filter(|c| c.etat == "inscrite_en_seance" && !taken.iter().any(|t| t.candidate.id == c.id)).count();
    if left == 0 {
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

/// CCH R. 441-9: quorum of the home; returns who could vote.
async fn check_commission(
    carbet: &Carbet,
    acte: &ActeEnCours,
    session: &Seance,
    home: &Vacance,
    commune: &str,
    deportes: &[String],
    jour: Jour,
) -> Result<SeanceFigee, Echec> {
    let regles = carbet.regles();
    let commission = commun::commission(&regles.territoire, &session.bailleur, jour)?;
    let rows = seance_membre::list_de_seance(&acte.tx, session.id).await?;
    let membres = commun::membres_de_droit(&regles.territoire, &rows, deportes);
    let seen: LogementExamine<'_> = commun::logement_examine(&regles.territoire, commune, home);
    let requis = commission.quorum.map(u32::from);
    let constat = check_quorum(&membres, seen, requis);
    if constat.tri() == Tri::Faux {
        return Err(Refus::new(
            "quorum_non_atteint",
            format!("Le quorum n'est pas atteint pour ce logement : {}", constat.raison),
            "Enregistrer les membres arrivés et les pouvoirs, ou retirer ce logement de l'ordre du jour.",
        )
        .article(constat.article)
        .into());
    }
    Ok(SeanceFigee { votants: commun::count_votants(&membres, seen), quorum: requis, deportes: deportes.to_vec() })
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

fn check_decision(cas: &Cas<'_>, one: &DecisionDemandee, stored: &DemandeStockee, examen: &Examen) -> Result<(), Refus> {
    let CodeDecision::Caleol(decision) = one.code else {
        return Ok(());
    };
    check_votes(cas, one.votes)?;
    let motifs: Vec<MotifDecision> = one.motif.into_iter().collect();
    // The rank of a conditional attribution is the session's order, not a fact of the motivation.
    let rang = one.rang.filter(|_| decision == DecisionCaleol::AttributionRang).map(u32::from);
    let constat = check_motivation(decision, &motifs, rang);
    if constat.tri() != Tri::Vrai {
        let next = if motifs.is_empty() {
            "Choisir le motif prévu pour cette décision."
        } else {
            "Choisir un motif de cette décision."
        };
        return Err(Refus::new("motivation", constat.raison, next).article(constat.article));
    }
    if one.code.is_attribution() {
        check_statut(cas.carbet, stored, cas.jour).map_err(to_refus)?;
    }
    if decision == DecisionCaleol::ConditionSuspensive {
        check_condition(cas, one)?;
    }
    if let Some(motif) = one.motif {
        check_motif(cas, one, motif, examen)?;
    }
    Ok(())
}

fn to_refus(echec: Echec) -> Refus {
    match echec {
        Echec::Refus(refus) => refus,
        Echec::Introuvable | Echec::Stockage(_) => {
            Refus::new("statut_inconnu", "Le statut de la demande n'a pas pu être vérifié.", "Réessayer dans un instant.")
        }
    }
}

/// The votes of one decision: those who may vote, all of them, and a majority (CCH L. 441-2).
fn check_votes(cas: &Cas<'_>, votes: Votes) -> Result<(), Refus> {
    let told = votes.pour.saturating_add(votes.contre).saturating_add(votes.abstention);
    if told != cas.quorum.votants {
        return Err(Refus::new(
            "voix_incoherentes",
            format!("{told} voix sont comptées pour {} votants présents ou représentés sur ce logement.", cas.quorum.votants),
            "Compter chaque votant une fois : pour, contre ou abstention.",
        )
        .article("CCH L. 441-2"));
    }
    match compute_issue_vote(votes) {
        IssueVote::Adopte | IssueVote::AdopteParVoixPreponderante => Ok(()),
        IssueVote::Rejete | IssueVote::RejeteParVoixPreponderante => Err(Refus::new(
            "decision_rejetee",
            "Cette décision n'a pas la majorité.",
            "Enregistrer la décision que la majorité a prise.",
        )
        .article("CCH L. 441-2")),
        IssueVote::Egalite => Err(Refus::new(
            "egalite_des_voix",
            "Les voix sont à égalité et la voix prépondérante n'est pas indiquée.",
            "Indiquer le sens de la voix prépondérante, ou revoter.",
        )
        .article("CCH L. 441-2")),
    }
}

/// R7.07 c: the missing paper of the legal list, and a day after the session.
fn check_condition(cas: &Cas<'_>, one: &DecisionDemandee) -> Result<(), Refus> {
    if one.piece.is_none() {
        return Err(Refus::new(
            "condition_sans_piece",
            "Une condition suspensive porte sur une pièce manquante de la liste réglementaire.",
            "Choisir la pièce attendue.",
        )
        .article("CCH R. 441-2-4-1"));
    }
    match one.condition_avant_le {
        Some(le) if le > cas.jour => Ok(()),
        Some(le) => Err(Refus::new(
            "condition_echue",
            format!("Le délai finit le {}, alors que la séance est du {}.", format_fr(le), format_fr(cas.jour)),
            "Indiquer un jour à venir.",
        )
        .article("CCH R. 441-3")),
        None => Err(Refus::new(
            "condition_sans_delai",
            "Le délai de la condition manque.",
            "Indiquer le dernier jour pour fournir la pièce.",
        )
        .article("CCH R. 441-3")),
    }
}

/// A reason must agree with what is known of the file.
fn check_motif(cas: &Cas<'_>, one: &DecisionDemandee, motif: MotifDecision, examen: &Examen) -> Result<(), Refus> {
    use MotifDecision as M;
    let stated = one.precision.as_deref().map(str::trim).is_some_and(|p| !p.is_empty());
    let refuse = |code, raison: &str, que_faire: &str| Err(Refus::new(code, raison, que_faire).article(motif.article()));
    match motif {
        M::RessourcesInsuffisantes => check_ressources(cas, motif, examen),
        M::PlafondDepasse => match (examen.calcul.revenu, examen.calcul.plafond) {
            (Some(revenu), Some(plafond)) if revenu <= plafond => Err(Refus::new(
                "plafond_respecte",
                format!("Le revenu retenu est de {revenu}, pour un plafond de {plafond} : il n'est pas dépassé."),
                "Choisir un autre motif, ou corriger le revenu dans le dossier.",
            )
            .article(motif.article())),
            (Some(_), Some(plafond)) if examen.calcul.revenu_plancher.is_some_and(|least| least <= plafond) && !stated => refuse(
                "revenu_incertain",
                "On ne sait pas si les ressources du conjoint comptent : le dépassement doit être établi.",
                "Renseigner la séparation au dossier, ou préciser le document qui établit le dépassement.",
            ),
            (None, _) | (_, None) if !stated => refuse(
                "revenu_inconnu",
                "Le revenu retenu ou le plafond n'est pas connu : le dépassement doit être établi.",
                "Compléter le dossier, ou préciser le document qui l'établit.",
            ),
            _ => Ok(()),
        },
        M::ImpayeMutation | M::TroubleMutation if examen.mutation != Tri::Vrai => refuse(
            "pas_une_mutation",
            "Ce motif ne vaut que pour un locataire du parc social qui demande une mutation.",
            "Choisir un autre motif.",
        ),
        M::AutreCandidatPrioritaire | M::EquilibreSocial | M::FausseDeclaration | M::DossierIncomplet if !stated => refuse(
            "precision_absente",
            "Ce motif doit être précisé : le critère, le document ou l'objectif qui le fonde.",
            "Écrire une phrase de précision, sans santé, ni origine, ni jugement.",
        ),
        _ => Ok(()),
    }
}

/// R7.08: the reason of means rests on the effort rate, above the local threshold when the territory has one.
fn check_ressources(cas: &Cas<'_>, motif: MotifDecision, examen: &Examen) -> Result<(), Refus> {
    let regles = cas.carbet.regles();
    let seuil = regles.territoire.seuil_effort(cas.jour);
    let constat = check_ressources_insuffisantes(examen.calcul.taux_effort, seuil.map(|s| s.taux_maximal));
    let (code, next) = match constat.tri() {
        Tri::Vrai => return Ok(()),
        Tri::Faux => ("ressources_suffisantes", "Choisir un autre motif, ou corriger les ressources du dossier."),
        Tri::Inconnu => ("taux_effort_inconnu", "Compléter les ressources du dossier, ou choisir un autre motif."),
    };
    Err(Refus::new(code, constat.raison, next).article(motif.article()))
}

/// Ranks stand once each, from 1, without a gap, and the same for all attributions of the home.
fn check_rangs(before: &[Decision], taken: &[Prise<'_>]) -> Result<(), Refus> {
    let mut ranks: Vec<i32> = before.iter().filter_map(|d| d.rang).collect();
    ranks.extend(taken.iter().filter_map(Prise::rang).map(i32::from));
    ranks.sort_unstable();
    for (expected, rank) in (1..).zip(&ranks) {
        if *rank != expected {
            let raison = if ranks.windows(2).any(|pair| pair[0] == pair[1]) {
                "Deux candidats ont le même rang.".to_owned()
            } else {
                format!("Le rang {expected} n'est donné à personne.")
            };
            return Err(Refus::new("rangs_incoherents", raison, "Donner à chaque attribution son rang : 1, puis 2, puis 3.")
                .article("CCH R. 441-3")
                .champ("rang_1"));
        }
    }
    Ok(())
}

/// R4.03: the score orders, the commission decides; a departure from the order of points is reasoned.
fn check_ordre(before: &[Decision], taken: &[Prise<'_>]) -> Result<(), Refus> {
    let score = |d: &Decision| d.fige.as_deref().and_then(Fige::read).map(|fige| fige.note.total);
    // (score, rank of attribution, reason of departure)
    let known: Vec<(i32, i32, bool)> =
        before.iter().filter_map(|d| Some((score(d)?, d.rang?, d.ecart_motif.is_some()))).collect();
    let new: Vec<(i32, i32, bool)> =
        taken.iter().filter_map(|t| Some((t.examen.note.total, i32::from(t.rang()?), is_stated(t.demandee)))).collect();
    for (total, rank, stated) in &new {
        let passed_by = known.iter().chain(&new).any(|(other, other_rank, _)| other > total && other_rank > rank);
        if passed_by && !stated {
            return Err(Refus::new(
                "ecart_sans_motif",
                format!("Le rang {rank} est donné à un candidat qui a moins de points qu'un candidat placé après lui."),
                "La commission peut s'écarter de l'ordre des points : écrire pourquoi dans la précision.",
            )
            .article("CCH L. 441-2-8")
            .champ("precision_1"));
        }
    }
    Ok(())
}

fn is_stated(one: &DecisionDemandee) -> bool {
    one.precision.as_deref().map(str::trim).is_some_and(|p| !p.is_empty())
}

/// CCH R. 441-3: withdrawn files are not examined; below three, an attribution needs the recorded exception.
fn check_examines(
    carbet: &Carbet,
    cas: &Cas<'_>,
    candidates: &[Candidature],
    before: &[Decision],
    taken: &[Prise<'_>],
) -> Result<(), Refus> {
    if !taken.iter().any(|t| t.demandee.code.is_attribution()) && !before.iter().any(|d| d.rang.is_some()) {
        return Ok(());
    }
    let withdrawn = taken.iter().filter(|t| t.demandee.code == CodeDecision::Retrait).count();
    let waiting = candidates.iter().filter(|c| c.etat == "inscrite_en_seance").count() - withdrawn;
    let decided = before.iter().filter(|d| d.code != RETRAIT).count();
    let examined = u32::try_from(waiting + decided).unwrap_or(u32::MAX);
    let Ok(rules) = carbet.parametres.caleol.find(cas.jour) else { return Ok(()) };
    let constat = caleol::check_nombre_candidats(
        rules.valeurs,
        caleol::Candidatures {
            examines: Some(examined),
            dalo_designe: Tri::Faux,
            plai_adapte: Tri::Faux,
            insuffisance_motivee: Tri::from(cas.point.exception.is_some()),
        },
    );
    if constat.tri() == Tri::Vrai {
        return Ok(());
    }
    Err(Refus::new(
        "moins_de_trois_candidats",
        format!("Après les retraits, {}", constat.raison),
        "Retirer le logement de l'ordre du jour et compléter sa liste, ou examiner les candidats retirés.",
    )
    .article(constat.article))
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
        ecart_motif: text.clone().filter(|_| rang.is_some()),
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
        seance: cas.quorum.clone(),
    })
}

/// Short name of an organisation of the territory, or its code.
pub fn nom_organisation(carbet: &Carbet, code: &str) -> String {
    carbet.regles().nom_organisation(code)
}
