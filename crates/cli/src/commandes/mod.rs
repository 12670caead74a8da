//! One file per command.

pub mod base;
pub mod cas;
pub mod demo;
pub mod depot_sne;
pub mod exporter;
pub mod importer;
pub mod journal;
pub mod noter;
pub mod ouverture;
pub mod servir;
pub mod territoire;
pub mod verifier;
