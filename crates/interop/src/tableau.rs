//! Any table: csv or xlsx, recognised by its content and never by its name, as a header and rows of text.

// Delimited text.
mod csv_texte;
// Office Open XML workbooks.
mod classeur;

use crate::anomalie::{Anomalie, ErreurFichier, Gravite, truncate_valeur};

/// Columns kept of a row; an ordinary export has less than a hundred.
pub const COLONNES_MAX: usize = 1_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormatTableau {
    Csv,
    Xlsx,
}

impl FormatTableau {
    pub const fn libelle(self) -> &'static str {
        match self {
            FormatTableau::Csv => "texte délimité (csv)",
            FormatTableau::Xlsx => "classeur (xlsx)",
        }
    }
}

/// One row below the header; empty rows are not given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LigneTableau {
    /// Line of the file or row of the sheet, from 1.
    pub numero: u64,
    /// Trimmed text in the order of the header, at least as many as the header. A date of a workbook is
    /// `AAAA-MM-JJ`, a number has a decimal point, a formula gives its saved value.
    pub cellules: Vec<String>,
}

/// A table whose header was read.
#[derive(Clone, Debug)]
pub struct Tableau<'a> {
    pub format: FormatTableau,
    /// As guessed: `UTF-8`, `windows-1252`, `UTF-16LE`.
    pub encodage: String,
    /// Of a csv.
    pub separateur: Option<char>,
    /// Of a workbook: the sheet that is read, the first visible one with cells.
    pub feuille: Option<String>,
    /// Never empty and never twice the same: a repeated one is followed by its rank, `Nom (2)`.
    pub entetes: Vec<String>,
    /// The header as it stands in the file, for a table that may have none.
    pub entete_brut: Vec<String>,
    /// Row of the header, from 1.
    pub ligne_entete: u64,
    /// About the table as a whole: other sheets, formulas, repeated headers, names that lie about the format.
    pub anomalies: Vec<Anomalie>,
    source: Source<'a>,
}

#[derive(Clone, Debug)]
enum Source<'a> {
    Csv(csv_texte::SourceCsv<'a>),
    Xlsx(Vec<LigneTableau>),
}

/// Reads the header of a table held in memory. The rows of a csv are decoded as they are asked.
pub fn open(octets: &[u8]) -> Result<Tableau<'_>, ErreurFichier> {
    let visible = octets.iter().position(|b| !b.is_ascii_whitespace());
    let Some(start) = visible else {
        return Err(ErreurFichier::Vide);
    };
    match &octets[start..] {
        [b'P', b'K', 3, 4, ..] => classeur::open(octets),
        [b'P', b'K', 5, 6, ..] => Err(ErreurFichier::Format("une archive vide")),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => Err(ErreurFichier::Format("un classeur xls ancien, ou protégé par un mot de passe")),
        [b'%', b'P', b'D', b'F', ..] => Err(ErreurFichier::Format("un document PDF")),
        [0x89, b'P', b'N', b'G', ..] | [0xFF, 0xD8, 0xFF, ..] | [b'G', b'I', b'F', b'8', ..] => {
            Err(ErreurFichier::Format("une image"))
        }
        [0x1F, 0x8B, ..] => Err(ErreurFichier::Format("une archive gzip")),
        rest if looks_like_balises(rest) => Err(ErreurFichier::Format("un document XML ou une page web, et non un tableau")),
        _ => csv_texte::open(octets),
    }
}

fn looks_like_balises(rest: &[u8]) -> bool {
    let rest = rest.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(rest);
    let head: Vec<u8> = rest.iter().take(16).filter(|b| **b != 0).map(u8::to_ascii_lowercase).collect();
    [&b"<?xml"[..], b"<!doctype", b"<html", b"<interfacenuu", b"\xFF\xFE<?xml", b"\xFE\xFF<?xml"]
        .iter()
        .any(|tag| head.starts_with(tag))
}

impl Tableau<'_> {
    #[expect(clippy::result_large_err, reason = "an anomaly is a value handed on, not an error that climbs")]
    /// Every row below the header. A row that cannot be read is an anomaly and the next one follows.
    pub fn rows(&self) -> Box<dyn Iterator<Item = Result<LigneTableau, Anomalie>> + '_> {
        match &self.source {
            Source::Csv(source) => Box::new(source.rows(self.entetes.len())),
            Source::Xlsx(lignes) => {
                let width = self.entetes.len();
                Box::new(lignes.iter().map(move |ligne| {
                    let mut ligne = ligne.clone();
                    ligne.cellules.resize(ligne.cellules.len().max(width), String::new());
                    Ok(ligne)
                }))
            }
        }
    }
}

/// Names every column once, and says which header was empty or repeated.
fn name_entetes(raw: Vec<String>, ligne: u64, anomalies: &mut Vec<Anomalie>) -> Result<Vec<String>, ErreurFichier> {
    let kept = raw.iter().rposition(|e| !e.trim().is_empty()).map_or(0, |last| last + 1);
    if kept == 0 {
        return Err(ErreurFichier::SansEntete);
    }
    if kept > COLONNES_MAX {
        return Err(ErreurFichier::Limite { ligne, quoi: "le nombre de colonnes", limite: COLONNES_MAX as u64 });
    }
    let mut seen = std::collections::HashSet::new();
    let mut entetes = Vec::with_capacity(kept);
    for (i, entete) in raw.into_iter().take(kept).enumerate() {
        let base = entete.split_whitespace().collect::<Vec<_>>().join(" ");
        let base = if base.is_empty() { format!("Colonne {}", i + 1) } else { base };
        let mut unique = base.clone();
        let mut rank = 2;
        while !seen.insert(unique.clone()) {
            unique = format!("{base} ({rank})");
            rank += 1;
        }
        if unique != base {
            anomalies.push(notice(
                ligne,
                &base,
                "",
                "deux colonnes portent le même nom",
                format!("La seconde est lue sous le nom « {unique} » : vérifiez sa correspondance."),
            ));
        }
        entetes.push(unique);
    }
    Ok(entetes)
}

fn notice(ligne: u64, champ: &str, valeur: &str, raison: impl Into<String>, que_faire: impl Into<String>) -> Anomalie {
    Anomalie {
        ligne,
        numero_unique: None,
        champ: truncate_valeur(champ),
        valeur: truncate_valeur(valeur),
        gravite: Gravite::Signalee,
        raison: raison.into(),
        que_faire: que_faire.into(),
    }
}
