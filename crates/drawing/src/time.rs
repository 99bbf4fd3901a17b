//! True time on a horizontal axis: dates to places, and the ticks worth naming.

use crate::frame::{Grain, Words};
use jiff::ToSpan;
use jiff::civil::Date;

/// Days on a stretch of paper.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct TimeAxis {
    pub(crate) first: Date,
    pub(crate) last: Date,
    pub(crate) left: f64,
    pub(crate) right: f64,
}

/// A tick with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tick {
    pub(crate) date: Date,
    pub(crate) label: String,
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Days(i64),
    Months(i8),
    Years(i16),
}

/// Steps from the finest to the coarsest with about how many days each has.
const STEPS: [(Step, f64); 13] = [
    (Step::Days(1), 1.0),
    (Step::Days(2), 2.0),
    (Step::Days(7), 7.0),
    (Step::Days(14), 14.0),
    (Step::Months(1), 30.4),
    (Step::Months(2), 60.9),
    (Step::Months(3), 91.3),
    (Step::Months(6), 182.6),
    (Step::Years(1), 365.2),
    (Step::Years(2), 730.5),
    (Step::Years(5), 1826.0),
    (Step::Years(10), 3652.0),
    (Step::Years(50), 18262.0),
];

impl TimeAxis {
    /// An axis over these days; a single day gets a week around it so that it stands in the middle.
    pub(crate) fn over(first: Date, last: Date, left: f64, right: f64) -> Self {
        let (first, last) = if first <= last {
            (first, last)
        } else {
            (last, first)
        };
        let (first, last) = if days(first, last) < 1.0 {
            (
                first.saturating_sub(3.days()),
                last.saturating_add(3.days()),
            )
        } else {
            (first, last)
        };
        Self {
            first,
            last,
            left,
            right: right.max(left + 1.0),
        }
    }

    pub(crate) fn x(&self, date: Date) -> f64 {
        let whole = days(self.first, self.last).max(1.0);
        self.left + (self.right - self.left) * days(self.first, date) / whole
    }

    pub(crate) fn holds(&self, date: Date) -> bool {
        date >= self.first && date <= self.last
    }

    /// Ticks at calendar places, at least `apart` from each other.
    pub(crate) fn ticks(&self, apart: f64, words: &Words<'_>) -> Vec<Tick> {
        let per_day = (self.right - self.left) / days(self.first, self.last).max(1.0);
        let (step, _) = STEPS
            .into_iter()
            .find(|(_, length)| length * per_day >= apart)
            .unwrap_or((Step::Years(100), 36525.0));
        let mut ticks: Vec<Tick> = Vec::new();
        let mut date = step.at_or_after(self.first);
        while self.holds(date) && ticks.len() < 400 {
            let grain = step.grain(date, ticks.is_empty());
            ticks.push(Tick {
                date,
                label: words.date(date, grain),
            });
            let next = step.after(date);
            if next <= date {
                break;
            }
            date = next;
        }
        ticks
    }
}

impl Step {
    /// Weeks are counted from the first day shown, because courses are; months and years from the calendar.
    fn at_or_after(self, first: Date) -> Date {
        match self {
            Self::Days(_) => first,
            Self::Months(n) => {
                let mut date = if first.day() == 1 {
                    first
                } else {
                    next_month(first.first_of_month())
                };
                while (date.month() - 1) % n != 0 {
                    date = next_month(date);
                }
                date
            }
            Self::Years(n) => {
                let start = first.first_of_year();
                let mut date = if start == first {
                    first
                } else {
                    start.saturating_add(1.year())
                };
                while date.year() % n != 0 && date < Date::MAX.first_of_year() {
                    date = date.saturating_add(1.year());
                }
                date
            }
        }
    }

    fn after(self, date: Date) -> Date {
        match self {
            Self::Days(n) => date.saturating_add(n.days()),
            Self::Months(n) => date.saturating_add(i64::from(n).months()),
            Self::Years(n) => date.saturating_add(i64::from(n).years()),
        }
    }

    fn grain(self, date: Date, is_first: bool) -> Grain {
        match self {
            Self::Days(_) => Grain::Day,
            Self::Months(_) if is_first || date.month() == 1 => Grain::MonthYear,
            Self::Months(_) => Grain::Month,
            Self::Years(_) => Grain::Year,
        }
    }
}

fn next_month(date: Date) -> Date {
    date.first_of_month().saturating_add(1.month())
}

/// Days from one date to another; negative backwards.
pub(crate) fn days(from: Date, to: Date) -> f64 {
    // A span of dates counted in days always fits: jiff's whole range has under ten million of them.
    from.until(to)
        .map_or(0.0, |span| f64::from(span.get_days()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn equal_numbers_of_days_take_equal_room() {
        let axis = TimeAxis::over(date(2026, 1, 1), date(2026, 4, 11), 0.0, 100.0);
        assert!((axis.x(date(2026, 1, 1))).abs() < 1e-9);
        assert!((axis.x(date(2026, 2, 20)) - 50.0).abs() < 1e-9);
        assert!((axis.x(date(2026, 4, 11)) - 100.0).abs() < 1e-9);
    }

    #[test]
    fn a_single_day_stands_in_the_middle() {
        let axis = TimeAxis::over(date(2026, 1, 10), date(2026, 1, 10), 0.0, 60.0);
        assert!((axis.x(date(2026, 1, 10)) - 30.0).abs() < 1e-9);
    }

    #[test]
    fn months_are_named_at_their_first_day_and_the_year_where_it_turns() {
        let axis = TimeAxis::over(date(2025, 10, 20), date(2026, 2, 20), 0.0, 300.0);
        let labels: Vec<String> = axis
            .ticks(60.0, &Words::neutral())
            .into_iter()
            .map(|t| t.label)
            .collect();
        assert_eq!(labels, ["2025-11", "12", "2026-01", "02"]);
    }

    #[test]
    fn forty_years_make_a_handful_of_ticks() {
        let axis = TimeAxis::over(date(1984, 5, 2), date(2026, 2, 20), 0.0, 600.0);
        let labels: Vec<String> = axis
            .ticks(60.0, &Words::neutral())
            .into_iter()
            .map(|t| t.label)
            .collect();
        assert_eq!(
            labels,
            [
                "1985", "1990", "1995", "2000", "2005", "2010", "2015", "2020", "2025"
            ]
        );
    }

    #[test]
    fn the_ends_of_the_calendar_do_no_harm() {
        let axis = TimeAxis::over(Date::MIN, Date::MAX, 0.0, 300.0);
        assert!(axis.ticks(60.0, &Words::neutral()).len() <= 400);
        let end = TimeAxis::over(Date::MAX, Date::MAX, 0.0, 300.0);
        assert!(end.x(Date::MAX).is_finite());
        assert!(!end.ticks(60.0, &Words::neutral()).is_empty());
    }
}
