//! The lease: only its signature counts in the objectives (R5.01) and opens the striking off (R1.11 a).

use super::Refus;
use crate::jour::{Jour, format_fr};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bail {
    APreparer {
        depuis: Jour,
    },
    Signe {
        le: Jour,
        effet_le: Jour,
    },
    /// Never signed; the household is free again.
    Abandonne {
        le: Jour,
        motif: String,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActeBail {
    Signer { le: Jour, effet_le: Jour },
    Abandonner { le: Jour, motif: String },
}

impl ActeBail {
    pub const fn code(&self) -> &'static str {
        match self {
            ActeBail::Signer { .. } => "signer",
            ActeBail::Abandonner { .. } => "abandonner",
        }
    }
}

impl Bail {
    pub const CODES: &'static [&'static str] = &["a_preparer", "signe", "abandonne"];

    pub const fn code(&self) -> &'static str {
        match self {
            Bail::APreparer { .. } => "a_preparer",
            Bail::Signe { .. } => "signe",
            Bail::Abandonne { .. } => "abandonne",
        }
    }

    pub const fn libelle(&self) -> &'static str {
        match self {
            Bail::APreparer { .. } => "À préparer",
            Bail::Signe { .. } => "Signé",
            Bail::Abandonne { .. } => "Abandonné",
        }
    }

    /// # Errors
    /// The act is not possible from this state, or the signature comes before the acceptance.
    pub fn apply(self, acte: ActeBail) -> Result<Bail, Refus> {
        match (self, acte) {
            (Bail::APreparer { depuis }, ActeBail::Signer { le, .. }) if le < depuis => Err(Refus::new(
                "signature_anterieure",
                None,
                format!("La signature est datée d'avant l'acceptation du {}.", format_fr(depuis)),
                "Vérifier la date de signature.",
            )),
            (Bail::APreparer { .. }, ActeBail::Signer { le, effet_le }) => Ok(Bail::Signe { le, effet_le }),
            (Bail::APreparer { .. }, ActeBail::Abandonner { le, motif }) => Ok(Bail::Abandonne { le, motif }),
            (state, acte) => Err(Refus::transition("Le bail", state.libelle(), acte.code())),
        }
    }
}
