//! Reach over homes and vacancies: what a caller may see or act on, by organisation or by contingent.

use stockage::vacance::{self, FiltreVacance, Vacance};
use stockage::{Acces, logement::LigneLogement};
use uuid::Uuid;

use crate::droits::{Acte, Acteur, Portee};
use crate::issue::Echec;

/// The vacancy, when the caller's reach on the act covers it; out of reach is absent.
pub(crate) async fn find_vacance(acces: &impl Acces, acteur: &Acteur, acte: Acte, id: Uuid) -> Result<Vacance, Echec> {
    let found = vacance::find(acces, id).await?.ok_or(Echec::Introuvable)?;
    if is_en_portee(acteur, acte, &found) { Ok(found) } else { Err(Echec::Introuvable) }
}

/// Whether the caller's reach on an act covers a vacancy.
pub(crate) fn is_en_portee(acteur: &Acteur, acte: Acte, vacance: &Vacance) -> bool {
    match acteur.portee(acte) {
        Some(Portee::Territoire) => true,
        Some(Portee::Organisation) => vacance.bailleur == acteur.organisation,
        Some(Portee::Contingent) => vacance.reservataire.as_deref() == Some(acteur.organisation.as_str()),
        Some(Portee::Seance | Portee::Soi) | None => false,
    }
}

/// The filter that keeps what the caller may list; `None` when nothing.
pub(crate) fn filtre_vacances(acteur: &Acteur, acte: Acte) -> Option<FiltreVacance> {
    match acteur.portee(acte)? {
        Portee::Territoire => Some(FiltreVacance::default()),
        Portee::Organisation => Some(FiltreVacance { bailleur: Some(acteur.organisation.clone()), ..FiltreVacance::default() }),
        Portee::Contingent => Some(FiltreVacance { reservataire: Some(acteur.organisation.clone()), ..FiltreVacance::default() }),
        Portee::Seance | Portee::Soi => None,
    }
}

/// Whether the caller may see a home of the stock.
pub(crate) fn is_logement_en_portee(acteur: &Acteur, acte: Acte, logement: &LigneLogement) -> bool {
    match acteur.portee(acte) {
        Some(Portee::Territoire) => true,
        Some(Portee::Organisation) => logement.bailleur == acteur.organisation,
        Some(Portee::Contingent) => logement.reservataire.as_deref() == Some(acteur.organisation.as_str()),
        Some(Portee::Seance | Portee::Soi) | None => false,
    }
}

/// Whether the caller may read the identity of a household that nobody has yet designated for a home:
/// only who may open any file of the territory. A protected household needs the right to secret facts too.
pub(crate) fn may_identify(acteur: &Acteur, protegee: bool) -> bool {
    let masque = acteur.role.masque();
    let open = acteur.portee(Acte::ConsulterDemande) == Some(Portee::Territoire);
    open && masque.identite && masque.identite_sur.is_none() && (!protegee || (masque.secret && masque.secret_sur.is_none()))
}
