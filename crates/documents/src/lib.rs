//! Documents: values in, bytes out. PDF by an embedded typesetter, workbooks as xlsx.
//!
//! Each document is one file here, with its plain input, whose fields are French nouns, and one
//! `render_…` function; its page is one model in `modeles/`. Data reach a model as JSON and are never
//! read as markup, so a name may hold any character. Nothing here reads a file, a clock or the
//! network: dates come with the input, fonts are embedded, and the same input gives the same bytes.
//!
//! PDF files are tagged, in French, and written as PDF/A-2a and PDF/UA-1: minutes must be readable by
//! everybody and in twenty years.
//!
//! To add one more document: a model in `modeles/`, one file with its input and its `render_`
//! function, one line below, and a test that reads its text back.

// What every document is made of.
pub mod format;
mod moteur;

// Paper.
pub mod additif;
pub mod feuille_suite;
pub mod fiche_presaisie;
pub mod lettre;
pub mod notification;
pub mod ordre_du_jour;
pub mod proces_verbal;
pub mod tableau;

// Workbooks.
pub mod classeur;

pub use additif::{AdditifProcesVerbal, render_additif};
pub use classeur::{Cellule, Classeur, ClasseurInvalide, Colonne, Feuille, Genre, Note, render_classeur};
pub use feuille_suite::{FeuilleSuite, LigneSuite, render_feuille_suite};
pub use fiche_presaisie::{FichePresaisie, LigneFiche, PieceFiche, SectionFiche, render_fiche_presaisie};
pub use lettre::{Destinataire, Emetteur, Lettre, Liasse, ReferenceLettre, SectionLettre, render_lettre, render_liasse};
pub use moteur::RenduImpossible;
pub use notification::{Echeance, Notification, Recours, Suite, build_lettre_notification};
pub use ordre_du_jour::{CandidatPropose, LogementPropose, OrdreDuJour, render_ordre_du_jour};
pub use proces_verbal::{
    CandidatExamine, DecisionImprimee, LogementExamine, Membre, ParametreApplique, Presence, ProcesVerbal, Quorum, Voix,
    compose_contenu, render_proces_verbal, write_contenu,
};
pub use tableau::{ColonneTableau, Tableau, render_tableau};
