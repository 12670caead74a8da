//! When a local rule holds, and what adopted it.

use crate::jour::Jour;

/// Standing of a local rule, shown wherever the rule is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StatutRegle {
    /// Adopted by the act that `source` names.
    Adoptee,
    /// Submitted, without effect yet.
    Projet,
    /// Written for the demonstration; no legal value.
    Demonstration,
    /// Used, its text or value still to be confirmed by the authority.
    AConfirmer,
}

impl StatutRegle {
    pub(super) const CHOIX: &'static [(&'static str, StatutRegle)] = &[
        ("adoptee", StatutRegle::Adoptee),
        ("projet", StatutRegle::Projet),
        ("demonstration", StatutRegle::Demonstration),
        ("a_confirmer", StatutRegle::AConfirmer),
    ];

    pub const fn code(self) -> &'static str {
        match self {
            StatutRegle::Adoptee => "adoptee",
            StatutRegle::Projet => "projet",
            StatutRegle::Demonstration => "demonstration",
            StatutRegle::AConfirmer => "a_confirmer",
        }
    }

    pub const fn libelle(self) -> &'static str {
        match self {
            StatutRegle::Adoptee => "Adoptée",
            StatutRegle::Projet => "Projet",
            StatutRegle::Demonstration => "Démonstration",
            StatutRegle::AConfirmer => "À confirmer",
        }
    }
}

/// The period and the foundation of a local rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adoption {
    pub depuis: Jour,
    /// Last day included; `None` while nothing ended it.
    pub jusqu_au: Option<Jour>,
    pub statut: StatutRegle,
    /// The deliberation, the convention or the study; says so when it is fictional.
    pub source: String,
}

impl Adoption {
    /// Whether the rule applies on that day; a draft never does.
    pub fn is_en_vigueur(&self, jour: Jour) -> bool {
        self.statut != StatutRegle::Projet && self.depuis <= jour && self.jusqu_au.is_none_or(|last| jour <= last)
    }

    /// Whether two periods share a day; drafts overlap nothing.
    pub(super) fn chevauche(&self, other: &Adoption) -> bool {
        self.statut != StatutRegle::Projet
            && other.statut != StatutRegle::Projet
            && self.jusqu_au.is_none_or(|last| other.depuis <= last)
            && other.jusqu_au.is_none_or(|last| self.depuis <= last)
    }
}
