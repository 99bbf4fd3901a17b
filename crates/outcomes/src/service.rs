//! Figures of a service: rates with their uncertainty, funnel limits in place of league tables, small cells withheld.

use crate::describe::Interval;
use crate::effect::wilson;
use crate::error::{OutcomesError, Result};
use serde::Serialize;

/// The smallest group of persons of whom a figure is shown.
pub const SMALLEST_CELL: usize = 10;

/// A proportion of persons.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Rate {
    /// Persons with the event.
    pub events: usize,
    /// Persons.
    pub n: usize,
    /// Proportion.
    pub rate: f64,
    /// Wilson's interval.
    pub interval: Interval,
}

/// A proportion with Wilson's interval (Wilson 1927).
///
/// # Errors
/// Without persons, or with more events than persons.
pub fn rate(events: usize, n: usize, level: f64) -> Result<Rate> {
    crate::describe::check_level(level)?;
    if n == 0 || events > n {
        return Err(OutcomesError::Data(format!(
            "{events} of {n} is no proportion"
        )));
    }
    Ok(Rate {
        events,
        n,
        rate: events as f64 / n as f64,
        interval: wilson(events, n, level),
    })
}

/// Where the proportion of a unit of `n` persons lies with probability `level` if it does not differ from `overall`:
/// limits of a funnel plot from the exact binomial distribution, interpolated between whole numbers (Spiegelhalter
/// 2005, Statistics in Medicine 24, section A.1.1).
///
/// # Errors
/// For a proportion outside (0, 1), no persons, or a level outside (0.5, 1).
pub fn funnel_limits(overall: f64, n: usize, level: f64) -> Result<Interval> {
    crate::describe::check_level(level)?;
    if !(overall > 0.0 && overall < 1.0) {
        return Err(OutcomesError::Range {
            what: "the overall proportion",
            value: overall,
            allowed: "above 0 and below 1",
        });
    }
    if n == 0 {
        return Err(OutcomesError::too_few("a funnel limit", "one person", 0));
    }
    let tail = (1.0 - level) / 2.0;
    Ok(Interval {
        low: binomial_limit(tail, n, overall),
        high: binomial_limit(1.0 - tail, n, overall),
        level,
    })
}

/// Spiegelhalter's interpolated quantile of the binomial, as a proportion.
fn binomial_limit(p: f64, n: usize, overall: f64) -> f64 {
    let ln_odds = overall.ln() - (1.0 - overall).ln();
    let mut ln_mass = n as f64 * (1.0 - overall).ln();
    let mut sum = 0.0;
    for r in 0..=n {
        let mass = ln_mass.exp();
        if sum + mass >= p || r == n {
            // r is the quantile; the distance by which the distribution oversteps p is taken back.
            let back = if mass > 0.0 {
                ((sum + mass - p) / mass).clamp(0.0, 1.0)
            } else {
                0.0
            };
            return ((r as f64 - back) / n as f64).clamp(0.0, 1.0);
        }
        sum += mass;
        ln_mass += ((n - r) as f64).ln() - ((r + 1) as f64).ln() + ln_odds;
    }
    1.0
}

/// Which cells of a table of counts must be withheld: those below [`SMALLEST_CELL`] (but not empty ones), and, so that
/// no withheld cell can be computed from a total, the next smallest in every row and column with only one withheld.
#[must_use]
pub fn withheld(counts: &[Vec<usize>]) -> Vec<Vec<bool>> {
    let (rows, columns) = (counts.len(), counts.first().map_or(0, Vec::len));
    let mut hidden: Vec<Vec<bool>> = counts
        .iter()
        .map(|row| row.iter().map(|n| *n > 0 && *n < SMALLEST_CELL).collect())
        .collect();
    loop {
        let lines = (0..rows)
            .map(|r| (0..columns).map(|c| (r, c)).collect::<Vec<_>>())
            .chain((0..columns).map(|c| (0..rows).map(|r| (r, c)).collect()));
        let lone = lines.into_iter().find_map(|line| {
            let gone = line.iter().filter(|(r, c)| hidden[*r][*c]).count();
            // The second to go: the smallest that is shown; an empty cell hides nothing and goes last.
            let next = line
                .iter()
                .filter(|(r, c)| !hidden[*r][*c])
                .min_by_key(|(r, c)| (counts[*r][*c] == 0, counts[*r][*c]));
            (gone == 1).then_some(next.copied()).flatten()
        });
        match lone {
            Some((r, c)) => hidden[r][c] = true,
            None => return hidden,
        }
    }
}
