//! The answer of a legal test: satisfied, not satisfied, or undetermined and what is missing.

use crate::tri::Tri;

/// The finding of one legal test on one case. Never a bare `bool`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constat {
    /// Stable code of the rule, e.g. `plafond_ressources`.
    pub regle: &'static str,
    /// The article the rule rests on, as `articles.toml` spells it, e.g. `CCH R. 441-1`.
    pub article: &'static str,
    pub issue: Issue,
    /// One French sentence a member of a committee understands, with the figures that decided.
    pub raison: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Issue {
    Satisfait,
    NonSatisfait,
    /// The facts are not enough; `manque` names them as the catalogue of facts does.
    Indetermine {
        manque: Vec<&'static str>,
    },
}

impl Constat {
    pub fn satisfait(regle: &'static str, article: &'static str, raison: impl Into<String>) -> Constat {
        Constat { regle, article, issue: Issue::Satisfait, raison: raison.into() }
    }

    pub fn non_satisfait(regle: &'static str, article: &'static str, raison: impl Into<String>) -> Constat {
        Constat { regle, article, issue: Issue::NonSatisfait, raison: raison.into() }
    }

    pub fn indetermine(
        regle: &'static str,
        article: &'static str,
        manque: Vec<&'static str>,
        raison: impl Into<String>,
    ) -> Constat {
        Constat { regle, article, issue: Issue::Indetermine { manque }, raison: raison.into() }
    }

    pub fn tri(&self) -> Tri {
        match self.issue {
            Issue::Satisfait => Tri::Vrai,
            Issue::NonSatisfait => Tri::Faux,
            Issue::Indetermine { .. } => Tri::Inconnu,
        }
    }

    pub fn manque(&self) -> &[&'static str] {
        match &self.issue {
            Issue::Indetermine { manque } => manque,
            Issue::Satisfait | Issue::NonSatisfait => &[],
        }
    }
}
