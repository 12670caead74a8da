//! What one decision must hold: its votes, its reason agreeing with the file, its condition (CCH R. 441-3, L. 441-2).

use droit::caleol::{
    Decision as DecisionCaleol, IssueVote, MotifDecision, check_motivation, check_ressources_insuffisantes, compute_issue_vote,
};
use droit::jour::format_fr;
use droit::tri::Tri;
use stockage::demande::DemandeStockee;

use super::{Cas, CodeDecision, DecisionDemandee};
use crate::conditions_acces::{check_attribution, list_conditions};
use crate::examen::Examen;
use crate::inscrire_point::check_statut;
use crate::issue::{Echec, Refus};

pub(super) fn check_decision(
    cas: &Cas<'_>,
    one: &DecisionDemandee,
    stored: &DemandeStockee,
    examen: &Examen,
) -> Result<(), Refus> {
    let CodeDecision::Caleol(decision) = one.code else {
        return Ok(());
    };
    check_votes(cas, one)?;
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
    if one.code.is_attribution() {
        let conditions = list_conditions(&cas.carbet.parametres, &stored.demande, &cas.logement, cas.jour);
        check_attribution(&conditions, one.piece.filter(|_| decision == DecisionCaleol::ConditionSuspensive))?;
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
fn check_votes(cas: &Cas<'_>, one: &DecisionDemandee) -> Result<(), Refus> {
    let votes = one.votes;
    let told = votes.pour.saturating_add(votes.contre).saturating_add(votes.abstention);
    if told != cas.quorum.votants {
        return Err(Refus::new(
            "voix_incoherentes",
            format!("{told} voix sont comptées pour {} votants présents ou représentés sur ce logement.", cas.quorum.votants),
            "Compter chaque votant une fois : pour, contre ou abstention.",
        )
        .article("CCH L. 441-2"));
    }
    let issue = compute_issue_vote(votes);
    if matches!(issue, IssueVote::AdopteParVoixPreponderante | IssueVote::RejeteParVoixPreponderante)
        && cas.preponderante.is_none()
    {
        return Err(Refus::new(
            "voix_preponderante_absente",
            match cas.qualite_preponderante {
                Some(qualite) => format!(
                    "Les voix sont à égalité. La voix prépondérante appartient au siège « {} », qui n'est pas présent ou ne vote \
                     pas sur ce logement.",
                    qualite.libelle()
                ),
                None => "Les voix sont à égalité et aucune voix prépondérante n'est connue ici.".to_owned(),
            },
            "Revoter, ou retirer ce logement de l'ordre du jour s'il n'est pas encore décidé.",
        )
        .article("CCH L. 441-2"));
    }
    match issue {
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
        M::RessourcesInsuffisantes => check_ressources(cas, motif, examen, stated),
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

/// R7.08, R11.03, R11.04: the reason of means rests on the effort rate. Below the local threshold it is not barred, the
/// threshold being an indicator: it must be argued in writing, the figures in view. An unknown rate argues nothing.
fn check_ressources(cas: &Cas<'_>, motif: MotifDecision, examen: &Examen, stated: bool) -> Result<(), Refus> {
    let regles = cas.carbet.regles();
    let seuil = regles.territoire.seuil_effort(cas.jour);
    let calcul = &examen.calcul;
    let constat = check_ressources_insuffisantes(calcul.taux_effort, seuil.map(|s| s.taux_maximal));
    let (code, raison, next) = match constat.tri() {
        Tri::Vrai => return Ok(()),
        Tri::Faux if stated => return Ok(()),
        Tri::Faux => {
            let left = calcul.reste_pour_vivre.map_or_else(
                || "Le reste pour vivre n'est pas connu.".to_owned(),
                |amount| format!("Reste pour vivre : {amount} par jour et par unité de consommation."),
            );
            let next = "Choisir un autre motif, ou écrire une phrase de précision qui justifie celui-ci malgré le taux.";
            ("ressources_suffisantes", format!("{} {left}", constat.raison), next)
        }
        Tri::Inconnu => {
            ("taux_effort_inconnu", constat.raison, "Compléter les ressources du dossier, ou choisir un autre motif.")
        }
    };
    Err(Refus::new(code, raison, next).article(motif.article()))
}
