//! `/sante`: 200 once the server is ready; and the browser's icon.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use crate::carte::Carte;
use crate::etat::Etat;
use crate::vues::actifs;

pub fn routes(carte: Carte) -> Carte {
    carte.get("/sante", show).get("/favicon.ico", icone)
}

async fn show(State(etat): State<Etat>) -> Response {
    match etat.carbet.check_sante().await {
        Ok(()) => (StatusCode::OK, "pret\n").into_response(),
        Err(error) => {
            tracing::error!(%error, "the base does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "la base ne répond pas\n").into_response()
        }
    }
}

async fn icone() -> Redirect {
    Redirect::permanent(&actifs::adresse("icone.svg"))
}
