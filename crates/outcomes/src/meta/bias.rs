//! Small-study effects: Egger's test, trim and fill, PET-PEESE. None of them proves publication bias, and none has power
//! with fewer than ten studies.

use super::{PoolOptions, PooledEffect, Study, check_studies, meta_regression, pool};
use crate::error::{OutcomesError, Result};
use crate::linear::{Coefficient, fit_linear};
use serde::Serialize;

/// A test of funnel asymmetry.
#[derive(Debug, Clone, Serialize)]
pub struct BiasTest {
    /// Slope of the effect on its standard error.
    pub slope: Coefficient,
    /// Effect extrapolated to a standard error of zero.
    pub limit: Coefficient,
}

/// Egger's regression (Egger, Davey Smith, Schneider & Minder 1997): effects on standard errors, weights 1/v,
/// multiplicative dispersion, t with k - 2 degrees of freedom.
///
/// # Errors
/// For fewer than three studies or equal standard errors.
pub fn egger(studies: &[Study], level: f64) -> Result<BiasTest> {
    let (limit, slope) = weighted_on(studies, |s| s.se, "standard error", level)?;
    Ok(BiasTest { slope, limit })
}

/// Egger's test as a random-effects meta-regression on the standard error (Sterne & Egger 2005).
///
/// # Errors
/// As [`egger`].
pub fn egger_mixed(studies: &[Study], options: &PoolOptions) -> Result<BiasTest> {
    check_spread(studies)?;
    let model = meta_regression(
        studies,
        &[(
            "standard error".to_owned(),
            studies.iter().map(|s| s.se).collect(),
        )],
        options,
    )?;
    Ok(BiasTest {
        slope: model.coefficients[1].clone(),
        limit: model.coefficients[0].clone(),
    })
}

fn weighted_on(
    studies: &[Study],
    predictor: impl Fn(&Study) -> f64,
    name: &str,
    level: f64,
) -> Result<(Coefficient, Coefficient)> {
    check_spread(studies)?;
    let y: Vec<f64> = studies.iter().map(|s| s.effect).collect();
    let w: Vec<f64> = studies.iter().map(|s| 1.0 / (s.se * s.se)).collect();
    let x = [vec![1.0; y.len()], studies.iter().map(predictor).collect()];
    let fit = fit_linear(&y, &x, Some(&w))?;
    Ok((
        fit.coefficient(0, "limit", level),
        fit.coefficient(1, name, level),
    ))
}

fn check_spread(studies: &[Study]) -> Result<()> {
    check_studies(studies)?;
    if studies.len() < 3 {
        return Err(OutcomesError::too_few(
            "a test of small-study effects",
            "three studies",
            studies.len(),
        ));
    }
    let first = studies[0].se;
    if studies
        .iter()
        .all(|s| (s.se - first).abs() <= 1e-12 * first)
    {
        return Err(OutcomesError::NoVariance(
            "a test of small-study effects (the standard errors)".into(),
        ));
    }
    Ok(())
}

/// Precision-effect test and precision-effect estimate with standard error (Stanley & Doucouliagos 2014).
#[derive(Debug, Clone, Serialize)]
pub struct PetPeese {
    /// Effect at a standard error of zero from a regression on the standard error.
    pub pet: Coefficient,
    /// The same from a regression on the variance.
    pub peese: Coefficient,
    /// True if PEESE is the one to read: PET differs from zero (two-sided p below 0.1, in the direction of the effect).
    pub use_peese: bool,
}

/// PET-PEESE.
///
/// # Errors
/// As [`egger`].
pub fn pet_peese(studies: &[Study], level: f64) -> Result<PetPeese> {
    let (pet, _) = weighted_on(studies, |s| s.se, "standard error", level)?;
    let (peese, _) = weighted_on(studies, |s| s.se * s.se, "variance", level)?;
    let use_peese = pet.p < 0.1 && pet.estimate.signum() == peese.estimate.signum();
    Ok(PetPeese {
        pet,
        peese,
        use_peese,
    })
}

/// The side on which studies seem to be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// Small effects are missing.
    Left,
    /// Large effects are missing.
    Right,
}

/// How the number of missing studies is estimated (Duval & Tweedie 2000).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum TrimFillEstimator {
    /// `(4 T - k (k + 1)) / (2k - 1)`; the usual one.
    L0,
    /// From the longest run of extreme ranks.
    R0,
}

/// Result of trim and fill.
#[derive(Debug, Clone, Serialize)]
pub struct TrimFill {
    /// Studies that seem to be missing.
    pub missing: usize,
    /// Where.
    pub side: Side,
    /// The studies filled in.
    pub filled: Vec<Study>,
    /// The pooled effect with them.
    pub pooled: PooledEffect,
}

/// Trim and fill (Duval & Tweedie 2000, Biometrics 56). Without a side it is the one to which Egger's slope points.
///
/// # Errors
/// As [`egger`] and [`pool`], or if the iteration cycles.
pub fn trim_and_fill(
    studies: &[Study],
    options: &PoolOptions,
    estimator: TrimFillEstimator,
    side: Option<Side>,
) -> Result<TrimFill> {
    check_spread(studies)?;
    let side = match side {
        Some(side) => side,
        None if egger_mixed(studies, options)?.slope.estimate < 0.0 => Side::Right,
        None => Side::Left,
    };
    let sign = if side == Side::Right { -1.0 } else { 1.0 };
    let mut sorted: Vec<Study> = studies
        .iter()
        .map(|s| Study {
            effect: sign * s.effect,
            ..s.clone()
        })
        .collect();
    sorted.sort_by(|a, b| a.effect.total_cmp(&b.effect));
    let k = sorted.len();
    let mut missing = 0;
    let mut centre = 0.0;
    let mut settled = false;
    for _ in 0..100 {
        centre = pool(&sorted[..k - missing], options)?.estimate;
        let next = estimate_missing(&sorted, centre, estimator).min(k - 2);
        if next == missing {
            settled = true;
            break;
        }
        missing = next;
    }
    if !settled {
        return Err(OutcomesError::NotConverged("trim and fill"));
    }
    let filled: Vec<Study> = sorted[k - missing..]
        .iter()
        .map(|s| Study {
            label: format!("filled: {}", s.label),
            effect: sign * (2.0 * centre - s.effect),
            se: s.se,
        })
        .collect();
    let all: Vec<Study> = studies.iter().chain(&filled).cloned().collect();
    Ok(TrimFill {
        missing,
        side,
        filled,
        pooled: pool(&all, options)?,
    })
}

fn estimate_missing(sorted: &[Study], centre: f64, estimator: TrimFillEstimator) -> usize {
    let k = sorted.len();
    let departures: Vec<f64> = sorted.iter().map(|s| s.effect - centre).collect();
    let mut order: Vec<usize> = (0..k).collect();
    order.sort_by(|a, b| departures[*a].abs().total_cmp(&departures[*b].abs()));
    let mut rank = vec![0usize; k];
    for (r, &i) in order.iter().enumerate() {
        rank[i] = r + 1;
    }
    let kf = k as f64;
    let estimate = match estimator {
        TrimFillEstimator::L0 => {
            let sum: f64 = (0..k)
                .filter(|&i| departures[i] > 0.0)
                .map(|i| rank[i] as f64)
                .sum();
            (4.0 * sum - kf * (kf + 1.0)) / (2.0 * kf - 1.0)
        }
        TrimFillEstimator::R0 => {
            let longest = (0..k)
                .filter(|&i| departures[i] < 0.0)
                .map(|i| rank[i])
                .max()
                .unwrap_or(0);
            (k - longest) as f64 - 1.0
        }
    };
    estimate.round_ties_even().max(0.0) as usize
}
