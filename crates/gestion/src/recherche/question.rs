//! What a person types in one box, read: names, a birth date in any usual form, a numéro unique or a part of it.

use chrono::{Datelike, NaiveDate};
use droit::jour::Jour;
use stockage::nom_cle;

/// Shortest part of a numéro unique that is looked for.
const NUMERO_MINIMUM: usize = 4;
const NUMERO_LONGUEUR: usize = 18;
/// First year a birth date may have.
const ANNEE_MINIMUM: i32 = 1900;

const MOIS: [(&str, u32); 19] = [
    ("janvier", 1),
    ("janv", 1),
    ("fevrier", 2),
    ("fevr", 2),
    ("fev", 2),
    ("mars", 3),
    ("avril", 4),
    ("avr", 4),
    ("mai", 5),
    ("juin", 6),
    ("juillet", 7),
    ("juil", 7),
    ("aout", 8),
    ("septembre", 9),
    ("sept", 9),
    ("octobre", 10),
    ("novembre", 11),
    ("decembre", 12),
    ("dec", 12),
];

/// What is looked for; everything given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// Words of names, without accents nor capitals.
    pub mots: Vec<String>,
    pub naissance: Option<Naissance>,
    /// Characters of a numéro unique, in their order, anywhere in it.
    pub numero: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Naissance {
    /// One day; two when the year had two digits.
    Jours(Vec<Jour>),
    Annee(i32),
}

impl Naissance {
    pub fn contains(&self, le: Jour) -> bool {
        match self {
            Naissance::Jours(jours) => jours.contains(&le),
            Naissance::Annee(annee) => le.year() == *annee,
        }
    }
}

impl Question {
    /// Reads what was typed on a day: nobody is born after it.
    pub fn read(texte: &str, jour: Jour) -> Question {
        let cle = nom_cle(texte);
        let mut mots: Vec<&str> = cle.split(' ').filter(|m| !m.is_empty()).collect();
        let mut question = Question { naissance: take_naissance(&mut mots, jour), ..Question::default() };
        let names = mots.iter().any(|m| !m.bytes().any(|b| b.is_ascii_digit()));
        let mut numero = String::new();
        for mot in mots {
            let digits = mot.bytes().filter(u8::is_ascii_digit).count();
            let annee = mot.parse::<i32>().ok().filter(|a| mot.len() == 4 && (ANNEE_MINIMUM..=jour.year()).contains(a));
            match annee {
                Some(annee) if names && question.naissance.is_none() => question.naissance = Some(Naissance::Annee(annee)),
                _ if digits * 2 >= mot.len() => numero.push_str(&mot.to_uppercase()),
                _ => question.mots.push(mot.to_owned()),
            }
        }
        if numero.len() >= NUMERO_MINIMUM && numero.len() <= NUMERO_LONGUEUR {
            question.numero = Some(numero);
        } else if !numero.is_empty() {
            question.mots.push(numero.to_lowercase());
        }
        question
    }

    pub fn is_empty(&self) -> bool {
        self.mots.is_empty() && self.naissance.is_none() && self.numero.is_none()
    }
}

/// Takes a date out of the words: `14 03 1984`, `1984 03 14`, `14031984`, `14 mars 84`, `1er mars 1984`.
fn take_naissance(mots: &mut Vec<&str>, jour: Jour) -> Option<Naissance> {
    for debut in 0..mots.len() {
        let (longueur, jours) = match mots[debut..] {
            [a, b, c, ..] if !read_date(a, b, c, jour).is_empty() => (3, read_date(a, b, c, jour)),
            [a, ..] if a.len() == 8 && a.bytes().all(|b| b.is_ascii_digit()) => (1, read_compact(a, jour)),
            _ => continue,
        };
        if jours.is_empty() {
            continue;
        }
        mots.drain(debut..debut + longueur);
        // « née le 14 mars »: these two words are no name.
        if debut >= 2 && mots[debut - 1] == "le" && ["ne", "nee"].contains(&mots[debut - 2]) {
            mots.drain(debut - 2..debut);
        }
        return Some(Naissance::Jours(jours));
    }
    None
}

fn read_compact(mot: &str, jour: Jour) -> Vec<Jour> {
    let french = read_date(&mot[0..2], &mot[2..4], &mot[4..8], jour);
    if french.is_empty() { read_date(&mot[0..4], &mot[4..6], &mot[6..8], jour) } else { french }
}

fn read_date(a: &str, b: &str, c: &str, jour: Jour) -> Vec<Jour> {
    let number = |mot: &str| mot.parse::<u32>().ok().filter(|_| mot.len() <= 4);
    let month = |mot: &str| {
        let named = MOIS.iter().find(|(nom, _)| *nom == mot).map(|(_, n)| *n);
        named.or_else(|| number(mot).filter(|_| mot.len() <= 2))
    };
    let day = |mot: &str| if mot == "1er" { Some(1) } else { number(mot).filter(|_| mot.len() <= 2) };
    let (day, month, year) = if a.len() == 4 && number(a).is_some() {
        (day(c), month(b), number(a).map(|_| a))
    } else {
        (day(a), month(b), number(c).map(|_| c))
    };
    let (Some(day), Some(month), Some(year)) = (day, month, year) else { return Vec::new() };
    let Ok(value) = year.parse::<i32>() else { return Vec::new() };
    let years = match year.len() {
        4 => vec![value],
        2 => vec![1900 + value, 2000 + value],
        _ => return Vec::new(),
    };
    let possible = years.into_iter().filter(|year| *year >= ANNEE_MINIMUM);
    possible.filter_map(|year| NaiveDate::from_ymd_opt(year, month, day)).filter(|le| *le <= jour).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(texte: &str) -> Question {
        Question::read(texte, droit::jour::parse_iso("2026-11-24").unwrap())
    }

    #[test]
    fn a_birth_date_is_read_in_any_usual_form() {
        for texte in [
            "14/03/1984",
            "14-03-1984",
            "14.3.1984",
            "14 03 1984",
            "14031984",
            "1984-03-14",
            "19840314",
            "14 mars 1984",
            "né le 14 mars 1984",
            "14/3/84",
        ] {
            let question = read(texte);
            let Some(Naissance::Jours(jours)) = &question.naissance else { panic!("{texte}") };
            assert_eq!(jours, &[droit::jour::parse_iso("1984-03-14").unwrap()], "{texte}");
            assert!(question.mots.is_empty() && question.numero.is_none(), "{texte}");
        }
        assert!(matches!(read("1er août 2004").naissance, Some(Naissance::Jours(_))));
        assert_eq!(read("31/02/1984").naissance, None, "no such day");
        let Some(Naissance::Jours(two)) = read("02/01/12").naissance else { panic!() };
        assert_eq!(two.len(), 2, "two digits of a year may be two centuries");
    }

    #[test]
    fn names_dates_and_numbers_stand_together() {
        let question = read("Castor Marie-Rose, 14/03/1984");
        assert_eq!(question.mots, ["castor", "marie", "rose"]);
        assert!(question.naissance.is_some());
        assert_eq!(read("castor 1984").naissance, Some(Naissance::Annee(1984)));
        assert_eq!(read("1984").numero.as_deref(), Some("1984"), "alone, four digits are a part of a number");
        assert_eq!(read("973 0321 04512").numero.as_deref(), Some("973032104512"));
        assert_eq!(read("973032104512398a45").numero.as_deref(), Some("973032104512398A45"));
        assert_eq!(read("  ").mots.len(), 0);
        assert!(read("…").is_empty());
    }
}
