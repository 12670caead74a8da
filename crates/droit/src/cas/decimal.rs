//! Exact decimals read from their source text.

use crate::montant::Centimes;
use std::fmt;

/// A decimal number: value × 10^-decimals, written in its shortest form so that equality is of value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Decimal {
    value: i128,
    decimals: u32,
}

impl Decimal {
    pub fn new(value: i128, decimals: u32) -> Decimal {
        let (mut value, mut decimals) = (value, decimals);
        while decimals > 0 && value % 10 == 0 {
            value /= 10;
            decimals -= 1;
        }
        Decimal { value, decimals }
    }

    /// Reads `34000`, `30600.50`, `-3,5`, `1_000`; no exponent; 24 digits at most.
    pub fn parse(text: &str) -> Option<Decimal> {
        let cleaned = text.trim().replace('_', "").replace(',', ".");
        let digits = cleaned.strip_prefix(['-', '+']).unwrap_or(&cleaned);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || whole.len() + fraction.len() > 24 || !plain(whole) || !plain(fraction) {
            return None;
        }
        let value: i128 = format!("{whole}{fraction}").parse().ok()?;
        Some(Decimal::new(if cleaned.starts_with('-') { -value } else { value }, u32::try_from(fraction.len()).ok()?))
    }

    /// The value times 10^`decimals`, when it is whole.
    pub fn scaled(self, decimals: u32) -> Option<i128> {
        let more = decimals.checked_sub(self.decimals)?;
        self.value.checked_mul(10i128.checked_pow(more)?)
    }
}

impl From<Centimes> for Decimal {
    fn from(amount: Centimes) -> Decimal {
        Decimal::new(i128::from(amount.0), 2)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.value < 0 { "-" } else { "" };
        let digits = format!("{:0>width$}", self.value.unsigned_abs(), width = self.decimals as usize + 1);
        let (whole, fraction) = digits.split_at(digits.len() - self.decimals as usize);
        if fraction.is_empty() { write!(f, "{sign}{whole}") } else { write!(f, "{sign}{whole}.{fraction}") }
    }
}
