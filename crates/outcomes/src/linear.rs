//! Linear regression by weighted least squares (QR decomposition).

use crate::describe::Interval;
use crate::dist;
use crate::error::{OutcomesError, Result};
use nalgebra::{DMatrix, DVector};
use serde::Serialize;

/// An estimated coefficient with its test.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Coefficient {
    /// Name of the predictor.
    pub name: String,
    /// Estimate.
    pub estimate: f64,
    /// Standard error.
    pub se: f64,
    /// Degrees of freedom of the test; absent for a normal one.
    pub df: Option<f64>,
    /// Estimate over standard error.
    pub statistic: f64,
    /// Two-sided p.
    pub p: f64,
    /// Interval.
    pub interval: Interval,
}

impl Coefficient {
    /// With Student's t of `df` degrees of freedom, or the normal without.
    #[must_use]
    pub fn new(
        name: impl Into<String>,
        estimate: f64,
        se: f64,
        df: Option<f64>,
        level: f64,
    ) -> Self {
        let statistic = estimate / se;
        let (p, half) = match df {
            Some(df) => (
                dist::t_p(statistic, df),
                dist::t_quantile(0.5 + level / 2.0, df),
            ),
            None => (
                dist::normal_p(statistic),
                dist::normal_quantile(0.5 + level / 2.0),
            ),
        };
        Self {
            name: name.into(),
            estimate,
            se,
            df,
            statistic,
            p,
            interval: Interval::around(estimate, half * se, level),
        }
    }
}

/// A fitted regression.
#[derive(Debug, Clone, PartialEq)]
pub struct LinearFit {
    /// Coefficients in the order of the predictors.
    pub coefficients: DVector<f64>,
    /// `(X'WX)⁻¹`, to be multiplied by a residual variance.
    pub unscaled: DMatrix<f64>,
    /// Weighted residual sum of squares.
    pub rss: f64,
    /// Residual degrees of freedom, n - p.
    pub df: f64,
}

impl LinearFit {
    /// Residual variance.
    #[must_use]
    pub fn variance(&self) -> f64 {
        self.rss / self.df
    }

    /// Coefficient `i`, tested with Student's t.
    #[must_use]
    pub fn coefficient(&self, i: usize, name: &str, level: f64) -> Coefficient {
        Coefficient::new(
            name,
            self.coefficients[i],
            (self.variance() * self.unscaled[(i, i)]).sqrt(),
            Some(self.df),
            level,
        )
    }
}

/// Regression of `y` on the columns of `x` (an intercept is a column of ones), weighted if `weights` are given.
///
/// # Errors
/// If there are no residual degrees of freedom or the predictors are collinear.
pub fn fit_linear(y: &[f64], x: &[Vec<f64>], weights: Option<&[f64]>) -> Result<LinearFit> {
    let (n, p) = (y.len(), x.len());
    if n <= p {
        return Err(OutcomesError::too_few(
            "this regression",
            format!("{} observations", p + 1),
            n,
        ));
    }
    let root = |i: usize| weights.map_or(1.0, |w| w[i].sqrt());
    let design = DMatrix::from_fn(n, p, |i, j| x[j][i] * root(i));
    let outcome = DVector::from_fn(n, |i, _| y[i] * root(i));
    let norms: Vec<f64> = design.column_iter().map(|c| c.norm()).collect();
    let qr = design.clone().qr();
    let r = qr.r();
    for (j, norm) in norms.iter().enumerate() {
        if r[(j, j)].abs() <= 1e-10 * norm || *norm == 0.0 {
            return Err(OutcomesError::Collinear("this regression"));
        }
    }
    let projected = qr.q().transpose() * &outcome;
    let coefficients = r
        .solve_upper_triangular(&projected)
        .ok_or(OutcomesError::Collinear("this regression"))?;
    let inverse = r
        .solve_upper_triangular(&DMatrix::identity(p, p))
        .ok_or(OutcomesError::Collinear("this regression"))?;
    let residual = &outcome - &design * &coefficients;
    Ok(LinearFit {
        unscaled: &inverse * inverse.transpose(),
        rss: residual.norm_squared(),
        coefficients,
        df: (n - p) as f64,
    })
}
