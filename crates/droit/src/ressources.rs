//! Household category, income retained, ceilings, consumption units and quartile.

mod categorie;
mod plafond;
mod revenu;

pub use categorie::*;
pub use plafond::*;
pub use revenu::*;
