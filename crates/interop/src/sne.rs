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
// What a demande lacks to be written.
pub mod completude;
// What is asked of the SNE and what it answers.
pub mod message;

pub use completude::{ChampACompleter, GenreSaisie, complete_demande, find_a_corriger, list_a_completer};
pub use ecriture::{Ecriture, write_extrait};
pub use lecture::{LectureDemande, ResumeExtrait, read_extrait};
pub use liste::{list_champs, sensibilite_champ};
pub use message::{AttributionMessage, Message, RefusSne, ReponseMessage, read_reponses, write_message};

/// Namespace of the contract.
pub const ESPACE: &str = "http://nuu.application.i2/";
