//! The typesetter: embedded models and fonts, JSON in, PDF bytes out.

use std::sync::LazyLock;

use serde::Serialize;
use serde_json::Value as Json;
use typst::foundations::{Bytes, Dict, IntoValue, Smart};
use typst::text::Font;
use typst_as_lib::{TypstEngine, TypstTemplateCollection};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

/// A document that could not be written. The message is for the log: no value of the document is in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RenduImpossible {
    /// The values do not fit the model; a fault of the program, not of the user.
    #[error("le modèle « {modele} » n'a pas pu être composé : {detail}")]
    Modele { modele: &'static str, detail: String },
    /// The pages were composed and the PDF refused by its standard.
    #[error("le PDF du modèle « {modele} » ne respecte pas PDF/A et PDF/UA : {detail}")]
    Norme { modele: &'static str, detail: String },
}

const MODELES: [(&str, &str); 8] = [
    ("commun.typ", include_str!("../modeles/commun.typ")),
    ("proces_verbal.typ", include_str!("../modeles/proces_verbal.typ")),
    ("additif.typ", include_str!("../modeles/additif.typ")),
    ("ordre_du_jour.typ", include_str!("../modeles/ordre_du_jour.typ")),
    ("lettre.typ", include_str!("../modeles/lettre.typ")),
    ("fiche_presaisie.typ", include_str!("../modeles/fiche_presaisie.typ")),
    ("feuille_suite.typ", include_str!("../modeles/feuille_suite.typ")),
    ("tableau.typ", include_str!("../modeles/tableau.typ")),
];

const POLICES: [&[u8]; 4] = [
    include_bytes!("../polices/Inter-Regular.otf"),
    include_bytes!("../polices/Inter-SemiBold.otf"),
    include_bytes!("../polices/LibertinusSerif-Regular.otf"),
    include_bytes!("../polices/LibertinusSerif-Semibold.otf"),
];

struct Moteur {
    polices: Vec<Font>,
    engine: TypstEngine<TypstTemplateCollection>,
}

static MOTEUR: LazyLock<Moteur> = LazyLock::new(|| {
    let polices: Vec<Font> = POLICES.iter().flat_map(|bytes| Font::iter(Bytes::new(*bytes))).collect();
    let engine = TypstEngine::builder().fonts(polices.clone()).with_static_source_file_resolver(MODELES).build();
    Moteur { polices, engine }
});

/// Composes `modele` with `donnees` and writes a tagged PDF/A-2a, PDF/UA-1 file.
pub(crate) fn render<T: Serialize>(modele: &'static str, donnees: &T) -> Result<Vec<u8>, RenduImpossible> {
    compose(modele, &write_donnees(modele, donnees)?)
}

/// The values of a document as the typesetter reads them: texts printable, in French typography.
pub(crate) fn write_donnees<T: Serialize>(modele: &'static str, donnees: &T) -> Result<String, RenduImpossible> {
    let refuse = |error: serde_json::Error| RenduImpossible::Modele { modele, detail: error.to_string() };
    let mut json = serde_json::to_value(donnees).map_err(refuse)?;
    dress(&mut json);
    serde_json::to_string(&json).map_err(refuse)
}

/// Composes `modele` with values that [`write_donnees`] wrote: same values, same bytes.
pub(crate) fn compose(modele: &'static str, text: &str) -> Result<Vec<u8>, RenduImpossible> {
    let refuse = |detail: String| RenduImpossible::Modele { modele, detail };
    let mut inputs = Dict::new();
    inputs.insert("donnees".into(), text.into_value());
    let document = MOTEUR.engine.compile_with_input(modele, inputs).output.map_err(|error| refuse(messages_of(&error)))?;
    let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
        .map_err(|error| RenduImpossible::Norme { modele, detail: error.message().to_string() })?;
    let options = PdfOptions { creator: Smart::Custom(Some("Carbet".to_owned())), standards, ..PdfOptions::default() };
    typst_pdf::pdf(&document, &options).map_err(|errors| RenduImpossible::Norme {
        modele,
        detail: errors.iter().map(|error| error.message.to_string()).collect::<Vec<_>>().join(" ; "),
    })
}

/// The messages of a failed composition, without the spans that its debug form prints.
fn messages_of(error: &typst_as_lib::TypstAsLibError) -> String {
    match error {
        typst_as_lib::TypstAsLibError::TypstSource(errors) => {
            errors.iter().map(|error| error.message.to_string()).collect::<Vec<_>>().join(" ; ")
        }
        other => other.to_string(),
    }
}

/// Gives every text of the document its printable characters and French typography.
fn dress(json: &mut Json) {
    match json {
        Json::String(text) => *text = typeset(&keep_printable(text)),
        Json::Array(items) => items.iter_mut().for_each(dress),
        Json::Object(fields) => fields.values_mut().for_each(dress),
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
}

/// PDF/A refuses a glyph that no embedded font draws: such a character prints as `?`, a control
/// character as a space, and the document is delivered all the same.
fn keep_printable(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            c if is_printable(c) => c,
            c if c.is_control() || c.is_whitespace() => ' ',
            _ => '?',
        })
        .collect()
}

/// Curved apostrophes between letters, and no break before high punctuation, inside « », or between
/// the letter of an article and its number.
fn typeset(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let at = |index: usize| characters.get(index).copied().unwrap_or(' ');
    characters
        .iter()
        .enumerate()
        .map(|(i, c)| {
            let before = if i == 0 { ' ' } else { at(i - 1) };
            match c {
                '\'' if before.is_alphabetic() && at(i + 1).is_alphabetic() => '’',
                ' ' if matches!(at(i + 1), ':' | ';' | '!' | '?' | '»' | '%' | '€') || before == '«' => '\u{a0}',
                ' ' if before == '.' && i >= 2 && matches!(at(i - 2), 'L' | 'R' | 'D') && at(i + 1).is_ascii_digit() => '\u{a0}',
                other => *other,
            }
        })
        .collect()
}

/// Every family is a fallback of the others, so one font that has the glyph is enough.
fn is_printable(c: char) -> bool {
    if c.is_ascii() {
        return !c.is_ascii_control();
    }
    MOTEUR.polices.iter().any(|police| police.info().coverage.contains(c as u32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fonts_cover_french_and_the_names_of_guyane() {
        let text = "àâäçéèêëîïôöùûüÿœæÀÂÇÉÈÊËÎÏÔÙÛÜŸŒÆ«»’–—…€²−\u{a0}\u{202f}ãõñáíóúÃÕÑ·½°№";
        for c in text.chars().filter(|c| *c != '№') {
            assert!(is_printable(c), "{c} ({:#x})", c as u32);
        }
        assert!(!is_printable('漢'));
        assert!(!is_printable('\u{7}'));
    }

    #[test]
    fn unprintable_characters_never_lose_a_document() {
        let mut json = serde_json::json!({ "nom": "A漢\u{7}B", "liste": ["é"], "n": 1 });
        dress(&mut json);
        assert_eq!(json, serde_json::json!({ "nom": "A? B", "liste": ["é"], "n": 1 }));
    }

    #[test]
    fn typography_is_french() {
        assert_eq!(typeset("L'accord : « oui » (CCH R. 441-3)"), "L’accord\u{a0}: «\u{a0}oui\u{a0}» (CCH R.\u{a0}441-3)");
        assert_eq!(typeset("'a' Mr. Bob"), "'a' Mr. Bob");
    }
}
