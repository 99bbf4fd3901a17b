//! Approximate dates: "spring 2019", "age 12". Onset relative to an event matters more than the calendar.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A date as exactly as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ApproximateDate {
    /// A day.
    Day(Date),
    /// A month of a year.
    Month {
        /// Year.
        year: i16,
        /// Month, 1 to 12.
        month: i8,
    },
    /// A year.
    Year(i16),
}

impl ApproximateDate {
    /// Reads `2019-03-21`, `2019-03` or `2019`.
    pub fn parse(text: &str) -> Option<ApproximateDate> {
        let text = text.trim();
        let whole = |year: &str, month: &str, day: &str| {
            let year: i16 = year
                .parse()
                .ok()
                .filter(|year| (1850..=2200).contains(year))?;
            Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
        };
        match text.split('-').collect::<Vec<_>>()[..] {
            [year, month, day] if year.len() == 4 => {
                whole(year, month, day).map(ApproximateDate::Day)
            }
            [year, month] if year.len() == 4 => {
                let first = whole(year, month, "1")?;
                Some(ApproximateDate::Month {
                    year: first.year(),
                    month: first.month(),
                })
            }
            [year] if year.len() == 4 => {
                whole(year, "1", "1").map(|d| ApproximateDate::Year(d.year()))
            }
            _ => None,
        }
    }

    /// The first day that it can mean.
    pub fn earliest(self) -> Date {
        match self {
            ApproximateDate::Day(date) => date,
            ApproximateDate::Month { year, month } => {
                Date::new(year, month, 1).unwrap_or(Date::ZERO)
            }
            ApproximateDate::Year(year) => Date::new(year, 1, 1).unwrap_or(Date::ZERO),
        }
    }

    /// The last day that it can mean.
    pub fn latest(self) -> Date {
        match self {
            ApproximateDate::Day(date) => date,
            ApproximateDate::Month { .. } => self.earliest().last_of_month(),
            ApproximateDate::Year(_) => self.earliest().last_of_year(),
        }
    }
}

impl std::fmt::Display for ApproximateDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ApproximateDate::Day(date) => write!(f, "{date}"),
            ApproximateDate::Month { year, month } => write!(f, "{year:04}-{month:02}"),
            ApproximateDate::Year(year) => write!(f, "{year:04}"),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn days_months_and_years_are_read_and_written_alike() {
        for text in ["2019-03-21", "2019-03", "2019"] {
            assert_eq!(ApproximateDate::parse(text).unwrap().to_string(), text);
        }
        for text in [
            "",
            "19",
            "2019-13",
            "2019-02-30",
            "spring",
            "2019-3-4-5",
            "99999",
        ] {
            assert_eq!(ApproximateDate::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_month_reaches_from_its_first_to_its_last_day() {
        let month = ApproximateDate::parse("2024-02").unwrap();
        assert_eq!(month.earliest().to_string(), "2024-02-01");
        assert_eq!(month.latest().to_string(), "2024-02-29");
    }
}
