//! Bounded lines of any encoding: a line too long is one anomaly, and the next one follows.

use std::io::BufRead;

use encoding_rs::WINDOWS_1252;

use crate::anomalie::{Anomalie, ErreurFichier, Gravite};
use crate::encodage::LecteurUtf8;

/// Bytes of one line: a home has 64 short values.
const LIGNE_MAX: usize = 64 * 1024;

pub struct Ligne {
    /// From 1.
    pub numero: u64,
    pub texte: String,
}

/// Either the bytes as they are, or a wide encoding announced by its mark and made UTF-8.
enum Octets<R> {
    Bruts(R),
    Larges(LecteurUtf8<R>),
}

pub struct Lignes<R> {
    octets: Octets<R>,
    numero: u64,
    separateur: char,
    /// What the lines beyond ASCII were written in.
    encodage: &'static str,
}

impl<R: BufRead> Lignes<R> {
    pub fn new(mut source: R) -> Result<Lignes<R>, ErreurFichier> {
        let head = source.fill_buf().map_err(unreadable)?;
        let visible = head.iter().find(|b| !b.is_ascii_whitespace() && !matches!(b, 0xEF | 0xBB | 0xBF));
        let refused = match head {
            [b'%', b'P', b'D', b'F', ..] => Some("un document PDF"),
            [0xD0, 0xCF, 0x11, 0xE0, ..] => Some("un classeur xls ancien, ou protégé par un mot de passe"),
            [0x1F, 0x8B, ..] => Some("une archive gzip"),
            _ if visible == Some(&b'<') => Some("un document XML ou une page web, et non un tableau"),
            _ => None,
        };
        if let Some(what) = refused {
            return Err(ErreurFichier::Format(what));
        }
        let wide = matches!(head, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]);
        if !wide && head.contains(&0) {
            return Err(ErreurFichier::Format("un fichier binaire"));
        }
        let (octets, encodage) = if wide {
            let decoded = LecteurUtf8::for_texte(source)?;
            let encodage = decoded.encodage();
            (Octets::Larges(decoded), encodage)
        } else {
            (Octets::Bruts(source), "UTF-8")
        };
        Ok(Lignes { octets, numero: 0, separateur: ';', encodage })
    }

    pub fn separateur(&self) -> char {
        self.separateur
    }

    pub fn encodage(&self) -> &'static str {
        self.encodage
    }

    /// The first line that is not blank, which tells the separator.
    pub fn find_premiere(&mut self) -> Result<Option<Ligne>, ErreurFichier> {
        while let Some(ligne) = self.next_ligne()? {
            let Ok(ligne) = ligne else { return Err(ErreurFichier::Format("un tableau dont la première ligne n'a pas de fin")) };
            let texte = ligne.texte.trim();
            if texte.is_empty() || texte.starts_with("sep=") {
                continue;
            }
            let count = |c: char| texte.matches(c).count();
            // The semicolon is the one of the order; the others come from spreadsheets.
            self.separateur = [';', '\t', ',', '|'].into_iter().rev().max_by_key(|c| count(*c)).unwrap_or(';');
            return Ok(Some(ligne));
        }
        Ok(None)
    }

    /// The next line, an anomaly when it is too long; `None` at the end.
    pub fn next_ligne(&mut self) -> Result<Option<Result<Ligne, Box<Anomalie>>>, ErreurFichier> {
        let mut bytes = Vec::new();
        let (mut too_long, mut any) = (false, false);
        loop {
            let chunk = match &mut self.octets {
                Octets::Bruts(source) => source.fill_buf(),
                Octets::Larges(source) => source.fill_buf(),
            };
            let chunk = match chunk {
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) if error.kind() == std::io::ErrorKind::InvalidData => {
                    return Err(ErreurFichier::Encodage { ligne: self.numero + 1, encodage: self.encodage.to_owned() });
                }
                other => other.map_err(unreadable)?,
            };
            if chunk.is_empty() {
                break;
            }
            any = true;
            let end = chunk.iter().position(|b| *b == b'\n');
            let taken = end.map_or(chunk.len(), |at| at + 1);
            if bytes.len() + taken > LIGNE_MAX {
                too_long = true;
            } else {
                bytes.extend_from_slice(&chunk[..taken]);
            }
            match &mut self.octets {
                Octets::Bruts(source) => source.consume(taken),
                Octets::Larges(source) => source.consume(taken),
            }
            if end.is_some() {
                break;
            }
        }
        if !any {
            return Ok(None);
        }
        self.numero += 1;
        if too_long {
            return Ok(Some(Err(Box::new(refuse_longueur(self.numero)))));
        }
        Ok(Some(Ok(Ligne { numero: self.numero, texte: self.decode(&bytes) })))
    }

    /// UTF-8 when it is, else Windows-1252: accents appear late in such files, so no guess on the first lines holds.
    fn decode(&mut self, bytes: &[u8]) -> String {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").filter(|_| self.numero == 1).unwrap_or(bytes);
        match std::str::from_utf8(bytes) {
            Ok(texte) => texte.trim_end_matches(['\r', '\n']).to_owned(),
            Err(_) => {
                self.encodage = WINDOWS_1252.name();
                WINDOWS_1252.decode_without_bom_handling(bytes).0.trim_end_matches(['\r', '\n']).to_owned()
            }
        }
    }
}

/// Cells of a line, quotes as spreadsheets write them; a quote never closed ends with its line.
pub fn split(texte: &str, separateur: char) -> Vec<String> {
    if !texte.contains('"') {
        return texte.split(separateur).map(|c| c.trim().to_owned()).collect();
    }
    let mut cells = Vec::new();
    let mut cell = String::new();
    let mut quoted = false;
    let mut chars = texte.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if cell.trim().is_empty() => {
                cell.clear();
                quoted = true;
            }
            c if c == separateur && !quoted => cells.push(std::mem::take(&mut cell).trim().to_owned()),
            c => cell.push(c),
        }
    }
    cells.push(cell.trim().to_owned());
    cells
}

fn refuse_longueur(ligne: u64) -> Anomalie {
    Anomalie {
        ligne,
        numero_unique: None,
        champ: String::new(),
        valeur: String::new(),
        gravite: Gravite::Rejet,
        raison: format!("cette ligne dépasse {LIGNE_MAX} octets : ce n'est pas celle d'un logement"),
        que_faire: "Cherchez à cet endroit un retour à la ligne manquant, puis importez de nouveau.".to_owned(),
    }
}

fn unreadable(error: std::io::Error) -> ErreurFichier {
    ErreurFichier::Lecture(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_follow_the_quotes_of_a_spreadsheet() {
        assert_eq!(split("a; b ;\"c;d\";\"e\"\"f\";g\"h", ';'), ["a", "b", "c;d", "e\"f", "g\"h"]);
        assert_eq!(split("1;\"jamais fermé;2", ';'), ["1", "jamais fermé;2"]);
    }
}
