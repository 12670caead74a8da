//! Facts of a demande on a day: typed, three-valued, declared and proven told apart.
//!
//! A fact is what a criterion of a grid may speak of. The catalogue is national; a territory adds
//! its own facts (`fait_local`) in its grid. To add a fact: one `Fait` in the file of its topic.
//! Nationality is never a fact: no criterion may rest on it (R4.08).

mod anciennete;
mod contexte;
mod logement_actuel;
mod menage;
mod priorites;
mod refus;
mod ressources;
mod schema;
mod territoire;

pub(crate) use anciennete::ANCIENNETE_MOIS;
pub use contexte::{Contexte, Reperes};
pub(crate) use refus::REFUS_RANG;
pub use schema::{DescriptionFait, FaitsDemande, Schema, compute_faits};

use std::borrow::Cow;

use crate::demande::{NaturePreuve, Sensibilite};
use crate::jour::Jour;
use crate::tri::Tri;

/// The value of one fact. `Inconnu`: nobody stated it, which is neither yes nor no.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Valeur {
    #[default]
    Inconnu,
    Booleen(bool),
    Entier(i64),
    /// A code of the list of the fact's type.
    Enumeration(Cow<'static, str>),
    Date(Jour),
}

/// The type of a fact, with its closed list of codes for an enumeration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeFait {
    Booleen,
    Entier,
    Enumeration(Vec<String>),
    Date,
}

/// What a fact depends on: the demande alone, or the home it is put beside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Portee {
    Demande,
    /// Counted in the shortlist of a home, never in the general rank.
    Logement,
}

/// How far a fact is established (R4.06).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EtatPreuve {
    /// Stated by the household; points resting on it are provisional when the grid wants a proof.
    Declare,
    Prouve {
        nature: NaturePreuve,
    },
    /// Made from the register itself (a date, a count): nothing to prove.
    SansObjet,
}

/// One fact of the national catalogue.
pub struct Fait {
    /// Name used in grids.
    pub nom: &'static str,
    pub type_fait: fn() -> TypeFait,
    pub portee: Portee,
    pub sensibilite: Sensibilite,
    /// Article or reference the fact rests on.
    pub article: &'static str,
    /// French label.
    pub libelle: &'static str,
    /// French sentence: what is counted and what makes it unknown.
    pub explication: &'static str,
    /// True when the register itself gives the value: no proof is ever asked.
    pub automatique: bool,
    pub derive: fn(&Contexte) -> (Valeur, EtatPreuve),
}

/// Every fact of the catalogue, in the order of its topics. The order is part of the contract of `Schema`.
pub fn list_faits() -> impl Iterator<Item = &'static Fait> {
    [
        menage::FAITS,
        anciennete::FAITS,
        logement_actuel::FAITS,
        ressources::FAITS,
        territoire::FAITS,
        refus::FAITS,
        priorites::FAITS,
    ]
    .into_iter()
    .flatten()
}

/// The fact of this name in the national catalogue.
pub fn find_fait(nom: &str) -> Option<&'static Fait> {
    list_faits().find(|fait| fait.nom == nom)
}

impl Valeur {
    /// From a three-valued answer.
    pub fn from_tri(tri: Tri) -> Valeur {
        match tri {
            Tri::Vrai => Valeur::Booleen(true),
            Tri::Faux => Valeur::Booleen(false),
            Tri::Inconnu => Valeur::Inconnu,
        }
    }

    /// From an integer that may be unknown.
    pub fn from_entier(value: Option<i64>) -> Valeur {
        value.map_or(Valeur::Inconnu, Valeur::Entier)
    }

    /// From a code of a national list.
    pub fn from_code(code: Option<&'static str>) -> Valeur {
        code.map_or(Valeur::Inconnu, |code| Valeur::Enumeration(Cow::Borrowed(code)))
    }

    pub fn is_inconnu(&self) -> bool {
        *self == Valeur::Inconnu
    }

    /// French text for people: « oui », « non », a number, a code, a French date, « inconnu ».
    pub fn format_fr(&self) -> String {
        match self {
            Valeur::Inconnu => "inconnu".to_owned(),
            Valeur::Booleen(true) => "oui".to_owned(),
            Valeur::Booleen(false) => "non".to_owned(),
            Valeur::Entier(value) => value.to_string(),
            Valeur::Enumeration(code) => code.to_string(),
            Valeur::Date(jour) => crate::jour::format_fr(*jour),
        }
    }
}

/// The value of the fact `nom` in French: a rate kept in hundredths of a percent reads `41,20 %`, a code without its underscores.
pub fn format_valeur(nom: &str, valeur: &Valeur) -> String {
    match valeur {
        Valeur::Entier(value) if nom.ends_with("_points_de_base") => crate::montant::PointsDeBase(*value).to_string(),
        Valeur::Enumeration(code) => code.replace('_', " "),
        other => other.format_fr(),
    }
}

impl TypeFait {
    /// French name of the type, for messages.
    pub fn libelle(&self) -> &'static str {
        match self {
            TypeFait::Booleen => "oui ou non",
            TypeFait::Entier => "nombre entier",
            TypeFait::Enumeration(_) => "liste de codes",
            TypeFait::Date => "date",
        }
    }
}

#[cfg(test)]
mod tests;
