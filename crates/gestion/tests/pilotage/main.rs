//! Readings that steer, accounts, and what an applicant sees of their own file; on both engines.

#[path = "../commun/mod.rs"]
mod commun;

mod accueil;
mod comptes;
mod dossier;
mod objectifs;
mod parametres;
