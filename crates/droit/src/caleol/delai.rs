//! Legal holidays, reply delay to an offer, triennial review.

use crate::jour::{Jour, add_ans, add_jours};
use crate::parametres::{Delais, JoursFeries};
use chrono::{Datelike, Days, Weekday};

/// Easter Sunday of a Gregorian year (anonymous computus, as published by astronomers).
pub fn compute_paques(annee: i32) -> Jour {
    let a = annee.rem_euclid(19);
    let (b, c) = (annee.div_euclid(100), annee.rem_euclid(100));
    let (d, e) = (b.div_euclid(4), b.rem_euclid(4));
    let f = (b + 8).div_euclid(25);
    let g = (b - f + 1).div_euclid(3);
    let h = (19 * a + b - d - g + 15).rem_euclid(30);
    let (i, k) = (c.div_euclid(4), c.rem_euclid(4));
    let l = (32 + 2 * e + 2 * i - h - k).rem_euclid(7);
    let m = (a + 11 * h + 22 * l).div_euclid(451);
    let n = h + l - 7 * m + 114;
    Jour::from_ymd_opt(annee, n.div_euclid(31).unsigned_abs(), n.rem_euclid(31).unsigned_abs() + 1)
        .expect("the computus gives a day of March or April")
}

/// Code du travail L. 3133-1: whether a day is a legal holiday in a département
/// (`973` has 10 June; Alsace and Moselle have two more).
pub fn is_ferie(feries: &JoursFeries, departement: &str, jour: Jour) -> bool {
    let key = jour.format("%m-%d").to_string();
    let local = feries.departements.get(departement);
    let fixed = feries.nationaux.iter().chain(local.iter().flat_map(|l| &l.fixes));
    let paques = compute_paques(jour.year());
    let after = feries.apres_paques.iter().chain(local.iter().flat_map(|l| &l.apres_paques));
    fixed.into_iter().any(|day| *day == key)
        || after.into_iter().any(|days| i64::from(*days) == jour.signed_duration_since(paques).num_days())
}

/// Every holiday of a year, in order.
pub fn list_feries(feries: &JoursFeries, departement: &str, annee: i32) -> Vec<Jour> {
    let first = Jour::from_ymd_opt(annee, 1, 1);
    let year = (0..366).filter_map(|n| first?.checked_add_days(Days::new(n)));
    year.filter(|jour| jour.year() == annee && is_ferie(feries, departement, *jour)).collect()
}

/// CCH R. 441-10: last day to answer an offer. The day of notification does not count; a last day
/// that is a Saturday, a Sunday or a holiday of the département moves to the next working day.
/// `None` when the delay is below the legal minimum of 10 days, or leaves the calendar.
///
/// `notifie_le` is the effective reception; a registered letter not collected counts from the date of
/// its vain presentation (CE, 30 novembre 2021, n° 436148), given in the same argument.
pub fn compute_delai_reponse(
    delais: &Delais,
    feries: &JoursFeries,
    notifie_le: Jour,
    delai_jours: u32,
    departement: &str,
) -> Option<Jour> {
    if delai_jours < delais.offre_jours_minimum {
        return None;
    }
    let mut last = notifie_le.checked_add_days(Days::new(u64::from(delai_jours)))?;
    while matches!(last.weekday(), Weekday::Sat | Weekday::Sun) || is_ferie(feries, departement, last) {
        last = add_jours(last, 1);
    }
    Some(last)
}

/// How an offer reached the applicant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notification {
    Recue {
        le: Jour,
    },
    /// Registered letter presented in vain and not collected: the date printed on the slip.
    PresentationVaine {
        le: Jour,
    },
}

impl Notification {
    /// CE, 30 novembre 2021, n° 436148: the day from which the delay runs.
    pub const fn point_de_depart(self) -> Jour {
        match self {
            Notification::Recue { le } | Notification::PresentationVaine { le } => le,
        }
    }
}

/// CCH L. 442-5-2: first triennial review strictly after a day; reviews fall every three years from
/// the signature of the lease.
pub fn compute_examen_triennal(delais: &Delais, bail_signe_le: Jour, apres: Jour) -> Jour {
    let period = delais.examen_triennal_ans;
    let elapsed = u32::try_from(apres.year() - bail_signe_le.year()).unwrap_or(0);
    let mut count = (elapsed / period).max(1);
    loop {
        let review = add_ans(bail_signe_le, period * count);
        if review > apres {
            return review;
        }
        count += 1;
    }
}
