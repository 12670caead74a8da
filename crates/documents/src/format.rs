//! The French way of writing days and counts on paper.

use chrono::{Datelike, Weekday};
use droit::jour::Jour;
use serde::Serialize;

const MOIS: [&str; 12] =
    ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"];

/// `lundi 16 novembre 2026`; the first day of a month is `1er`.
pub fn format_jour_long(jour: Jour) -> String {
    let nom = match jour.weekday() {
        Weekday::Mon => "lundi",
        Weekday::Tue => "mardi",
        Weekday::Wed => "mercredi",
        Weekday::Thu => "jeudi",
        Weekday::Fri => "vendredi",
        Weekday::Sat => "samedi",
        Weekday::Sun => "dimanche",
    };
    format!("{nom} {}", format_jour(jour))
}

/// `16 novembre 2026`, with no-break spaces so that a date never splits.
pub fn format_jour(jour: Jour) -> String {
    let mois = MOIS[jour.month0() as usize % 12];
    let quantieme = if jour.day() == 1 { "1er".to_owned() } else { jour.day().to_string() };
    format!("{quantieme}\u{a0}{mois}\u{a0}{}", jour.year())
}

/// `Aucune ligne`, `1 ligne`, `12 lignes`: the plural is given because French plurals are not all in `s`.
pub fn format_nombre(nombre: usize, aucun: &str, singulier: &str, pluriel: &str) -> String {
    match nombre {
        0 => aucun.to_owned(),
        1 => format!("1\u{a0}{singulier}"),
        n => format!("{}\u{a0}{pluriel}", droit::montant::group_thousands(n as u64)),
    }
}

/// A day as numbers, for the date property of a PDF.
#[derive(Serialize)]
pub(crate) struct JourPdf {
    annee: i32,
    mois: u32,
    jour: u32,
}

impl From<Jour> for JourPdf {
    fn from(jour: Jour) -> JourPdf {
        JourPdf { annee: jour.year(), mois: jour.month(), jour: jour.day() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_in_full() {
        let jour = Jour::from_ymd_opt(2026, 11, 16).unwrap();
        assert_eq!(format_jour_long(jour), "lundi 16\u{a0}novembre\u{a0}2026");
        assert_eq!(format_jour(Jour::from_ymd_opt(2026, 2, 1).unwrap()), "1er\u{a0}février\u{a0}2026");
    }

    #[test]
    fn counts_agree() {
        assert_eq!(format_nombre(0, "Aucune ligne", "ligne", "lignes"), "Aucune ligne");
        assert_eq!(format_nombre(1, "Aucune ligne", "ligne", "lignes"), "1\u{a0}ligne");
        assert_eq!(format_nombre(1200, "Aucune ligne", "ligne", "lignes"), "1\u{202f}200\u{a0}lignes");
    }
}
