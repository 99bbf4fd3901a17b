//! Effects on events: odds ratio, risk ratio, risk difference, number needed to treat.

use crate::describe::{Interval, check_level};
use crate::dist;
use crate::error::{OutcomesError, Result};
use serde::Serialize;

/// Events and persons in two arms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct TwoByTwo {
    /// Events in the first arm.
    pub events1: usize,
    /// Persons in the first arm.
    pub n1: usize,
    /// Events in the second arm.
    pub events2: usize,
    /// Persons in the second arm.
    pub n2: usize,
}

/// An effect with its interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct BinaryEffect {
    /// Estimate on its own scale (a ratio is a ratio, not its logarithm).
    pub estimate: f64,
    /// Standard error, of the logarithm for a ratio.
    pub se: f64,
    /// Interval on the scale of the estimate.
    pub interval: Interval,
}

/// Number needed to treat for one more event.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct NumberNeeded {
    /// 1 / risk difference; negative if the first arm has fewer events.
    pub estimate: f64,
    /// Interval; if the difference may be zero it runs through infinity: from `benefit` on the one side to `harm` on the
    /// other (Altman 1998).
    pub interval: (f64, f64),
    /// True if the interval runs through infinity.
    pub through_infinity: bool,
}

impl TwoByTwo {
    /// Odds ratio, `ad / bc`, with Woolf's standard error; one half is added to every cell if one is empty.
    ///
    /// # Errors
    /// For an empty arm or more events than persons.
    pub fn odds_ratio(&self, level: f64) -> Result<BinaryEffect> {
        let [a, b, c, d] = self.cells(level)?;
        Ok(ratio(
            (a * d / (b * c)).ln(),
            (1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d).sqrt(),
            level,
        ))
    }

    /// Risk ratio, with the delta-method standard error of its logarithm; one half is added if a cell is empty.
    ///
    /// # Errors
    /// As [`Self::odds_ratio`].
    pub fn risk_ratio(&self, level: f64) -> Result<BinaryEffect> {
        let [a, b, c, d] = self.cells(level)?;
        Ok(ratio(
            (a / (a + b) / (c / (c + d))).ln(),
            (1.0 / a - 1.0 / (a + b) + 1.0 / c - 1.0 / (c + d)).sqrt(),
            level,
        ))
    }

    /// Risk difference with Newcombe's hybrid score interval (Newcombe 1998, method 10).
    ///
    /// # Errors
    /// As [`Self::odds_ratio`].
    pub fn risk_difference(&self, level: f64) -> Result<BinaryEffect> {
        self.cells(level)?;
        let (n1, n2) = (self.n1 as f64, self.n2 as f64);
        let (p1, p2) = (self.events1 as f64 / n1, self.events2 as f64 / n2);
        let d = p1 - p2;
        let (w1, w2) = (
            wilson(self.events1, self.n1, level),
            wilson(self.events2, self.n2, level),
        );
        let low = d - ((p1 - w1.low).powi(2) + (w2.high - p2).powi(2)).sqrt();
        let high = d + ((w1.high - p1).powi(2) + (p2 - w2.low).powi(2)).sqrt();
        Ok(BinaryEffect {
            estimate: d,
            se: (p1 * (1.0 - p1) / n1 + p2 * (1.0 - p2) / n2).sqrt(),
            interval: Interval { low, high, level },
        })
    }

    /// Number needed to treat, from the risk difference.
    ///
    /// # Errors
    /// As [`Self::odds_ratio`], and if both risks are equal.
    pub fn number_needed(&self, level: f64) -> Result<NumberNeeded> {
        let d = self.risk_difference(level)?;
        if d.estimate == 0.0 {
            return Err(OutcomesError::Data("the number needed to treat does not exist: both arms have the same proportion of events".into()));
        }
        let through_infinity = d.interval.low < 0.0 && d.interval.high > 0.0;
        Ok(NumberNeeded {
            estimate: 1.0 / d.estimate,
            interval: (1.0 / d.interval.high, 1.0 / d.interval.low),
            through_infinity,
        })
    }

    fn cells(&self, level: f64) -> Result<[f64; 4]> {
        check_level(level)?;
        if self.n1 == 0 || self.n2 == 0 || self.events1 > self.n1 || self.events2 > self.n2 {
            return Err(OutcomesError::Data(format!(
                "{} of {} and {} of {} are not two arms with events",
                self.events1, self.n1, self.events2, self.n2
            )));
        }
        let cells = [
            self.events1,
            self.n1 - self.events1,
            self.events2,
            self.n2 - self.events2,
        ];
        let add = if cells.contains(&0) { 0.5 } else { 0.0 };
        Ok(cells.map(|c| c as f64 + add))
    }
}

fn ratio(log: f64, se: f64, level: f64) -> BinaryEffect {
    BinaryEffect {
        estimate: log.exp(),
        se,
        interval: Interval::around(log, dist::normal_quantile(0.5 + level / 2.0) * se, level)
            .map(f64::exp),
    }
}

/// Wilson's score interval of a proportion (Wilson 1927).
#[must_use]
pub fn wilson(events: usize, n: usize, level: f64) -> Interval {
    let (x, n) = (events as f64, n as f64);
    let z = dist::normal_quantile(0.5 + level / 2.0);
    let p = x / n;
    let centre = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
    let half = z / (1.0 + z * z / n) * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    Interval {
        low: (centre - half).max(0.0),
        high: (centre + half).min(1.0),
        level,
    }
}
