//! Pages, portal and the server: the only room that names HTTP.
//!
//! To add a page: its row in `gestion/droits.toml`, one file in `pages/` (its routes and handlers),
//! one view in `vues/` with its template. A handler takes a [`visite::Visite`], calls one reading or
//! one act of `gestion`, and fills one view. It decides no right and knows no rule.

// The way of a request.
pub mod acces;
pub mod carte;
pub mod etat;
pub mod liste;
pub mod securite;
pub mod statique;
pub mod visite;

// What is answered.
pub mod pages;
pub mod vues;

use std::sync::Arc;

use axum::{Router, middleware};
use gestion::carbet::Carbet;
use tower_http::trace::TraceLayer;

use crate::carte::Carte;
use crate::etat::Etat;

/// Every address of Carbet.
pub fn carte() -> Carte {
    pages::routes(Carte::new().get("/statique/{*chemin}", statique::show))
}

/// The whole server as one service.
pub fn router(carbet: Arc<Carbet>) -> Router {
    let etat = Etat { carbet };
    let pages = carte()
        .into_router()
        .route_layer(middleware::from_fn_with_state(etat.clone(), acces::check))
        .fallback(pages::introuvable)
        .with_state(etat);
    let trace = TraceLayer::new_for_http().make_span_with(|request: &axum::extract::Request| {
        let route = request.extensions().get::<axum::extract::MatchedPath>().map_or("", |path| path.as_str());
        tracing::info_span!("requete", methode = %request.method(), route)
    });
    securite::protect(pages).layer(trace)
}

/// Serves until `stop` completes; requests under way are let finish.
pub async fn serve(
    listener: tokio::net::TcpListener,
    carbet: Arc<Carbet>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    axum::serve(listener, router(carbet)).with_graceful_shutdown(stop).await
}
