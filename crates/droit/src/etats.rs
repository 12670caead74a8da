//! States of the things that live: each an enum carrying its data, each transition consuming the
//! old state and giving the new one or a refusal. The table of transitions is data; a test proves
//! that it says exactly what the functions do.

mod bail;
mod candidature;
mod demande;
mod offre;
mod seance;
mod table;
mod vacance;

pub use bail::{ActeBail, Bail};
pub use candidature::{ActeCandidature, Candidature, MotifLiberation};
pub use demande::{
    ActeDemande, Radiation, SuiteRadiation, apply_demande, ask_radiation, check_attestation, code_etat_demande,
    libelle_etat_demande, renouveler,
};
pub use offre::{ActeOffre, MotifCaducite, Offre};
pub use seance::{ActeSeance, Seance};
pub use table::{LigneTransition, RoleActe, table};
pub use vacance::{ActeVacance, MotifRetrait, Vacance};

/// Why a transition is not done: a value shown to the user, never a panic.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{raison} {que_faire}")]
pub struct Refus {
    /// Stable code, e.g. `transition_impossible`.
    pub code: &'static str,
    /// What is refused and why, in French.
    pub raison: String,
    /// The article, when a text is the reason.
    pub article: Option<&'static str>,
    /// The next step, in French.
    pub que_faire: String,
}

impl Refus {
    pub fn new(
        code: &'static str,
        article: Option<&'static str>,
        raison: impl Into<String>,
        que_faire: impl Into<String>,
    ) -> Refus {
        Refus { code, raison: raison.into(), article, que_faire: que_faire.into() }
    }

    /// The act is not possible from that state, for no other reason than the order of things.
    fn transition(objet: &str, etat: &str, acte: &str) -> Refus {
        Refus::new(
            "transition_impossible",
            None,
            format!("{objet} est « {etat} » : l'acte « {acte} » n'est pas possible."),
            "Recharger la page pour voir l'état à jour et les actes possibles.",
        )
    }
}

#[cfg(test)]
mod tests;
