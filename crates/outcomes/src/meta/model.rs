//! The random-effects model with or without predictors.

use super::tau2::{Problem, estimate};
use super::{PoolOptions, Study, Tau2Method, check_studies};
use crate::describe::check_level;
use crate::dist;
use crate::error::{OutcomesError, Result};
use crate::linear::Coefficient;
use nalgebra::DMatrix;
use serde::Serialize;

/// A fitted model `y = Xβ + u + e`, `u ~ N(0, τ²)`, `e ~ N(0, v)`.
#[derive(Debug, Clone, Serialize)]
pub struct MetaModel {
    /// Studies.
    pub k: usize,
    /// Coefficients; the first is the intercept.
    pub coefficients: Vec<Coefficient>,
    /// Variance between studies that the predictors leave.
    pub tau2: f64,
    /// Its standard error where one is known.
    pub tau2_se: Option<f64>,
    /// Percentage of the unexplained variance that is between studies, `100 τ² / (τ² + s²)` with the typical sampling
    /// variance s² (Higgins & Thompson 2002).
    pub i2: f64,
    /// `(τ² + s²) / s²`.
    pub h2: f64,
    /// Cochran's Q of the residuals, with weights 1/v.
    pub q: f64,
    /// Its degrees of freedom.
    pub q_df: f64,
    /// Its p.
    pub q_p: f64,
    /// Test of all predictors together: statistic (chi-squared, or F with Knapp & Hartung), degrees of freedom, p.
    pub moderators: Option<(f64, f64, f64)>,
    /// Percentage of τ² that the predictors explain.
    pub r2: Option<f64>,
    #[serde(skip)]
    pub(crate) covariance: DMatrix<f64>,
    #[serde(skip)]
    pub(crate) hat: Vec<f64>,
    #[serde(skip)]
    pub(crate) weights: Vec<f64>,
    #[serde(skip)]
    pub(crate) residuals: Vec<f64>,
}

/// Fits the model with the predictor columns `x` (the first a column of ones). With Knapp & Hartung (2003) the
/// covariance is multiplied by `Σ w r² / (k - p)` and Student's t is used.
///
/// # Errors
/// If there are not more studies than coefficients, an effect is not a number, a standard error not above zero, or the
/// predictors are collinear.
pub fn fit_meta(
    studies: &[Study],
    x: &[Vec<f64>],
    names: &[String],
    options: &PoolOptions,
) -> Result<MetaModel> {
    check_level(options.level)?;
    check_studies(studies)?;
    let y: Vec<f64> = studies.iter().map(|s| s.effect).collect();
    let v: Vec<f64> = studies.iter().map(|s| s.se * s.se).collect();
    fit_vectors(&y, &v, x, names, options)
}

pub(super) fn fit_vectors(
    y: &[f64],
    v: &[f64],
    x: &[Vec<f64>],
    names: &[String],
    options: &PoolOptions,
) -> Result<MetaModel> {
    let (k, p) = (y.len(), x.len());
    if k < p {
        return Err(OutcomesError::too_few(
            "this meta-analysis",
            format!("{p} studies"),
            k,
        ));
    }
    let problem = Problem { y, v, x };
    let (tau2, tau2_se) = estimate(&problem, options.method)?;
    let fixed = problem.solve(0.0)?;
    let fit = problem.solve(tau2)?;
    let df = (k - p) as f64;
    let scale = if options.knapp_hartung {
        if k <= p {
            return Err(OutcomesError::too_few(
                "Knapp & Hartung's method",
                format!("{} studies", p + 1),
                k,
            ));
        }
        fit.rss / df
    } else {
        1.0
    };
    let covariance = &fit.unscaled * scale;
    let test_df = options.knapp_hartung.then_some(df);
    let coefficients: Vec<Coefficient> = (0..p)
        .map(|i| {
            Coefficient::new(
                names[i].clone(),
                fit.beta[i],
                covariance[(i, i)].sqrt(),
                test_df,
                options.level,
            )
        })
        .collect();
    let (i2, h2) = if k > p {
        let typical = df / fixed.trace_p(&problem);
        // A common-effect model has no τ²; its I² is the one from Q.
        if options.method == Tau2Method::Common {
            (
                (100.0 * (fixed.rss - df) / fixed.rss).max(0.0),
                fixed.rss / df,
            )
        } else {
            (100.0 * tau2 / (tau2 + typical), (tau2 + typical) / typical)
        }
    } else {
        (0.0, 1.0)
    };
    let moderators = (p > 1).then(|| {
        let m = p - 1;
        let b = fit.beta.rows(1, m).into_owned();
        let block = covariance.view((1, 1), (m, m)).into_owned();
        let statistic = block.cholesky().map_or(f64::NAN, |c| b.dot(&c.solve(&b)));
        match test_df {
            Some(df) => (
                statistic / m as f64,
                m as f64,
                dist::f_p(statistic / m as f64, m as f64, df),
            ),
            None => (statistic, m as f64, dist::chi2_p(statistic, m as f64)),
        }
    });
    let hat = (0..k)
        .map(|s| {
            let row: Vec<f64> = x.iter().map(|c| c[s]).collect();
            let quadratic: f64 = (0..p)
                .flat_map(|i| (0..p).map(move |j| (i, j)))
                .map(|(i, j)| row[i] * fit.unscaled[(i, j)] * row[j])
                .sum();
            fit.weights[s] * quadratic
        })
        .collect();
    Ok(MetaModel {
        k,
        coefficients,
        tau2,
        tau2_se,
        i2,
        h2,
        q: fixed.rss,
        q_df: df,
        q_p: if k > p {
            dist::chi2_p(fixed.rss, df)
        } else {
            1.0
        },
        moderators,
        r2: None,
        covariance,
        hat,
        weights: fit.weights,
        residuals: fit.residuals,
    })
}

/// Meta-regression of the effects on named predictors (without the intercept, which is added), with the share of τ² that
/// they explain.
///
/// # Errors
/// As [`fit_meta`].
pub fn meta_regression(
    studies: &[Study],
    predictors: &[(String, Vec<f64>)],
    options: &PoolOptions,
) -> Result<MetaModel> {
    let ones = vec![1.0; studies.len()];
    let mut x = vec![ones.clone()];
    let mut names = vec!["intercept".to_owned()];
    for (name, values) in predictors {
        x.push(values.clone());
        names.push(name.clone());
    }
    let mut model = fit_meta(studies, &x, &names, options)?;
    let null = fit_meta(studies, &[ones], &names[..1], options)?;
    if null.tau2 > 0.0 {
        model.r2 = Some((100.0 * (null.tau2 - model.tau2) / null.tau2).max(0.0));
    }
    Ok(model)
}
