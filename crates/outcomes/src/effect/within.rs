//! Standardised change within a group, and its difference between groups.

use super::{Arm, between::noncentral_interval, hedges_factor};
use crate::describe::{self, Interval, Moments, check_level};
use crate::dist;
use crate::error::{OutcomesError, Result};
use serde::Serialize;

/// Change from before to after within one group. It is not a treatment effect: time, regression to the mean and other
/// help are part of it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PrePost {
    /// Persons with both scores.
    pub n: usize,
    /// Mean change, after minus before.
    pub change: f64,
    /// Standard deviation of the change.
    pub change_sd: f64,
    /// Correlation of before and after.
    pub correlation: f64,
    /// Change in standard deviations before, small-sample corrected (Becker 1988; metafor's SMCR).
    pub by_baseline_sd: f64,
    /// Its standard error, `√(2 (1 - r) / n + g² / (2n))`.
    pub se: f64,
    /// Its interval.
    pub interval: Interval,
    /// Change in standard deviations of the change, corrected (metafor's SMCC).
    pub by_change_sd: f64,
    /// Its standard error, `√(1 / n + g² / (2n))`.
    pub by_change_se: f64,
    /// Interval of the uncorrected change in standard deviations of the change, from the noncentral t.
    pub by_change_exact: Interval,
    /// Change in the mean of both standard deviations, uncorrected (Cohen's d_av).
    pub by_average_sd: f64,
}

/// Effect of before to after. A lower score after gives a negative effect.
///
/// # Errors
/// For fewer than three pairs or no variance.
pub fn pre_post(pre: &[f64], post: &[f64], level: f64) -> Result<PrePost> {
    check_level(level)?;
    if pre.len() != post.len() || pre.len() < 3 {
        return Err(OutcomesError::too_few(
            "the effect within a group",
            "three persons with both scores",
            pre.len().min(post.len()),
        ));
    }
    let before = describe::moments_with_variance(pre, "the score before treatment")?;
    let after = Moments::of(post)
        .ok_or_else(|| OutcomesError::too_few("the effect within a group", "three persons", 0))?;
    let changes: Vec<f64> = post.iter().zip(pre).map(|(a, b)| a - b).collect();
    let change = describe::moments_with_variance(&changes, "the change")?;
    let correlation = if after.sd > 0.0 {
        describe::covariance(pre, post) / (before.sd * after.sd)
    } else {
        0.0
    };
    let n = pre.len() as f64;
    let j = hedges_factor(n - 1.0);
    let g = j * change.mean / before.sd;
    let se = (2.0 * (1.0 - correlation) / n + g * g / (2.0 * n)).sqrt();
    let c = j * change.mean / change.sd;
    let root = n.sqrt();
    Ok(PrePost {
        n: pre.len(),
        change: change.mean,
        change_sd: change.sd,
        correlation,
        by_baseline_sd: g,
        se,
        interval: Interval::around(g, dist::normal_quantile(0.5 + level / 2.0) * se, level),
        by_change_sd: c,
        by_change_se: (1.0 / n + c * c / (2.0 * n)).sqrt(),
        by_change_exact: noncentral_interval(change.mean / change.sd * root, n - 1.0, level)
            .map(|d| d / root),
        by_average_sd: change.mean / ((before.sd + after.sd) / 2.0),
    })
}

/// Standardised difference of changes between two groups,
/// `J(n1 + n2 - 2) ((post1 - pre1) - (post2 - pre2)) / sd_pre,pooled`, with the variance for an assumed correlation `r` of
/// before and after (Morris 2008, Organizational Research Methods 11, equations 8 and 25): `(effect, standard error)`.
///
/// # Errors
/// For fewer than three persons in an arm, no variance, or a correlation outside (-1, 1).
pub fn change_difference(first: (Arm, Arm), second: (Arm, Arm), r: f64) -> Result<(f64, f64)> {
    let (n1, n2) = (first.0.n as f64, second.0.n as f64);
    if !(-1.0 < r && r < 1.0) {
        return Err(OutcomesError::Range {
            what: "the correlation of before and after",
            value: r,
            allowed: "between -1 and 1",
        });
    }
    let least = first.0.n.min(second.0.n);
    if least < 3 {
        return Err(OutcomesError::too_few(
            "the difference of changes",
            "three persons in each group",
            least,
        ));
    }
    let df = n1 + n2 - 2.0;
    let pooled = (((n1 - 1.0) * first.0.sd.powi(2) + (n2 - 1.0) * second.0.sd.powi(2)) / df).sqrt();
    if pooled.is_nan() || pooled <= 0.0 {
        return Err(OutcomesError::NoVariance(
            "the difference of changes".into(),
        ));
    }
    let c = hedges_factor(df);
    let d = c * ((first.1.mean - first.0.mean) - (second.1.mean - second.0.mean)) / pooled;
    let size = (n1 + n2) / (n1 * n2);
    let variance = 2.0
        * c
        * c
        * (1.0 - r)
        * size
        * (df / (df - 2.0))
        * (1.0 + d * d / (2.0 * (1.0 - r) * size))
        - d * d;
    Ok((d, variance.max(0.0).sqrt()))
}
