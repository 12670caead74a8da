//! Who asks, and may they: the session cookie becomes an `Acteur`, and the table of rights is
//! checked before any handler runs. A wrong role gets the answer of an address that does not exist.

use axum::extract::{MatchedPath, Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use gestion::droits::{self, Role};
use gestion::issue::Echec;
use gestion::ouvrir_session::{self, Visiteur};

use crate::etat::Etat;
use crate::visite::{cadre, cadre_public, echec_page, encode};

/// Name of the session cookie.
pub const COOKIE: &str = "carbet_session";

/// Addresses that need no account.
pub const PUBLIQUES: &[(&str, &str)] = &[
    ("GET", "/connexion"),
    ("POST", "/connexion"),
    ("POST", "/connexion/demandeur"),
    ("GET", "/info"),
    ("GET", "/cotation"),
    ("GET", "/metrics"),
    ("GET", "/sante"),
    ("GET", "/favicon.ico"),
    ("GET", "/statique/{*chemin}"),
];

/// All that an account may reach before it has changed the password it was handed.
const WITH_FIRST_PASSWORD: &[&str] = &["/profil", "/profil/mot-de-passe", "/deconnexion"];

/// Lets through public addresses, then whoever the table of rights allows.
pub async fn check(State(etat): State<Etat>, jar: CookieJar, mut request: Request, next: Next) -> Response {
    let chemin = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned()).unwrap_or_default();
    let methode = request.method().clone();
    let visiteur = match jar.get(COOKIE) {
        None => None,
        Some(cookie) => match ouvrir_session::find_visiteur(&etat.carbet, cookie.value()).await {
            Ok(found) => found,
            Err(echec) => return echec_page(cadre_public(&etat.carbet), echec),
        },
    };
    if PUBLIQUES.contains(&(methode.as_str(), chemin.as_str())) {
        if let Some(visiteur) = visiteur {
            request.extensions_mut().insert(visiteur.acteur);
        }
        return next.run(request).await;
    }
    let Some(Visiteur { acteur, doit_changer }) = visiteur else {
        return sign_in_first(&methode, request.uri().path());
    };
    if doit_changer && !WITH_FIRST_PASSWORD.contains(&chemin.as_str()) {
        return Redirect::to("/profil").into_response();
    }
    let allowed = droits::find_acte(methode.as_str(), &chemin).is_some_and(|acte| acteur.portee(acte).is_some());
    if !allowed {
        if chemin == "/" && acteur.role == Role::Demandeur {
            return Redirect::to("/mon-dossier").into_response();
        }
        return echec_page(cadre(&etat.carbet, &acteur, request.uri().path()), Echec::Introuvable);
    }
    request.extensions_mut().insert(acteur);
    next.run(request).await
}

fn sign_in_first(methode: &Method, chemin: &str) -> Response {
    if *methode == Method::GET || *methode == Method::HEAD {
        return Redirect::to(&format!("/connexion?retour={}", encode(chemin))).into_response();
    }
    (StatusCode::SEE_OTHER, [("location", "/connexion")]).into_response()
}
