//! The clock: an instant for the records, a legal day for the law.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;

/// Where the time comes from. A demonstration stands still on its day, so that its figures do too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Horloge {
    Reelle,
    Fixe(DateTime<Utc>),
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("« {0} » n'est pas un fuseau horaire connu ; attendu un nom comme America/Cayenne")]
pub struct FuseauInconnu(pub String);

impl Horloge {
    /// A clock stopped at noon, local time, of a day in a time zone.
    pub fn fixe(jour: NaiveDate, fuseau: &str) -> Result<Horloge, FuseauInconnu> {
        let noon: NaiveDateTime = jour.and_hms_opt(12, 0, 0).expect("noon exists every day");
        let instant = parse_fuseau(fuseau)?.from_local_datetime(&noon).earliest();
        Ok(Horloge::Fixe(instant.map_or_else(|| noon.and_utc(), |local| local.with_timezone(&Utc))))
    }

    /// Now, in UTC, to the microsecond (what both engines keep).
    pub fn instant_utc(&self) -> DateTime<Utc> {
        let now = match self {
            Horloge::Reelle => Utc::now(),
            Horloge::Fixe(instant) => *instant,
        };
        DateTime::from_timestamp_micros(now.timestamp_micros()).unwrap_or(now)
    }

    /// The legal day: the day it is now in the territory's time zone.
    pub fn jour(&self, fuseau: &str) -> Result<NaiveDate, FuseauInconnu> {
        Ok(self.instant_utc().with_timezone(&parse_fuseau(fuseau)?).date_naive())
    }
}

/// Day and hour of an instant in a time zone, to show to people.
pub fn to_locale(instant: DateTime<Utc>, fuseau: &str) -> Result<NaiveDateTime, FuseauInconnu> {
    Ok(instant.with_timezone(&parse_fuseau(fuseau)?).naive_local())
}

fn parse_fuseau(nom: &str) -> Result<Tz, FuseauInconnu> {
    nom.parse().map_err(|_| FuseauInconnu(nom.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_legal_day_is_that_of_the_territory() {
        // 01:30 UTC on the 2nd is still the 1st in Cayenne (UTC−3).
        let instant = Utc.with_ymd_and_hms(2026, 2, 2, 1, 30, 0).unwrap();
        let horloge = Horloge::Fixe(instant);
        assert_eq!(horloge.jour("America/Cayenne").unwrap(), NaiveDate::from_ymd_opt(2026, 2, 1).unwrap());
        assert_eq!(horloge.jour("Europe/Paris").unwrap(), NaiveDate::from_ymd_opt(2026, 2, 2).unwrap());
        assert!(horloge.jour("Guyane").is_err());
    }

    #[test]
    fn a_fixed_clock_stands_on_its_day() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 16).unwrap();
        let horloge = Horloge::fixe(day, "America/Cayenne").unwrap();
        assert_eq!(horloge.jour("America/Cayenne").unwrap(), day);
        assert_eq!(horloge.instant_utc(), Utc.with_ymd_and_hms(2026, 11, 16, 15, 0, 0).unwrap());
    }
}
