//! Room of Carbet.
