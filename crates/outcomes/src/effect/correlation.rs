//! Correlations.

use super::tests::ranks;
use crate::describe::{self, Interval, check_level};
use crate::dist;
use crate::error::{OutcomesError, Result};
use serde::Serialize;

/// A correlation.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Correlation {
    /// Coefficient.
    pub r: f64,
    /// Pairs.
    pub n: usize,
    /// Two-sided p from t with n - 2 degrees of freedom.
    pub p: f64,
    /// Interval by Fisher's z, `tanh(atanh r ± z / √(n - 3))`.
    pub interval: Interval,
}

/// Pearson's product-moment correlation.
///
/// # Errors
/// For fewer than four pairs or no variance.
pub fn pearson(x: &[f64], y: &[f64], level: f64) -> Result<Correlation> {
    check_level(level)?;
    if x.len() != y.len() || x.len() < 4 {
        return Err(OutcomesError::too_few(
            "a correlation",
            "four pairs",
            x.len().min(y.len()),
        ));
    }
    let a = describe::moments_with_variance(x, "a correlation")?;
    let b = describe::moments_with_variance(y, "a correlation")?;
    let r = (describe::covariance(x, y) / (a.sd * b.sd)).clamp(-1.0, 1.0);
    let n = x.len() as f64;
    let p = dist::t_p(r * ((n - 2.0) / (1.0 - r * r)).sqrt(), n - 2.0);
    let interval = Interval::around(
        r.atanh(),
        dist::normal_quantile(0.5 + level / 2.0) / (n - 3.0).sqrt(),
        level,
    )
    .map(f64::tanh);
    Ok(Correlation {
        r,
        n: x.len(),
        p,
        interval,
    })
}

/// Spearman's rank correlation: Pearson's of the mid-ranks; p from the t approximation.
///
/// # Errors
/// As [`pearson`].
pub fn spearman(x: &[f64], y: &[f64], level: f64) -> Result<Correlation> {
    pearson(&ranks(x).0, &ranks(y).0, level)
}
