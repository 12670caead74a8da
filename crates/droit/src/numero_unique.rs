//! The numéro unique départemental of a demande (CCH R. 441-2-4, structure observed on public specimens).

use std::fmt;

/// 18 characters: territory (3), month (2) then year (2), sequence (6), desk (5).
///
/// It identifies a file and says nothing of its seniority, which is the stored date of filing (R1.02).
/// Issued by the SNE alone. No control digit is known (to confirm).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NumeroUnique([u8; 18]);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumeroUniqueInvalide {
    #[error("un numéro unique compte 18 caractères, celui-ci en compte {0}")]
    Longueur(usize),
    #[error("le territoire (3 premiers caractères) doit être un code de département, lu « {0} »")]
    Territoire(String),
    #[error("le mois d'enregistrement (caractères 4 et 5) doit être de 01 à 12, lu « {0} »")]
    Mois(String),
    #[error("les caractères 6 à 13 doivent être des chiffres, lu « {0} »")]
    Sequence(String),
    #[error("le code du guichet (5 derniers caractères) ne comporte que des chiffres et des majuscules, lu « {0} »")]
    Guichet(String),
}

impl NumeroUnique {
    /// Reads a numéro unique, accepting lower case and spaces between groups as people type them.
    pub fn parse(text: &str) -> Result<NumeroUnique, NumeroUniqueInvalide> {
        let cleaned: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
        if cleaned.len() != 18 {
            return Err(NumeroUniqueInvalide::Longueur(cleaned.len()));
        }
        let part = |from: usize, to: usize| cleaned[from..to].iter().collect::<String>();
        let digits = |from: usize, to: usize| cleaned[from..to].iter().all(char::is_ascii_digit);
        let territoire_ok = digits(0, 1) && (cleaned[1].is_ascii_digit() || matches!(cleaned[1], 'A' | 'B')) && digits(2, 3);
        if !territoire_ok {
            return Err(NumeroUniqueInvalide::Territoire(part(0, 3)));
        }
        let mois = part(3, 5);
        if !digits(3, 5) || !(1..=12).contains(&mois.parse::<u8>().unwrap_or(0)) {
            return Err(NumeroUniqueInvalide::Mois(mois));
        }
        if !digits(5, 13) {
            return Err(NumeroUniqueInvalide::Sequence(part(5, 13)));
        }
        if !cleaned[13..].iter().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase()) {
            return Err(NumeroUniqueInvalide::Guichet(part(13, 18)));
        }
        let mut bytes = [0u8; 18];
        for (slot, c) in bytes.iter_mut().zip(&cleaned) {
            *slot = u8::try_from(*c).map_err(|_| NumeroUniqueInvalide::Guichet(part(13, 18)))?;
        }
        Ok(NumeroUnique(bytes))
    }

    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("a parsed numéro unique is ASCII")
    }

    pub fn territoire(&self) -> &str {
        &self.as_str()[0..3]
    }

    /// Month of registration, 1 to 12.
    pub fn mois(&self) -> u8 {
        (self.0[3] - b'0') * 10 + (self.0[4] - b'0')
    }

    /// Year of registration, four digits; two-digit years are of the 2000s (the SNE opened in 2011).
    pub fn annee(&self) -> u16 {
        2000 + u16::from(self.0[5] - b'0') * 10 + u16::from(self.0[6] - b'0')
    }

    pub fn guichet(&self) -> &str {
        &self.as_str()[13..18]
    }
}

impl fmt::Display for NumeroUnique {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Masked on purpose: a numéro unique never reaches a log through `{:?}`.
impl fmt::Debug for NumeroUnique {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NumeroUnique({}…)", self.territoire())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn month_comes_before_year() {
        let numero = NumeroUnique::parse("1111023517879GDPUB").unwrap();
        assert_eq!((numero.territoire(), numero.mois(), numero.annee(), numero.guichet()), ("111", 10, 2023, "GDPUB"));
    }

    #[test]
    fn malformed_numbers_say_where() {
        use NumeroUniqueInvalide as E;
        assert_eq!(NumeroUnique::parse("9731324001234GDPUB"), Err(E::Mois("13".into())));
        assert_eq!(NumeroUnique::parse("973032400123GDPUB"), Err(E::Longueur(17)));
        assert!(matches!(NumeroUnique::parse("97X0324001234GDPUB"), Err(E::Territoire(_))));
        assert!(matches!(NumeroUnique::parse("9730324A01234GDPUB"), Err(E::Sequence(_))));
        assert!(matches!(NumeroUnique::parse("9730324001234GD-UB"), Err(E::Guichet(_))));
        assert!(matches!(NumeroUnique::parse("9730324001234GDPUÉ"), Err(E::Guichet(_))));
    }

    #[test]
    fn debug_output_hides_the_number() {
        let numero = NumeroUnique::parse("9730324001234GDPUB").unwrap();
        assert!(!format!("{numero:?}").contains("001234"));
    }
}
