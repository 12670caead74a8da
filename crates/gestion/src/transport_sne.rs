//! What carries the messages of the interface to the SNE and brings its answers back.
//!
//! Two carriers exist: a folder that the operator connects to the State's service, and the simulated SNE of the
//! demonstration. Without one, the messages wait to be taken by hand from the page of the exchanges.

use std::fmt;

/// A carrier. Its calls block: they are made away from the pages.
pub trait TransportSne: fmt::Debug + Send + Sync {
    /// In words, for the page: « dossier d'échange », « SNE simulé ».
    fn libelle(&self) -> String;

    /// Leaves a message. The same name twice is one message.
    ///
    /// # Errors
    /// Why it could not be left, in French.
    fn deposer(&self, nom: &str, xml: &str) -> Result<(), String>;

    /// The answers not yet put away.
    ///
    /// # Errors
    /// Why they could not be listed, in French.
    fn list_reponses(&self) -> Result<Vec<FichierReponse>, String>;

    /// Puts an answer away, so that it is not listed again.
    ///
    /// # Errors
    /// Why it could not, in French; it will be listed again.
    fn ranger(&self, nom: &str, rangement: &Rangement) -> Result<(), String>;
}

/// An answer as it came.
#[derive(Clone, Debug)]
pub struct FichierReponse {
    pub nom: String,
    /// Or why it cannot be read.
    pub contenu: Result<Vec<u8>, String>,
    /// Changed a moment ago: it may still be being written.
    pub recent: bool,
}

/// What became of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rangement {
    Traite,
    /// With the reason, in French, without identity.
    Rejete(String),
}
