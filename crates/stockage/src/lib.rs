//! The only room that names a database: SQLite in a file, PostgreSQL by URL.
//!
//! It holds connections, migrations, tables and the conversions between rows and the nouns of
//! `droit`. It never decides a right nor a rule: callers narrow what they show. Each table has its
//! file, with its row (a plain struct) and its functions: reads take `&impl Acces` (a [`Base`] or a
//! [`Transaction`]), writes take `&Transaction`.
//!
//! To add a table: its columns in a new migration, its file with `table!`, its rows in
//! `colonnes.toml`, its test in `tests/`.

// Foundations.
mod base;
mod coffre;
mod compression;
mod erreur;
mod ligne;
mod migrations;
mod nom_cle;

pub use base::{Acces, Base, Moteur, Transaction};
pub use coffre::Coffre;
pub use erreur::{Contrainte, StockageError};
pub use nom_cle::nom_cle;

// Who acts and what was done.
pub mod compte;
pub mod consultation;
pub mod idempotence;
pub mod journal;
pub mod session_web;
pub mod vue;

// Keys of forgetting.
mod cle_demande;

// The register.
pub mod acces_demandeur;
pub mod appel;
pub mod demande;
pub mod piece;
pub mod purge_certificat;

// The territory.
pub mod territoire;

// The supply.
pub mod logement;
pub mod residence;
pub mod vacance;
pub mod vacance_etape;

// From a candidate to a lease.
pub mod additif;
pub mod blocage;
pub mod candidature;
pub mod decision;
pub mod offre;
pub mod proces_verbal;
pub mod seance;
pub mod seance_membre;
pub mod seance_point;

pub mod bail;
pub mod bail_hors_parcours;

// What is done between a vacancy and an answer.
pub mod envoi;
pub mod interet;
pub mod preparation_bail;
pub mod preselection;

// What is counted, what is reported.
pub mod a_reporter;
pub mod fait_compte;

// Files, jobs, messages.
pub mod chiffre_officiel;
pub mod conflit;
pub mod correspondance;
pub mod courrier;
pub mod import;
pub mod import_anomalie;
pub mod import_morceau;
pub mod message_sne;
pub mod tache;

// Tests of every room.
#[cfg(feature = "essai")]
pub mod essai;
