//! What can go wrong with a table: its file, or the day asked.

use crate::jour::{Jour, format_fr};
use std::fmt;

/// A file of values that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErreurParametres {
    pub fichier: String,
    /// First line is 1.
    pub ligne: Option<usize>,
    /// French sentence: what is wrong and what was expected.
    pub message: String,
}

impl fmt::Display for ErreurParametres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.ligne {
            Some(ligne) => write!(f, "{}, ligne {ligne}\u{a0}: {}", self.fichier, self.message),
            None => write!(f, "{}\u{a0}: {}", self.fichier, self.message),
        }
    }
}

impl std::error::Error for ErreurParametres {}

/// The table holds no value for the day asked, and does not extrapolate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HorsPeriode {
    pub table: String,
    pub jour: Jour,
    pub depuis: Jour,
    pub jusqu_au: Option<Jour>,
}

impl fmt::Display for HorsPeriode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "« {} » n'a pas de valeur au {}\u{a0}: elle est connue à partir du {}",
            self.table,
            format_fr(self.jour),
            format_fr(self.depuis)
        )?;
        match self.jusqu_au {
            Some(last) => write!(f, " et jusqu'au {}. Ajoutez la version publiée au dossier des paramètres.", format_fr(last)),
            None => write!(f, "."),
        }
    }
}

impl std::error::Error for HorsPeriode {}
