//! One file per page: its routes and its handlers.

pub mod accueil;
pub mod comptes;
pub mod connexion;
pub mod cotation;
pub mod info;
pub mod journal;
pub mod mesures;
pub mod mon_dossier;
pub mod objectifs;
pub mod profil;
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
    let carte = accueil::routes(carte);
    let carte = objectifs::routes(carte);
    let carte = cotation::routes(carte);
    let carte = journal::routes(carte);
    let carte = comptes::routes(carte);
    let carte = profil::routes(carte);
    let carte = info::routes(carte);
    let carte = mon_dossier::routes(carte);
    let carte = mesures::routes(carte);
    sante::routes(carte)
}

/// Any other address.
pub async fn introuvable(State(etat): State<Etat>) -> Response {
    echec_page(cadre_public(&etat.carbet), Echec::Introuvable)
}
