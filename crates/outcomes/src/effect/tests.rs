//! Paired and unpaired tests.

use crate::describe::{self, Interval, check_level, mean, variance};
use crate::dist;
use crate::error::{OutcomesError, Result};
use serde::Serialize;

/// Result of a t test.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TTest {
    /// Difference of the means: first minus second.
    pub difference: f64,
    /// Its standard error.
    pub se: f64,
    /// t.
    pub t: f64,
    /// Degrees of freedom.
    pub df: f64,
    /// Two-sided p.
    pub p: f64,
    /// Interval of the difference.
    pub interval: Interval,
}

fn t_test(difference: f64, se: f64, df: f64, level: f64, what: &str) -> Result<TTest> {
    if se.is_nan() || se <= 0.0 {
        return Err(OutcomesError::NoVariance(what.to_owned()));
    }
    let t = difference / se;
    Ok(TTest {
        difference,
        se,
        t,
        df,
        p: dist::t_p(t, df),
        interval: Interval::around(
            difference,
            dist::t_quantile(0.5 + level / 2.0, df) * se,
            level,
        ),
    })
}

/// Student's paired t: `mean(x - y) / (sd(x - y) / √n)` with n - 1 degrees of freedom.
///
/// # Errors
/// For fewer than two pairs, unequal lengths, or if all differences are equal.
pub fn paired_t(x: &[f64], y: &[f64], level: f64) -> Result<TTest> {
    check_level(level)?;
    if x.len() != y.len() {
        return Err(OutcomesError::Data(format!(
            "a paired test needs pairs, but there are {} and {} values",
            x.len(),
            y.len()
        )));
    }
    let d: Vec<f64> = x.iter().zip(y).map(|(a, b)| a - b).collect();
    let moments = describe::moments_with_variance(&d, "the paired t test")?;
    let n = moments.n as f64;
    t_test(
        moments.mean,
        moments.sd / n.sqrt(),
        n - 1.0,
        level,
        "the paired t test",
    )
}

/// Welch's t for unequal variances, degrees of freedom by Welch & Satterthwaite.
///
/// # Errors
/// For fewer than two values in a group, or no variance in both.
pub fn welch_t(x: &[f64], y: &[f64], level: f64) -> Result<TTest> {
    check_level(level)?;
    check_two(x, y)?;
    let (a, b) = (variance(x) / x.len() as f64, variance(y) / y.len() as f64);
    let df = (a + b) * (a + b) / (a * a / (x.len() as f64 - 1.0) + b * b / (y.len() as f64 - 1.0));
    t_test(mean(x) - mean(y), (a + b).sqrt(), df, level, "the t test")
}

/// Student's t with the pooled variance.
///
/// # Errors
/// As [`welch_t`].
pub fn student_t(x: &[f64], y: &[f64], level: f64) -> Result<TTest> {
    check_level(level)?;
    check_two(x, y)?;
    let (n, m) = (x.len() as f64, y.len() as f64);
    let pooled = ((n - 1.0) * variance(x) + (m - 1.0) * variance(y)) / (n + m - 2.0);
    t_test(
        mean(x) - mean(y),
        (pooled * (1.0 / n + 1.0 / m)).sqrt(),
        n + m - 2.0,
        level,
        "the t test",
    )
}

fn check_two(x: &[f64], y: &[f64]) -> Result<()> {
    let least = x.len().min(y.len());
    if least < 2 {
        Err(OutcomesError::too_few(
            "the t test",
            "two values in each group",
            least,
        ))
    } else {
        Ok(())
    }
}

/// Result of a rank test.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RankTest {
    /// Statistic: W (rank sum) or V (signed ranks).
    pub statistic: f64,
    /// Normal deviate, with correction for continuity and ties.
    pub z: f64,
    /// Two-sided p from the normal approximation.
    pub p: f64,
}

/// Wilcoxon's rank sum (Mann & Whitney), normal approximation with corrections for ties and continuity.
///
/// # Errors
/// For an empty group or if all values are equal.
pub fn rank_sum(x: &[f64], y: &[f64]) -> Result<RankTest> {
    let (n, m) = (x.len() as f64, y.len() as f64);
    if x.is_empty() || y.is_empty() {
        return Err(OutcomesError::too_few(
            "the rank-sum test",
            "one value in each group",
            0,
        ));
    }
    let all: Vec<f64> = x.iter().chain(y).copied().collect();
    let (ranks, ties) = ranks(&all);
    let w = ranks[..x.len()].iter().sum::<f64>() - n * (n + 1.0) / 2.0;
    let sd = (n * m / 12.0 * (n + m + 1.0 - ties / ((n + m) * (n + m - 1.0)))).sqrt();
    deviate(w, w - n * m / 2.0, sd, "the rank-sum test")
}

/// Wilcoxon's signed ranks of `x - y`; pairs without difference are left out.
///
/// # Errors
/// If no pair differs.
pub fn signed_rank(x: &[f64], y: &[f64]) -> Result<RankTest> {
    let d: Vec<f64> = x
        .iter()
        .zip(y)
        .map(|(a, b)| a - b)
        .filter(|d| *d != 0.0)
        .collect();
    if d.is_empty() {
        return Err(OutcomesError::NoVariance("the signed-rank test".into()));
    }
    let n = d.len() as f64;
    let (ranks, ties) = ranks(&d.iter().map(|v| v.abs()).collect::<Vec<_>>());
    let v = ranks
        .iter()
        .zip(&d)
        .filter(|(_, d)| **d > 0.0)
        .map(|(r, _)| r)
        .sum::<f64>();
    let sd = (n * (n + 1.0) * (2.0 * n + 1.0) / 24.0 - ties / 48.0).sqrt();
    deviate(v, v - n * (n + 1.0) / 4.0, sd, "the signed-rank test")
}

fn deviate(statistic: f64, difference: f64, sd: f64, what: &str) -> Result<RankTest> {
    if sd.is_nan() || sd <= 0.0 {
        return Err(OutcomesError::NoVariance(what.to_owned()));
    }
    let continuity = if difference == 0.0 {
        0.0
    } else {
        0.5 * difference.signum()
    };
    let z = (difference - continuity) / sd;
    Ok(RankTest {
        statistic,
        z,
        p: dist::normal_p(z).min(1.0),
    })
}

/// Mid-ranks, and Σ(t³ - t) over ties.
pub(crate) fn ranks(values: &[f64]) -> (Vec<f64>, f64) {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut ties = 0.0;
    let mut start = 0;
    while start < order.len() {
        let mut end = start + 1;
        while end < order.len() && values[order[end]] == values[order[start]] {
            end += 1;
        }
        let t = (end - start) as f64;
        ties += t * t * t - t;
        for &i in &order[start..end] {
            ranks[i] = (start + end + 1) as f64 / 2.0;
        }
        start = end;
    }
    (ranks, ties)
}
