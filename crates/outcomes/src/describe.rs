//! Means, standard deviations and their intervals.

use crate::dist;
use crate::error::{OutcomesError, Result};
use serde::Serialize;

/// An interval with its level, for example 0.95.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Level of confidence, between 0 and 1.
    pub level: f64,
}

impl Interval {
    /// `centre ± half`.
    #[must_use]
    pub fn around(centre: f64, half: f64, level: f64) -> Self {
        Self {
            low: centre - half,
            high: centre + half,
            level,
        }
    }

    /// Both ends through a rising function, for example from the log scale.
    #[must_use]
    pub fn map(self, f: impl Fn(f64) -> f64) -> Self {
        Self {
            low: f(self.low),
            high: f(self.high),
            level: self.level,
        }
    }
}

/// Number, mean and standard deviation (denominator n - 1) of some values.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Moments {
    /// How many.
    pub n: usize,
    /// Arithmetic mean.
    pub mean: f64,
    /// Standard deviation with n - 1; NaN (null in JSON) for one value.
    pub sd: f64,
}

impl Moments {
    /// Of the values; `None` without any.
    #[must_use]
    pub fn of(values: &[f64]) -> Option<Self> {
        if values.is_empty() {
            return None;
        }
        let mean = mean(values);
        Some(Self {
            n: values.len(),
            mean,
            sd: variance(values).sqrt(),
        })
    }

    /// Interval of the mean from Student's t with n - 1 degrees of freedom; `None` for fewer than two values
    /// or no variance.
    #[must_use]
    pub fn mean_interval(&self, level: f64) -> Option<Interval> {
        if self.n < 2 || self.sd.is_nan() || self.sd <= 0.0 {
            return None;
        }
        let n = self.n as f64;
        let half = dist::t_quantile(0.5 + level / 2.0, n - 1.0) * self.sd / n.sqrt();
        Some(Interval::around(self.mean, half, level))
    }
}

/// Arithmetic mean, corrected once for rounding; NaN for no values.
#[must_use]
pub fn mean(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let first = values.iter().sum::<f64>() / n;
    first + values.iter().map(|v| v - first).sum::<f64>() / n
}

/// Sample variance with denominator n - 1; NaN for fewer than two values.
#[must_use]
pub fn variance(values: &[f64]) -> f64 {
    if values.len() < 2 {
        return f64::NAN;
    }
    let m = mean(values);
    values.iter().map(|v| (v - m) * (v - m)).sum::<f64>() / (values.len() as f64 - 1.0)
}

/// Sample covariance with denominator n - 1.
#[must_use]
pub fn covariance(x: &[f64], y: &[f64]) -> f64 {
    let (mx, my) = (mean(x), mean(y));
    x.iter()
        .zip(y)
        .map(|(a, b)| (a - mx) * (b - my))
        .sum::<f64>()
        / (x.len() as f64 - 1.0)
}

/// Median, the mean of the two middle values if their number is even; NaN for no values.
#[must_use]
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len();
    match n {
        0 => f64::NAN,
        _ if n % 2 == 1 => sorted[n / 2],
        _ => 0.5 * (sorted[n / 2 - 1] + sorted[n / 2]),
    }
}

/// The values' moments, refused if there are fewer than two or no variance.
pub(crate) fn moments_with_variance(values: &[f64], what: &'static str) -> Result<Moments> {
    let moments = Moments::of(values)
        .filter(|m| m.n >= 2)
        .ok_or_else(|| OutcomesError::too_few(what, "two observations", values.len()))?;
    // Equal values can leave rounding behind; a spread below the last bits of the mean is none.
    if moments.sd <= 1e-12 * moments.mean.abs().max(f64::MIN_POSITIVE) || moments.sd == 0.0 {
        return Err(OutcomesError::NoVariance(what.to_owned()));
    }
    Ok(moments)
}

/// Refuses a level of confidence outside (0.5, 1).
pub(crate) fn check_level(level: f64) -> Result<()> {
    if level > 0.5 && level < 1.0 {
        Ok(())
    } else {
        Err(OutcomesError::Range {
            what: "the level of confidence",
            value: level,
            allowed: "between 0.5 and 1, for example 0.95",
        })
    }
}
