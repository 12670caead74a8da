//! Every table tried on SQLite and on PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod commun;

mod attribution;
mod colonnes;
mod journal;
mod registre;
mod services;
