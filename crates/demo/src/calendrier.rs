//! Session days and open days of the demonstration.

use chrono::{Datelike, Weekday};
use droit::jour::Jour;

use crate::parc::{Bailleur, days_after, days_before};

/// Session days of each landlord: SIGUY every Tuesday, SIMKO every other Thursday, SEMSAMAR every third Wednesday.
pub(crate) fn list_seances(start: Jour, last: Jour) -> [(Bailleur, Vec<Jour>); 3] {
    let from = days_before(start, 90);
    let list = |weekday: Weekday, every: i64| {
        from.iter_days()
            .take_while(|day| *day <= last)
            .filter(|day| day.weekday() == weekday && (day.num_days_from_ce() as i64 / 7) % every == 0 && !is_ferie(*day))
            .collect::<Vec<_>>()
    };
    [("siguy", list(Weekday::Tue, 1)), ("simko", list(Weekday::Thu, 2)), ("semsamar", list(Weekday::Wed, 3))]
}

/// The next session days of each landlord: SIGUY holds one on the very day (or the next open one), to be shown.
pub(crate) fn list_prochaines_seances(today: Jour) -> [(Bailleur, Jour); 3] {
    let next = |weekday: Weekday, wait: i64| {
        days_after(today, wait).iter_days().find(|day| day.weekday() == weekday && !is_ferie(*day)).unwrap_or(today)
    };
    [("siguy", next_open_day(today)), ("simko", next(Weekday::Thu, 2)), ("semsamar", next(Weekday::Wed, 7))]
}

/// The same day or the next that is neither a Saturday, a Sunday nor a fixed holiday of Guyane.
pub(crate) fn next_open_day(day: Jour) -> Jour {
    day.iter_days().find(|d| is_open(*d)).unwrap_or(day)
}

/// The same day or the nearest open day that is not after `last`.
pub(crate) fn working_day(day: Jour, last: Jour) -> Jour {
    let next = next_open_day(day);
    if next <= last && next.year() == day.year() {
        return next;
    }
    std::iter::successors(Some(day), |d| d.pred_opt()).find(|d| is_open(*d)).unwrap_or(day)
}

pub(crate) fn is_open(day: Jour) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !is_ferie(day)
}

/// Holidays with a fixed date, 10 June included; the others need a calendar that this plausible past does without.
pub(crate) fn is_ferie(day: Jour) -> bool {
    matches!((day.month(), day.day()), (1, 1) | (5, 1) | (5, 8) | (6, 10) | (7, 14) | (8, 15) | (11, 1) | (11, 11) | (12, 25))
}
