//! Analysis of covariance: the difference of groups after treatment, given the score before.

use crate::describe::{self, Interval, check_level};
use crate::dist;
use crate::error::{OutcomesError, Result};
use crate::linear::{Coefficient, fit_linear};
use serde::Serialize;

/// Result of an analysis of covariance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ancova {
    /// Adjusted difference of each group from the first.
    pub differences: Vec<Coefficient>,
    /// Slope of the score after on the score before.
    pub baseline: Coefficient,
    /// Each group's mean after, adjusted to the mean score before.
    pub adjusted: Vec<AdjustedMean>,
    /// F of the groups, with its degrees of freedom and p.
    pub f: (f64, f64, f64, f64),
    /// p of different slopes in different groups; a small one says that one adjusted difference does not describe all.
    pub slopes_p: Option<f64>,
    /// Residual standard deviation.
    pub sigma: f64,
}

/// A group's adjusted mean.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AdjustedMean {
    /// Place of the group.
    pub group: usize,
    /// Mean after at the mean score before.
    pub mean: f64,
    /// Its interval.
    pub interval: Interval,
}

/// `post = a + b pre + group`, ordinary least squares; `group` is 0..groups, group 0 the reference.
///
/// # Errors
/// If there are fewer than two groups with two persons each, or the predictors are collinear.
pub fn ancova(
    pre: &[f64],
    post: &[f64],
    group: &[usize],
    groups: usize,
    names: &[String],
    level: f64,
) -> Result<Ancova> {
    check_level(level)?;
    if groups < 2 {
        return Err(OutcomesError::too_few(
            "analysis of covariance",
            "two groups",
            groups,
        ));
    }
    for (g, name) in names.iter().enumerate().take(groups) {
        let n = group.iter().filter(|x| **x == g).count();
        if n < 2 {
            return Err(OutcomesError::too_few(
                "analysis of covariance",
                format!(
                    "two persons with both scores in each group (see group \"{}\")",
                    name
                ),
                n,
            ));
        }
    }
    describe::moments_with_variance(pre, "the score before treatment")?;
    let centre = describe::mean(pre);
    let n = pre.len();
    let dummy =
        |g: usize| -> Vec<f64> { group.iter().map(|x| f64::from(u8::from(*x == g))).collect() };
    let centred: Vec<f64> = pre.iter().map(|x| x - centre).collect();
    let mut x = vec![vec![1.0; n], centred.clone()];
    let reduced = fit_linear(post, &x, None)?;
    x.extend((1..groups).map(dummy));
    let full = fit_linear(post, &x, None)?;
    if full.rss <= 1e-18 * post.iter().map(|v| v * v).sum::<f64>() {
        return Err(OutcomesError::NoVariance("analysis of covariance".into()));
    }
    let df1 = groups as f64 - 1.0;
    let f = (reduced.rss - full.rss) / df1 / full.variance();
    let half = dist::t_quantile(0.5 + level / 2.0, full.df);
    let adjusted = (0..groups)
        .map(|g| {
            let c = |i: usize| f64::from(u8::from(i == 0 || (g > 0 && i == g + 1)));
            let k = x.len();
            let mean = (0..k).map(|i| c(i) * full.coefficients[i]).sum::<f64>();
            let variance = (0..k)
                .flat_map(|i| (0..k).map(move |j| (i, j)))
                .map(|(i, j)| c(i) * c(j) * full.unscaled[(i, j)])
                .sum::<f64>()
                * full.variance();
            AdjustedMean {
                group: g,
                mean,
                interval: Interval::around(mean, half * variance.sqrt(), level),
            }
        })
        .collect();
    let mut crossed = x.clone();
    crossed.extend((1..groups).map(|g| {
        dummy(g)
            .iter()
            .zip(&centred)
            .map(|(d, c)| d * c)
            .collect::<Vec<_>>()
    }));
    let slopes_p = fit_linear(post, &crossed, None)
        .ok()
        .filter(|m| m.rss > 0.0)
        .map(|m| dist::f_p((full.rss - m.rss) / df1 / m.variance(), df1, m.df));
    Ok(Ancova {
        differences: (1..groups)
            .map(|g| full.coefficient(g + 1, &format!("{} - {}", names[g], names[0]), level))
            .collect(),
        baseline: full.coefficient(1, "score before", level),
        adjusted,
        f: (f, df1, full.df, dist::f_p(f, df1, full.df)),
        slopes_p,
        sigma: full.variance().sqrt(),
    })
}
