//! Counts of a year over a set of leases, by scope.

use super::{BailCompte, Mesure, Objectif, Place, Titulaire, compute_mesure};
use crate::parametres::CiblesObjectifs;
use crate::reservation::ETAT;
use std::collections::BTreeSet;

/// Which leases are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Portee {
    /// All leases given.
    Epci,
    Bailleur(String),
    /// Code of the organisation of the holder.
    Reservataire(String),
    Commune(String),
    Secteur(String),
    Titulaire(Titulaire),
}

impl Portee {
    /// Whether the lease is measured on this scope for this objective.
    ///
    /// Objective C is owed by the holder to whom the lease is charged (R5.06): the scope of a landlord
    /// holds its own homes and those given back, never those reserved by others; the scope of a
    /// réservataire leaves out what it gave back.
    pub fn concerns(&self, bail: &BailCompte, objectif: Objectif) -> bool {
        match (objectif, self) {
            (Objectif::PublicsPrioritaires, Portee::Bailleur(code)) => {
                matches!(bail.titulaire(), Some(Titulaire::Bailleur(own)) if own == *code)
            }
            (Objectif::PublicsPrioritaires, Portee::Reservataire(_)) => self.contains(bail) && !bail.rendu_au_bailleur,
            _ => self.contains(bail),
        }
    }

    /// Whether the lease stands in this scope, whatever is measured.
    pub fn contains(&self, bail: &BailCompte) -> bool {
        match self {
            Portee::Epci => true,
            Portee::Bailleur(code) => bail.bailleur == *code,
            Portee::Reservataire(code) => bail.reservataire.as_deref() == Some(code),
            Portee::Commune(code) => bail.commune == *code,
            Portee::Secteur(code) => bail.secteur.as_deref() == Some(code),
            Portee::Titulaire(titulaire) => bail.titulaire().as_ref() == Some(titulaire),
        }
    }
}

/// One objective measured on a scope for a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resultat {
    pub objectif: Objectif,
    pub annee: i32,
    pub mesure: Mesure,
    /// In the base, but the fact that decides is missing.
    pub inclassables: u64,
    /// Left out of every base: in or outside QPV is not known.
    pub localisation_inconnue: u64,
}

/// CCH L. 441-1 (R5.01–R5.08): base, numerator, rate, target, gap and unknowns of one objective.
///
/// `baux` may hold several years and scopes; those of `annee` and `portee` are counted. The target of
/// the State on its own contingent is the whole; every other holder owes the common share.
pub fn compute_objectif(
    cibles: &CiblesObjectifs,
    baux: &[BailCompte],
    objectif: Objectif,
    portee: &Portee,
    annee: i32,
) -> Resultat {
    compute_objectif_local(baux, objectif, portee, annee, compute_cible(cibles, objectif, portee))
}

/// CCH L. 441-1, CCH L. 441-1-6: the same against the target, in percent, that the orientations or
/// the CIA of the territory set for the scope.
pub fn compute_objectif_local(baux: &[BailCompte], objectif: Objectif, portee: &Portee, annee: i32, cible_pct: u32) -> Resultat {
    let (mut base, mut numerateur, mut inclassables, mut localisation_inconnue) = (0, 0, 0, 0);
    for bail in baux.iter().filter(|bail| bail.annee() == annee && portee.concerns(bail, objectif)) {
        match bail.classer(objectif) {
            Place::HorsBase => {}
            Place::LocalisationInconnue => localisation_inconnue += 1,
            Place::NonCompte => base += 1,
            Place::Compte => {
                base += 1;
                numerateur += 1;
            }
            Place::Inclassable => {
                base += 1;
                inclassables += 1;
            }
        }
    }
    let mesure = compute_mesure(base, numerateur, cible_pct).expect("each lease counted is in the base");
    Resultat { objectif, annee, mesure, inclassables, localisation_inconnue }
}

/// The target of an objective on a scope, in percent.
pub fn compute_cible(cibles: &CiblesObjectifs, objectif: Objectif, portee: &Portee) -> u32 {
    match (objectif, portee) {
        (Objectif::HorsQpv, _) => cibles.hors_qpv_premier_quartile_pct,
        (Objectif::EnQpv, _) => cibles.en_qpv_quartiles_2_a_4_pct,
        (Objectif::PublicsPrioritaires, Portee::Titulaire(Titulaire::Etat)) => cibles.etat_prioritaires_pct,
        (Objectif::PublicsPrioritaires, Portee::Reservataire(code)) if code == ETAT => cibles.etat_prioritaires_pct,
        (Objectif::PublicsPrioritaires, _) => cibles.publics_prioritaires_pct,
    }
}

/// CCH L. 441-1 (R5.06): objective C of every holder that has a lease in the year, in a fixed order:
/// State, Action Logement, collectivités then landlords by code.
pub fn list_publics_prioritaires(cibles: &CiblesObjectifs, baux: &[BailCompte], annee: i32) -> Vec<(Titulaire, Resultat)> {
    let holders: BTreeSet<Titulaire> =
        baux.iter().filter(|bail| bail.annee() == annee).filter_map(BailCompte::titulaire).collect();
    holders
        .into_iter()
        .map(|holder| {
            let resultat =
                compute_objectif(cibles, baux, Objectif::PublicsPrioritaires, &Portee::Titulaire(holder.clone()), annee);
            (holder, resultat)
        })
        .collect()
}

/// Positions in `baux` of the leases behind a figure, so that each figure opens its list.
pub fn list_baux(baux: &[BailCompte], objectif: Objectif, portee: &Portee, annee: i32, place: Place) -> Vec<usize> {
    let wanted = |bail: &BailCompte| bail.annee() == annee && portee.concerns(bail, objectif) && bail.classer(objectif) == place;
    baux.iter().enumerate().filter(|(_, bail)| wanted(bail)).map(|(index, _)| index).collect()
}
