//! One file per page: its routes and its handlers.

pub mod a_reporter;
pub mod connexion;
pub mod offres;
pub mod sante;
pub mod seance;
pub mod seances;
mod formulaire;
pub mod logements;
pub mod reservations;
pub mod vacance;
pub mod vacances;

use axum::extract::State;
use axum::response::Response;
use gestion::issue::{Echec, Refus};

use crate::carte::Carte;
use crate::etat::Etat;
use crate::visite::{cadre_public, echec_page};
use crate::vues::composants::Saisie;

/// Every page's addresses.
pub fn routes(carte: Carte) -> Carte {
    let carte = connexion::routes(carte);
    let carte = seances::routes(carte);
    let carte = seance::routes(carte);
    let carte = offres::routes(carte);
    let carte = a_reporter::routes(carte);
    let carte = logements::routes(carte);
    let carte = vacances::routes(carte);
    let carte = vacance::routes(carte);
    let carte = reservations::routes(carte);
    sante::routes(carte)
}

/// Any other address.
pub async fn introuvable(State(etat): State<Etat>) -> Response {
    echec_page(cadre_public(&etat.carbet), Echec::Introuvable)
}

/// The fields of a form as they came, repeated ones included.
pub(crate) type Champs = Vec<(String, String)>;

/// Reads the fields of a form by name.
pub(crate) struct Lu<'a>(pub &'a Champs);

impl Lu<'_> {
    /// The first value of a field, trimmed; empty when absent.
    pub fn get(&self, nom: &str) -> &str {
        self.0.iter().find(|(n, _)| n == nom).map_or("", |(_, v)| v.trim())
    }

    pub fn non_vide(&self, nom: &str) -> Option<String> {
        Some(self.get(nom).to_owned()).filter(|value| !value.is_empty())
    }
}

/// What was typed and what is wrong with it, to show the form again.
pub(crate) fn refused(champs: Champs, refus: &Refus, champ: &'static str) -> Saisie {
    let article = refus.article.map(|a| format!(" ({a})")).unwrap_or_default();
    let sentence = format!("{}{article} {}", refus.raison, refus.que_faire);
    Saisie { valeurs: champs, erreurs: vec![(refus.champ.unwrap_or(champ).to_owned(), sentence)] }
}
