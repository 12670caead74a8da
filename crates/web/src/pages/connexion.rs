//! `/connexion`: signing in and out, for professionals and for applicants.

use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use gestion::droits::Role;
use gestion::issue::Echec;
use gestion::ouvrir_session::{self, Identification, SessionOuverte};
use serde::Deserialize;

use super::formulaire::Champs;
use crate::acces::COOKIE;
use crate::carte::Carte;
use crate::etat::Etat;
use crate::visite::{cadre_public, echec_page, forget, render, set_cookie};
use crate::vues::connexion::{CompteDemo, VueConnexion};

pub fn routes(carte: Carte) -> Carte {
    carte
        .get("/connexion", show)
        .post("/connexion", sign_in)
        .post("/connexion/demandeur", sign_in_demandeur)
        .post("/deconnexion", sign_out)
}

#[derive(Deserialize)]
struct Retour {
    #[serde(default)]
    retour: String,
}

async fn show(State(etat): State<Etat>, Query(demande): Query<Retour>) -> Response {
    render(StatusCode::OK, &vue(&etat, String::new(), String::new(), &demande.retour))
}

async fn sign_in(State(etat): State<Etat>, Form(champs): Form<Champs>) -> Response {
    let identification =
        Identification { identifiant: champs.get_exact("identifiant"), mot_de_passe: champs.get_exact("mot_de_passe") };
    let retour = champs.get("retour");
    match ouvrir_session::open_session(&etat.carbet, identification).await {
        Ok(session) => enter(&etat, &session, local_path(retour)),
        Err(echec) => refuse(&etat, echec, champs.get_exact("identifiant").to_owned(), retour),
    }
}

async fn sign_in_demandeur(State(etat): State<Etat>, Form(champs): Form<Champs>) -> Response {
    let opened =
        ouvrir_session::open_session_demandeur(&etat.carbet, champs.get_exact("numero_unique"), champs.get_exact("code")).await;
    match opened {
        Ok(session) => enter(&etat, &session, "/mon-dossier"),
        Err(echec) => refuse(&etat, echec, String::new(), ""),
    }
}

async fn sign_out(State(etat): State<Etat>, jar: CookieJar) -> Response {
    if let Some(cookie) = jar.get(COOKIE)
        && let Err(echec) = ouvrir_session::close_session(&etat.carbet, cookie.value()).await
    {
        return echec_page(cadre_public(&etat.carbet), echec);
    }
    let mut response = Redirect::to("/connexion").into_response();
    set_cookie(response.headers_mut(), &forget(COOKIE));
    response
}

fn enter(etat: &Etat, session: &SessionOuverte, adresse: &str) -> Response {
    let adresse = if session.acteur.role == Role::Demandeur { "/mon-dossier" } else { adresse };
    let mut response = Redirect::to(adresse).into_response();
    let cookie = Cookie::build((COOKIE, session.jeton.clone()))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(etat.carbet.https())
        .build();
    set_cookie(response.headers_mut(), &cookie);
    response
}

fn refuse(etat: &Etat, echec: Echec, identifiant: String, retour: &str) -> Response {
    match echec {
        Echec::Refus(refus) => render(
            StatusCode::UNPROCESSABLE_ENTITY,
            &vue(etat, format!("{} {}", refus.raison, refus.que_faire), identifiant, retour),
        ),
        other => echec_page(cadre_public(&etat.carbet), other),
    }
}

fn vue(etat: &Etat, refus: String, identifiant: String, retour: &str) -> VueConnexion {
    let demonstration = etat.carbet.demonstration();
    VueConnexion {
        cadre: cadre_public(&etat.carbet).with_titre("Se connecter"),
        refus,
        identifiant,
        retour: local_path(retour).to_owned(),
        comptes_demo: demonstration
            .iter()
            .flat_map(|demo| &demo.comptes)
            .map(|(role, identifiant)| CompteDemo { role: role.clone(), identifiant: identifiant.clone() })
            .collect(),
        mot_de_passe_demo: demonstration.map_or_else(String::new, |demo| demo.mot_de_passe.clone()),
        demandeur_demo: demonstration.map_or_else(String::new, |demo| demo.demandeur.clone()),
    }
}

/// Only a path of this site: never another host (`//exemple`), never a scheme.
fn local_path(retour: &str) -> &str {
    let local = retour.starts_with('/') && !retour.starts_with("//") && !retour.contains(['\\', '\r', '\n']);
    if local { retour } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::local_path;

    #[test]
    fn one_never_leaves_the_site_by_signing_in() {
        assert_eq!(local_path("/demandes?page=2"), "/demandes?page=2");
        for hostile in ["//exemple.fr", "https://exemple.fr", "/\\exemple.fr", "", "javascript:alert(1)", "/a\r\nb"] {
            assert_eq!(local_path(hostile), "/", "{hostile}");
        }
    }
}
