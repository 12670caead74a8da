//! The one way out of a proposal: whatever the reason, the household is freed in the same transaction.
//!
//! A candidature that lives holds its household (`blocage`). Every act that ends one goes through
//! [`liberer`], so that no exit path can forget the hold.

use droit::etats::{ActeCandidature, Candidature as Etat, MotifLiberation};
use droit::jour::Jour;
use stockage::candidature::{self, Candidature};
use stockage::vacance::Vacance;
use stockage::{blocage, decision, offre};

use crate::carbet::{ActeEnCours, Carbet};
use crate::issue::Echec;

/// The state a candidature row tells, with the dates that stand in its decision and its offer.
pub(crate) async fn etat(carbet: &Carbet, acte: &ActeEnCours, ligne: &Candidature) -> Result<Etat, Echec> {
    let rang = ligne.rang.and_then(|r| u8::try_from(r).ok()).unwrap_or(0);
    let maj_le = carbet.jour_de(ligne.maj_le);
    Ok(match ligne.etat.as_str() {
        "inscrite_en_seance" => Etat::InscriteEnSeance { seance_le: maj_le },
        "attribuee" => {
            let derniere = decision::find_de_candidature(&acte.tx, ligne.id).await?;
            Etat::Attribuee { rang, condition_jusqu_au: derniere.and_then(|d| d.condition_avant_le) }
        }
        "en_offre" => {
            let last = offre::list_de_vacance(&acte.tx, ligne.vacance_id)
                .await?
                .into_iter()
                .filter(|o| o.candidature_id == ligne.id)
                .filter_map(|o| o.expire_le)
                .max();
            Etat::EnOffre { rang, expire_le: last.unwrap_or(maj_le) }
        }
        "acceptee" => Etat::Acceptee { le: maj_le },
        "bail_signe" => Etat::BailSigne { le: maj_le },
        "liberee" => Etat::Liberee {
            le: ligne.liberee_le.unwrap_or(maj_le),
            motif: ligne.liberation_motif.as_deref().and_then(MotifLiberation::from_code).unwrap_or(MotifLiberation::Annulation),
        },
        _ => Etat::ProposeeALaDesignation { le: ligne.propose_le },
    })
}

/// Applies an act to a candidature row and writes it; a state that no longer holds frees the household.
pub(crate) async fn apply(
    carbet: &Carbet,
    acte: &mut ActeEnCours,
    ligne: &mut Candidature,
    demande: ActeCandidature,
) -> Result<Etat, Echec> {
    let next = etat(carbet, acte, ligne).await?.apply(demande)?;
    next.code().clone_into(&mut ligne.etat);
    match &next {
        Etat::Attribuee { rang, .. } | Etat::EnOffre { rang, .. } => ligne.rang = Some(i32::from(*rang)),
        Etat::Liberee { le, motif } => {
            ligne.liberee_le = Some(*le);
            ligne.liberation_motif = Some(motif.code().to_owned());
        }
        Etat::ProposeeALaDesignation { .. } | Etat::InscriteEnSeance { .. } | Etat::Acceptee { .. } | Etat::BailSigne { .. } => {}
    }
    ligne.maj_le = acte.instant();
    candidature::update(&acte.tx, ligne).await?;
    if !next.is_retenue() {
        blocage::delete(&acte.tx, &ligne.departement, ligne.demande_id, ligne.id).await?;
    }
    acte.touch("candidature", ligne.id).touch("demande", ligne.demande_id);
    Ok(next)
}

/// Frees one household, with the reason.
pub(crate) async fn liberer(
    carbet: &Carbet,
    acte: &mut ActeEnCours,
    ligne: &mut Candidature,
    motif: MotifLiberation,
    le: Jour,
) -> Result<(), Echec> {
    apply(carbet, acte, ligne, ActeCandidature::Liberer { le, motif }).await.map(|_| ())
}

/// Frees every household that a vacancy still holds; returns how many.
pub(crate) async fn liberer_toutes(
    carbet: &Carbet,
    acte: &mut ActeEnCours,
    vacance: &Vacance,
    motif: MotifLiberation,
    le: Jour,
) -> Result<usize, Echec> {
    let mut freed = 0;
    for mut ligne in candidature::list_de_vacance(&acte.tx, vacance.id).await? {
        if is_vivante(&ligne) {
            liberer(carbet, acte, &mut ligne, motif, le).await?;
            freed += 1;
        }
    }
    Ok(freed)
}

/// Whether a row still holds its household.
pub(crate) fn is_vivante(ligne: &Candidature) -> bool {
    !matches!(ligne.etat.as_str(), "liberee" | "bail_signe")
}
