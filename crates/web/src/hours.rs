//! When the service is staffed. Every page on which a client writes says by it when nobody reads.

use jiff::civil::{Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Zoned};

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

impl ServiceHours {
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
