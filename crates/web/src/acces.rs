//! Who asks, and may they: the session cookie becomes an `Acteur`, and the table of rights is
//! checked before any handler runs. A wrong role gets the answer of an address that does not exist.

use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use gestion::droits::{self, Acteur, Role};
use gestion::ouvrir_session;

use crate::etat::Etat;
use crate::reponse;

/// Name of the session cookie.
pub const COOKIE: &str = "carbet_session";

/// Addresses that need no account.
pub const PUBLIQUES: &[(&str, &str)] = &[
    ("GET", "/connexion"),
    ("POST", "/connexion"),
    ("POST", "/connexion/demandeur"),
    ("GET", "/info"),
    ("GET", "/sante"),
    ("GET", "/statique/{*chemin}"),
];

/// The signed-in actor, for handlers; the middleware has put it there.
pub struct Qui(pub Acteur);

impl FromRequestParts<Etat> for Qui {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &Etat) -> Result<Qui, Response> {
        match parts.extensions.get::<Acteur>() {
            Some(acteur) => Ok(Qui(acteur.clone())),
            None => Err(Redirect::to("/connexion").into_response()),
        }
    }
}

/// Lets through public addresses, then whoever the table of rights allows.
pub async fn check(State(etat): State<Etat>, jar: CookieJar, mut request: Request, next: Next) -> Response {
    let chemin = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned()).unwrap_or_default();
    let methode = request.method().clone();
    let acteur = match jar.get(COOKIE) {
        None => None,
        Some(cookie) => match ouvrir_session::find_acteur(&etat.carbet, cookie.value()).await {
            Ok(found) => found,
            Err(echec) => return reponse::echec(&etat, None, echec),
        },
    };
    if PUBLIQUES.contains(&(methode.as_str(), chemin.as_str())) {
        if let Some(acteur) = acteur {
            request.extensions_mut().insert(acteur);
        }
        return next.run(request).await;
    }
    let Some(acteur) = acteur else {
        return sign_in_first(&methode, request.uri().path());
    };
    let allowed = droits::find_acte(methode.as_str(), &chemin).is_some_and(|acte| acteur.portee(acte).is_some());
    if !allowed {
        if chemin == "/" && acteur.role == Role::Demandeur {
            return Redirect::to("/mon-dossier").into_response();
        }
        return reponse::introuvable(&etat, Some(&acteur));
    }
    request.extensions_mut().insert(acteur);
    next.run(request).await
}

fn sign_in_first(methode: &Method, chemin: &str) -> Response {
    if *methode == Method::GET || *methode == Method::HEAD {
        let suite: String = chemin.bytes().flat_map(|b| percent(b).into_bytes()).map(char::from).collect();
        return Redirect::to(&format!("/connexion?suite={suite}")).into_response();
    }
    (StatusCode::SEE_OTHER, [("location", "/connexion?motif=expiree")]).into_response()
}

fn percent(byte: u8) -> String {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'/' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    }
}
