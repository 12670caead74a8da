//! The SNE exchange contract, interfaceNuu 02.00 and 02.01.

// The contract as data: paths, occurrences, facets, codes.
pub mod champs;
// One demande as a small tree.
pub(crate) mod arbre;
// Paths and values back into a tree.
pub(crate) mod branche;
// What the schema would refuse.
pub(crate) mod controle;
// Every value of a demande by its path.
pub mod liste;
// From a tree to the nouns.
pub(crate) mod demande;
// The streaming reader.
pub mod lecture;
// The writer.
pub mod ecriture;

pub use ecriture::{Ecriture, write_extrait};
pub use lecture::{LectureDemande, ResumeExtrait, read_extrait};
pub use liste::{list_champs, sensibilite_champ};

/// Namespace of the contract.
pub const ESPACE: &str = "http://nuu.application.i2/";
