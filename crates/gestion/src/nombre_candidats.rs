//! Three demandes examined for a home, or an exception that holds (CCH R. 441-3): asked when the home is put on the
//! agenda, when the commission decides, and again when the session closes.

use droit::caleol::{Candidatures, ExceptionCandidats, check_nombre_candidats, compute_dalo_designe};
use droit::constat::Constat;
use droit::demande::{PublicPrioritaire, StatutDalo};
use droit::jour::Jour;
use droit::logement::TypeReservataire;
use droit::territoire::Territoire;
use droit::tri::Tri;
use stockage::Acces;
use stockage::candidature::Candidature;
use stockage::demande::{self, DemandeStockee};

use crate::carbet::Carbet;
use crate::issue::{Echec, Refus};

/// The number of candidates of a home on a day, with the exception recorded for it.
pub(crate) fn check_nombre(
    carbet: &Carbet,
    jour: Jour,
    examines: usize,
    exception: Option<ExceptionCandidats>,
    dalo_designe: Tri,
) -> Result<Constat, Refus> {
    let rules = carbet.parametres.caleol.find(jour).map_err(|hors| {
        Refus::new("parametre_absent", hors.to_string(), "Compléter les paramètres nationaux de la commission.")
    })?;
    let is = |wanted| Tri::from(exception == Some(wanted));
    let candidatures = Candidatures {
        examines: u32::try_from(examines).ok(),
        dalo_designe: is(ExceptionCandidats::DaloDesigne).et(dalo_designe),
        plai_adapte: is(ExceptionCandidats::PlaiAdapte),
        insuffisance_motivee: is(ExceptionCandidats::Insuffisance),
    };
    Ok(check_nombre_candidats(rules.valeurs, candidatures))
}

/// CCH L. 441-2-3: whether every candidate is a DALO household that the prefect designated.
pub(crate) async fn compute_dalo(
    carbet: &Carbet,
    acces: &impl Acces,
    candidates: &[&Candidature],
    jour: Jour,
) -> Result<Tri, Echec> {
    let regles = carbet.regles();
    let mut each = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        let stored = demande::get(acces, &candidate.departement, candidate.demande_id).await?;
        each.push(Tri::from(is_dalo_designe(&regles.territoire, &candidate.organisation, &stored, jour)));
    }
    Ok(compute_dalo_designe(each))
}

/// A DALO household, by its decision or by its label, that a holder of the State proposed.
fn is_dalo_designe(territoire: &Territoire, organisation: &str, stored: &DemandeStockee, jour: Jour) -> bool {
    let by_state =
        matches!(territoire.reservataire(organisation), Some(TypeReservataire::EtatPrioritaires | TypeReservataire::EtatAgents));
    let dossier = &stored.demande.dossier;
    let decided = dossier.dalo.as_ref().is_some_and(|d| d.statut == StatutDalo::Actif && d.decide_le.is_none_or(|le| le <= jour));
    let labelled = dossier.labels.iter().any(|l| l.public == PublicPrioritaire::Dalo && l.is_en_vigueur(jour));
    by_state && (decided || labelled)
}
