//! What every act on an offer starts from: the offer within reach, its household, its home, its state.

use droit::etats::{MotifCaducite, Offre as Etat};
use stockage::Acces;
use stockage::candidature::{self, Candidature};
use stockage::offre::{self, Offre};
use stockage::vacance::{self, Vacance};
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::droits::{Acte, Acteur, Portee};
use crate::issue::Echec;

/// An offer with what it stands on.
pub(crate) struct Dossier {
    pub offre: Offre,
    pub candidature: Candidature,
    pub vacance: Vacance,
}

/// The offer, if this person follows it; out of reach is the same as absent.
pub(crate) async fn find_en_portee(acces: &impl Acces, acteur: &Acteur, id: Uuid) -> Result<Dossier, Echec> {
    let offre = offre::find(acces, id).await?.ok_or(Echec::Introuvable)?;
    let vacance = vacance::find(acces, offre.vacance_id).await?.ok_or(Echec::Introuvable)?;
    let candidature = candidature::find(acces, offre.candidature_id).await?.ok_or(Echec::Introuvable)?;
    let reached = match acteur.portee(Acte::SuivreOffre) {
        Some(Portee::Territoire) => true,
        Some(Portee::Organisation) => vacance.bailleur == acteur.organisation,
        Some(Portee::Contingent | Portee::Seance | Portee::Soi) | None => false,
    };
    if reached { Ok(Dossier { offre, candidature, vacance }) } else { Err(Echec::Introuvable) }
}

/// The state a row tells; `None` while the offer waits for its notification.
pub(crate) fn etat(carbet: &Carbet, offre: &Offre) -> Option<Etat> {
    let le = offre.repondue_le.unwrap_or_else(|| carbet.jour_de(offre.maj_le));
    Some(match offre.etat.as_str() {
        "notifiee" => Etat::Notifiee { notifiee_le: offre.recue_le.or(offre.notifiee_le)?, expire_le: offre.expire_le? },
        "acceptee" => Etat::Acceptee { le },
        "refusee" => Etat::Refusee { le, motif: offre.refus_motif.clone() },
        "silencieuse" => Etat::Silencieuse { constatee_le: le },
        "caduque" => Etat::Caduque {
            le,
            motif: offre.refus_motif.as_deref().and_then(MotifCaducite::from_code).unwrap_or(MotifCaducite::Erreur),
        },
        _ => return None,
    })
}
