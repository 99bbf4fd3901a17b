//! Estimators of the variance between studies, τ².

use crate::dist;
use crate::error::{OutcomesError, Result};
use nalgebra::{DMatrix, DVector};
use serde::Serialize;

/// How τ² is estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Tau2Method {
    /// Restricted maximum likelihood (Viechtbauer 2005).
    Reml,
    /// DerSimonian & Laird 1986.
    Dl,
    /// Paule & Mandel 1982.
    Pm,
    /// Maximum likelihood (Hardy & Thompson 1996).
    Ml,
    /// Empirical Bayes (Morris 1983); its solution is Paule & Mandel's.
    Eb,
    /// Sidik & Jonkman 2005, starting from the crude variance of the effects.
    Sj,
    /// τ² = 0: one common effect, weights 1/v (inverse variance).
    Common,
}

impl Tau2Method {
    /// From its short name (`reml`, `dl`, `pm`, `ml`, `eb`, `sj`, `common` or `fe`).
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "reml" => Self::Reml,
            "dl" => Self::Dl,
            "pm" => Self::Pm,
            "ml" => Self::Ml,
            "eb" => Self::Eb,
            "sj" => Self::Sj,
            "common" | "fe" | "ee" | "iv" => Self::Common,
            _ => return None,
        })
    }

    /// As sources print it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Reml => "restricted maximum likelihood",
            Self::Dl => "DerSimonian & Laird",
            Self::Pm => "Paule & Mandel",
            Self::Ml => "maximum likelihood",
            Self::Eb => "empirical Bayes",
            Self::Sj => "Sidik & Jonkman",
            Self::Common => "common effect, inverse variance",
        }
    }
}

/// Weighted least squares with weights `1 / (v + τ²)`, and the traces that the estimators need.
pub(super) struct Weighted {
    pub(super) beta: DVector<f64>,
    /// `(X'WX)⁻¹`.
    pub(super) unscaled: DMatrix<f64>,
    pub(super) weights: Vec<f64>,
    pub(super) residuals: Vec<f64>,
    /// `y'Py`, the weighted residual sum of squares.
    pub(super) rss: f64,
}

/// Effects, variances and predictors (columns).
pub(super) struct Problem<'a> {
    pub(super) y: &'a [f64],
    pub(super) v: &'a [f64],
    pub(super) x: &'a [Vec<f64>],
}

impl Problem<'_> {
    pub(super) fn k(&self) -> usize {
        self.y.len()
    }

    pub(super) fn p(&self) -> usize {
        self.x.len()
    }

    /// `X' diag(w) X`.
    pub(super) fn cross(&self, w: &[f64]) -> DMatrix<f64> {
        let p = self.p();
        DMatrix::from_fn(p, p, |i, j| {
            (0..self.k())
                .map(|s| w[s] * self.x[i][s] * self.x[j][s])
                .sum()
        })
    }

    pub(super) fn solve(&self, tau2: f64) -> Result<Weighted> {
        let weights: Vec<f64> = self.v.iter().map(|v| 1.0 / (v + tau2)).collect();
        self.solve_with(weights)
    }

    pub(super) fn solve_with(&self, weights: Vec<f64>) -> Result<Weighted> {
        let p = self.p();
        let cross = self.cross(&weights);
        // Scaled to unit diagonal, so that the test for collinearity does not depend on units.
        let scale: Vec<f64> = (0..p).map(|i| cross[(i, i)].sqrt()).collect();
        if scale.iter().any(|s| s.is_nan() || *s <= 0.0) {
            return Err(OutcomesError::Collinear("the meta-regression"));
        }
        let unit = DMatrix::from_fn(p, p, |i, j| cross[(i, j)] / (scale[i] * scale[j]));
        let cholesky = unit
            .cholesky()
            .filter(|c| c.l_dirty().diagonal().min() > 1e-7)
            .ok_or(OutcomesError::Collinear("the meta-regression"))?;
        let inverse = cholesky.inverse();
        let unscaled = DMatrix::from_fn(p, p, |i, j| inverse[(i, j)] / (scale[i] * scale[j]));
        let rhs = DVector::from_fn(p, |i, _| {
            (0..self.k())
                .map(|s| weights[s] * self.x[i][s] * self.y[s])
                .sum()
        });
        let beta = &unscaled * rhs;
        let residuals: Vec<f64> = (0..self.k())
            .map(|s| self.y[s] - (0..p).map(|i| beta[i] * self.x[i][s]).sum::<f64>())
            .collect();
        let rss = residuals.iter().zip(&weights).map(|(r, w)| w * r * r).sum();
        Ok(Weighted {
            beta,
            unscaled,
            weights,
            residuals,
            rss,
        })
    }
}

impl Weighted {
    /// `tr P` with `P = W - WX (X'WX)⁻¹ X'W`.
    pub(super) fn trace_p(&self, problem: &Problem<'_>) -> f64 {
        let squared: Vec<f64> = self.weights.iter().map(|w| w * w).collect();
        self.weights.iter().sum::<f64>() - (&self.unscaled * problem.cross(&squared)).trace()
    }

    /// `tr PP`.
    pub(super) fn trace_pp(&self, problem: &Problem<'_>) -> f64 {
        let squared: Vec<f64> = self.weights.iter().map(|w| w * w).collect();
        let cubed: Vec<f64> = self.weights.iter().map(|w| w * w * w).collect();
        let second = &self.unscaled * problem.cross(&squared);
        squared.iter().sum::<f64>() - 2.0 * (&self.unscaled * problem.cross(&cubed)).trace()
            + (&second * &second).trace()
    }

    /// `y'PPy`.
    fn ypp(&self) -> f64 {
        self.residuals
            .iter()
            .zip(&self.weights)
            .map(|(r, w)| (w * r) * (w * r))
            .sum()
    }
}

/// τ² and its standard error where one is known.
pub(super) fn estimate(problem: &Problem<'_>, method: Tau2Method) -> Result<(f64, Option<f64>)> {
    let df = (problem.k() - problem.p()) as f64;
    if df <= 0.0 {
        return Ok((0.0, None));
    }
    match method {
        Tau2Method::Common => Ok((0.0, None)),
        Tau2Method::Dl => {
            let fixed = problem.solve(0.0)?;
            let (p1, p2) = (fixed.trace_p(problem), fixed.trace_pp(problem));
            let tau2 = ((fixed.rss - df) / p1).max(0.0);
            let se = ((2.0 * df + 4.0 * tau2 * p1 + 2.0 * tau2 * tau2 * p2) / (p1 * p1)).sqrt();
            Ok((tau2, Some(se)))
        }
        Tau2Method::Sj => {
            let start = crate::describe::variance(problem.y) * (problem.k() as f64 - 1.0)
                / problem.k() as f64;
            if start.is_nan() || start <= 0.0 {
                return Ok((0.0, None));
            }
            // Weights 1 / (v / τ0² + 1); the residual sum of squares over its degrees of freedom multiplies τ0².
            Ok((start * problem.solve(start)?.rss / df, None))
        }
        Tau2Method::Pm | Tau2Method::Eb => {
            let tau2 = q_root(problem, df)?;
            let k = problem.k() as f64;
            let sum: f64 = problem.v.iter().map(|v| 1.0 / (v + tau2)).sum();
            Ok((tau2, Some((2.0 * k * k / df).sqrt() / sum)))
        }
        Tau2Method::Ml | Tau2Method::Reml => likelihood(problem, method),
    }
}

/// The τ² at which the generalised Q equals `target`; zero if Q is below it already.
pub(super) fn q_root(problem: &Problem<'_>, target: f64) -> Result<f64> {
    let q = |tau2: f64| problem.solve(tau2).map_or(f64::NAN, |w| w.rss);
    if problem.solve(0.0)?.rss <= target {
        return Ok(0.0);
    }
    let mut high = crate::describe::variance(problem.y).max(1e-8);
    for _ in 0..400 {
        if q(high) <= target {
            return Ok(dist::bisect(0.0, high, |t| q(t) - target));
        }
        high *= 2.0;
    }
    Err(OutcomesError::NotConverged(
        "the estimation of tau² by Paule & Mandel",
    ))
}

/// Fisher scoring.
fn likelihood(problem: &Problem<'_>, method: Tau2Method) -> Result<(f64, Option<f64>)> {
    let restricted = method == Tau2Method::Reml;
    let score = |tau2: f64| -> Result<(f64, f64)> {
        let w = problem.solve(tau2)?;
        if restricted {
            let information = w.trace_pp(problem);
            return Ok(((w.ypp() - w.trace_p(problem)) / information, information));
        }
        let information: f64 = w.weights.iter().map(|w| w * w).sum();
        Ok((
            (w.ypp() - w.weights.iter().sum::<f64>()) / information,
            information,
        ))
    };
    let mut tau2 = estimate(problem, Tau2Method::Dl)?
        .0
        .max(0.1 * crate::describe::mean(problem.v));
    let size = tau2 + crate::describe::mean(problem.v);
    let mut last = f64::INFINITY;
    for _ in 0..2000 {
        let (mut step, _) = score(tau2)?;
        while tau2 + step < 0.0 {
            step *= 0.5;
            if step.abs() < 1e-300 {
                break;
            }
        }
        tau2 += step;
        if tau2 < 1e-9 * size && score(0.0)?.0 <= 0.0 {
            let information = score(0.0)?.1;
            return Ok((0.0, Some((2.0 / information).sqrt())));
        }
        // The last digits, or steps that no longer shrink because rounding hides what is left.
        let blurred = step.abs() <= 1e-9 * size && step.abs() >= last;
        last = step.abs();
        if step.abs() <= 1e-13 * size || blurred {
            let information = score(tau2)?.1;
            return Ok((tau2, Some((2.0 / information).sqrt())));
        }
    }
    Err(OutcomesError::NotConverged(
        "the likelihood estimation of tau² (try --method dl)",
    ))
}
