//! One file per page: its routes and its handlers.

pub mod connexion;
pub mod correspondance;
pub mod demande;
pub mod demandes;
mod fiche_demande;
mod formulaire;
pub mod imports;
mod saisie_demande;
pub mod sante;

use axum::extract::State;
use axum::response::Response;
use gestion::issue::Echec;

use crate::carte::Carte;
use crate::etat::Etat;
use crate::visite::{cadre_public, echec_page};

/// Every page's addresses.
pub fn routes(carte: Carte) -> Carte {
    let carte = connexion::routes(carte);
    let carte = demandes::routes(carte);
    let carte = demande::routes(carte);
    let carte = imports::routes(carte);
    let carte = correspondance::routes(carte);
    sante::routes(carte)
}

/// Any other address.
pub async fn introuvable(State(etat): State<Etat>) -> Response {
    echec_page(cadre_public(&etat.carbet), Echec::Introuvable)
}
