//! The sheet that a household takes home from a desk: « et maintenant ? », five lines in big type.

use droit::jour::{Jour, format_fr};
use serde::Serialize;

use crate::format::JourPdf;
use crate::moteur::{RenduImpossible, render};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeuilleSuite {
    /// Name of the desk that gives the sheet.
    pub guichet: String,
    pub territoire: String,
    /// The numéro unique, or the local reference while there is none.
    pub reference: String,
    pub personne: String,
    pub etablie_le: Jour,
    /// Five at most, in the order of what comes next.
    pub lignes: Vec<LigneSuite>,
    pub fictif: bool,
}

/// A numbered line: a few words, a sentence, and what to bring when there is something.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LigneSuite {
    pub titre: String,
    pub texte: String,
    pub points: Vec<String>,
}

#[derive(Serialize)]
struct VueFeuille<'a> {
    guichet: &'a str,
    territoire: &'a str,
    reference: &'a str,
    personne: &'a str,
    etablie_le: JourPdf,
    etablie_le_texte: String,
    lignes: &'a [LigneSuite],
    fictif: bool,
}

/// Renders the sheet as a tagged PDF, A4 portrait.
pub fn render_feuille_suite(feuille: &FeuilleSuite) -> Result<Vec<u8>, RenduImpossible> {
    let vue = VueFeuille {
        guichet: &feuille.guichet,
        territoire: &feuille.territoire,
        reference: &feuille.reference,
        personne: &feuille.personne,
        etablie_le: feuille.etablie_le.into(),
        etablie_le_texte: format_fr(feuille.etablie_le),
        lignes: &feuille.lignes,
        fictif: feuille.fictif,
    };
    render("feuille_suite.typ", &vue)
}
