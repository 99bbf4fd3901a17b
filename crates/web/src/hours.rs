//! When the service is staffed. Every page on which a client writes says by it when nobody reads.

use jiff::civil::{Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Zoned};
use std::collections::BTreeMap;

/// The hours of a service, week by week, in its own time zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceHours {
    /// The zone's name, for example `Europe/Madrid`.
    pub zone: String,
    /// From when until when, Monday first; none on a day on which nobody is there.
    pub week: [Option<(Time, Time)>; 7],
}

impl Default for ServiceHours {
    /// Monday to Friday, nine to five: a service says its own before it opens.
    fn default() -> ServiceHours {
        let day = Some((Time::constant(9, 0, 0, 0), Time::constant(17, 0, 0, 0)));
        ServiceHours {
            zone: "UTC".to_owned(),
            week: [day, day, day, day, day, None, None],
        }
    }
}

/// Whether somebody is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Staffed {
    /// Somebody is there, until then.
    Until(Zoned),
    /// Nobody is there before then.
    From(Zoned),
    /// No hours are set.
    Never,
}

/// The clinic's settings that hold its hours: `09:00-17:00`, or `closed`.
pub const SETTINGS: [&str; 7] = [
    "service.hours.monday",
    "service.hours.tuesday",
    "service.hours.wednesday",
    "service.hours.thursday",
    "service.hours.friday",
    "service.hours.saturday",
    "service.hours.sunday",
];

impl ServiceHours {
    /// These hours where the clinic's settings say no others; one that cannot be read counts as closed, so that
    /// nobody is promised a reader who is not there.
    pub fn set_by(&self, settings: &BTreeMap<String, String>, zone: String) -> ServiceHours {
        let mut week = self.week;
        for (day, name) in week.iter_mut().zip(SETTINGS) {
            if let Some(value) = settings.get(name) {
                *day = span(value);
            }
        }
        ServiceHours { zone, week }
    }

    /// Reads the hours of one day, `09:00-17:00`; none when they are no hours.
    pub fn read_day(text: &str) -> Option<(Time, Time)> {
        span(text)
    }

    /// Whether somebody is there at a moment, and if not, when next.
    pub fn at(&self, now: Timestamp) -> Staffed {
        let zone = TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC);
        let today = now.to_zoned(zone.clone()).date();
        // Eight days: today's hours may be over and the service open on one day of the week only.
        for ahead in 0..8 {
            let day = today.saturating_add(ahead.days());
            let Some((from, until)) = self.hours_of(day.weekday()) else {
                continue;
            };
            let at = |time: Time| day.to_datetime(time).to_zoned(zone.clone()).ok();
            let (Some(from), Some(until)) = (at(from), at(until)) else {
                continue;
            };
            if now < from.timestamp() {
                return Staffed::From(from);
            }
            if now < until.timestamp() {
                return Staffed::Until(until);
            }
        }
        Staffed::Never
    }

    fn hours_of(&self, day: Weekday) -> Option<(Time, Time)> {
        let at = usize::try_from(day.to_monday_zero_offset()).unwrap_or_default();
        self.week.get(at).copied().flatten()
    }
}

/// `09:00-17:00`
fn span(text: &str) -> Option<(Time, Time)> {
    let (from, until) = text.split_once('-')?;
    let time = |text: &str| text.trim().parse::<Time>().ok();
    let (from, until) = (time(from)?, time(until)?);
    (from < until).then_some((from, until))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    fn hours() -> ServiceHours {
        ServiceHours {
            zone: "Europe/Madrid".into(),
            ..ServiceHours::default()
        }
    }

    fn next(now: &str) -> String {
        match hours().at(now.parse().unwrap()) {
            Staffed::From(from) => from.strftime("from %a %H:%M").to_string(),
            Staffed::Until(until) => until.strftime("until %a %H:%M").to_string(),
            Staffed::Never => "never".into(),
        }
    }

    #[test]
    fn before_within_and_after_the_hours_of_a_day() {
        assert_eq!(next("2026-11-23T07:59:00Z"), "from Mon 09:00");
        assert_eq!(next("2026-11-23T08:00:00Z"), "until Mon 17:00");
        assert_eq!(next("2026-11-23T15:59:59Z"), "until Mon 17:00");
        assert_eq!(next("2026-11-23T16:00:00Z"), "from Tue 09:00");
    }

    #[test]
    fn settings_change_single_days_and_what_cannot_be_read_counts_as_closed() {
        let settings = BTreeMap::from([
            (SETTINGS[0].to_owned(), "10:00-12:30".to_owned()),
            (SETTINGS[1].to_owned(), "closed".to_owned()),
            (SETTINGS[2].to_owned(), "17:00-09:00".to_owned()),
        ]);
        let set = ServiceHours::default().set_by(&settings, "America/Bogota".into());
        let at = |hour, minute| Time::constant(hour, minute, 0, 0);
        assert_eq!(set.week[0], Some((at(10, 0), at(12, 30))));
        assert_eq!((set.week[1], set.week[2]), (None, None));
        assert_eq!(set.week[3], ServiceHours::default().week[3]);
        assert_eq!(set.zone, "America/Bogota");
    }

    #[test]
    fn the_weekend_leads_to_monday() {
        assert_eq!(next("2026-11-20T20:00:00Z"), "from Mon 09:00");
        assert_eq!(next("2026-11-22T12:00:00Z"), "from Mon 09:00");
    }

    #[test]
    fn a_service_open_on_one_day_is_found_a_week_later() {
        let mut one = hours();
        one.week = [None; 7];
        assert_eq!(
            one.at("2026-11-23T12:00:00Z".parse().unwrap()),
            Staffed::Never
        );
        one.week[0] = ServiceHours::default().week[0];
        let Staffed::From(from) = one.at("2026-11-23T20:00:00Z".parse().unwrap()) else {
            panic!("the service is closed in the evening");
        };
        assert_eq!(from.date().to_string(), "2026-11-30");
    }
}
