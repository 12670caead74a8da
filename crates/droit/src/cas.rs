//! Legal cases as data: read a file, ask each rule, compare what was expected.
//!
//! A case answers in one of three ways: values, the names of the facts that are missing, or the code
//! of a refusal. Numbers are read from their source text as exact decimals.

mod decimal;
mod donnees;
mod rapport;
mod regles;

pub use decimal::Decimal;
pub use donnees::Donnee;
pub use rapport::{Echec, RapportCas, run};
pub use regles::{Regle, regles};

use crate::parametres::HorsPeriode;

/// What a rule answers on a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reponse {
    Valeurs(Vec<(&'static str, Donnee)>),
    Indetermine(Vec<String>),
    Refus { code: String, raison: String },
}

/// Why a rule did not give values: the two other legal answers, or a case badly written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arret {
    Manque(Vec<String>),
    Refus {
        code: String,
        raison: String,
    },
    /// The case itself is wrong: its message says which field and what was expected.
    MalEcrit(String),
}

impl Arret {
    fn manque(nom: &str) -> Arret {
        Arret::Manque(vec![nom.to_owned()])
    }

    fn refus(code: &str, raison: impl Into<String>) -> Arret {
        Arret::Refus { code: code.to_owned(), raison: raison.into() }
    }
}

impl From<HorsPeriode> for Arret {
    fn from(outside: HorsPeriode) -> Arret {
        Arret::refus("date_non_couverte", outside.to_string())
    }
}

#[cfg(test)]
mod tests;
