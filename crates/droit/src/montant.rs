//! Money as integer cents and rates as integer basis points. No float anywhere in the law.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Sub};

/// An amount of euros held as whole cents; may be negative (a `malus`, a difference).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Centimes(pub i64);

/// A rate in basis points: 10 000 is 100 %, 2 555 is 25,55 %.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PointsDeBase(pub i64);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("« {0} » n'est pas un montant : attendu un nombre décimal comme 1234,56")]
pub struct MontantInvalide(pub String);

impl Centimes {
    pub const ZERO: Centimes = Centimes(0);

    /// From whole euros.
    pub const fn euros(euros: i64) -> Centimes {
        Centimes(euros * 100)
    }

    /// Reads `1234`, `1234.5`, `1234,56`, `-3,00`, with plain or no-break spaces between thousands.
    /// More than two decimals are refused: a silent rounding of money is an error.
    pub fn parse(text: &str) -> Result<Centimes, MontantInvalide> {
        let invalid = || MontantInvalide(text.to_owned());
        let cleaned: String = text
            .chars()
            .filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '€'))
            .map(|c| if c == ',' { '.' } else { c })
            .collect();
        let (negative, digits) = match cleaned.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, cleaned.as_str()),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || whole.len() > 13 || !all_digits(whole) || fraction.len() > 2 || !all_digits(fraction) {
            return Err(invalid());
        }
        let euros: i64 = whole.parse().map_err(|_| invalid())?;
        let cents: i64 = match fraction.len() {
            0 => 0,
            1 => fraction.parse::<i64>().map_err(|_| invalid())? * 10,
            _ => fraction.parse().map_err(|_| invalid())?,
        };
        let total = euros * 100 + cents;
        Ok(Centimes(if negative { -total } else { total }))
    }
}

/// Prints the French way, with no-break spaces and always two decimals: `1 234,56 €`.
impl fmt::Display for Centimes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "−" } else { "" };
        let absolute = self.0.unsigned_abs();
        write!(f, "{sign}{},{:02}\u{a0}€", group_thousands(absolute / 100), absolute % 100)
    }
}

/// Prints truncated to two decimals, the French way: `25,55 %`.
impl fmt::Display for PointsDeBase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "−" } else { "" };
        let absolute = self.0.unsigned_abs();
        write!(f, "{sign}{},{:02}\u{a0}%", absolute / 100, absolute % 100)
    }
}

impl Add for Centimes {
    type Output = Centimes;
    fn add(self, other: Centimes) -> Centimes {
        Centimes(self.0 + other.0)
    }
}

impl Sub for Centimes {
    type Output = Centimes;
    fn sub(self, other: Centimes) -> Centimes {
        Centimes(self.0 - other.0)
    }
}

impl Sum for Centimes {
    fn sum<I: Iterator<Item = Centimes>>(iter: I) -> Centimes {
        iter.fold(Centimes::ZERO, Add::add)
    }
}

impl PointsDeBase {
    /// `numerator / denominator` truncated to the basis point; `None` when nothing can be divided.
    pub fn ratio(numerator: u64, denominator: u64) -> Option<PointsDeBase> {
        (denominator != 0).then(|| PointsDeBase((u128::from(numerator) * 10_000 / u128::from(denominator)) as i64))
    }
}

/// Groups digits by three with a narrow no-break space, as French typography wants.
pub fn group_thousands(value: u64) -> String {
    let digits = value.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3 * 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push('\u{202f}');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_exactly() {
        assert_eq!(Centimes::parse("1 234,5"), Ok(Centimes(123_450)));
        assert_eq!(Centimes::parse("-3.00"), Ok(Centimes(-300)));
        assert_eq!(Centimes::parse("0,07"), Ok(Centimes(7)));
        for bad in ["", "1,234", "abc", "1e3", "--1", ".5", "1.2.3", "99999999999999"] {
            assert!(Centimes::parse(bad).is_err(), "{bad} should be refused");
        }
    }

    #[test]
    fn amounts_and_rates_print_the_french_way() {
        assert_eq!(Centimes(123_456_789).to_string(), "1\u{202f}234\u{202f}567,89\u{a0}€");
        assert_eq!(Centimes(-5).to_string(), "−0,05\u{a0}€");
        assert_eq!(PointsDeBase::ratio(46, 180).map(|r| r.to_string()), Some("25,55\u{a0}%".into()));
        assert_eq!(PointsDeBase::ratio(1, 0), None);
    }
}
