//! What every handler shares.

use std::sync::Arc;

use gestion::carbet::Carbet;

/// The server's state: the running Carbet.
#[derive(Clone)]
pub struct Etat {
    pub carbet: Arc<Carbet>,
}
