//! What the columns of a table mean: a mapping that is proposed, saved, corrected and applied.
//!
//! A target is either a name of the catalogue (`depose_le`) or a path of the SNE contract
//! (`demandeLogement/dateCreationDemande`), so that a table whose headers are paths needs no work. A row
//! becomes the same small tree as an extract and goes through the same reading. To add a target: one line
//! in `cibles.csv`.

// The catalogue of targets.
mod cibles;
// From the header of a column to a target.
mod proposition;
// From what people type to what the contract writes.
mod valeurs;
// One row into one demande.
mod application;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use application::apply;
pub use cibles::{ChampCible, GenreCible, champs_cibles, find_cible};
pub(crate) use proposition::normalize_entete;
pub use proposition::{check, propose};

/// A saved mapping, for the exports of one origin.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correspondance {
    /// As people choose it in a list: « Export du bailleur X ».
    pub nom: String,
    /// INSEE code of each commune by its name, for columns that give names. The caller fills it from its
    /// territory; names are compared without case, accents and hyphens.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub communes: BTreeMap<String, String>,
    #[serde(rename = "colonne", default)]
    pub colonnes: Vec<Colonne>,
}

/// One column and what it becomes. A column of the table that has none is kept among the source values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Colonne {
    /// Header in the table.
    pub source: String,
    /// `ChampCible::code`, or a path of the contract with its ranks.
    pub champ: String,
    #[serde(default, skip_serializing_if = "Conversion::is_automatique")]
    pub conversion: Conversion,
    /// Tax year of a column of income that has it in its name only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub annee: Option<i32>,
    /// Replacements made before the conversion: what the column says, what the contract says. Compared
    /// without case and accents.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub valeurs: BTreeMap<String, String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Conversion {
    /// By the kind of the target: French, ISO and Excel dates, decimal comma, labels or codes.
    #[default]
    Automatique,
    /// Month before day: `01/31/2026`.
    DateAmericaine,
    /// Yearly amount, a twelfth of which is kept (to the cent, rounded down).
    MontantAnnuel,
    /// The contrary of what the column says.
    BooleenInverse,
}

impl Conversion {
    pub const ALL: &'static [Conversion] =
        &[Conversion::Automatique, Conversion::DateAmericaine, Conversion::MontantAnnuel, Conversion::BooleenInverse];

    fn is_automatique(&self) -> bool {
        *self == Conversion::Automatique
    }

    /// Code as saved.
    pub const fn code(self) -> &'static str {
        match self {
            Conversion::Automatique => "automatique",
            Conversion::DateAmericaine => "date_americaine",
            Conversion::MontantAnnuel => "montant_annuel",
            Conversion::BooleenInverse => "booleen_inverse",
        }
    }

    pub const fn libelle(self) -> &'static str {
        match self {
            Conversion::Automatique => "Automatique",
            Conversion::DateAmericaine => "Date mois/jour/année",
            Conversion::MontantAnnuel => "Montant annuel, ramené au mois",
            Conversion::BooleenInverse => "Oui/non inversé",
        }
    }

    pub fn from_code(code: &str) -> Option<Conversion> {
        Conversion::ALL.iter().copied().find(|c| c.code() == code)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("la correspondance enregistrée ne peut pas être lue : {0}. Corrigez-la ou recommencez-la depuis l'écran d'import")]
pub struct ErreurCorrespondance(pub String);

pub fn read_toml(texte: &str) -> Result<Correspondance, ErreurCorrespondance> {
    toml::from_str(texte).map_err(|e| ErreurCorrespondance(crate::anomalie::truncate_valeur(&e.to_string())))
}

pub fn write_toml(correspondance: &Correspondance) -> String {
    toml::to_string(correspondance).expect("a mapping holds only text, numbers and tables keyed by text")
}

/// One cell read for a target that holds one value; the French reason of a refusal.
pub(crate) fn convert_cellule(
    correspondance: &Correspondance,
    colonne: &Colonne,
    cible: &ChampCible,
    cellule: &str,
) -> Result<String, String> {
    let mut values = valeurs::convert(correspondance, colonne, cible, cellule);
    values.pop().unwrap_or(Ok(String::new())).map_err(|refus| refus.raison)
}

/// Lower case, without accents, words and numbers apart by one space.
fn normalize(texte: &str) -> String {
    let mut out = String::with_capacity(texte.len());
    let mut last = ' ';
    for c in texte.chars().flat_map(char::to_lowercase) {
        let flat: &str = match c {
            'à' | 'â' | 'ä' | 'á' | 'ã' => "a",
            'ç' => "c",
            'é' | 'è' | 'ê' | 'ë' => "e",
            'î' | 'ï' | 'í' => "i",
            'ô' | 'ö' | 'ó' => "o",
            'ù' | 'û' | 'ü' | 'ú' => "u",
            'ÿ' => "y",
            'œ' => "oe",
            'æ' => "ae",
            c if c.is_ascii_alphanumeric() => {
                if last.is_ascii_alphanumeric() && last.is_ascii_digit() != c.is_ascii_digit() {
                    out.push(' ');
                }
                out.push(c);
                last = c;
                continue;
            }
            _ => {
                if last != ' ' {
                    out.push(' ');
                    last = ' ';
                }
                continue;
            }
        };
        if last.is_ascii_digit() {
            out.push(' ');
        }
        out.push_str(flat);
        last = 'a';
    }
    out.truncate(out.trim_end().len());
    out
}
