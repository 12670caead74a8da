//! Nouns of the demande: who asks, with whom, on what means, living where, wishing what.
//!
//! Lists of codes are those of the SNE contract interfaceNuu 02.01. An absent value is `None`:
//! nobody stated it, and no rule may read it as "no".

mod codes;
mod dossier;

pub use codes::*;
pub use dossier::*;
