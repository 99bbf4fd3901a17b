//! Time to response, relapse or drop-out.

use crate::describe::{Interval, check_level};
use crate::dist;
use crate::error::{OutcomesError, Result};
use nalgebra::{DMatrix, DVector};
use serde::Serialize;

/// One person's follow-up.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct FollowUp {
    /// Time until the event or the end of observation; not negative.
    pub time: f64,
    /// True if the event was seen, false if observation ended first.
    pub event: bool,
}

/// The curve at one event time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Step {
    /// Time.
    pub time: f64,
    /// At risk just before.
    pub at_risk: usize,
    /// Events.
    pub events: usize,
    /// Proportion still without the event.
    pub survival: f64,
    /// Greenwood's standard error.
    pub se: f64,
    /// Interval on the logarithmic scale.
    pub interval: Interval,
}

/// A Kaplan-Meier curve.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SurvivalCurve {
    /// The steps, one per time at which an event was seen.
    pub steps: Vec<Step>,
    /// Time by which half have had the event; absent if fewer than half had it.
    pub median: Option<f64>,
    /// Interval of the median; an absent end was not reached.
    pub median_interval: (Option<f64>, Option<f64>),
}

/// Product-limit estimate (Kaplan & Meier 1958), Greenwood's variance, interval `exp(log S ± z se(log S))`.
///
/// # Errors
/// If nobody was followed, a time is negative or not a number.
pub fn kaplan_meier(follow_ups: &[FollowUp], level: f64) -> Result<SurvivalCurve> {
    check_level(level)?;
    check(follow_ups)?;
    let mut sorted = follow_ups.to_vec();
    sorted.sort_by(|a, b| a.time.total_cmp(&b.time));
    let z = dist::normal_quantile(0.5 + level / 2.0);
    let (mut survival, mut greenwood) = (1.0, 0.0);
    let mut steps = Vec::new();
    let mut i = 0;
    while i < sorted.len() {
        let time = sorted[i].time;
        let at_risk = sorted.len() - i;
        let here = sorted[i..].iter().take_while(|f| f.time == time).count();
        let events = sorted[i..i + here].iter().filter(|f| f.event).count();
        if events > 0 {
            let (d, n) = (events as f64, at_risk as f64);
            survival *= 1.0 - d / n;
            greenwood += d / (n * (n - d));
            let log_se: f64 = greenwood.sqrt();
            let interval = if survival > 0.0 {
                Interval {
                    low: survival * (-z * log_se).exp(),
                    high: (survival * (z * log_se).exp()).min(1.0),
                    level,
                }
            } else {
                Interval {
                    low: f64::NAN,
                    high: f64::NAN,
                    level,
                }
            };
            let se = if survival > 0.0 {
                survival * log_se
            } else {
                f64::NAN
            };
            steps.push(Step {
                time,
                at_risk,
                events,
                survival,
                se,
                interval,
            });
        }
        i += here;
    }
    let reaches =
        |f: &dyn Fn(&Step) -> f64| steps.iter().find(|s| f(s) <= 0.5 + 1e-12).map(|s| s.time);
    let median = median_of(&steps);
    let median_interval = (
        reaches(&|s| {
            if s.interval.low.is_nan() {
                0.0
            } else {
                s.interval.low
            }
        }),
        reaches(&|s| {
            if s.interval.high.is_nan() {
                1.0
            } else {
                s.interval.high
            }
        }),
    );
    Ok(SurvivalCurve {
        median,
        median_interval,
        steps,
    })
}

/// The first time with less than half left; where the curve lies on one half exactly, the middle of that stretch.
fn median_of(steps: &[Step]) -> Option<f64> {
    let at = steps.iter().position(|s| s.survival <= 0.5 + 1e-12)?;
    if (steps[at].survival - 0.5).abs() < 1e-12 {
        return Some(
            steps
                .get(at + 1)
                .map_or(steps[at].time, |next| 0.5 * (steps[at].time + next.time)),
        );
    }
    Some(steps[at].time)
}

/// Result of a log-rank test.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LogRank {
    /// Events in each group.
    pub observed: Vec<usize>,
    /// Events expected if the groups did not differ.
    pub expected: Vec<f64>,
    /// Chi-squared.
    pub chi2: f64,
    /// Degrees of freedom.
    pub df: f64,
    /// p.
    pub p: f64,
}

/// Log-rank test of several groups (Mantel 1966; Peto & Peto 1972), hypergeometric variance.
///
/// # Errors
/// For fewer than two groups, an empty one, or no event.
pub fn log_rank(groups: &[Vec<FollowUp>]) -> Result<LogRank> {
    let k = groups.len();
    if k < 2 {
        return Err(OutcomesError::too_few("the log-rank test", "two groups", k));
    }
    for group in groups {
        check(group)?;
    }
    let mut times: Vec<f64> = groups
        .iter()
        .flatten()
        .filter(|f| f.event)
        .map(|f| f.time)
        .collect();
    if times.is_empty() {
        return Err(OutcomesError::too_few("the log-rank test", "one event", 0));
    }
    times.sort_by(f64::total_cmp);
    times.dedup();
    let mut expected = vec![0.0; k];
    let mut variance = DMatrix::<f64>::zeros(k, k);
    let sorted: Vec<Vec<FollowUp>> = groups
        .iter()
        .map(|g| {
            let mut g = g.clone();
            g.sort_by(|a, b| a.time.total_cmp(&b.time));
            g
        })
        .collect();
    for time in times {
        let at_risk: Vec<f64> = sorted
            .iter()
            .map(|g| (g.len() - g.partition_point(|f| f.time < time)) as f64)
            .collect();
        let d: f64 = sorted
            .iter()
            .map(|g| {
                g[g.partition_point(|f| f.time < time)..g.partition_point(|f| f.time <= time)]
                    .iter()
                    .filter(|f| f.event)
                    .count() as f64
            })
            .sum();
        let n: f64 = at_risk.iter().sum();
        let spread = if n > 1.0 {
            d * (n - d) / (n - 1.0)
        } else {
            0.0
        };
        for i in 0..k {
            expected[i] += d * at_risk[i] / n;
            for j in 0..k {
                let same = f64::from(u8::from(i == j));
                variance[(i, j)] += spread * at_risk[i] / n * (same - at_risk[j] / n);
            }
        }
    }
    let observed: Vec<usize> = groups
        .iter()
        .map(|g| g.iter().filter(|f| f.event).count())
        .collect();
    let u = DVector::from_fn(k - 1, |i, _| observed[i] as f64 - expected[i]);
    let v = variance.view((0, 0), (k - 1, k - 1)).into_owned();
    let solved = v
        .cholesky()
        .ok_or_else(|| OutcomesError::NoVariance("the log-rank test".into()))?
        .solve(&u);
    let chi2 = u.dot(&solved);
    let df = k as f64 - 1.0;
    Ok(LogRank {
        observed,
        expected,
        chi2,
        df,
        p: dist::chi2_p(chi2, df),
    })
}

fn check(follow_ups: &[FollowUp]) -> Result<()> {
    if follow_ups.is_empty() {
        return Err(OutcomesError::too_few("a survival curve", "one person", 0));
    }
    match follow_ups
        .iter()
        .find(|f| !f.time.is_finite() || f.time < 0.0)
    {
        Some(f) => Err(OutcomesError::Range {
            what: "a time of follow-up",
            value: f.time,
            allowed: "zero or more",
        }),
        None => Ok(()),
    }
}
