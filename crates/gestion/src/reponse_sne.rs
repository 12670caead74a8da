//! Act: what the SNE answers to a message of the interface. The only way a state changes in that mode.

use droit::demande::{Demande, EtatDemande, MotifRadiation};
use droit::etats::{ActeDemande, MotifLiberation, Radiation, apply_demande, renouveler};
use droit::jour::Jour;
use droit::numero_unique::NumeroUnique;
use droit::territoire::ModeSne;
use serde_json::json;
use stockage::demande::{self, Origine};
use stockage::{blocage, candidature};
use uuid::Uuid;

use crate::acteur_systeme::SYSTEME;
use crate::carbet::{ActeEnCours, Carbet};
use crate::issue::{Echec, Refus};
use crate::modifier_etat::write_version;
use crate::sortie;

/// An answer, as the interface gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReponseSne {
    Enregistree {
        numero_unique: NumeroUnique,
    },
    Renouvelee {
        le: Jour,
    },
    Radiee {
        le: Jour,
        motif: MotifRadiation,
    },
    /// The SNE sent the draft back: duplicate, missing identity.
    Rejetee,
}

/// Records an answer on its demande. Errors: the territory is in companion mode, or the answer does not fit the state.
pub async fn apply_reponse(carbet: &Carbet, id: Uuid, reponse: ReponseSne) -> Result<(), Echec> {
    if carbet.regles().territoire.epci.mode_sne != ModeSne::Interface {
        return Err(Refus::new(
            "pas_d_interface",
            "Ce territoire n'échange pas de messages avec le SNE : ses demandes changent par les extraits.",
            "Importez le prochain extrait du SNE.",
        )
        .into());
    }
    let mut act = carbet.begin(&SYSTEME, "reponse_sne").await?;
    let departement = carbet.regles().territoire.epci.departement.clone();
    apply_dans(carbet, &mut act, &departement, id, reponse).await?;
    let code = match reponse {
        ReponseSne::Enregistree { .. } => "enregistree",
        ReponseSne::Renouvelee { .. } => "renouvelee",
        ReponseSne::Radiee { .. } => "radiee",
        ReponseSne::Rejetee => "rejetee",
    };
    act.tell_about(&departement, id, json!({ "reponse": code }));
    carbet.conclude(act).await?;
    Ok(())
}

/// Changes the demande as the SNE answered, in an act under way.
pub(crate) async fn apply_dans(
    carbet: &Carbet,
    act: &mut ActeEnCours,
    departement: &str,
    id: Uuid,
    reponse: ReponseSne,
) -> Result<(), Echec> {
    let stored = demande::get(&act.tx, departement, id).await?;
    let held = stored.demande.clone();
    let changed = match reponse {
        ReponseSne::Enregistree { numero_unique } => Demande {
            etat: apply_demande(held.etat.clone(), ActeDemande::RecevoirNumero { numero_unique })?,
            enregistre_le: Some(carbet.aujourd_hui()),
            ..held
        },
        ReponseSne::Renouvelee { le } => renouveler(held, le)?,
        ReponseSne::Radiee { le, motif } => {
            Demande { etat: apply_demande(held.etat.clone(), ActeDemande::Radier(Radiation::from_sne(le, motif)))?, ..held }
        }
        ReponseSne::Rejetee => Demande { etat: apply_demande(held.etat.clone(), ActeDemande::RevenirAuBrouillon)?, ..held },
    };
    write_version(act, &SYSTEME, &stored, &changed, Origine::Sne).await?;
    if let EtatDemande::Radiee { le, .. } = &changed.etat
        && let Some(hold) = blocage::find(&act.tx, departement, id).await?
        && let Some(mut row) = candidature::find(&act.tx, hold.candidature_id).await?
    {
        sortie::liberer(carbet, act, &mut row, MotifLiberation::DemandeRadiee, *le).await?;
        act.touch("vacance", hold.vacance_id);
    }
    Ok(())
}
