//! A titled table for printing a list: what a page shows, on paper.

use droit::jour::{Jour, format_fr};
use serde::Serialize;

use crate::format::{JourPdf, format_nombre};
use crate::moteur::{RenduImpossible, render};

/// A list to print. Cells are already written for readers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tableau {
    pub titre: String,
    pub sous_titre: Option<String>,
    /// Organisation that prints, in the footer.
    pub auteur: String,
    pub colonnes: Vec<ColonneTableau>,
    /// One vector a row; a short row is completed by empty cells, cells in excess are dropped.
    pub lignes: Vec<Vec<String>>,
    /// Source, date and convention of the figures, one paragraph each.
    pub notes: Vec<String>,
    pub edite_le: Jour,
    pub paysage: bool,
    pub fictif: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColonneTableau {
    pub titre: String,
    /// Share of the width, 1 and more.
    pub largeur: u8,
    /// Numbers stand on the right.
    pub a_droite: bool,
}

#[derive(Serialize)]
struct VueTableau<'a> {
    titre: &'a str,
    sous_titre: Option<&'a str>,
    auteur: &'a str,
    colonnes: Vec<VueColonne<'a>>,
    lignes: Vec<Vec<&'a str>>,
    nombre: String,
    notes: &'a [String],
    edite_le: JourPdf,
    edite_le_texte: String,
    paysage: bool,
    fictif: bool,
}

#[derive(Serialize)]
struct VueColonne<'a> {
    titre: &'a str,
    largeur: u8,
    a_droite: bool,
}

/// Renders the table as a tagged PDF, its header repeated on each page.
pub fn render_tableau(tableau: &Tableau) -> Result<Vec<u8>, RenduImpossible> {
    let largeur = tableau.colonnes.len();
    let lignes = tableau
        .lignes
        .iter()
        .map(|ligne| (0..largeur).map(|index| ligne.get(index).map_or("", String::as_str)).collect())
        .collect();
    let vue = VueTableau {
        titre: &tableau.titre,
        sous_titre: tableau.sous_titre.as_deref(),
        auteur: &tableau.auteur,
        colonnes: tableau
            .colonnes
            .iter()
            .map(|c| VueColonne { titre: &c.titre, largeur: c.largeur.max(1), a_droite: c.a_droite })
            .collect(),
        lignes,
        nombre: format_nombre(tableau.lignes.len(), "Aucune ligne", "ligne", "lignes"),
        notes: &tableau.notes,
        edite_le: tableau.edite_le.into(),
        edite_le_texte: format_fr(tableau.edite_le),
        paysage: tableau.paysage,
        fictif: tableau.fictif,
    };
    render("tableau.typ", &vue)
}
