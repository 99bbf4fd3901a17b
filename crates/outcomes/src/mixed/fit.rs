//! Fitting a linear mixed model by REML or ML, with Satterthwaite degrees of freedom.

use super::profile::{Profile, constant_column, shrink};
use super::{MixedData, RandomEffects};
use crate::error::{OutcomesError, Result};
use crate::linear::Coefficient;
use crate::optimise::{gradient, hessian, newton, simplex};
use nalgebra::{DMatrix, DVector};
use std::collections::BTreeMap;

/// A fitted mixed model `y = Xβ + Zb + e`, `b ~ N(0, σ²ΛΛ')`, `e ~ N(0, σ²)`.
#[derive(Debug, Clone)]
pub struct MixedFit {
    /// Fixed effects with Satterthwaite's t tests (Kuznetsova, Brockhoff & Christensen 2017).
    pub fixed: Vec<Coefficient>,
    /// Covariance of the fixed effects.
    pub covariance: DMatrix<f64>,
    /// Covariance of the random effects: intercept first, then slope.
    pub random: DMatrix<f64>,
    /// Residual standard deviation.
    pub sigma: f64,
    /// -2 log (restricted) likelihood.
    pub deviance: f64,
    /// True for REML.
    pub reml: bool,
    /// Rows.
    pub n: usize,
    /// Persons.
    pub persons: usize,
    /// True if a random variance is zero or the random effects are perfectly correlated.
    pub singular: bool,
    theta: Vec<f64>,
    shift: f64,
    scale: f64,
    /// Asymptotic covariance of (θ, σ).
    parameter_covariance: DMatrix<f64>,
    /// Derivatives of the fixed effects' covariance with respect to each of (θ, σ).
    derivatives: Vec<DMatrix<f64>>,
}

/// A person's random effects: best prediction and conditional variance.
#[derive(Debug, Clone, PartialEq)]
pub struct Mode {
    /// Intercept, then slope if there is one.
    pub effects: [f64; 2],
    /// Conditional covariance.
    pub variance: [[f64; 2]; 2],
}

impl MixedFit {
    /// A linear combination of the fixed effects with its Satterthwaite test.
    #[must_use]
    pub fn contrast(&self, name: &str, weights: &[f64], level: f64) -> Coefficient {
        let w = DVector::from_column_slice(weights);
        let estimate = self
            .fixed
            .iter()
            .zip(weights)
            .map(|(f, w)| f.estimate * w)
            .sum();
        let variance = (w.transpose() * &self.covariance * &w)[0];
        let g = DVector::from_iterator(
            self.derivatives.len(),
            self.derivatives.iter().map(|d| (w.transpose() * d * &w)[0]),
        );
        let spread = (g.transpose() * &self.parameter_covariance * &g)[0];
        let df = if spread > 0.0 {
            2.0 * variance * variance / spread
        } else {
            f64::INFINITY
        };
        Coefficient::new(name, estimate, variance.sqrt(), Some(df), level)
    }

    /// Akaike's criterion.
    #[must_use]
    pub fn aic(&self) -> f64 {
        self.deviance + 2.0 * (self.fixed.len() + self.theta.len() + 1) as f64
    }

    /// Correlation of random intercept and slope; `None` without a slope or at zero variance.
    #[must_use]
    pub fn random_correlation(&self) -> Option<f64> {
        if self.random.nrows() < 2 {
            return None;
        }
        let r = self.random[(0, 1)] / (self.random[(0, 0)] * self.random[(1, 1)]).sqrt();
        r.is_finite().then_some(r)
    }

    /// Each person's random effects given the data that the model was fitted to.
    #[must_use]
    pub fn modes(&self, data: &MixedData) -> BTreeMap<usize, Mode> {
        let slope = match &data.random {
            RandomEffects::Intercept => None,
            RandomEffects::InterceptAndSlope(z) => Some(z),
        };
        let mut sums: BTreeMap<usize, ([f64; 3], [f64; 2])> = BTreeMap::new();
        for i in 0..data.y.len() {
            let residual = data.y[i]
                - self
                    .fixed
                    .iter()
                    .zip(&data.x)
                    .map(|(f, x)| f.estimate * x[i])
                    .sum::<f64>();
            let z = slope.map_or(0.0, |z| (z[i] - self.shift) / self.scale);
            let (cross, projected) = sums.entry(data.subject[i]).or_default();
            *cross = [cross[0] + 1.0, cross[1] + z, cross[2] + z * z];
            *projected = [projected[0] + residual, projected[1] + z * residual];
        }
        let turn = turn_back(self.shift, self.scale);
        sums.into_iter()
            .map(|(person, (cross, r))| {
                let ([a00, a01, a11], _) = shrink(&self.theta, cross);
                let effects = [a00 * r[0] + a01 * r[1], a01 * r[0] + a11 * r[1]];
                let s2 = self.sigma * self.sigma;
                let raw = conjugate(turn, [[s2 * a00, s2 * a01], [s2 * a01, s2 * a11]]);
                let effects = [
                    turn[0][0] * effects[0] + turn[0][1] * effects[1],
                    turn[1][1] * effects[1],
                ];
                (
                    person,
                    Mode {
                        effects,
                        variance: raw,
                    },
                )
            })
            .collect()
    }
}

/// Fits the model by REML (`reml`) or maximum likelihood.
///
/// # Errors
/// If there are too few rows for the random part, the predictors are collinear, the outcome has no variance left, or
/// the estimation does not converge.
pub fn fit_mixed(data: &MixedData, reml: bool) -> Result<MixedFit> {
    let persons = data.subject.iter().max().map_or(0, |m| m + 1);
    let mut seen = vec![false; persons];
    data.subject.iter().for_each(|&s| seen[s] = true);
    let present = seen.iter().filter(|s| **s).count();
    check(data, present)?;
    let profile = Profile::new(data, reml, persons)?;
    profile.check()?;
    let (theta, settled) = minimise(&profile);
    let best = profile
        .evaluate(&theta)
        .filter(|_| settled)
        .ok_or(OutcomesError::NotConverged("the mixed model"))?;
    let sigma = (best.rss / profile.freedom()).sqrt();
    let mut estimates = best.beta.clone();
    if let Some(at) = constant_column(&data.x) {
        estimates[at] += profile.y_mean;
    }
    let covariance = &best.unscaled * (sigma * sigma);
    let (parameter_covariance, derivatives) = uncertainty(&profile, &theta, sigma);
    let random = random_covariance(&theta, sigma, &profile);
    let singular = is_singular(&theta);
    let mut fit = MixedFit {
        fixed: data
            .names
            .iter()
            .zip(estimates.iter())
            .map(|(name, &b)| Coefficient::new(name.clone(), b, 1.0, None, 0.95))
            .collect(),
        covariance,
        random,
        sigma,
        deviance: profile.deviance(&theta),
        reml,
        n: profile.n,
        persons: present,
        singular,
        theta,
        shift: profile.standard.shift,
        scale: profile.standard.scale,
        parameter_covariance,
        derivatives,
    };
    let p = data.x.len();
    let tested: Vec<Coefficient> = (0..p)
        .map(|i| {
            let weights: Vec<f64> = (0..p).map(|j| f64::from(u8::from(i == j))).collect();
            fit.contrast(&data.names[i], &weights, 0.95)
        })
        .collect();
    fit.fixed = tested;
    Ok(fit)
}

fn check(data: &MixedData, persons: usize) -> Result<()> {
    let q = if data.random == RandomEffects::Intercept {
        1
    } else {
        2
    };
    if persons < 3 {
        return Err(OutcomesError::too_few(
            "the mixed model",
            "three persons",
            persons,
        ));
    }
    if data.y.len() <= data.x.len() {
        return Err(OutcomesError::too_few(
            "the mixed model",
            format!("{} scores", data.x.len() + 1),
            data.y.len(),
        ));
    }
    if data.y.len() <= persons * q {
        return Err(OutcomesError::too_few(
            "the mixed model",
            format!(
                "more visits than random effects, that is more than {}",
                persons * q
            ),
            data.y.len(),
        ));
    }
    Ok(())
}

fn minimise(profile: &Profile) -> (Vec<f64>, bool) {
    let f = |theta: &[f64]| profile.deviance(theta);
    let start = if profile.q == 1 {
        vec![1.0]
    } else {
        vec![1.0, 0.0, 1.0]
    };
    let (mut theta, _) = simplex(&start, 0.5, 400, &f);
    // A second start guards against a simplex that collapsed on the boundary.
    if is_singular(&theta) || theta.iter().any(|t| !t.is_finite()) {
        let low: Vec<f64> = start.iter().map(|s| s * 0.2).collect();
        let (other, value) = simplex(&low, 0.2, 400, &f);
        if value < f(&theta) {
            theta = other;
        }
    }
    let settled = newton(&mut theta, &f);
    // Λ's columns may change sign without changing the covariance.
    if theta[0] < 0.0 {
        theta[0] = -theta[0];
        if theta.len() == 3 {
            theta[1] = -theta[1];
        }
    }
    if theta.len() == 3 {
        theta[2] = theta[2].abs();
    }
    // At a variance of zero the minimum is flat and the derivative vanishes by symmetry: that is an answer too.
    let flat = is_singular(&theta) && gradient(&theta, &f).amax() < 1e-3;
    (theta, settled || flat)
}

fn is_singular(theta: &[f64]) -> bool {
    theta[0].abs() < 1e-4 || (theta.len() == 3 && theta[2].abs() < 1e-4)
}

/// Asymptotic covariance of (θ, σ), `2 H⁻¹` with the deviance's Hessian, and the derivatives of `Cov(β)`.
fn uncertainty(profile: &Profile, theta: &[f64], sigma: f64) -> (DMatrix<f64>, Vec<DMatrix<f64>>) {
    let mut at = theta.to_vec();
    at.push(sigma);
    // σ is measured in its own size, so that the differences do not depend on the unit of the outcome.
    let scaled = |v: &[f64]| -> Vec<f64> {
        v.iter()
            .enumerate()
            .map(|(i, x)| if i == theta.len() { x * sigma } else { *x })
            .collect()
    };
    at[theta.len()] = 1.0;
    let f = |v: &[f64]| profile.deviance_at(&scaled(v));
    let eigen = hessian(&at, &f).symmetric_eigen();
    let largest = eigen.eigenvalues.amax();
    let inverse = eigen
        .eigenvalues
        .map(|e| if e > 1e-8 * largest { 2.0 / e } else { 0.0 });
    let covariance =
        &eigen.eigenvectors * DMatrix::from_diagonal(&inverse) * eigen.eigenvectors.transpose();
    let p = profile.p;
    let cov_at = |v: &[f64]| -> DMatrix<f64> {
        let s = v[theta.len()] * sigma;
        profile.evaluate(&v[..theta.len()]).map_or_else(
            || DMatrix::from_element(p, p, f64::NAN),
            |e| e.unscaled * (s * s),
        )
    };
    let derivatives = (0..at.len())
        .map(|i| {
            let h = 2e-3 * at[i].abs().max(0.1);
            let shift = |t: f64| {
                let mut v = at.clone();
                v[i] += t * h;
                cov_at(&v)
            };
            ((shift(1.0) - shift(-1.0)) * 8.0 - (shift(2.0) - shift(-2.0))) / (12.0 * h)
        })
        .collect();
    (covariance, derivatives)
}

fn random_covariance(theta: &[f64], sigma: f64, profile: &Profile) -> DMatrix<f64> {
    let s2 = sigma * sigma;
    if theta.len() == 1 {
        return DMatrix::from_element(1, 1, s2 * theta[0] * theta[0]);
    }
    let (a, b, c) = (theta[0], theta[1], theta[2]);
    let raw = conjugate(
        turn_back(profile.standard.shift, profile.standard.scale),
        [[s2 * a * a, s2 * a * b], [s2 * a * b, s2 * (b * b + c * c)]],
    );
    DMatrix::from_fn(2, 2, |i, j| raw[i][j])
}

/// From effects on the standardised time to effects on the time as given.
fn turn_back(shift: f64, scale: f64) -> [[f64; 2]; 2] {
    [[1.0, -shift / scale], [0.0, 1.0 / scale]]
}

/// `K V K'` for 2 x 2.
fn conjugate(k: [[f64; 2]; 2], v: [[f64; 2]; 2]) -> [[f64; 2]; 2] {
    let mut kv = [[0.0; 2]; 2];
    let mut out = [[0.0; 2]; 2];
    for i in 0..2 {
        for j in 0..2 {
            kv[i][j] = k[i][0] * v[0][j] + k[i][1] * v[1][j];
        }
    }
    for i in 0..2 {
        for j in 0..2 {
            out[i][j] = kv[i][0] * k[j][0] + kv[i][1] * k[j][1];
        }
    }
    out
}
