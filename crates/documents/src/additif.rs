//! An addendum to sealed minutes (R7.10): what is corrected or completed, chained to the document before it.

use droit::jour::{Jour, format_fr};
use serde::Serialize;

use crate::format::{JourPdf, format_jour_long};
use crate::moteur::{RenduImpossible, render};
use crate::proces_verbal::group_by;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdditifProcesVerbal {
    /// Name of the landlord in whose name the minutes are made.
    pub bailleur: String,
    pub territoire: String,
    /// Number of the addendum, as people quote it.
    pub numero: String,
    /// From 1.
    pub rang: u16,
    /// Number of the minutes and day of their session.
    pub proces_verbal: String,
    pub seance_le: Jour,
    pub president: Option<String>,
    /// What it is about, in one line.
    pub objet: String,
    /// One paragraph each.
    pub texte: Vec<String>,
    /// `le procès-verbal`, `l'additif n° 1`: the document it follows, and its SHA-256.
    pub precedent: String,
    pub empreinte_precedente: String,
    pub auteur: String,
    pub etabli_le: Jour,
    pub fictif: bool,
}

#[derive(Serialize)]
struct VueAdditif<'a> {
    bailleur: &'a str,
    territoire: &'a str,
    numero: &'a str,
    rang: u16,
    proces_verbal: &'a str,
    seance_le_long: String,
    president: Option<&'a str>,
    objet: &'a str,
    texte: &'a [String],
    precedent: &'a str,
    empreinte_coupee: String,
    auteur: &'a str,
    etabli_le: JourPdf,
    etabli_le_texte: String,
    fictif: bool,
}

/// Renders the addendum as a tagged PDF, A4 portrait.
pub fn render_additif(additif: &AdditifProcesVerbal) -> Result<Vec<u8>, RenduImpossible> {
    render(
        "additif.typ",
        &VueAdditif {
            bailleur: &additif.bailleur,
            territoire: &additif.territoire,
            numero: &additif.numero,
            rang: additif.rang,
            proces_verbal: &additif.proces_verbal,
            seance_le_long: format_jour_long(additif.seance_le),
            president: additif.president.as_deref(),
            objet: &additif.objet,
            texte: &additif.texte,
            precedent: &additif.precedent,
            empreinte_coupee: group_by(&additif.empreinte_precedente, 8),
            auteur: &additif.auteur,
            etabli_le: additif.etabli_le.into(),
            etabli_le_texte: format_fr(additif.etabli_le),
            fictif: additif.fictif,
        },
    )
}
