//! Standardised differences between groups.

use super::hedges_factor;
use crate::describe::{Interval, check_level};
use crate::dist;
use crate::error::{OutcomesError, Result};
use serde::Serialize;

/// One arm's number, mean and standard deviation.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Arm {
    /// Persons.
    pub n: usize,
    /// Mean.
    pub mean: f64,
    /// Standard deviation.
    pub sd: f64,
}

impl Arm {
    /// Of the values.
    ///
    /// # Errors
    /// For fewer than two values.
    pub fn of(values: &[f64]) -> Result<Self> {
        let m = crate::describe::Moments::of(values)
            .filter(|m| m.n >= 2)
            .ok_or_else(|| {
                OutcomesError::too_few("an effect size", "two persons in each group", values.len())
            })?;
        Ok(Self {
            n: m.n,
            mean: m.mean,
            sd: m.sd,
        })
    }
}

/// Standardised mean difference.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct StandardisedDifference {
    /// Cohen's d with the pooled standard deviation.
    pub d: f64,
    /// Hedges's g, d without its small-sample bias.
    pub g: f64,
    /// Standard error of g.
    pub se: f64,
    /// Interval of g from the normal distribution, as meta-analyses use it.
    pub interval: Interval,
    /// Interval of d from the noncentral t distribution.
    pub exact: Interval,
}

/// `d = (m1 - m2) / s_pooled`, `g = J(n1 + n2 - 2) d` with the exact J (Hedges 1981),
/// `var(g) = 1/n1 + 1/n2 + g² / (2 (n1 + n2))` (Hedges 1982; as metafor's SMD); exact interval by inverting the
/// noncentral t (Steiger & Fouladi 1997).
///
/// # Errors
/// For fewer than two persons in an arm, or no variance.
pub fn standardised_difference(
    first: Arm,
    second: Arm,
    level: f64,
) -> Result<StandardisedDifference> {
    check_level(level)?;
    let least = first.n.min(second.n);
    if least < 2 {
        return Err(OutcomesError::too_few(
            "an effect size",
            "two persons in each group",
            least,
        ));
    }
    let (n1, n2) = (first.n as f64, second.n as f64);
    let df = n1 + n2 - 2.0;
    let pooled =
        (((n1 - 1.0) * first.sd * first.sd + (n2 - 1.0) * second.sd * second.sd) / df).sqrt();
    if pooled.is_nan() || pooled <= 0.0 {
        return Err(OutcomesError::NoVariance("an effect size".into()));
    }
    let d = (first.mean - second.mean) / pooled;
    let g = hedges_factor(df) * d;
    let se = (1.0 / n1 + 1.0 / n2 + g * g / (2.0 * (n1 + n2))).sqrt();
    let size = (n1 * n2 / (n1 + n2)).sqrt();
    let exact = noncentral_interval(d * size, df, level).map(|delta| delta / size);
    Ok(StandardisedDifference {
        d,
        g,
        se,
        interval: Interval::around(g, dist::normal_quantile(0.5 + level / 2.0) * se, level),
        exact,
    })
}

/// Interval of a noncentrality parameter from an observed t.
pub(super) fn noncentral_interval(t: f64, df: f64, level: f64) -> Interval {
    let tail = (1.0 - level) / 2.0;
    let reach = 8.0 + t.abs() * 0.5;
    let find = |p: f64| {
        dist::bisect(t - reach, t + reach, |delta| {
            dist::noncentral_t_cdf(t, df, delta) - p
        })
    };
    Interval {
        low: find(1.0 - tail),
        high: find(tail),
        level,
    }
}
