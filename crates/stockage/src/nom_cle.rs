//! The searching key of a name: what remains when accents, case and hyphens no longer matter.

use unicode_normalization::UnicodeNormalization;

/// `« Éloïse D’Abreu-Œuvré »` gives `eloise d abreu oeuvre`: letters and digits, one space between words.
pub fn nom_cle(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    let mut pending_space = false;
    for c in text.nfkd().flat_map(char::to_lowercase) {
        let plain: &str = match c {
            'œ' => "oe",
            'æ' => "ae",
            'ß' => "ss",
            'ø' => "o",
            'ł' => "l",
            'đ' => "d",
            _ => "",
        };
        if !plain.is_empty() || c.is_alphanumeric() {
            if pending_space && !key.is_empty() {
                key.push(' ');
            }
            pending_space = false;
            if plain.is_empty() { key.push(c) } else { key.push_str(plain) }
        } else if !unicode_normalization::char::is_combining_mark(c) {
            pending_space = true;
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::nom_cle;

    #[test]
    fn accents_case_and_hyphens_do_not_matter() {
        assert_eq!(nom_cle("  Éloïse D’Abreu-Œuvré "), "eloise d abreu oeuvre");
        assert_eq!(nom_cle("JEAN--BAPTISTE"), nom_cle("jean baptiste"));
        assert_eq!(nom_cle("Ångström"), "angstrom");
        assert_eq!(nom_cle("---"), "");
    }
}
