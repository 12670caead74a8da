//! Acts: put a home on the agenda of a session, or take it off.

use droit::caleol::ExceptionCandidats;
use droit::demande::EtatDemande;
use droit::enregistrement;
use droit::etats::{ActeCandidature, ActeVacance, MotifLiberation};
use droit::jour::{Jour, format_fr};
use droit::logement::Logement;
use droit::tri::Tri;
use stockage::candidature::Candidature;
use stockage::demande::{self, DemandeStockee};
use stockage::seance::Seance;
use stockage::seance_point::{self, SeancePoint};
use stockage::vacance::Vacance;
use stockage::{blocage, candidature, decision, seance, seance_membre, vacance};
use uuid::Uuid;

use crate::carbet::{ActeEnCours, Carbet};
use crate::decider::RETRAIT;
use crate::droits::{Acte, Acteur};
use crate::idempotence;
use crate::issue::{Echec, Refus};
use crate::nombre_candidats::{check_nombre, compute_dalo};
use crate::preparer_seance::{siege_maire, siege_reservataire};
use crate::seance::{self as commun, point};
use crate::{sortie, vacance_etat};

#[derive(Clone, Debug)]
pub struct InscriptionPoint {
    pub seance: Uuid,
    pub vacance: Uuid,
    /// Needed below three candidates, with its reason.
    pub exception: Option<ExceptionCandidats>,
    pub exception_motif: Option<String>,
    pub cle: Option<String>,
}

/// What was put on the agenda, and what the secretary must know of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PointInscrit {
    pub point: Uuid,
    pub candidats: usize,
    /// Sentences: an old extract of the SNE, an agenda already sent.
    pub alertes: Vec<String>,
}

/// Puts a home and its candidates on the agenda (CCH R. 441-3): at least three, or the recorded exception.
/// The status of each demande is checked again; one that is struck off, expired or held elsewhere stops the act.
pub async fn inscrire_point(carbet: &Carbet, acteur: &Acteur, demande: InscriptionPoint) -> Result<PointInscrit, Echec> {
    let mut acte = carbet.begin(acteur, "inscrire_point").await?;
    let mut session = commun::find_en_portee(&acte.tx, acteur, Acte::TenirSeance, demande.seance).await?;
    let mut home = vacance::find(&acte.tx, demande.vacance).await?.ok_or(Echec::Introuvable)?;
    if home.bailleur != session.bailleur {
        return Err(Echec::Introuvable);
    }
    let id = Uuid::now_v7();
    if let Some(deja) =
        idempotence::claim(&acte.tx, demande.cle.as_deref(), acteur, "inscrire_point", &id.to_string(), acte.instant()).await?
    {
        let point = deja.parse().map_err(|_| Echec::Introuvable)?;
        return Ok(PointInscrit { point, candidats: 0, alertes: Vec::new() });
    }
    if !matches!(session.etat.as_str(), "preparee" | "convoquee" | "ouverte") {
        return Err(Refus::new(
            "seance_close",
            "La séance est close : son ordre du jour ne change plus.",
            "Inscrire le logement à une autre séance.",
        )
        .into());
    }
    let jour = carbet.aujourd_hui();
    let mut candidates: Vec<Candidature> = candidature::list_de_vacance(&acte.tx, home.id)
        .await?
        .into_iter()
        .filter(|c| c.etat == "proposee_a_la_designation")
        .collect();
    for candidate in &candidates {
        let stored = demande::get(&acte.tx, &candidate.departement, candidate.demande_id).await?;
        check_statut(carbet, &stored, jour)?;
        check_retenue(&acte, candidate).await?;
    }
    let dalo = compute_dalo(carbet, &acte.tx, &candidates.iter().collect::<Vec<_>>(), jour).await?;
    let ligne = prepare_point(carbet, &demande, &candidates, dalo, jour, session.id, home.id, id)?;
    let rank = seance_point::list_de_seance(&acte.tx, session.id).await?.iter().map(|p| p.ordre).max().unwrap_or(0) + 1;
    let ligne = SeancePoint { ordre: rank, maj_le: acte.instant(), ..ligne };
    vacance_etat::apply(&mut acte, &mut home, 0, ActeVacance::InscrireEnSeance).await?;
    seance_point::insert(&acte.tx, &ligne).await?;
    for candidate in &mut candidates {
        let enter = ActeCandidature::InscrireEnSeance { seance_le: session.tenue_le };
        sortie::apply(carbet, &mut acte, candidate, enter).await?;
    }
    seat_for(carbet, &acte, &session, &home).await?;
    let mut alertes = alertes_sne(carbet);
    if session.etat != "preparee" {
        let note = format!("Logement ajouté à l'ordre du jour le {}, après la convocation.", format_fr(jour));
        alertes.push("L'ordre du jour était déjà envoyé : le point est noté comme ajouté, prévenez les membres.".to_owned());
        add_observation(&mut session, &note);
        session.maj_le = acte.instant();
        seance::update(&acte.tx, &session).await?;
    }
    acte.touch("seance", session.id).touch("seance_point", id).tell(serde_json::json!({
        "candidats": candidates.len(), "exception": demande.exception.map(|e| e.code()), "ordre": rank,
    }));
    carbet.conclude(acte).await?;
    Ok(PointInscrit { point: id, candidats: candidates.len(), alertes })
}

/// Takes a home off the agenda: its candidates are freed, its designation starts again.
pub async fn retirer_point(carbet: &Carbet, acteur: &Acteur, seance_id: Uuid, point_id: Uuid, motif: &str) -> Result<(), Echec> {
    let mut acte = carbet.begin(acteur, "retirer_point").await?;
    let session = commun::find_en_portee(&acte.tx, acteur, Acte::TenirSeance, seance_id).await?;
    let mut ligne = find_point(&acte, &session, point_id).await?;
    if motif.trim().is_empty() {
        return Err(Refus::new("motif_absent", "Le retrait d'un logement se motive.", "Écrire la raison en une phrase.")
            .champ("motif")
            .into());
    }
    if session.etat == "close" || ligne.etat == point::RETIRE {
        return Err(Refus::new(
            "point_examine",
            "Ce logement a déjà été examiné ou retiré.",
            "Recharger la page pour voir l'ordre du jour à jour.",
        )
        .into());
    }
    if ligne.etat == point::DECIDE || has_decision(&acte, &session, ligne.id).await? {
        return Err(Refus::new(
            "point_decide",
            "La commission a commencé à décider pour ce logement : une décision prise ne s'efface pas.",
            "Décider pour les autres candidats ; une erreur se corrige par une nouvelle décision de la commission, ou par un \
             additif au procès-verbal.",
        )
        .article("CCH R. 441-3")
        .into());
    }
    let mut home = vacance::find(&acte.tx, ligne.vacance_id).await?.ok_or(Echec::Introuvable)?;
    let jour = carbet.aujourd_hui();
    let freed = sortie::liberer_toutes(carbet, &mut acte, &home, MotifLiberation::RetraitOrdreDuJour, jour).await?;
    vacance_etat::apply(&mut acte, &mut home, 0, ActeVacance::RelancerDesignation).await?;
    point::RETIRE.clone_into(&mut ligne.etat);
    ligne.exception_motif = Some(motif.trim().to_owned());
    ligne.maj_le = acte.instant();
    seance_point::update(&acte.tx, &ligne).await?;
    acte.touch("seance", session.id)
        .touch("seance_point", ligne.id)
        .tell(serde_json::json!({ "motif": motif.trim(), "liberes": freed }));
    carbet.conclude(acte).await.map(|_| ())
}

/// Whether the commission decided for a candidate of this home; a file taken off is no decision.
async fn has_decision(acte: &ActeEnCours, session: &Seance, point_id: Uuid) -> Result<bool, Echec> {
    let taken = decision::list_de_seance(&acte.tx, session.id).await?;
    Ok(taken.iter().any(|d| d.point_id == point_id && d.code != RETRAIT))
}

/// The point of this session.
pub(crate) async fn find_point(acte: &ActeEnCours, session: &Seance, id: Uuid) -> Result<SeancePoint, Echec> {
    seance_point::find(&acte.tx, id).await?.filter(|p| p.seance_id == session.id).ok_or(Echec::Introuvable)
}

/// CCH R. 441-2-7 and R. 441-2-8: only a registered and valid demande may be examined.
pub(crate) fn check_statut(carbet: &Carbet, stored: &DemandeStockee, jour: Jour) -> Result<(), Echec> {
    let name = stored.demande.numero_unique().map_or_else(|| "sans numéro".to_owned(), |n| n.to_string());
    let refuse = |code, raison: String, article| {
        let next = "Libérer cette candidature et proposer un autre ménage ; vérifier d'abord la demande dans le SNE.";
        Echec::from(Refus::new(code, raison, next).article(article))
    };
    match &stored.demande.etat {
        EtatDemande::Enregistree { .. } => {}
        EtatDemande::Radiee { le, motif, .. } => {
            let raison = format!("La demande {name} a été radiée le {} ({}).", format_fr(*le), motif.libelle().to_lowercase());
            return Err(refuse("demande_radiee", raison, "CCH R. 441-2-8"));
        }
        EtatDemande::Brouillon | EtatDemande::EnAttenteDeNumero => {
            return Err(refuse(
                "demande_non_enregistree",
                "Une demande proposée n'a pas de numéro unique.".to_owned(),
                "CCH R. 441-2-4",
            ));
        }
    }
    let Ok(delais) = carbet.parametres.delais.find(jour) else { return Ok(()) };
    let validity = enregistrement::check_validite(delais.valeurs, stored.demande.depose_le, stored.demande.renouvele_le, jour);
    if validity.tri() == Tri::Faux {
        return Err(refuse("demande_expiree", format!("Demande {name} : {}", validity.raison), validity.article));
    }
    Ok(())
}

/// The hold of the household must be this very candidature.
async fn check_retenue(acte: &ActeEnCours, candidate: &Candidature) -> Result<(), Echec> {
    match blocage::find(&acte.tx, &candidate.departement, candidate.demande_id).await? {
        Some(hold) if hold.candidature_id == candidate.id => Ok(()),
        _ => Err(Refus::new(
            "menage_retenu_ailleurs",
            "Un des ménages proposés est retenu pour un autre logement, ou n'est plus retenu pour celui-ci.",
            "Ouvrir la liste du logement : elle dit où il est retenu. Le libérer ici, puis proposer un autre ménage.",
        )
        .into()),
    }
}

#[expect(clippy::too_many_arguments, reason = "the ids of the row it prepares")]
fn prepare_point(
    carbet: &Carbet,
    demande: &InscriptionPoint,
    candidates: &[Candidature],
    dalo: Tri,
    jour: Jour,
    seance_id: Uuid,
    vacance_id: Uuid,
    id: Uuid,
) -> Result<SeancePoint, Echec> {
    let reason = demande.exception_motif.as_deref().map(str::trim).filter(|m| !m.is_empty());
    let rules = carbet.parametres.caleol.find(jour).map_err(|hors| {
        Refus::new("parametre_absent", hors.to_string(), "Compléter les paramètres nationaux de la commission.")
    })?;
    if candidates.is_empty() {
        return Err(Refus::new(
            "sans_candidat",
            "Aucun ménage n'est proposé pour ce logement.",
            "Proposer au moins un ménage depuis la liste du logement.",
        )
        .article("CCH R. 441-3")
        .into());
    }
    match demande.exception {
        Some(ExceptionCandidats::Insuffisance) if reason.is_none_or(|m| m.chars().count() < 10) => {
            return Err(Refus::new(
                "exception_sans_motif",
                "L'insuffisance de candidats doit être motivée.",
                "Écrire ce qui a été fait pour trouver des candidats et pourquoi cela n'a pas suffi.",
            )
            .article("CCH R. 441-3")
            .champ("exception_motif")
            .into());
        }
        Some(ExceptionCandidats::DaloDesigne) if dalo != Tri::Vrai => {
            return Err(Refus::new(
                "dalo_non_designe",
                "Cette exception suppose que chacun des ménages proposés ait été désigné par l'État au titre du DALO.",
                "Choisir une autre exception, ou compléter la liste jusqu'à trois ménages.",
            )
            .article("CCH L. 441-2-3")
            .champ("exception")
            .into());
        }
        Some(ExceptionCandidats::PlaiAdapte) if !rules.valeurs.plai_adapte_par_defaut => {
            return Err(Refus::new(
                "plai_adapte_absent",
                "Le PLAI adapté n'existe pas ici : cette exception n'est pas ouverte.",
                "Choisir une autre exception, ou compléter la liste jusqu'à trois ménages.",
            )
            .article("CCH R. 441-3")
            .champ("exception")
            .into());
        }
        Some(_) | None => {}
    }
    let constat = check_nombre(carbet, jour, candidates.len(), demande.exception, dalo)?;
    if constat.tri() != Tri::Vrai {
        return Err(Refus::new(
            "moins_de_trois_candidats",
            constat.raison,
            "Proposer d'autres ménages, ou choisir l'exception admise et la motiver.",
        )
        .article(constat.article)
        .champ("exception")
        .into());
    }
    Ok(SeancePoint {
        id,
        seance_id,
        vacance_id,
        ordre: 0,
        etat: point::INSCRIT.to_owned(),
        exception: demande.exception.map(|e| e.code().to_owned()),
        exception_motif: demande.exception.and(reason).map(str::to_owned),
        quorum: None,
        maj_le: chrono::DateTime::UNIX_EPOCH,
    })
}

/// Gives their seats to the mayor of the home's commune and to its réservataire.
async fn seat_for(carbet: &Carbet, acte: &ActeEnCours, session: &Seance, home: &Vacance) -> Result<(), Echec> {
    let regles = carbet.regles();
    let dwelling: Logement = commun::logement_de(&acte.tx, home).await?.to_logement()?;
    let known = seance_membre::list_de_seance(&acte.tx, session.id).await?;
    let seats = [
        siege_maire(&regles.territoire, session.id, &dwelling.commune),
        home.reservataire.as_deref().and_then(|code| siege_reservataire(&regles.territoire, session.id, code)),
    ];
    for seat in seats.into_iter().flatten() {
        if !known.iter().any(|m| m.membre == seat.membre) {
            seance_membre::insert(&acte.tx, &seat).await?;
        }
    }
    Ok(())
}

/// What an old extract of the SNE makes the secretary check (metiers, 54).
pub fn alertes_sne(carbet: &Carbet) -> Vec<String> {
    let fresh = carbet.fraicheur_sne();
    match (fresh.vieux, fresh.au) {
        (false, _) => Vec::new(),
        (true, Some(au)) => {
            vec![format!(
                "L'extrait du SNE date du {} : vérifiez dans le SNE que chaque demande est toujours active.",
                format_fr(au)
            )]
        }
        (true, None) => {
            vec!["Aucun extrait du SNE n'est importé : vérifiez dans le SNE que chaque demande est active.".to_owned()]
        }
    }
}

pub(crate) fn add_observation(session: &mut Seance, note: &str) {
    let mut lines = session.observations.take().unwrap_or_default();
    if !lines.is_empty() {
        lines.push('\n');
    }
    lines.push_str(note);
    session.observations = Some(lines);
}
