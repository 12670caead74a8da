//! Which files are protected: no list and no search shows them to whoever may not know (R12.05).

use droit::demande::{Demande, Sensibilite};

/// A file is protected when it holds a secret fact: a label or a motive that reveals violence or
/// trafficking. The label protects even once it has ended: what it tells stays true.
pub fn is_protegee(demande: &Demande) -> bool {
    let dossier = &demande.dossier;
    dossier.labels.iter().any(|label| label.public.sensibilite() == Sensibilite::Secrete)
        || dossier.motifs.iter().any(|motif| motif.sensibilite() == Sensibilite::Secrete)
}
