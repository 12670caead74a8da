//! The values of a case: read from TOML with their source text, asked by name.

use super::{Arret, Decimal};
use crate::jour::{Jour, parse_iso};
use crate::montant::Centimes;
use crate::tri::Tri;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// One value of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Donnee {
    Texte(String),
    Nombre(Decimal),
    Booleen(bool),
    Date(Jour),
    Liste(Vec<Donnee>),
    /// In the order of the source.
    Table(Vec<(String, Donnee)>),
}

impl fmt::Display for Donnee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Donnee::Texte(text) => write!(f, "{text}"),
            Donnee::Nombre(number) => write!(f, "{number}"),
            Donnee::Booleen(value) => f.write_str(if *value { "vrai" } else { "faux" }),
            Donnee::Date(jour) => write!(f, "{jour}"),
            Donnee::Liste(list) => {
                f.write_str("[")?;
                for (index, item) in list.iter().enumerate() {
                    write!(f, "{}{item}", if index > 0 { ", " } else { "" })?;
                }
                f.write_str("]")
            }
            Donnee::Table(entries) => {
                f.write_str("{")?;
                for (index, (key, value)) in entries.iter().enumerate() {
                    write!(f, "{}{key} = {value}", if index > 0 { ", " } else { "" })?;
                }
                f.write_str("}")
            }
        }
    }
}

impl From<Centimes> for Donnee {
    fn from(amount: Centimes) -> Donnee {
        Donnee::Nombre(amount.into())
    }
}

impl From<u64> for Donnee {
    fn from(number: u64) -> Donnee {
        Donnee::Nombre(Decimal::new(i128::from(number), 0))
    }
}

impl From<Jour> for Donnee {
    fn from(jour: Jour) -> Donnee {
        Donnee::Date(jour)
    }
}

impl From<bool> for Donnee {
    fn from(value: bool) -> Donnee {
        Donnee::Booleen(value)
    }
}

impl From<&str> for Donnee {
    fn from(text: &str) -> Donnee {
        Donnee::Texte(text.to_owned())
    }
}

impl Donnee {
    /// Reads a TOML value, numbers from their source text.
    pub(super) fn read(value: &DeValue<'_>) -> Result<Donnee, String> {
        Ok(match value {
            DeValue::String(text) => Donnee::Texte(text.to_string()),
            DeValue::Integer(number) if number.radix() == 10 => number_of(number.as_str())?,
            DeValue::Integer(number) => return Err(format!("« {} » doit être écrit en base dix", number.as_str())),
            DeValue::Float(number) => number_of(number.as_str())?,
            DeValue::Boolean(value) => Donnee::Booleen(*value),
            DeValue::Datetime(datetime) => {
                let date = datetime
                    .date
                    .filter(|_| datetime.time.is_none())
                    .map(|d| (i32::from(d.year), u32::from(d.month), u32::from(d.day)));
                let jour = date.and_then(|(year, month, day)| Jour::from_ymd_opt(year, month, day));
                Donnee::Date(jour.ok_or_else(|| format!("« {datetime} » n'est pas un jour, comme 2026-03-01"))?)
            }
            DeValue::Array(list) => {
                Donnee::Liste(list.iter().map(|item| Donnee::read(item.get_ref())).collect::<Result<_, _>>()?)
            }
            DeValue::Table(table) => Donnee::Table(read_table(table)?),
        })
    }

    /// Same value, a number or a date also when written as text.
    pub(super) fn same_value(&self, other: &Donnee) -> bool {
        match (self, other) {
            (Donnee::Nombre(a), Donnee::Texte(text)) | (Donnee::Texte(text), Donnee::Nombre(a)) => {
                Decimal::parse(text) == Some(*a)
            }
            (Donnee::Date(a), Donnee::Texte(text)) | (Donnee::Texte(text), Donnee::Date(a)) => parse_iso(text) == Some(*a),
            (Donnee::Liste(a), Donnee::Liste(b)) => a.len() == b.len() && a.iter().zip(b).all(|(x, y)| x.same_value(y)),
            (Donnee::Table(a), Donnee::Table(b)) => {
                a.len() == b.len() && a.iter().all(|(key, x)| b.iter().any(|(other, y)| key == other && x.same_value(y)))
            }
            (
                Donnee::Texte(_) | Donnee::Nombre(_) | Donnee::Booleen(_) | Donnee::Date(_) | Donnee::Liste(_) | Donnee::Table(_),
                _,
            ) => self == other,
        }
    }
}

fn number_of(text: &str) -> Result<Donnee, String> {
    Decimal::parse(text).map(Donnee::Nombre).ok_or_else(|| format!("« {text} » n'est pas un nombre décimal exact"))
}

/// Entries in the order of the source: ties follow the order of the convention.
pub(super) fn read_table(table: &DeTable<'_>) -> Result<Vec<(String, Donnee)>, String> {
    let mut entries: Vec<(&Spanned<_>, &Spanned<DeValue<'_>>)> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries.into_iter().map(|(key, value)| Ok((key.get_ref().to_string(), Donnee::read(value.get_ref())?))).collect()
}

/// The fields of a case or of one of its rows; remembers which were asked.
pub(super) struct Champs<'a> {
    entries: &'a [(String, Donnee)],
    asked: RefCell<BTreeSet<String>>,
}

impl<'a> Champs<'a> {
    pub fn new(entries: &'a [(String, Donnee)]) -> Champs<'a> {
        Champs { entries, asked: RefCell::new(BTreeSet::new()) }
    }

    /// A field that no rule asked for, when there is one.
    pub fn find_inconnu(&self) -> Option<&str> {
        self.entries.iter().map(|(key, _)| key.as_str()).find(|key| !self.asked.borrow().contains(*key))
    }

    fn find(&self, nom: &str) -> Option<&'a Donnee> {
        self.asked.borrow_mut().insert(nom.to_owned());
        self.entries.iter().find(|(key, _)| key == nom).map(|(_, value)| value)
    }

    pub fn texte(&self, nom: &str) -> Result<Option<&'a str>, Arret> {
        match self.find(nom) {
            None => Ok(None),
            Some(Donnee::Texte(text)) => Ok(Some(text)),
            Some(other) => Err(wrong(nom, other, "un texte entre guillemets")),
        }
    }

    /// A code: text, or a number written without quotes.
    pub fn code(&self, nom: &str) -> Result<Option<String>, Arret> {
        match self.find(nom) {
            None => Ok(None),
            Some(Donnee::Texte(text)) => Ok(Some(text.clone())),
            Some(Donnee::Nombre(number)) => Ok(Some(number.to_string())),
            Some(other) => Err(wrong(nom, other, "un code")),
        }
    }

    pub fn date(&self, nom: &str) -> Result<Option<Jour>, Arret> {
        let read = match self.find(nom) {
            None => return Ok(None),
            Some(Donnee::Date(jour)) => Some(*jour),
            Some(Donnee::Texte(text)) => parse_iso(text),
            Some(_) => None,
        };
        let supported = read.filter(|jour| (1900..=2200).contains(&chrono::Datelike::year(jour)));
        supported.map(Some).ok_or_else(|| {
            wrong(nom, self.find(nom).unwrap_or(&Donnee::Booleen(false)), "une date comme 2026-03-01, entre 1900 et 2200")
        })
    }

    pub fn booleen(&self, nom: &str) -> Result<Option<bool>, Arret> {
        match self.find(nom) {
            None => Ok(None),
            Some(Donnee::Booleen(value)) => Ok(Some(*value)),
            Some(other) => Err(wrong(nom, other, "true ou false")),
        }
    }

    pub fn tri(&self, nom: &str) -> Result<Tri, Arret> {
        self.booleen(nom).map(Tri::from)
    }

    /// A number with at most `decimals` decimals, in its smallest unit.
    pub fn decimal(&self, nom: &str, decimals: u32) -> Result<Option<i128>, Arret> {
        let Some(value) = self.find(nom) else { return Ok(None) };
        let number = match value {
            Donnee::Nombre(number) => Some(*number),
            Donnee::Texte(text) => Decimal::parse(text),
            Donnee::Booleen(_) | Donnee::Date(_) | Donnee::Liste(_) | Donnee::Table(_) => None,
        };
        let expected =
            if decimals == 0 { "un nombre entier".to_owned() } else { format!("un nombre à {decimals} décimales au plus") };
        number.and_then(|n| n.scaled(decimals)).map(Some).ok_or_else(|| wrong(nom, value, &expected))
    }

    /// A non-negative whole number.
    pub fn entier(&self, nom: &str) -> Result<Option<u32>, Arret> {
        let Some(number) = self.decimal(nom, 0)? else { return Ok(None) };
        let value = self.find(nom).expect("just read");
        u32::try_from(number).map(Some).map_err(|_| wrong(nom, value, "un nombre entier positif ou nul"))
    }

    /// A non-negative amount of euros, to the cent.
    pub fn montant(&self, nom: &str) -> Result<Option<Centimes>, Arret> {
        let Some(cents) = self.decimal(nom, 2)? else { return Ok(None) };
        // A quadrillion euros: beyond any amount, and every later product stays exact.
        const MAXIMUM: i128 = 100_000_000_000_000_000;
        let value = self.find(nom).expect("just read");
        i64::try_from(cents)
            .ok()
            .filter(|c| (0..=MAXIMUM).contains(&i128::from(*c)))
            .map(|c| Some(Centimes(c)))
            .ok_or_else(|| wrong(nom, value, "un montant positif ou nul"))
    }

    pub fn liste(&self, nom: &str) -> Result<Option<Vec<Champs<'a>>>, Arret> {
        match self.find(nom) {
            None => Ok(None),
            Some(Donnee::Liste(list)) => {
                let row = |item: &'a Donnee| match item {
                    Donnee::Table(entries) => Ok(Champs::new(entries)),
                    other => Err(wrong(nom, other, "une liste de tables entre accolades")),
                };
                list.iter().map(row).collect::<Result<_, _>>().map(Some)
            }
            Some(other) => Err(wrong(nom, other, "une liste")),
        }
    }

    pub fn textes(&self, nom: &str) -> Result<Option<Vec<&'a str>>, Arret> {
        match self.find(nom) {
            None => Ok(None),
            Some(Donnee::Liste(list)) => {
                let text = |item: &'a Donnee| match item {
                    Donnee::Texte(text) => Ok(text.as_str()),
                    other => Err(wrong(nom, other, "une liste de textes")),
                };
                list.iter().map(text).collect::<Result<_, _>>().map(Some)
            }
            Some(other) => Err(wrong(nom, other, "une liste de textes")),
        }
    }

    pub fn table(&self, nom: &str) -> Result<Option<Champs<'a>>, Arret> {
        match self.find(nom) {
            None => Ok(None),
            Some(Donnee::Table(entries)) => Ok(Some(Champs::new(entries))),
            Some(other) => Err(wrong(nom, other, "une table entre accolades")),
        }
    }

    pub fn noms(&self) -> impl Iterator<Item = &'a str> {
        self.entries.iter().map(|(key, _)| key.as_str())
    }

    /// Refuses a row that holds a field nobody knows.
    pub fn check_noms(&self, ou: &str) -> Result<(), Arret> {
        match self.find_inconnu() {
            None => Ok(()),
            Some(nom) => Err(Arret::MalEcrit(format!("« {nom} » n'est pas un champ connu de {ou}"))),
        }
    }
}

fn wrong(nom: &str, value: &Donnee, expected: &str) -> Arret {
    Arret::MalEcrit(format!("« {nom} » vaut « {value} » : attendu {expected}"))
}
