//! What the decisions of one home must hold together: the quorum, the ranks, the order of points, three files examined.

use droit::caleol::{ExceptionCandidats, LogementExamine, check_quorum};
use droit::jour::Jour;
use droit::territoire::QualiteMembre;
use droit::tri::Tri;
use stockage::candidature::Candidature;
use stockage::decision::Decision;
use stockage::seance::Seance;
use stockage::seance_membre;
use stockage::vacance::Vacance;

use super::{Cas, CodeDecision, DecisionDemandee, Prise, RETRAIT};
use crate::carbet::{ActeEnCours, Carbet};
use crate::figer::{Fige, SeanceFigee};
use crate::issue::{Echec, Refus};
use crate::nombre_candidats::{check_nombre, compute_dalo};
use crate::seance as commun;

/// Who sits for the home: who could vote, and who breaks a tie.
pub(super) struct Composition {
    pub(super) figee: SeanceFigee,
    /// Code of the member who holds the casting vote, present and voting on this home.
    pub(super) preponderante: Option<String>,
    pub(super) qualite_preponderante: Option<QualiteMembre>,
}

/// CCH R. 441-9: quorum of the home; returns who could vote, and whose vote breaks a tie (CCH L. 441-2).
pub(super) async fn check_commission(
    carbet: &Carbet,
    acte: &ActeEnCours,
    session: &Seance,
    home: &Vacance,
    commune: &str,
    deportes: &[String],
    jour: Jour,
) -> Result<Composition, Echec> {
    let regles = carbet.regles();
    let commission = commun::commission(&regles.territoire, &session.bailleur, jour)?;
    let rows = seance_membre::list_de_seance(&acte.tx, session.id).await?;
    let seen: LogementExamine<'_> = commun::logement_examine(&regles.territoire, commune, home);
    let membres = commun::membres_de_droit(&regles.territoire, &rows, deportes, seen);
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
    let qualite_preponderante = commun::qualite_preponderante(&carbet.parametres, &regles.territoire, commission, jour);
    let holder = commun::find_preponderante(&regles.territoire, &rows, deportes, qualite_preponderante, seen);
    Ok(Composition {
        figee: SeanceFigee {
            votants: commun::count_votants(&membres, seen),
            quorum: requis,
            deportes: deportes.to_vec(),
            voix_preponderante: None,
        },
        preponderante: holder.map(|m| m.membre.clone()),
        qualite_preponderante,
    })
}

/// Ranks stand once each, from 1, without a gap, and the same for all attributions of the home.
pub(super) fn check_rangs(before: &[Decision], taken: &[Prise<'_>]) -> Result<(), Refus> {
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
pub(super) fn check_ordre(before: &[Decision], taken: &[Prise<'_>]) -> Result<(), Refus> {
    let score = |d: &Decision| d.fige.as_deref().and_then(Fige::read).map(|fige| fige.note.total);
    // (score, rank of attribution, reason of departure)
    let known: Vec<(i32, i32, bool)> =
        before.iter().filter_map(|d| Some((score(d)?, d.rang?, d.ecart_motif().is_some()))).collect();
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

/// CCH R. 441-3: withdrawn files are not examined; below three, an attribution needs the recorded exception, which must
/// hold for the files examined.
pub(super) async fn check_examines(
    acte: &ActeEnCours,
    cas: &Cas<'_>,
    candidates: &[Candidature],
    before: &[Decision],
    taken: &[Prise<'_>],
) -> Result<(), Echec> {
    if !taken.iter().any(|t| t.demandee.code.is_attribution()) && !before.iter().any(|d| d.rang.is_some()) {
        return Ok(());
    }
    let is_retrait = |c: &Candidature| taken.iter().any(|t| t.candidate.id == c.id && t.demandee.code == CodeDecision::Retrait);
    let is_decided = |c: &Candidature| before.iter().any(|d| d.candidature_id == c.id && d.code != RETRAIT);
    let examined: Vec<&Candidature> =
        candidates.iter().filter(|c| is_decided(c) || (c.etat == "inscrite_en_seance" && !is_retrait(c))).collect();
    let exception = cas.point.exception.as_deref().and_then(ExceptionCandidats::from_code);
    let dalo = compute_dalo(cas.carbet, &acte.tx, &examined, cas.jour).await?;
    let constat = check_nombre(cas.carbet, cas.jour, examined.len(), exception, dalo)?;
    if constat.tri() == Tri::Vrai {
        return Ok(());
    }
    Err(Refus::new(
        "moins_de_trois_candidats",
        format!("Après les retraits, {}", constat.raison),
        "Retirer le logement de l'ordre du jour et compléter sa liste, ou examiner les candidats retirés.",
    )
    .article(constat.article)
    .into())
}
