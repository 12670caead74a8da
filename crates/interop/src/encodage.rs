//! Text files of any age: guesses the encoding from the first bytes and gives UTF-8.

use std::io::{self, BufRead, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::anomalie::ErreurFichier;

/// Bytes looked at to guess an encoding.
const SONDE: usize = 64 * 1024;

/// Decodes a stream to UTF-8 as it is read; a byte that does not exist in the encoding is an error of
/// kind `InvalidData`.
pub struct LecteurUtf8<R> {
    inner: R,
    decoder: Decoder,
    encodage: &'static Encoding,
    head: Vec<u8>,
    out: Vec<u8>,
    position: usize,
    finished: bool,
    malformed: bool,
}

impl<R: BufRead> LecteurUtf8<R> {
    /// For XML: byte-order mark, then the encoding of the declaration, then UTF-8.
    pub fn for_xml(mut inner: R) -> Result<LecteurUtf8<R>, ErreurFichier> {
        let head = read_head(&mut inner, 1024)?;
        let encodage = match guess_bom(&head) {
            Some(encodage) => encodage,
            None => match read_declared(&head) {
                None => UTF_8,
                Some(label) => match Encoding::for_label(label.as_bytes()) {
                    // A declaration we could read as ASCII cannot be UTF-16: common lie of old exports.
                    Some(found) if found == UTF_16LE || found == UTF_16BE => UTF_8,
                    Some(found) => found,
                    None => return Err(ErreurFichier::EncodageInconnu(crate::anomalie::truncate_valeur(&label))),
                },
            },
        };
        Ok(LecteurUtf8::new(inner, head, encodage))
    }

    /// For tables: byte-order mark, then UTF-8 when the first 64 KiB are, else Windows-1252 (which holds Latin-1).
    pub fn for_texte(mut inner: R) -> Result<LecteurUtf8<R>, ErreurFichier> {
        let head = read_head(&mut inner, SONDE)?;
        let encodage = guess_bom(&head).unwrap_or_else(|| if is_utf8_prefix(&head) { UTF_8 } else { WINDOWS_1252 });
        Ok(LecteurUtf8::new(inner, head, encodage))
    }

    /// With an encoding known beforehand.
    pub fn with_encodage(inner: R, encodage: &'static Encoding) -> LecteurUtf8<R> {
        LecteurUtf8::new(inner, Vec::new(), encodage)
    }

    fn new(inner: R, head: Vec<u8>, encodage: &'static Encoding) -> LecteurUtf8<R> {
        LecteurUtf8 {
            inner,
            decoder: encodage.new_decoder_with_bom_removal(),
            encodage,
            head,
            out: Vec::new(),
            position: 0,
            finished: false,
            malformed: false,
        }
    }

    /// Name of the encoding read, e.g. `UTF-8`, `windows-1252`.
    pub fn encodage(&self) -> &'static str {
        self.encodage.name()
    }

    fn refill(&mut self) -> io::Result<()> {
        self.out.clear();
        self.position = 0;
        if self.malformed {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "encodage"));
        }
        while self.out.is_empty() && !self.finished {
            let from_head = !self.head.is_empty();
            let source: &[u8] = if from_head { &self.head } else { self.inner.fill_buf()? };
            let source = &source[..source.len().min(SONDE)];
            let last = !from_head && source.is_empty();
            let capacity = self.decoder.max_utf8_buffer_length(source.len()).unwrap_or(source.len() * 3 + 16);
            self.out.resize(capacity, 0);
            let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(source, &mut self.out, last);
            self.out.truncate(written);
            if from_head {
                self.head.drain(..read);
            } else {
                self.inner.consume(read);
            }
            match result {
                DecoderResult::InputEmpty => self.finished = last,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(_, _) if written > 0 => {
                    // Hand out what was good first; the next call reports the error.
                    self.malformed = true;
                }
                DecoderResult::Malformed(_, _) => return Err(io::Error::new(io::ErrorKind::InvalidData, "encodage")),
            }
        }
        Ok(())
    }
}

impl<R: BufRead> Read for LecteurUtf8<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(buffer.len());
        buffer[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for LecteurUtf8<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.position >= self.out.len() {
            self.refill()?;
        }
        Ok(&self.out[self.position..])
    }

    fn consume(&mut self, amount: usize) {
        self.position = (self.position + amount).min(self.out.len());
    }
}

fn read_head(inner: &mut impl Read, limit: usize) -> Result<Vec<u8>, ErreurFichier> {
    let mut head = Vec::with_capacity(limit);
    inner.take(limit as u64).read_to_end(&mut head).map_err(|e| ErreurFichier::Lecture(e.to_string()))?;
    Ok(head)
}

fn guess_bom(head: &[u8]) -> Option<&'static Encoding> {
    if let Some((encodage, _)) = Encoding::for_bom(head) {
        return Some(encodage);
    }
    match head {
        [b'<', 0, b'?', 0, ..] => Some(UTF_16LE),
        [0, b'<', 0, b'?', ..] => Some(UTF_16BE),
        _ => None,
    }
}

/// The `encoding` of an XML declaration written in an ASCII superset.
fn read_declared(head: &[u8]) -> Option<String> {
    let text: String = head.iter().take(256).map(|b| if b.is_ascii() { char::from(*b) } else { '?' }).collect();
    let declaration = text.trim_start().strip_prefix("<?xml")?;
    let declaration = &declaration[..declaration.find("?>")?];
    let after = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    after[1..].split_once(quote).map(|(label, _)| label.trim().to_owned())
}

/// A sequence cut at the end of the probe is not an error.
fn is_utf8_prefix(head: &[u8]) -> bool {
    match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none() && head.len() == SONDE,
    }
}

/// Decodes a whole slice for a caller that holds it, with the name of the encoding.
pub fn decode(bytes: &[u8]) -> Result<(String, &'static str), ErreurFichier> {
    let mut reader = LecteurUtf8::for_texte(bytes)?;
    let mut text = String::new();
    reader.read_to_string(&mut text).map_err(|_| ErreurFichier::Encodage { ligne: 1, encodage: reader.encodage().to_owned() })?;
    Ok((text, reader.encodage()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_guessed_and_said() {
        assert_eq!(decode("prénom".as_bytes()), Ok(("prénom".into(), "UTF-8")));
        assert_eq!(decode(b"\xEF\xBB\xBFpr\xC3\xA9nom"), Ok(("prénom".into(), "UTF-8")));
        assert_eq!(decode(b"pr\xE9nom \x80"), Ok(("prénom €".into(), "windows-1252")));
        assert_eq!(decode(b"\xFF\xFEa\0\xE9\0"), Ok(("aé".into(), "UTF-16LE")));
    }

    #[test]
    fn xml_follows_its_declaration() {
        let mut reader = LecteurUtf8::for_xml(&b"<?xml version=\"1.0\" encoding='ISO-8859-1'?><a>\xE9</a>"[..]).unwrap();
        let mut text = String::new();
        reader.read_to_string(&mut text).unwrap();
        assert!(text.ends_with("<a>é</a>"));
        assert!(matches!(
            LecteurUtf8::for_xml(&b"<?xml version='1.0' encoding='klingon'?><a/>"[..]),
            Err(ErreurFichier::EncodageInconnu(_))
        ));
    }

    #[test]
    fn a_byte_outside_the_encoding_is_an_error_after_what_was_good() {
        let mut reader = LecteurUtf8::for_xml(&b"<a>bon\xE9</a>"[..]).unwrap();
        assert_eq!(reader.fill_buf().unwrap(), b"<a>bon");
        reader.consume(6);
        assert!(reader.fill_buf().is_err());
    }
}
