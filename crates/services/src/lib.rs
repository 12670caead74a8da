//! What is neither law, nor storage, nor page: passwords, opaque tokens, mail, the clock.
//!
//! To add a service: one file, plain functions, no crate of Carbet beneath it. What changes from one
//! run to the next (time, chance) enters the program here and nowhere else.

pub mod courriel;
pub mod horloge;
pub mod jeton;
pub mod mot_de_passe;
pub mod sms;
