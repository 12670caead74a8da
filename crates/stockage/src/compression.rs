//! Long texts deflated before they are encrypted: a frozen decision takes five times less room in the base.
//!
//! A packed text starts with a mark that no JSON starts with; a text of version 0.1, written as it is, is still read.

use std::io::Read;

use flate2::Compression;
use flate2::read::{DeflateDecoder, DeflateEncoder};

use crate::erreur::StockageError;

const MARQUE: u8 = 1;

/// The same text gives the same bytes.
pub(crate) fn pack(text: &str) -> Vec<u8> {
    let mut packed = vec![MARQUE];
    DeflateEncoder::new(text.as_bytes(), Compression::fast()).read_to_end(&mut packed).expect("a text in memory is always read");
    packed
}

/// Reads back what [`pack`] wrote, or a text written as it is.
pub(crate) fn unpack(table: &'static str, bytes: Vec<u8>) -> Result<String, StockageError> {
    let unreadable = || StockageError::incoherent(table, "texte illisible");
    let Some((&MARQUE, packed)) = bytes.split_first() else {
        return String::from_utf8(bytes).map_err(|_| unreadable());
    };
    let mut text = String::new();
    DeflateDecoder::new(packed).read_to_string(&mut text).map_err(|_| unreadable())?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_comes_back_whether_it_was_packed_or_not() {
        let text = format!("{{{}}}", "\"fait\": \"é\", ".repeat(500));
        assert!(pack(&text).len() * 5 < text.len());
        assert_eq!(unpack("essai", pack(&text)).unwrap(), text);
        assert_eq!(unpack("essai", text.clone().into_bytes()).unwrap(), text);
        assert_eq!(unpack("essai", pack("")).unwrap(), "");
        assert!(unpack("essai", vec![MARQUE, 0xFF, 0xFF]).is_err());
    }
}
