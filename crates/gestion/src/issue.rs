//! How an act or a reading can fail, split by what the caller can do about it.

use stockage::StockageError;

/// Why an act was not done. Nothing of it was written.
#[derive(Debug, thiserror::Error)]
pub enum Echec {
    /// The law, a rule of use or the input stands against it: tell the person and let them mend it.
    #[error("{0}")]
    Refus(Refus),
    /// The object does not exist, or not for this person: both get the same answer.
    #[error("objet introuvable")]
    Introuvable,
    /// The base could not be asked: log it, tell the person that nothing was lost.
    #[error(transparent)]
    Stockage(StockageError),
}

/// A refusal in words: what happened, why (article when there is one), what to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refus {
    /// Stable code, for tests and machines.
    pub code: &'static str,
    pub raison: String,
    pub article: Option<&'static str>,
    pub que_faire: String,
    /// Name of the form's field at fault.
    pub champ: Option<&'static str>,
}

impl Refus {
    pub fn new(code: &'static str, raison: impl Into<String>, que_faire: impl Into<String>) -> Refus {
        Refus { code, raison: raison.into(), article: None, que_faire: que_faire.into(), champ: None }
    }

    /// The reason with its article when there is one.
    pub fn motif(&self) -> String {
        match self.article {
            Some(article) => format!("{} ({article})", self.raison),
            None => self.raison.clone(),
        }
    }

    pub fn article(mut self, article: &'static str) -> Refus {
        self.article = Some(article);
        self
    }

    pub fn champ(mut self, champ: &'static str) -> Refus {
        self.champ = Some(champ);
        self
    }
}

/// Reason, article when there is one, what to do next: one sentence after the other.
impl std::fmt::Display for Refus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.motif(), self.que_faire)
    }
}

impl From<Refus> for Echec {
    fn from(refus: Refus) -> Echec {
        Echec::Refus(refus)
    }
}

impl From<StockageError> for Echec {
    fn from(error: StockageError) -> Echec {
        match error {
            StockageError::Introuvable => Echec::Introuvable,
            StockageError::Contrainte(contrainte) => Refus::new(
                "deja_enregistre",
                format!("Cet acte ne peut pas être enregistré : {contrainte}."),
                "Recharger la page pour voir l'état à jour, puis recommencer si besoin.",
            )
            .into(),
            other => Echec::Stockage(other),
        }
    }
}

/// A transition refused by the law's states is a refusal of the act.
impl From<droit::etats::Refus> for Echec {
    fn from(refus: droit::etats::Refus) -> Echec {
        Refus { code: refus.code, raison: refus.raison, article: refus.article, que_faire: refus.que_faire, champ: None }.into()
    }
}
