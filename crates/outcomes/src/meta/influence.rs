//! What a single study does to the pooled effect.

use super::model::fit_vectors;
use super::{MetaModel, PoolOptions, Study, check_studies, pool};
use crate::dist;
use crate::error::{OutcomesError, Result};
use serde::Serialize;

/// The pooled effect without one study.
#[derive(Debug, Clone, Serialize)]
pub struct LeaveOneOut {
    /// The study left out.
    pub label: String,
    /// Pooled effect.
    pub estimate: f64,
    /// Its standard error.
    pub se: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end of its interval.
    pub high: f64,
    /// τ².
    pub tau2: f64,
    /// I² in percent.
    pub i2: f64,
    /// Cochran's Q.
    pub q: f64,
}

/// Pools again without each study in turn.
///
/// # Errors
/// For fewer than three studies, or as [`pool`].
pub fn leave_one_out(studies: &[Study], options: &PoolOptions) -> Result<Vec<LeaveOneOut>> {
    check_studies(studies)?;
    if studies.len() < 3 {
        return Err(OutcomesError::too_few(
            "leaving one study out",
            "three studies",
            studies.len(),
        ));
    }
    (0..studies.len())
        .map(|out| {
            let m = without(studies, out, options)?;
            let c = &m.coefficients[0];
            Ok(LeaveOneOut {
                label: studies[out].label.clone(),
                estimate: c.estimate,
                se: c.se,
                low: c.interval.low,
                high: c.interval.high,
                tau2: m.tau2,
                i2: m.i2,
                q: m.q,
            })
        })
        .collect()
}

fn without(studies: &[Study], out: usize, options: &PoolOptions) -> Result<MetaModel> {
    let rest = || {
        studies
            .iter()
            .enumerate()
            .filter(move |(i, _)| *i != out)
            .map(|(_, s)| s)
    };
    let y: Vec<f64> = rest().map(|s| s.effect).collect();
    let v: Vec<f64> = rest().map(|s| s.se * s.se).collect();
    fit_vectors(
        &y,
        &v,
        &[vec![1.0; y.len()]],
        &["pooled".to_owned()],
        options,
    )
}

/// Case diagnostics (Viechtbauer & Cheung 2010, Research Synthesis Methods 1).
#[derive(Debug, Clone, Serialize)]
pub struct Influence {
    /// The study.
    pub label: String,
    /// Studentised deleted residual.
    pub rstudent: f64,
    /// Change of the fitted value in its standard deviations.
    pub dffits: f64,
    /// Cook's distance.
    pub cooks_distance: f64,
    /// Ratio of the variances without and with the study.
    pub covariance_ratio: f64,
    /// τ² without the study.
    pub tau2: f64,
    /// Q without the study.
    pub q: f64,
    /// Leverage.
    pub hat: f64,
    /// Weight in percent.
    pub weight: f64,
    /// True if |DFFITS| > 3 √(1 / (k - 1)), the lower-tail probability of Cook's distance is above one half, or the
    /// leverage is above 3 / k.
    pub influential: bool,
}

/// Diagnostics of every study.
///
/// # Errors
/// For fewer than three studies, or as [`pool`].
pub fn influence(studies: &[Study], options: &PoolOptions) -> Result<Vec<Influence>> {
    if studies.len() < 3 {
        return Err(OutcomesError::too_few(
            "influence of single studies",
            "three studies",
            studies.len(),
        ));
    }
    let whole = super::fit_meta(
        studies,
        &[vec![1.0; studies.len()]],
        &["pooled".to_owned()],
        options,
    )?;
    let estimate = whole.coefficients[0].estimate;
    let variance = whole.covariance[(0, 0)];
    let total: f64 = whole.weights.iter().sum();
    let k = studies.len() as f64;
    (0..studies.len())
        .map(|i| {
            let study = &studies[i];
            let v = study.se * study.se;
            let m = without(studies, i, options)?;
            let deleted = m.coefficients[0].estimate;
            let hat = whole.hat[i];
            let shift = estimate - deleted;
            let dffits = shift / (hat * (m.tau2 + v)).sqrt();
            let cooks_distance = shift * shift / variance;
            Ok(Influence {
                label: study.label.clone(),
                rstudent: (study.effect - deleted) / (v + m.tau2 + m.covariance[(0, 0)]).sqrt(),
                dffits,
                cooks_distance,
                covariance_ratio: m.covariance[(0, 0)] / variance,
                tau2: m.tau2,
                q: m.q,
                hat,
                weight: 100.0 * whole.weights[i] / total,
                influential: dffits.abs() > 3.0 * (1.0 / (k - 1.0)).sqrt()
                    || dist::chi2_p(cooks_distance, 1.0) < 0.5
                    || hat > 3.0 / k,
            })
        })
        .collect()
}

/// A study's place in Baujat's plot.
#[derive(Debug, Clone, Serialize)]
pub struct BaujatPoint {
    /// The study.
    pub label: String,
    /// Its squared Pearson residual: its contribution to heterogeneity.
    pub heterogeneity: f64,
    /// Squared standardised change of the pooled effect without it: its influence.
    pub influence: f64,
}

/// Contribution to heterogeneity against influence (Baujat, Mahe, Pignon & Hill 2002).
///
/// # Errors
/// As [`influence`].
pub fn baujat(studies: &[Study], options: &PoolOptions) -> Result<Vec<BaujatPoint>> {
    if studies.len() < 3 {
        return Err(OutcomesError::too_few(
            "Baujat's plot",
            "three studies",
            studies.len(),
        ));
    }
    let whole = pool(studies, options)?;
    (0..studies.len())
        .map(|i| {
            let m = without(studies, i, options)?;
            let study = &studies[i];
            let shift = whole.estimate - m.coefficients[0].estimate;
            Ok(BaujatPoint {
                label: study.label.clone(),
                heterogeneity: (study.effect - whole.estimate).powi(2)
                    / (study.se * study.se + whole.tau2),
                influence: shift * shift / m.covariance[(0, 0)],
            })
        })
        .collect()
}
