//! The law: nouns of social-housing demand and allocation, and the rules over them.
//!
//! This crate computes. It reads no file, clock, network, environment or random source; date and
//! parameters are arguments. Money is integer cents, rates are integer basis points, facts are
//! three-valued. One module per legal topic; cases for lawyers stand in `cas/` beside `src/`.
//!
//! To add a rule: one function in the module of its topic, whose doc comment starts with the
//! article; its values in `parametres/`; its cases in `cas/`; its row in `articles.toml`.

// Elements every rule is made of.
pub mod constat;
pub mod jour;
pub mod montant;
mod nomenclature;
pub mod tri;

// Nouns.
pub mod demande;
pub mod logement;
pub mod numero_unique;

// Places, states, admissibility.
pub mod admissibilite;
pub mod etats;
pub mod territoire;

// Facts and points.
pub mod cotation;
pub mod faits;
pub mod registre;

// Rules.
pub mod aides;
pub mod caleol;
pub mod cas;
pub mod conservation;
pub mod doublon;
pub mod enregistrement;
pub mod objectifs;
pub mod occupation;
pub mod parametres;
pub mod pieces;
pub mod priorites;
pub mod reperage;
pub mod reservation;
pub mod ressources;
pub mod vacance;
