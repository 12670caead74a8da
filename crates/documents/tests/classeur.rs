//! Workbooks read back cell by cell.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use documents::*;
use droit::jour::{Jour, parse_iso};
use droit::montant::{Centimes, PointsDeBase};

fn jour(text: &str) -> Jour {
    parse_iso(text).unwrap()
}

fn sample() -> Classeur {
    let colonne = |titre: &str, genre, largeur| Colonne { titre: titre.into(), genre, largeur };
    Classeur {
        titre: "Baux signés en 2025".into(),
        auteur: "CACL".into(),
        feuilles: vec![Feuille {
            titre: "Baux [2025]/hors QPV".into(),
            colonnes: vec![
                colonne("Numéro unique", Genre::Texte, 22),
                colonne("Commune", Genre::Texte, 10),
                colonne("Personnes", Genre::Entier, 10),
                colonne("Loyer", Genre::Montant, 12),
                colonne("Taux d'effort", Genre::Taux, 12),
                colonne("Bail signé le", Genre::Date, 14),
            ],
            lignes: vec![
                vec![
                    Cellule::Texte("973032400123497973".into()),
                    Cellule::Texte("97302".into()),
                    Cellule::Entier(4),
                    Cellule::Montant(Centimes(48_215)),
                    Cellule::Taux(PointsDeBase(2217)),
                    Cellule::Date(jour("2025-06-10")),
                ],
                vec![Cellule::Texte("=HYPERLINK(\"http://x\")".into()), Cellule::Texte("@somme".into()), Cellule::Inconnu],
                vec![Cellule::Texte("-1+2".into()), Cellule::Texte("+33".into()), Cellule::Entier(0)],
            ],
        }],
        notes: vec![Note { libelle: "Source".into(), texte: "Faits figés au bail, au 16/11/2026".into() }],
        edite_le: jour("2026-11-16"),
    }
}

fn open(bytes: &[u8]) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(bytes.to_vec())).unwrap()
}

#[test]
fn cells_come_back_with_their_type() {
    let bytes = render_classeur(&sample()).unwrap();
    let mut book = open(&bytes);
    assert_eq!(book.sheet_names(), vec!["Baux  2025  hors QPV".to_owned(), "Notes".to_owned()]);
    let sheet = book.worksheet_range("Baux  2025  hors QPV").unwrap();
    let cell = |row, column| sheet.get_value((row, column)).cloned().unwrap_or(Data::Empty);
    assert_eq!(cell(0, 0), Data::String("Numéro unique".into()));
    assert_eq!(cell(1, 0), Data::String("973032400123497973".into()), "a numéro unique of digits stays text");
    assert_eq!(cell(1, 1), Data::String("97302".into()));
    assert_eq!(cell(1, 2), Data::Float(4.0));
    assert_eq!(cell(1, 3), Data::Float(482.15));
    assert_eq!(cell(1, 4), Data::Float(22.17));
    let Data::DateTime(date) = cell(1, 5) else { panic!("a date, got {:?}", cell(1, 5)) };
    assert_eq!(date.as_f64(), 45_818.0, "10 June 2025 in the calendar of spreadsheets");
    assert_eq!(cell(2, 2), Data::Empty, "an unknown is not a zero");
    assert_eq!(cell(3, 2), Data::Float(0.0));
}

#[test]
fn no_text_can_run_as_a_formula() {
    let bytes = render_classeur(&sample()).unwrap();
    let mut book = open(&bytes);
    let formulas = book.worksheet_formula("Baux  2025  hors QPV").unwrap();
    assert!(formulas.cells().all(|(_, _, formula)| formula.is_empty()));
    let sheet = book.worksheet_range("Baux  2025  hors QPV").unwrap();
    for (position, expected) in [((2, 0), "'=HYPERLINK(\"http://x\")"), ((2, 1), "'@somme"), ((3, 0), "'-1+2"), ((3, 1), "'+33")]
    {
        assert_eq!(sheet.get_value(position), Some(&Data::String(expected.into())));
    }
}

#[test]
fn notes_say_where_the_figures_come_from() {
    let mut book = open(&render_classeur(&sample()).unwrap());
    let notes = book.worksheet_range("Notes").unwrap();
    let text: Vec<String> = notes.rows().map(|row| row.iter().map(ToString::to_string).collect::<Vec<_>>().join("|")).collect();
    assert_eq!(
        text,
        ["Document|Baux signés en 2025", "Émis par|CACL", "Édité le|16/11/2026", "Source|Faits figés au bail, au 16/11/2026"]
    );
}

#[test]
fn the_same_values_give_the_same_bytes() {
    assert_eq!(render_classeur(&sample()).unwrap(), render_classeur(&sample()).unwrap());
}

#[test]
fn tabs_never_collide_and_an_empty_workbook_is_refused() {
    let mut classeur = sample();
    let feuille = classeur.feuilles[0].clone();
    classeur.feuilles = vec![
        Feuille { titre: "notes".into(), ..feuille.clone() },
        Feuille { titre: "NOTES".into(), ..feuille.clone() },
        Feuille { titre: "".into(), lignes: vec![], ..feuille.clone() },
        Feuille { titre: "x".repeat(60), ..feuille.clone() },
        Feuille { titre: "x".repeat(40), ..feuille },
    ];
    let names = open(&render_classeur(&classeur).unwrap()).sheet_names();
    assert_eq!(names.len(), 6);
    assert_eq!(&names[..3], ["notes 2", "NOTES 3", "Feuille"]);
    classeur.feuilles.clear();
    assert!(matches!(render_classeur(&classeur), Err(ClasseurInvalide::SansFeuille)));
}
