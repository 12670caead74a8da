//! One file per page: its routes and its handlers.

// What pages share.
mod fiche_demande;
mod formulaire;
mod saisie_demande;

// Pages.
pub mod a_renouveler;
pub mod a_reporter;
pub mod accueil;
pub mod comptes;
pub mod conflits;
pub mod connexion;
pub mod correspondance;
pub mod cotation;
pub mod delais;
pub mod demande;
pub mod demandes;
pub mod documents_seance;
pub mod ecart;
pub mod echanges_sne;
pub mod ecrire;
pub mod etapes;
pub mod exploitation;
pub mod guichet;
pub mod historique;
pub mod imports;
pub mod info;
pub mod interets;
pub mod journal;
pub mod logements;
pub mod mesures;
pub mod mon_dossier;
pub mod objectifs;
pub mod offres;
pub mod parametres;
pub mod parcours_vacance;
pub mod pieces;
pub mod profil;
pub mod relances;
pub mod reservations;
pub mod sante;
pub mod seance;
pub mod seances;
pub mod sources;
pub mod vacance;
pub mod vacances;
pub mod vues_gardees;

use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use axum_extra::extract::CookieJar;
use gestion::issue::Echec;
use gestion::ouvrir_session;

use crate::acces::COOKIE;
use crate::carte::Carte;
use crate::etat::Etat;
use crate::visite::{cadre, cadre_public, echec_page};

/// Every page's addresses.
pub fn routes(carte: Carte) -> Carte {
    let carte = connexion::routes(carte);
    let carte = demandes::routes(carte);
    let carte = guichet::routes(carte);
    let carte = etapes::routes(carte);
    let carte = pieces::routes(carte);
    let carte = a_renouveler::routes(carte);
    let carte = demande::routes(carte);
    let carte = historique::routes(carte);
    let carte = conflits::routes(carte);
    let carte = sources::routes(carte);
    let carte = parametres::routes(carte);
    let carte = imports::routes(carte);
    let carte = correspondance::routes(carte);
    let carte = seances::routes(carte);
    let carte = seance::routes(carte);
    let carte = documents_seance::routes(carte);
    let carte = offres::routes(carte);
    let carte = relances::routes(carte);
    let carte = interets::routes(carte);
    let carte = ecrire::routes(carte);
    let carte = a_reporter::routes(carte);
    let carte = echanges_sne::routes(carte);
    let carte = logements::routes(carte);
    let carte = vacances::routes(carte);
    let carte = vues_gardees::routes(carte);
    let carte = delais::routes(carte);
    let carte = vacance::routes(carte);
    let carte = parcours_vacance::routes(carte);
    let carte = reservations::routes(carte);
    let carte = accueil::routes(carte);
    let carte = ecart::routes(carte);
    let carte = objectifs::routes(carte);
    let carte = cotation::routes(carte);
    let carte = journal::routes(carte);
    let carte = exploitation::routes(carte);
    let carte = comptes::routes(carte);
    let carte = profil::routes(carte);
    let carte = info::routes(carte);
    let carte = mon_dossier::routes(carte);
    let carte = mesures::routes(carte);
    sante::routes(carte)
}

/// Any other address: the same answer as an address out of one's rights, in the frame of whoever asks.
pub async fn introuvable(State(etat): State<Etat>, uri: Uri, jar: CookieJar) -> Response {
    let acteur = match jar.get(COOKIE) {
        None => None,
        Some(cookie) => match ouvrir_session::find_acteur(&etat.carbet, cookie.value()).await {
            Ok(found) => found,
            Err(echec) => return echec_page(cadre_public(&etat.carbet), echec),
        },
    };
    let cadre = acteur.map_or_else(|| cadre_public(&etat.carbet), |acteur| cadre(&etat.carbet, &acteur, uri.path()));
    echec_page(cadre, Echec::Introuvable)
}
