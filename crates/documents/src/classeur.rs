//! Workbooks: typed columns in, one xlsx out.
//!
//! Codes (numéro unique, INSEE, SIREN, RPLS) are text and stay text. A text that a spreadsheet would run
//! as a formula is defused by a leading apostrophe. Same input, same bytes.

use chrono::Datelike;
use droit::jour::Jour;
use droit::montant::{Centimes, PointsDeBase};
use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

/// What a column holds; it chooses the format of its cells and their side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Genre {
    Texte,
    Entier,
    Montant,
    Taux,
    Date,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colonne {
    pub titre: String,
    pub genre: Genre,
    /// In characters.
    pub largeur: u16,
}

/// A value of a cell. `Inconnu` is left empty: an unknown is never a zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cellule {
    Texte(String),
    Entier(i64),
    Montant(Centimes),
    Taux(PointsDeBase),
    Date(Jour),
    Inconnu,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feuille {
    /// Name of the tab; shortened and cleaned of what spreadsheets refuse.
    pub titre: String,
    pub colonnes: Vec<Colonne>,
    /// One vector a row, in the order of the columns; missing cells are empty, cells in excess dropped.
    pub lignes: Vec<Vec<Cellule>>,
}

/// A line of the notes sheet: `Source`, `Données au`, `Convention`…
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub libelle: String,
    pub texte: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Classeur {
    pub titre: String,
    /// Organisation that issues the file.
    pub auteur: String,
    pub feuilles: Vec<Feuille>,
    /// Written on a last sheet, « Notes ».
    pub notes: Vec<Note>,
    /// Date property of the file.
    pub edite_le: Jour,
}

/// Why a workbook could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ClasseurInvalide {
    #[error("un classeur doit compter au moins une feuille")]
    SansFeuille,
    #[error(
        "la feuille « {feuille} » compte {lignes} lignes, un tableur n'en lit que 1 048 575 : réduisez la période ou le territoire"
    )]
    TropDeLignes { feuille: String, lignes: usize },
    #[error("la date {0} sort du calendrier des tableurs, qui va de 1900 à 9999")]
    Date(Jour),
    #[error("le classeur n'a pas pu être écrit : {0}")]
    Ecriture(#[from] XlsxError),
}

/// Rows that a sheet holds below its header.
const LIGNES_MAXIMUM: usize = 1_048_575;

struct Formats {
    entete: Format,
    texte: Format,
    entier: Format,
    montant: Format,
    taux: Format,
    date: Format,
}

/// Writes the workbook: frozen header, filters, typed cells, notes sheet.
pub fn render_classeur(classeur: &Classeur) -> Result<Vec<u8>, ClasseurInvalide> {
    if classeur.feuilles.is_empty() {
        return Err(ClasseurInvalide::SansFeuille);
    }
    let mut workbook = Workbook::new();
    let jour = excel_day(classeur.edite_le).ok_or(ClasseurInvalide::Date(classeur.edite_le))?;
    workbook.set_properties(
        &DocProperties::new().set_title(&classeur.titre).set_author(&classeur.auteur).set_creation_datetime(&jour),
    );
    let formats = formats();
    let mut taken: Vec<String> = vec!["notes".to_owned()];
    for feuille in &classeur.feuilles {
        if feuille.lignes.len() > LIGNES_MAXIMUM {
            return Err(ClasseurInvalide::TropDeLignes { feuille: feuille.titre.clone(), lignes: feuille.lignes.len() });
        }
        let nom = choose_name(&feuille.titre, &taken);
        taken.push(nom.to_lowercase());
        let sheet = workbook.add_worksheet();
        sheet.set_name(&nom)?;
        write_feuille(sheet, feuille, &formats)?;
    }
    write_notes(workbook.add_worksheet(), classeur, &formats)?;
    Ok(workbook.save_to_buffer()?)
}

fn formats() -> Formats {
    let base = || Format::new().set_font_name("Calibri").set_font_size(11).set_align(FormatAlign::Top);
    Formats {
        entete: base()
            .set_bold()
            .set_text_wrap()
            .set_background_color(Color::RGB(0x00E7_EEEB))
            .set_font_color(Color::RGB(0x000E_5248))
            .set_border_bottom(FormatBorder::Thin)
            .set_border_color(Color::RGB(0x000E_5248)),
        texte: base().set_num_format("@"),
        entier: base().set_num_format("#,##0"),
        montant: base().set_num_format("#,##0.00\\ \"€\""),
        taux: base().set_num_format("0.00\\ \"%\""),
        date: base().set_num_format("dd/mm/yyyy").set_align(FormatAlign::Left),
    }
}

fn write_feuille(sheet: &mut Worksheet, feuille: &Feuille, formats: &Formats) -> Result<(), XlsxError> {
    for (index, colonne) in (0u16..).zip(&feuille.colonnes) {
        sheet.set_column_width(index, f64::from(colonne.largeur.clamp(4, 120)))?;
        sheet.set_column_format(index, format_of(colonne.genre, formats))?;
        sheet.write_string_with_format(0, index, defuse(&colonne.titre), &formats.entete)?;
    }
    for (row, ligne) in (1u32..).zip(&feuille.lignes) {
        for ((index, colonne), cellule) in (0u16..).zip(&feuille.colonnes).zip(ligne) {
            write_cellule(sheet, row, index, colonne.genre, cellule, formats)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    if let (Ok(rows), Ok(columns)) = (u32::try_from(feuille.lignes.len()), u16::try_from(feuille.colonnes.len()))
        && columns > 0
    {
        sheet.autofilter(0, 0, rows, columns - 1)?;
    }
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_landscape();
    sheet.set_print_fit_to_pages(1, 0);
    Ok(())
}

fn format_of(genre: Genre, formats: &Formats) -> &Format {
    match genre {
        Genre::Texte => &formats.texte,
        Genre::Entier => &formats.entier,
        Genre::Montant => &formats.montant,
        Genre::Taux => &formats.taux,
        Genre::Date => &formats.date,
    }
}

/// The value decides how it is written; a value of another kind than its column keeps its own format.
fn write_cellule(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    genre: Genre,
    cellule: &Cellule,
    formats: &Formats,
) -> Result<(), XlsxError> {
    match cellule {
        Cellule::Texte(text) => sheet.write_string_with_format(row, column, defuse(text), &formats.texte)?,
        Cellule::Entier(value) => sheet.write_number_with_format(row, column, *value as f64, &formats.entier)?,
        Cellule::Montant(Centimes(cents)) => {
            sheet.write_number_with_format(row, column, *cents as f64 / 100.0, &formats.montant)?
        }
        Cellule::Taux(PointsDeBase(points)) => {
            sheet.write_number_with_format(row, column, *points as f64 / 100.0, &formats.taux)?
        }
        Cellule::Date(jour) => match excel_day(*jour) {
            Some(day) => sheet.write_datetime_with_format(row, column, &day, &formats.date)?,
            None => sheet.write_string_with_format(row, column, droit::jour::format_fr(*jour), &formats.texte)?,
        },
        Cellule::Inconnu => sheet.write_blank(row, column, format_of(genre, formats))?,
    };
    Ok(())
}

/// A day as spreadsheets count it; `None` before 1900, where their calendar starts.
fn excel_day(jour: Jour) -> Option<ExcelDateTime> {
    let annee = u16::try_from(jour.year()).ok().filter(|annee| *annee >= 1900)?;
    ExcelDateTime::from_ymd(annee, u8::try_from(jour.month()).ok()?, u8::try_from(jour.day()).ok()?).ok()
}

fn write_notes(sheet: &mut Worksheet, classeur: &Classeur, formats: &Formats) -> Result<(), XlsxError> {
    sheet.set_name("Notes")?;
    sheet.set_column_width(0, 24)?;
    sheet.set_column_width(1, 96)?;
    let wrapped = formats.texte.clone().set_text_wrap();
    let edite = Note { libelle: "Édité le".to_owned(), texte: droit::jour::format_fr(classeur.edite_le) };
    let titre = Note { libelle: "Document".to_owned(), texte: classeur.titre.clone() };
    let auteur = Note { libelle: "Émis par".to_owned(), texte: classeur.auteur.clone() };
    for (row, note) in (0u32..).zip([&titre, &auteur, &edite].into_iter().chain(&classeur.notes)) {
        sheet.write_string_with_format(row, 0, defuse(&note.libelle), &formats.entete)?;
        sheet.write_string_with_format(row, 1, defuse(&note.texte), &wrapped)?;
    }
    Ok(())
}

/// A text that starts like a formula gets an apostrophe, and one too long for a cell is cut.
fn defuse(text: &str) -> String {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let cleaned = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).take(32_000);
    if risky { std::iter::once('\'').chain(cleaned).collect() } else { cleaned.collect() }
}

/// A tab name: 31 characters, none of `[ ] : * ? / \`, unique whatever the case.
fn choose_name(titre: &str, taken: &[String]) -> String {
    let cleaned: String = titre
        .chars()
        .map(|c| if matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') || c.is_control() { ' ' } else { c })
        .collect();
    let cleaned = cleaned.trim().trim_matches('\'').trim();
    let base: String = if cleaned.is_empty() { "Feuille".into() } else { cleaned.chars().take(31).collect() };
    let free = |name: &str| !taken.contains(&name.to_lowercase());
    if free(&base) {
        return base;
    }
    (2..)
        .map(|n| format!("{} {n}", base.chars().take(27).collect::<String>()))
        .find(|name| free(name))
        .expect("an endless sequence of numbers holds a free name")
}
