//! `/seances/{id}/…`: the documents of a session: agenda, minutes, addenda, letters.

use axum::Form;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use gestion::ajouter_additif::{DemandeAdditif, ajouter_additif};
use gestion::courriers_seance::render_courriers;
use gestion::issue::Echec;
use gestion::ordre_du_jour::render_ordre;
use gestion::proces_verbal::{read_additif, read_proces_verbal};
use uuid::Uuid;

use super::formulaire::Champs;
use crate::carte::Carte;
use crate::visite::Visite;

pub fn routes(carte: Carte) -> Carte {
    carte
        .get("/seances/{id}/ordre-du-jour.pdf", agenda)
        .get("/seances/{id}/proces-verbal.pdf", minutes)
        .get("/seances/{id}/additifs/{rang}", addendum)
        .post("/seances/{id}/additifs", amend)
        .get("/seances/{id}/courriers.pdf", letters)
        .get("/seances/{id}/courriers/{decision}", letter)
}

async fn agenda(visite: Visite, Path(id): Path<Uuid>) -> Response {
    send(&visite, id, render_ordre(&visite.carbet, &visite.acteur, id).await)
}

async fn minutes(visite: Visite, Path(id): Path<Uuid>) -> Response {
    let read = read_proces_verbal(&visite.carbet, &visite.acteur, id).await;
    send(&visite, id, read.map(|(numero, document)| (format!("proces-verbal-{numero}.pdf"), document)))
}

async fn addendum(visite: Visite, Path((id, rang)): Path<(Uuid, String)>) -> Response {
    // An address that is no number is one that does not exist.
    let rang = rang.parse().unwrap_or(0);
    let read = read_additif(&visite.carbet, &visite.acteur, id, rang).await;
    send(&visite, id, read.map(|(numero, document)| (format!("additif-{numero}.pdf"), document)))
}

async fn letters(visite: Visite, Path(id): Path<Uuid>) -> Response {
    send(&visite, id, render_courriers(&visite.carbet, &visite.acteur, id, None).await)
}

async fn letter(visite: Visite, Path((id, decision)): Path<(Uuid, Uuid)>) -> Response {
    send(&visite, id, render_courriers(&visite.carbet, &visite.acteur, id, Some(decision)).await)
}

async fn amend(visite: Visite, Path(id): Path<Uuid>, Form(champs): Form<Champs>) -> Response {
    let demande = DemandeAdditif {
        seance: id,
        objet: champs.get("objet").to_owned(),
        texte: champs.get("texte").to_owned(),
        cle: champs.texte("cle_idempotence"),
    };
    match ajouter_additif(&visite.carbet, &visite.acteur, demande).await {
        Ok(numero) => visite.then(
            &format!("/seances/{id}"),
            format!("Additif {numero} scellé"),
            "Il se lit avec le procès-verbal, qui ne change pas.",
        ),
        Err(Echec::Refus(refus)) => {
            let saisie = champs.into_refused(&refus, "texte");
            super::seance::page(&visite, id, None, false, StatusCode::UNPROCESSABLE_ENTITY, saisie).await
        }
        Err(other) => visite.echec(other),
    }
}

/// A PDF to keep, or the session with what stands in the way.
fn send(visite: &Visite, id: Uuid, made: Result<(String, Vec<u8>), Echec>) -> Response {
    match made {
        Ok((fichier, document)) => {
            let disposition = format!("attachment; filename=\"{fichier}\"");
            ([(header::CONTENT_TYPE, "application/pdf".to_owned()), (header::CONTENT_DISPOSITION, disposition)], document)
                .into_response()
        }
        Err(echec) => visite.refuse(&format!("/seances/{id}"), echec),
    }
}
