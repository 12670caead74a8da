//! Bytes in, values out and back: SNE extracts, tables of any origin, RPLS.
//!
//! This crate opens no file and knows no path, no database and no page: it reads from `BufRead`,
//! `Read + Seek` or a slice, and gives nouns of `droit` with the list of what was wrong. One bad value
//! never loses a file; a broken file is an `Err` and the caller rolls back what it had received.
//!
//! To add a format: one module, a `read_…` function that reports `Anomalie`s, and bad files in `tests/`.

// What every reader shares.
pub mod anomalie;
pub mod archive;
pub mod encodage;

// The State's register.
pub mod sne;

// The directory of social homes.
pub mod rpls;

// What a bailleur sends each day.
pub mod bailleur;

// Tables of any origin, and what their columns mean.
pub mod correspondance;
pub mod tableau;

pub use anomalie::{Anomalie, ErreurFichier, Gravite};
