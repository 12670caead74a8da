//! One file per page: its routes and its handlers.

pub mod connexion;
mod formulaire;
pub mod logements;
pub mod reservations;
pub mod sante;
pub mod vacance;
pub mod vacances;

use axum::extract::State;
use axum::response::Response;
use gestion::issue::Echec;

use crate::carte::Carte;
use crate::etat::Etat;
use crate::visite::{cadre_public, echec_page};

/// Every page's addresses.
pub fn routes(carte: Carte) -> Carte {
    let carte = connexion::routes(carte);
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
