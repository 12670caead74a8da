//! Room of Carbet: pages.

pub mod vues;
