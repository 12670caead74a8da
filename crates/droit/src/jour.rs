//! Civil days and calendar arithmetic. A legal day is a day of the territory's time zone; the
//! caller makes it, this crate never asks for the time.

pub use chrono::NaiveDate as Jour;
use chrono::{Datelike, Days, Months};

/// The same day `months` calendar months later; the last day of a shorter month
/// (31 January + 1 month is 28 or 29 February; 29 February + 12 months is 28 February).
pub fn add_mois(jour: Jour, months: u32) -> Jour {
    jour.checked_add_months(Months::new(months)).expect("legal dates stay far from the calendar's end")
}

/// The same day `years` years later, 29 February giving 28 February.
pub fn add_ans(jour: Jour, years: u32) -> Jour {
    add_mois(jour, years * 12)
}

/// The same day `months` calendar months earlier; the last day of a shorter month.
pub fn sub_mois(jour: Jour, months: u32) -> Jour {
    jour.checked_sub_months(Months::new(months)).expect("legal dates stay far from the calendar's end")
}

pub fn add_jours(jour: Jour, days: u64) -> Jour {
    jour.checked_add_days(Days::new(days)).expect("legal dates stay far from the calendar's end")
}

/// Whole calendar months elapsed from `depuis` to `jour`; 0 when `jour` is earlier.
pub fn compute_mois_entiers(depuis: Jour, jour: Jour) -> u32 {
    if jour <= depuis {
        return 0;
    }
    let months = (jour.year() - depuis.year()) * 12 + jour.month() as i32 - depuis.month() as i32;
    let months = u32::try_from(months).unwrap_or(0);
    if add_mois(depuis, months) <= jour { months } else { months - 1 }
}

/// Age in whole years on `jour`; 0 before birth.
pub fn compute_age(naissance_le: Jour, jour: Jour) -> u32 {
    compute_mois_entiers(naissance_le, jour) / 12
}

/// Reads an ISO day with a four-digit year, `2026-03-01`.
pub fn parse_iso(text: &str) -> Option<Jour> {
    let bytes = text.as_bytes();
    let shape = bytes.len() == 10
        && bytes.iter().enumerate().all(|(i, b)| if i == 4 || i == 7 { *b == b'-' } else { b.is_ascii_digit() });
    if !shape {
        return None;
    }
    Jour::from_ymd_opt(text[0..4].parse().ok()?, text[5..7].parse().ok()?, text[8..10].parse().ok()?)
}

/// `01/03/2026`, as French readers expect.
pub fn format_fr(jour: Jour) -> String {
    format!("{:02}/{:02}/{:04}", jour.day(), jour.month(), jour.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jour(text: &str) -> Jour {
        parse_iso(text).unwrap()
    }

    #[test]
    fn whole_months_follow_the_calendar() {
        assert_eq!(compute_mois_entiers(jour("2023-01-31"), jour("2023-02-28")), 1);
        assert_eq!(compute_mois_entiers(jour("2023-01-15"), jour("2023-02-14")), 0);
        assert_eq!(compute_mois_entiers(jour("2023-01-15"), jour("2026-01-15")), 36);
        assert_eq!(compute_mois_entiers(jour("2026-01-15"), jour("2023-01-15")), 0);
    }

    #[test]
    fn a_leap_day_has_its_anniversary_on_28_february() {
        assert_eq!(add_ans(jour("2024-02-29"), 1), jour("2025-02-28"));
        assert_eq!(compute_age(jour("2008-02-29"), jour("2026-02-28")), 18);
    }

    #[test]
    fn iso_days_need_their_whole_shape() {
        for bad in ["2026-2-3", "26-02-03", "2026/02/03", "2026-02-30", "2026-13-01", "", "aaaa-bb-cc"] {
            assert_eq!(parse_iso(bad), None, "{bad}");
        }
    }
}
