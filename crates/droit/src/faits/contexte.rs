//! What a fact is derived from: the demande, the day, the values of the territory on that day.

use std::cell::Cell;

use crate::demande::{Demande, Typologie};
use crate::jour::{Jour, add_ans, add_jours, compute_age};

use super::EtatPreuve;

/// Dated values and places that facts need; the caller fills them from the parameters and the territory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reperes {
    /// Délai anormalement long in months, by number of main rooms 1 to 6; `None` where the prefect fixed none (R1.13).
    pub delai_anormalement_long_mois: [Option<u32>; 6],
    /// Least living area in square metres for 1, 2, 3… persons; the last value holds for every larger household (R2.08).
    pub surfaces_minimales: Vec<u16>,
    /// INSEE codes of the communes of the EPCI.
    pub communes_epci: Vec<String>,
}

/// A demande seen on a day. It notes the first later day on which one of the facts read may change.
pub struct Contexte<'a> {
    pub demande: &'a Demande,
    pub jour: Jour,
    pub reperes: &'a Reperes,
    horizon: Cell<Option<Jour>>,
}

impl<'a> Contexte<'a> {
    pub fn new(demande: &'a Demande, jour: Jour, reperes: &'a Reperes) -> Contexte<'a> {
        Contexte { demande, jour, reperes, horizon: Cell::new(None) }
    }

    /// The first day after `jour` on which a fact read so far may differ; `None` when none will.
    pub fn horizon(&self) -> Option<Jour> {
        self.horizon.get()
    }

    /// Notes that a fact changes on `le`, if that day is still to come.
    pub(super) fn note_changement(&self, le: Jour) {
        if le > self.jour && self.horizon.get().is_none_or(|known| le < known) {
            self.horizon.set(Some(le));
        }
    }

    /// Age in whole years, noting the next birthday.
    pub(super) fn age(&self, naissance_le: Jour) -> u32 {
        let age = compute_age(naissance_le, self.jour);
        // Before birth the age is 0 as after it: the next change is the first birthday either way.
        self.note_changement(add_ans(naissance_le, age + 1));
        age
    }

    /// Whether a period holds on the day (both ends included), noting its next end or start.
    pub(super) fn holds(&self, depuis: Jour, jusqu_au: Option<Jour>) -> bool {
        self.note_changement(depuis);
        if let Some(end) = jusqu_au {
            self.note_changement(add_jours(end, 1));
        }
        depuis <= self.jour && jusqu_au.is_none_or(|end| self.jour <= end)
    }

    /// Largest typology that the household asks for.
    pub(super) fn typologie_max(&self) -> Option<Typologie> {
        self.demande.dossier.recherche.typologies.iter().copied().max_by_key(|t| t.pieces())
    }

    /// Proof recorded for a fact of this name and live on the day, else `Declare`.
    pub(super) fn etat_preuve(&self, nom: &str) -> EtatPreuve {
        match self.demande.dossier.preuves.get(nom) {
            Some(preuve) if self.holds(preuve.depuis, preuve.jusqu_au) => EtatPreuve::Prouve { nature: preuve.nature },
            _ => EtatPreuve::Declare,
        }
    }
}
