//! The map of addresses: the only place routes are added, so that a test can list them.

use axum::Router;
use axum::handler::Handler;
use axum::routing::{get, post};

use crate::etat::Etat;

/// A router that remembers its addresses.
pub struct Carte {
    router: Router<Etat>,
    adresses: Vec<(&'static str, &'static str)>,
}

impl Carte {
    pub fn new() -> Carte {
        Carte { router: Router::new(), adresses: Vec::new() }
    }

    pub fn get<H, T>(mut self, chemin: &'static str, handler: H) -> Carte
    where
        H: Handler<T, Etat>,
        T: 'static,
    {
        self.adresses.push(("GET", chemin));
        self.router = self.router.route(chemin, get(handler));
        self
    }

    pub fn post<H, T>(mut self, chemin: &'static str, handler: H) -> Carte
    where
        H: Handler<T, Etat>,
        T: 'static,
    {
        self.adresses.push(("POST", chemin));
        self.router = self.router.route(chemin, post(handler));
        self
    }

    /// Method and path of every route, as `droits.toml` writes them.
    pub fn adresses(&self) -> &[(&'static str, &'static str)] {
        &self.adresses
    }

    pub fn into_router(self) -> Router<Etat> {
        self.router
    }
}

impl Default for Carte {
    fn default() -> Carte {
        Carte::new()
    }
}
