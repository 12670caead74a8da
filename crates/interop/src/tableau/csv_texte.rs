//! Delimited text of any origin: separator and encoding guessed, quotes as spreadsheets write them.

use super::{COLONNES_MAX, FormatTableau, LigneTableau, Source, Tableau, name_entetes, notice};
use crate::anomalie::{Anomalie, ErreurFichier, Gravite};
use crate::encodage::LecteurUtf8;

/// Bytes of one row; beyond, a quote was opened and never closed.
const LIGNE_MAX: usize = 1 << 20;
/// Separators tried, the first winning a tie.
const SEPARATEURS: [char; 4] = [';', '\t', ',', '|'];

#[derive(Clone, Debug)]
pub struct SourceCsv<'a> {
    octets: &'a [u8],
    separateur: char,
    /// Lines before the header, the header included.
    ligne_entete: u64,
}

pub fn open(octets: &[u8]) -> Result<Tableau<'_>, ErreurFichier> {
    let mut anomalies = Vec::new();
    let mut decoded = decode_texte(octets)?;
    let encodage = decoded.encodage().to_owned();
    let head = read_head(&mut decoded)?;
    if head.contains('\0') {
        return Err(ErreurFichier::Format("un fichier binaire"));
    }
    let announced = head.lines().next().and_then(|l| l.trim().strip_prefix("sep=")).and_then(|s| s.chars().next());
    let separateur = announced.filter(char::is_ascii).unwrap_or_else(|| guess_separateur(&head));
    let mut reader = build_reader(octets, separateur)?;
    let mut record = csv::StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return Err(ErreurFichier::SansEntete),
            Err(_) => return Err(ErreurFichier::Encodage { ligne: reader.position().line(), encodage }),
        }
        let annonce = record.len() <= 2 && record.get(0).is_some_and(|c| c.trim().starts_with("sep="));
        if !annonce && record.iter().any(|c| !c.trim().is_empty()) {
            break;
        }
    }
    let ligne_entete = record.position().map_or(1, csv::Position::line);
    let entete_brut: Vec<String> = record.iter().map(str::to_owned).collect();
    let entetes = name_entetes(entete_brut.clone(), ligne_entete, &mut anomalies)?;
    if entetes.len() == 1 {
        anomalies.push(notice(
            ligne_entete,
            &entetes[0],
            "",
            "le tableau n'a qu'une colonne : le séparateur n'a peut-être pas été reconnu",
            "Enregistrez le fichier en csv avec le point-virgule, ou au format xlsx.",
        ));
    }
    Ok(Tableau {
        format: FormatTableau::Csv,
        encodage,
        separateur: Some(separateur),
        feuille: None,
        entetes,
        entete_brut,
        ligne_entete,
        anomalies,
        source: Source::Csv(SourceCsv { octets, separateur, ligne_entete }),
    })
}

/// The whole is there to be looked at: accents that come late do not surprise the reader of the first lines.
fn decode_texte(octets: &[u8]) -> Result<LecteurUtf8<&[u8]>, ErreurFichier> {
    let marked = encoding_rs::Encoding::for_bom(octets).is_some();
    if !marked && std::str::from_utf8(octets).is_err() {
        return Ok(LecteurUtf8::with_encodage(octets, encoding_rs::WINDOWS_1252));
    }
    LecteurUtf8::for_texte(octets)
}

/// First 32 KiB as text.
fn read_head(decoded: &mut LecteurUtf8<&[u8]>) -> Result<String, ErreurFichier> {
    use std::io::BufRead;
    let mut head = String::new();
    while head.len() < 32 * 1024 {
        let Ok(chunk) = decoded.fill_buf() else { break };
        if chunk.is_empty() {
            break;
        }
        let length = chunk.len();
        // A chunk of the decoder always ends between two characters.
        head.push_str(&String::from_utf8_lossy(chunk));
        decoded.consume(length);
    }
    Ok(head)
}

/// The separator that cuts the first line most often, quoted text apart.
fn guess_separateur(head: &str) -> char {
    let first = head.trim_start_matches(['\u{feff}', '\n', '\r', ' ']);
    let mut counts = [0usize; 4];
    let mut quoted = false;
    for c in first.chars() {
        match c {
            '"' => quoted = !quoted,
            '\n' | '\r' if !quoted => break,
            _ if !quoted => {
                if let Some(i) = SEPARATEURS.iter().position(|s| *s == c) {
                    counts[i] += 1;
                }
            }
            _ => {}
        }
    }
    let best = counts.iter().max().copied().unwrap_or(0);
    counts.iter().position(|n| *n == best).map_or(';', |i| SEPARATEURS[i])
}

fn build_reader(octets: &[u8], separateur: char) -> Result<csv::Reader<LecteurUtf8<&[u8]>>, ErreurFichier> {
    let decoded = decode_texte(octets)?;
    Ok(csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(u8::try_from(separateur).unwrap_or(b';'))
        .from_reader(decoded))
}

impl SourceCsv<'_> {
    pub fn rows(&self, width: usize) -> impl Iterator<Item = Result<LigneTableau, Anomalie>> + '_ {
        let mut reader = build_reader(self.octets, self.separateur).ok();
        let mut record = csv::StringRecord::new();
        let ligne_entete = self.ligne_entete;
        std::iter::from_fn(move || {
            loop {
                let source = reader.as_mut()?;
                let read = source.read_record(&mut record);
                let numero = record.position().map_or_else(|| source.position().line(), csv::Position::line);
                match read {
                    Ok(true) if numero <= ligne_entete || record.iter().all(|c| c.trim().is_empty()) => {}
                    Ok(true) => return Some(build_ligne(&record, numero, width)),
                    Ok(false) => return None,
                    Err(_) => {
                        // Nothing after an impossible byte can be trusted to be in place.
                        let numero = source.position().line();
                        reader = None;
                        return Some(Err(refuse(
                            numero,
                            "un octet n'existe pas dans l'encodage du fichier : la lecture s'arrête à cette ligne",
                            "Enregistrez le fichier en UTF-8 puis importez-le de nouveau.",
                        )));
                    }
                }
            }
        })
    }
}

#[expect(clippy::result_large_err, reason = "an anomaly is a value handed on, not an error that climbs")]
fn build_ligne(record: &csv::StringRecord, numero: u64, width: usize) -> Result<LigneTableau, Anomalie> {
    if record.as_slice().len() > LIGNE_MAX {
        return Err(refuse(
            numero,
            "cette ligne dépasse un million de caractères : un guillemet y est sans doute ouvert et jamais fermé",
            "Fermez ou retirez le guillemet à cette ligne, puis importez de nouveau.",
        ));
    }
    if record.len() > COLONNES_MAX || record.iter().skip(width).any(|c| !c.trim().is_empty()) {
        return Err(refuse(
            numero,
            format!(
                "cette ligne compte {} cellules, l'en-tête {width} : ses valeurs ne sont pas sous les bonnes colonnes",
                record.len()
            ),
            "Cherchez un séparateur de trop dans la ligne, ou mettez le texte entre guillemets.",
        ));
    }
    let mut cellules: Vec<String> = record.iter().take(width).map(|c| c.trim().to_owned()).collect();
    cellules.resize(width, String::new());
    Ok(LigneTableau { numero, cellules })
}

fn refuse(numero: u64, raison: impl Into<String>, que_faire: &str) -> Anomalie {
    Anomalie { gravite: Gravite::Rejet, ..notice(numero, "", "", raison, que_faire) }
}
