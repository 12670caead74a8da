//! One request of a signed-in person: who they are, the frame of their page, and how to answer them.

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use droit::territoire::ModeSne;
use gestion::carbet::Carbet;
use gestion::consulter_parametres::{Chiffres, count_a_confirmer};
use gestion::droits::{self, Acteur};
use gestion::fichier::Fichier;
use gestion::issue::Echec;
use std::sync::Arc;
use uuid::Uuid;

use crate::etat::Etat;
use crate::vues::cadre::{Cadre, Message, Ton, Utilisateur, navigation};
use crate::vues::erreur::VueErreur;

/// Carries what an act has to say to the page that follows it.
const COOKIE_MESSAGE: &str = "carbet_message";

/// Extracted by every handler of a signed-in page; the rights of the address are already checked.
pub struct Visite {
    pub carbet: Arc<Carbet>,
    pub acteur: Acteur,
    pub cadre: Cadre,
    jar: CookieJar,
}

impl FromRequestParts<Etat> for Visite {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, etat: &Etat) -> Result<Visite, Response> {
        let Some(acteur) = parts.extensions.get::<Acteur>().cloned() else {
            return Err((StatusCode::SEE_OTHER, [(header::LOCATION, "/connexion")]).into_response());
        };
        let jar = CookieJar::from_headers(&parts.headers);
        let mut cadre = cadre(&etat.carbet, &acteur, parts.uri.path());
        cadre.messages = read_message(&jar).into_iter().collect();
        Ok(Visite { carbet: etat.carbet.clone(), acteur, cadre, jar })
    }
}

impl Visite {
    /// The frame of this visit under a title.
    pub fn cadre(&self, titre: &str) -> Cadre {
        self.cadre.clone().with_titre(titre)
    }

    /// The token of the session, to tell it from the others of the account.
    pub fn jeton(&self) -> &str {
        self.jar.get(crate::acces::COOKIE).map_or("", |cookie| cookie.value())
    }

    /// Answers with a page; a message it carried is forgotten.
    pub fn page(&self, vue: &impl Template) -> Response {
        self.page_with(StatusCode::OK, vue)
    }

    /// Answers with a page under a status, e.g. 422 for a form to mend.
    pub fn page_with(&self, status: StatusCode, vue: &impl Template) -> Response {
        let mut response = render(status, vue);
        if self.jar.get(COOKIE_MESSAGE).is_some() {
            set_cookie(response.headers_mut(), &forget(COOKIE_MESSAGE));
        }
        response
    }

    /// After an act: goes to a page (303), which will say what was done.
    pub fn then(&self, adresse: &str, titre: impl Into<String>, texte: impl Into<String>) -> Response {
        redirect(adresse, &Message { ton: Ton::Bon, titre: titre.into(), texte: texte.into() })
    }

    /// After an act that was not done: a refusal is told on the page one comes from, the rest gets its error page.
    pub fn refuse(&self, adresse: &str, echec: Echec) -> Response {
        match echec {
            Echec::Refus(refus) => {
                let message = Message { ton: Ton::Attention, titre: refus.motif(), texte: refus.que_faire };
                redirect(adresse, &message)
            }
            other => self.echec(other),
        }
    }

    /// A workbook to keep, or the page of why there is none.
    pub fn send(&self, fichier: Result<Fichier, Echec>) -> Response {
        match fichier {
            Ok(fichier) => (
                [
                    (header::CONTENT_TYPE, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned()),
                    (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", fichier.nom)),
                ],
                fichier.octets,
            )
                .into_response(),
            Err(echec) => self.echec(echec),
        }
    }

    /// The error page of a failure that no form can mend.
    pub fn echec(&self, echec: Echec) -> Response {
        echec_page(self.cadre.clone(), echec)
    }
}

/// The frame of every signed-in page for an actor at an address.
pub fn cadre(carbet: &Carbet, acteur: &Acteur, chemin: &str) -> Cadre {
    let regles = carbet.regles();
    let sne = carbet.fraicheur_sne();
    Cadre {
        titre: String::new(),
        epci: regles.territoire.epci.nom.clone(),
        demo: carbet.demo,
        sne_au: sne.au.map(droit::jour::format_fr),
        sne_vieux: sne.vieux,
        utilisateur: Utilisateur {
            nom: acteur.nom.clone(),
            initiales: initiales(&acteur.nom),
            role: acteur.role.libelle().to_owned(),
            organisation: regles.territoire.organisation(&acteur.organisation).map_or_else(String::new, |o| o.nom.clone()),
        },
        navigation: navigation(
            chemin,
            |adresse| {
                // In companion mode there is no message to follow.
                let useful = adresse != "/echanges-sne" || regles.territoire.epci.mode_sne == ModeSne::Interface;
                useful && droits::find_acte("GET", adresse).is_some_and(|acte| acteur.portee(acte).is_some())
            },
            |_| 0,
        ),
        messages: Vec::new(),
        cle: Uuid::now_v7().to_string(),
        projection: false,
        a_confirmer: chiffres_de(chemin).map_or(0, |chiffres| count_a_confirmer(carbet, acteur, chiffres)),
    }
}

/// The figures that a page shows, when they rest on values of the law.
fn chiffres_de(chemin: &str) -> Option<Chiffres> {
    match chemin.split('/').skip(1).collect::<Vec<_>>().as_slice() {
        ["objectifs"] => Some(Chiffres::Objectifs),
        ["reservations"] => Some(Chiffres::Reservations),
        ["cotation"] => Some(Chiffres::Cotation),
        ["demandes", _] => Some(Chiffres::Demande),
        ["seances", _] => Some(Chiffres::Seance),
        _ => None,
    }
}

/// Renders a page under a status. A template that fails to render is told as an error, never half a page.
pub fn render(status: StatusCode, vue: &impl Template) -> Response {
    match vue.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            (
                StatusCode::INTERNAL_SERVER_ERROR,
                "Cette page n'a pas pu être composée. Rien n'est perdu ; réessayez dans un instant.",
            )
                .into_response()
        }
    }
}

/// The frame of a page seen without an account.
pub fn cadre_public(carbet: &Carbet) -> Cadre {
    Cadre {
        epci: carbet.regles().territoire.epci.nom.clone(),
        demo: carbet.demo,
        cle: Uuid::now_v7().to_string(),
        ..Cadre::default()
    }
}

/// The page of a failure, in a given frame.
pub fn echec_page(cadre: Cadre, echec: Echec) -> Response {
    match echec {
        Echec::Introuvable => render(StatusCode::NOT_FOUND, &VueErreur::introuvable(cadre)),
        Echec::Refus(refus) => {
            let vue = VueErreur {
                cadre: cadre.with_titre("Cet acte n’a pas été enregistré"),
                code: 422,
                explication: refus.motif(),
                suite: refus.que_faire,
                retour: "/".to_owned(),
                retour_libelle: "Revenir à l’accueil".to_owned(),
                reference: String::new(),
            };
            render(StatusCode::UNPROCESSABLE_ENTITY, &vue)
        }
        Echec::Stockage(error) => {
            let reference = Uuid::now_v7().simple().to_string();
            tracing::error!(%error, reference, "the base could not be asked");
            render(StatusCode::INTERNAL_SERVER_ERROR, &VueErreur::interne(cadre, reference))
        }
    }
}

fn redirect(adresse: &str, message: &Message) -> Response {
    let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, adresse.to_owned())]).into_response();
    let ton = match message.ton {
        Ton::Bon => "bon",
        Ton::Grave => "grave",
        Ton::Neutre | Ton::Info | Ton::Attention | Ton::Priorite => "attention",
    };
    let value = format!("{ton}|{}|{}", encode(&message.titre), encode(&message.texte));
    let cookie = Cookie::build((COOKIE_MESSAGE, value)).path("/").http_only(true).same_site(SameSite::Lax).build();
    set_cookie(response.headers_mut(), &cookie);
    response
}

fn read_message(jar: &CookieJar) -> Option<Message> {
    let value = jar.get(COOKIE_MESSAGE)?.value().to_owned();
    let mut parts = value.splitn(3, '|');
    let ton = match parts.next()? {
        "bon" => Ton::Bon,
        "grave" => Ton::Grave,
        _ => Ton::Attention,
    };
    Some(Message { ton, titre: decode(parts.next()?), texte: decode(parts.next()?) })
}

/// A cookie that removes itself.
pub fn forget(name: &'static str) -> Cookie<'static> {
    let mut cookie = Cookie::build((name, "")).path("/").build();
    cookie.make_removal();
    cookie
}

pub fn set_cookie(headers: &mut HeaderMap, cookie: &Cookie<'_>) {
    if let Ok(value) = HeaderValue::from_str(&cookie.to_string()) {
        headers.append(header::SET_COOKIE, value);
    }
}

/// Percent-encodes for a cookie or an address.
pub fn encode(text: &str) -> String {
    use std::fmt::Write;
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'/') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

/// The address of a list under the filters that are set, ending where one more goes.
pub fn address_filtree(path: &str, filtres: &[(&str, &str)]) -> String {
    let mut address = format!("{path}?");
    for (name, value) in filtres.iter().filter(|(_, value)| !value.is_empty()) {
        address.push_str(&format!("{name}={}&", encode(value)));
    }
    address
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let escaped = (first == b'%').then(|| tail.get(..2)).flatten().and_then(|hex| std::str::from_utf8(hex).ok());
        match escaped.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn initiales(nom: &str) -> String {
    nom.split_whitespace().filter_map(|word| word.chars().next()).take(2).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_comes_back() {
        for text in ["", "Décision enregistrée", "100 % | a;b\n\u{202f}é", "%zz%"] {
            assert_eq!(decode(&encode(text)), text);
        }
    }
}
