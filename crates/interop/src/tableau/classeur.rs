//! Workbooks: cells as they are stored, sizes bounded before anything is trusted.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::{COLONNES_MAX, FormatTableau, LigneTableau, Source, Tableau, name_entetes, notice};
use crate::anomalie::{Anomalie, ErreurFichier};

/// Bytes of all the parts once inflated.
const GONFLE_MAX: u64 = 1 << 30;
/// How many times a part may grow, beyond its first megabyte.
const RAPPORT_MAX: u64 = 500;
const PARTIES_MAX: usize = 2_000;
/// Cells kept of a sheet.
const CELLULES_MAX: usize = 30_000_000;

pub fn open(octets: &[u8]) -> Result<Tableau<'static>, ErreurFichier> {
    check_archive(octets)?;
    let mut classeur: Xlsx<_> = Xlsx::new(Cursor::new(octets)).map_err(refuse)?;
    let feuilles: Vec<String> = classeur
        .sheets_metadata()
        .iter()
        .filter(|s| s.typ == SheetType::WorkSheet && s.visible == SheetVisible::Visible)
        .map(|s| s.name.clone())
        .collect();
    let mut anomalies = Vec::new();
    let mut found: Option<(String, BTreeMap<u32, Vec<String>>)> = None;
    let mut others = Vec::new();
    for feuille in feuilles {
        if found.is_some() {
            let mut cells = classeur.worksheet_cells_reader(&feuille).map_err(refuse)?;
            if cells.next_cell().map_err(refuse)?.is_some() {
                others.push(feuille);
            }
            continue;
        }
        let rows = read_cellules(&mut classeur, &feuille, &mut anomalies)?;
        if !rows.is_empty() {
            found = Some((feuille, rows));
        }
    }
    let Some((feuille, mut rows)) = found else {
        return Err(ErreurFichier::SansEntete);
    };
    if !others.is_empty() {
        let list = others.join(", ");
        anomalies.push(notice(
            1,
            &list,
            "",
            format!("le classeur compte d'autres feuilles remplies ; seule « {feuille} » est lue"),
            "Si les demandes sont sur une autre feuille, placez-la en premier ou enregistrez-la seule.",
        ));
    }
    signal_formules(&mut classeur, &feuille, &mut anomalies)?;
    let (first, entete) = rows.pop_first().ok_or(ErreurFichier::SansEntete)?;
    let ligne_entete = u64::from(first) + 1;
    let entetes = name_entetes(entete.clone(), ligne_entete, &mut anomalies)?;
    let lignes = rows.into_iter().map(|(row, cellules)| LigneTableau { numero: u64::from(row) + 1, cellules }).collect();
    Ok(Tableau {
        format: FormatTableau::Xlsx,
        encodage: "UTF-8".to_owned(),
        separateur: None,
        feuille: Some(feuille),
        entetes,
        entete_brut: entete,
        ligne_entete,
        anomalies,
        source: Source::Xlsx(lignes),
    })
}

/// Inflates every part to nowhere: a bomb is met here, within bounds, and not in the reader.
fn check_archive(octets: &[u8]) -> Result<(), ErreurFichier> {
    let limite = |quoi, limite| ErreurFichier::Limite { ligne: 1, quoi, limite };
    let mut archive = zip::ZipArchive::new(Cursor::new(octets)).map_err(|e| ErreurFichier::Classeur(e.to_string()))?;
    if archive.len() > PARTIES_MAX {
        return Err(limite("le nombre de parties du classeur", PARTIES_MAX as u64));
    }
    if archive.index_for_name("xl/workbook.xml").is_none() {
        let other = archive
            .index_for_name("content.xml")
            .map_or("une archive zip qui n'est pas un classeur xlsx", |_| "un classeur OpenDocument");
        return Err(ErreurFichier::Format(other));
    }
    let mut total = 0u64;
    for i in 0..archive.len() {
        let part = archive.by_index(i).map_err(|e| ErreurFichier::Classeur(e.to_string()))?;
        let allowed = (1 << 20) + part.compressed_size().saturating_mul(RAPPORT_MAX);
        let left = allowed.min(GONFLE_MAX - total);
        let inflated =
            std::io::copy(&mut part.take(left + 1), &mut std::io::sink()).map_err(|e| ErreurFichier::Classeur(e.to_string()))?;
        if inflated > left {
            return Err(limite("la taille décompressée du classeur", GONFLE_MAX));
        }
        total += inflated;
    }
    Ok(())
}

/// Rows that have at least one value, by their rank from 0.
fn read_cellules(
    classeur: &mut Xlsx<Cursor<&[u8]>>,
    feuille: &str,
    anomalies: &mut Vec<Anomalie>,
) -> Result<BTreeMap<u32, Vec<String>>, ErreurFichier> {
    let mut rows: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    let mut cells = classeur.worksheet_cells_reader(feuille).map_err(refuse)?;
    let mut total = 0usize;
    let mut beyond = false;
    while let Some(cell) = cells.next_cell().map_err(refuse)? {
        let (row, column) = cell.get_position();
        let texte = read_valeur(cell.get_value());
        if texte.is_empty() {
            continue;
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column >= COLONNES_MAX {
            if !beyond {
                beyond = true;
                anomalies.push(notice(
                    u64::from(row) + 1,
                    &format!("colonne {}", column + 1),
                    "",
                    format!("une valeur est au-delà de la colonne {COLONNES_MAX} : elle n'est pas lue"),
                    "Retirez les cellules isolées à droite du tableau.",
                ));
            }
            continue;
        }
        let cellules = rows.entry(row).or_default();
        if cellules.len() <= column {
            total += column + 1 - cellules.len();
            cellules.resize(column + 1, String::new());
        }
        cellules[column] = texte;
        if total > CELLULES_MAX {
            return Err(ErreurFichier::Limite {
                ligne: u64::from(row) + 1,
                quoi: "le nombre de cellules",
                limite: CELLULES_MAX as u64,
            });
        }
    }
    Ok(rows)
}

/// Says how many cells are computed: their saved value is what was read.
fn signal_formules(
    classeur: &mut Xlsx<Cursor<&[u8]>>,
    feuille: &str,
    anomalies: &mut Vec<Anomalie>,
) -> Result<(), ErreurFichier> {
    let mut cells = classeur.worksheet_cells_reader(feuille).map_err(refuse)?;
    let mut first = None;
    let mut count = 0u64;
    while let Some(cell) = cells.next_formula().map_err(refuse)? {
        if !cell.get_value().is_empty() {
            count += 1;
            first.get_or_insert(cell.get_position());
        }
    }
    if let Some((row, column)) = first {
        anomalies.push(notice(
            u64::from(row) + 1,
            &format!("colonne {}", column + 1),
            "",
            format!(
                "{count} cellule(s) sont des formules ; la valeur enregistrée dans le classeur est lue, elle n'est pas recalculée"
            ),
            "Vérifiez que le classeur a été enregistré après son dernier calcul, ou collez les valeurs.",
        ));
    }
    Ok(())
}

fn read_valeur(valeur: &DataRef<'_>) -> String {
    match valeur {
        DataRef::Empty => String::new(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => format_nombre(*number),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.trim().to_owned(),
        DataRef::SharedString(text) => text.trim().to_owned(),
        DataRef::Bool(value) => if *value { "oui" } else { "non" }.to_owned(),
        DataRef::DateTime(instant) if instant.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = instant.to_ymd_hms_milli();
            let jour = format!("{year:04}-{month:02}-{day:02}");
            if (hour, minute, second) == (0, 0, 0) { jour } else { format!("{jour}T{hour:02}:{minute:02}:{second:02}") }
        }
        DataRef::DateTime(duration) => format_nombre(duration.as_f64()),
        // Kept as the sheet shows it (`#N/A`): no field accepts it, so it is reported with its column.
        DataRef::Error(error) => error.to_string(),
    }
}

/// Fifteen digits are exact in a workbook; a longer number is written with an exponent so that nobody
/// takes the digits that were lost for true.
fn format_nombre(number: f64) -> String {
    if number.abs() >= 1e15 {
        return format!("{number:E}");
    }
    // What the sheet stored as 3.0000000000000004 was typed 3.
    let rounded = format!("{number:.6}");
    let trimmed = rounded.trim_end_matches('0').trim_end_matches('.');
    if trimmed == "-0" { "0".to_owned() } else { trimmed.to_owned() }
}

fn refuse(erreur: XlsxError) -> ErreurFichier {
    match erreur {
        XlsxError::Password => ErreurFichier::Classeur("il est protégé par un mot de passe".into()),
        other => ErreurFichier::Classeur(crate::anomalie::truncate_valeur(&other.to_string())),
    }
}
