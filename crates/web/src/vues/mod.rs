//! What each page shows: one struct per page, its template in `templates/`, and its sample values.
//!
//! A view holds words and figures already written for the reader and narrowed to the rights of the caller; it computes
//! nothing. To add a page: one file here, one template, one line in the test below.

pub mod actifs;
pub mod cadre;
pub mod composants;
pub mod icones;

pub mod demande;
pub mod demandes;
pub mod seance;
pub mod vacance;
