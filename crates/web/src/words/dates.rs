//! Dates and times in words, as each language writes them. The clock is always the caller's.

use jiff::civil::{Date, DateTime, Time};

use super::{Language, Words};

impl Words {
    /// "3 May 2026", "3 de mayo de 2026".
    pub fn date(&self, date: Date) -> String {
        let (day, month, year) = (date.day(), self.month(date), date.year());
        match self.language {
            Language::English => format!("{day} {month} {year}"),
            Language::Spanish => format!("{day} de {month} de {year}"),
        }
    }

    /// "3 May", "3 de mayo": where the year is plain from the context.
    pub fn day_month(&self, date: Date) -> String {
        let (day, month) = (date.day(), self.month(date));
        match self.language {
            Language::English => format!("{day} {month}"),
            Language::Spanish => format!("{day} de {month}"),
        }
    }

    /// "3 May 26" short enough for an axis or a column: "3 May", "3 may"; with the year if it is not `today`'s.
    pub fn short_date(&self, date: Date, today: Date) -> String {
        let month = self.one_of("month-short", date.month());
        if date.year() == today.year() {
            format!("{} {month}", date.day())
        } else {
            format!("{} {month} {}", date.day(), date.year())
        }
    }

    /// "May 2026", "mayo de 2026".
    pub fn month_year(&self, date: Date) -> String {
        let (month, year) = (self.month(date), date.year());
        match self.language {
            Language::English => format!("{month} {year}"),
            Language::Spanish => format!("{month} de {year}"),
        }
    }

    /// "Thursday", "jueves".
    pub fn weekday(&self, date: Date) -> String {
        self.one_of("weekday", date.weekday().to_monday_one_offset())
            .into_owned()
    }

    /// "Thursday 3 May", "jueves 3 de mayo".
    pub fn weekday_date(&self, date: Date) -> String {
        format!("{} {}", self.weekday(date), self.day_month(date))
    }

    /// "14:02".
    pub fn time(&self, time: Time) -> String {
        format!("{:02}:{:02}", time.hour(), time.minute())
    }

    /// "3 May 2026, 14:02", "3 de mayo de 2026, 14:02".
    pub fn date_time(&self, at: DateTime) -> String {
        format!("{}, {}", self.date(at.date()), self.time(at.time()))
    }

    /// The nearest way to name a day: "today", "yesterday", "tomorrow", a weekday within the week to come,
    /// else the date, with its year where it is not this one.
    pub fn near_date(&self, date: Date, today: Date) -> String {
        match days_from(today, date) {
            -1 => self.t("date-yesterday").into_owned(),
            0 => self.t("date-today").into_owned(),
            1 => self.t("date-tomorrow").into_owned(),
            2..=6 => self.weekday(date),
            _ if date.year() == today.year() => self.day_month(date),
            _ => self.date(date),
        }
    }

    /// How long ago: "today", "yesterday", "5 days ago", "3 weeks ago", "4 months ago".
    pub fn ago(&self, date: Date, today: Date) -> String {
        match days_from(date, today) {
            ..=0 => self.t("date-today").into_owned(),
            1 => self.t("date-yesterday").into_owned(),
            days @ 2..=13 => self.count("ago-days", days),
            days @ 14..=59 => self.count("ago-weeks", days / 7),
            days @ 60..=729 => self.count("ago-months", days / 30),
            days => self.count("ago-years", days / 365),
        }
    }

    /// A number up to twelve as a word ("nine"), a larger one in figures.
    pub fn number(&self, number: u32) -> String {
        match number {
            0..=12 => self.one_of("number", number).into_owned(),
            _ => number.to_string(),
        }
    }

    fn month(&self, date: Date) -> String {
        self.one_of("month", date.month()).into_owned()
    }
}

/// Days from one date to another; negative if the second is earlier.
fn days_from(from: Date, to: Date) -> i64 {
    let days = |date: Date| date.duration_since(Date::constant(2000, 1, 1)).as_hours() / 24;
    days(to) - days(from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const ENGLISH: fn() -> Words = || Words::new(Language::English);
    const SPANISH: fn() -> Words = || Words::new(Language::Spanish);

    #[test]
    fn dates_are_written_as_each_language_writes_them() {
        let day = date(2026, 5, 3);
        assert_eq!(ENGLISH().date(day), "3 May 2026");
        assert_eq!(SPANISH().date(day), "3 de mayo de 2026");
        assert_eq!(ENGLISH().weekday_date(day), "Sunday 3 May");
        assert_eq!(SPANISH().weekday_date(day), "domingo 3 de mayo");
        assert_eq!(SPANISH().month_year(day), "mayo de 2026");
        assert_eq!(ENGLISH().date_time(day.at(9, 5, 0, 0)), "3 May 2026, 09:05");
        assert_eq!(SPANISH().short_date(day, date(2027, 1, 1)), "3 may 2026");
    }

    #[test]
    fn near_days_are_named_and_far_ones_dated() {
        let today = date(2026, 12, 30);
        let near = |day| ENGLISH().near_date(day, today);
        assert_eq!(near(date(2026, 12, 29)), "yesterday");
        assert_eq!(near(today), "today");
        assert_eq!(near(date(2026, 12, 31)), "tomorrow");
        assert_eq!(near(date(2027, 1, 5)), "Tuesday");
        assert_eq!(near(date(2027, 1, 6)), "6 January 2027");
        assert_eq!(near(date(2026, 12, 23)), "23 December");
    }

    #[test]
    fn the_past_is_told_in_the_unit_that_fits() {
        let ago = |days: i64| {
            let today = date(2026, 6, 30);
            ENGLISH().ago(today - jiff::SignedDuration::from_hours(24 * days), today)
        };
        assert_eq!(ago(0), "today");
        assert_eq!(ago(1), "yesterday");
        assert_eq!(ago(13), "13 days ago");
        assert_eq!(ago(14), "2 weeks ago");
        assert_eq!(ago(70), "2 months ago");
        assert_eq!(ago(800), "2 years ago");
    }
}
