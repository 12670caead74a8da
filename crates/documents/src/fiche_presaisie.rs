//! The pre-registration sheet of a desk in `compagnon` mode: it prepares a demande, and says loudly
//! that it registers nothing, because only the SNE issues the numéro unique (CCH R. 441-2-4).

use droit::jour::{Jour, format_fr};
use serde::Serialize;

use crate::format::JourPdf;
use crate::moteur::{RenduImpossible, render};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FichePresaisie {
    /// Name of the desk that fills the sheet.
    pub guichet: String,
    pub territoire: String,
    /// Local reference, never a numéro unique.
    pub reference: String,
    pub etablie_le: Jour,
    /// In the order of the national form.
    pub sections: Vec<SectionFiche>,
    pub pieces: Vec<PieceFiche>,
    /// What the household does next, one sentence a step.
    pub suites: Vec<String>,
    pub fictif: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SectionFiche {
    pub titre: String,
    pub lignes: Vec<LigneFiche>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LigneFiche {
    pub libelle: String,
    /// `None` prints « à compléter ».
    pub valeur: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PieceFiche {
    pub libelle: String,
    pub fournie: bool,
}

#[derive(Serialize)]
struct VueFiche<'a> {
    guichet: &'a str,
    territoire: &'a str,
    reference: &'a str,
    etablie_le: JourPdf,
    etablie_le_texte: String,
    sections: &'a [SectionFiche],
    pieces: &'a [PieceFiche],
    suites: &'a [String],
    fictif: bool,
}

/// Renders the sheet as a tagged PDF, A4 portrait.
pub fn render_fiche_presaisie(fiche: &FichePresaisie) -> Result<Vec<u8>, RenduImpossible> {
    let vue = VueFiche {
        guichet: &fiche.guichet,
        territoire: &fiche.territoire,
        reference: &fiche.reference,
        etablie_le: fiche.etablie_le.into(),
        etablie_le_texte: format_fr(fiche.etablie_le),
        sections: &fiche.sections,
        pieces: &fiche.pieces,
        suites: &fiche.suites,
        fictif: fiche.fictif,
    };
    render("fiche_presaisie.typ", &vue)
}
