//! Cotation (CCH L. 441-2-8): a grid is read, compiled once, and run over facts.
//!
//! One program serves both forms: one demande line by line, and the whole register in columns. The
//! score helps a decision; it never takes one (R4.03).

mod colonnes;
mod compilation;
mod expression;
mod grille;
pub mod lot;
mod note;
mod notes;
mod programme;

pub use colonnes::{Colonne, Colonnes, Entete};
pub use compilation::{Bareme, CritereCompile, GrilleCompilee, RubriqueCompilee, compile_grille};
pub use expression::{ErreurExpression, compile_expression};
pub use grille::{
    Critere, Departage, EffetRefus, ErreurGrille, FaitLocal, Grille, Palier, ParTranche, PreuveAdmise, Regle, Rubrique,
    StatutGrille, read_grille,
};
pub use note::{Cadre, EtatLigne, LigneNote, Note, compute_note};
pub(crate) use notes::{CleTri, compute_cle};
pub use notes::{Notes, compute_notes, compute_rangs};
pub use programme::Programme;

#[cfg(test)]
mod tests;
