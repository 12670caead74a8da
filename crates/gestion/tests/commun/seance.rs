//! A session of the landlord SIGUY: held by everybody, decided, closed; its offers.

use droit::caleol::{Decision, MotifDecision, Votes};
use gestion::carbet::Carbet;
use gestion::clore_seance::clore_seance;
use gestion::consulter_offres::list_offres;
use gestion::convoquer_seance::convoquer_seance;
use gestion::decider::{CodeDecision, DecisionDemandee, ExamenLogement, decider};
use gestion::droits::{Acteur, Role};
use gestion::enregistrer_presences::{Presences, enregistrer_presences};
use gestion::inscrire_point::{InscriptionPoint, inscrire_point};
use gestion::issue::Echec;
use gestion::preparer_seance::{ModeSeance, PreparationSeance, preparer_seance};
use stockage::seance_membre;
use uuid::Uuid;

use super::acteur;
use super::attribution::{Preparation, jour};

/// The code of the refusal of an act that must be refused.
pub fn refused<T: std::fmt::Debug>(result: Result<T, Echec>) -> &'static str {
    match result {
        Err(Echec::Refus(refus)) => refus.code,
        other => panic!("a refusal was expected, got {other:?}"),
    }
}

pub fn bailleur() -> Acteur {
    acteur(Role::Bailleur, "siguy")
}

pub async fn prepare_seance(carbet: &Carbet, who: &Acteur) -> Uuid {
    let demande = PreparationSeance {
        tenue_le: jour("2026-11-16"),
        heure: Some("09:00".into()),
        lieu: Some("Salle du conseil".into()),
        mode: ModeSeance::Presence,
        cle: None,
    };
    preparer_seance(carbet, who, demande).await.unwrap()
}

pub fn inscription(seance: Uuid, vacance: Uuid) -> InscriptionPoint {
    InscriptionPoint { seance, vacance, exception: None, exception_motif: None, cle: None }
}

/// A session open with everybody present and one home of the given candidates on its agenda.
pub async fn open(carbet: &Carbet, who: &Acteur, prepared: &Preparation) -> Uuid {
    let seance = prepare_seance(carbet, who).await;
    inscrire_point(carbet, who, inscription(seance, prepared.vacance)).await.unwrap();
    convoquer_seance(carbet, who, seance, Some("Logement vacant depuis cinq mois")).await.unwrap();
    attend_all(carbet, who, seance).await;
    seance
}

pub async fn attend_all(carbet: &Carbet, who: &Acteur, seance: Uuid) {
    let presents = seance_membre::list_de_seance(&carbet.base, seance).await.unwrap().into_iter().map(|m| m.membre).collect();
    let presences = Presences { presents, president: Some("representant_bailleur_1".into()), ..Presences::default() };
    enregistrer_presences(carbet, who, seance, presences).await.unwrap();
}

/// Six of the landlord, the mayor, the EPCI, the prefect.
pub const VOTANTS: u32 = 9;

pub fn choose(demande: Uuid, code: Decision) -> DecisionDemandee {
    DecisionDemandee {
        demande,
        code: CodeDecision::Caleol(code),
        rang: None,
        motif: None,
        precision: None,
        piece: None,
        condition_avant_le: None,
        votes: Votes { pour: VOTANTS, contre: 0, abstention: 0, voix_preponderante: None },
    }
}

pub fn rank(demande: Uuid, rang: u8) -> DecisionDemandee {
    DecisionDemandee { rang: Some(rang), ..choose(demande, Decision::AttributionRang) }
}

pub fn refuse(demande: Uuid) -> DecisionDemandee {
    DecisionDemandee {
        motif: Some(MotifDecision::AutreCandidatPrioritaire),
        precision: Some("Deux ménages mieux placés.".into()),
        ..choose(demande, Decision::NonAttribution)
    }
}

pub fn exam(seance: Uuid, vacance: Uuid, decisions: Vec<DecisionDemandee>) -> ExamenLogement {
    ExamenLogement { seance, vacance, deportes: Vec::new(), decisions, cle: None }
}

/// Ranks 1 and 2 given, the third refused, session closed; returns the session.
pub async fn close_with_two_ranks(carbet: &Carbet, who: &Acteur, prepared: &Preparation) -> Uuid {
    let seance = open(carbet, who, prepared).await;
    let d = &prepared.demandes;
    decider(carbet, who, exam(seance, prepared.vacance, vec![rank(d[0], 1), rank(d[1], 2), refuse(d[2])])).await.unwrap();
    clore_seance(carbet, who, seance).await.unwrap();
    seance
}

pub async fn offer_of(carbet: &Carbet, who: &Acteur, demande: Uuid) -> Uuid {
    let lines = list_offres(carbet, who, false).await.unwrap();
    lines.iter().find(|l| l.demande == demande).map(|l| l.id).expect("an offer to this household")
}
