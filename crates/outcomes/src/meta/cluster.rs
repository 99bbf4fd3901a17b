//! Several effects of one trial: cluster-robust variance and the three-level model.

use super::{PoolOptions, Study, check_studies, fit_meta};
use crate::describe::{Interval, check_level};
use crate::dist;
use crate::error::{OutcomesError, Result};
use crate::linear::Coefficient;
use crate::optimise::{newton, simplex};
use nalgebra::DMatrix;
use serde::Serialize;

/// A pooled effect whose standard error allows for any correlation of effects within a trial.
#[derive(Debug, Clone, Serialize)]
pub struct ClusterRobust {
    /// Trials.
    pub clusters: usize,
    /// CR1: sandwich times `m / (m - 1)`, t with m - 1 degrees of freedom (Hedges, Tipton & Johnson 2010; as metafor's
    /// robust).
    pub cr1: Coefficient,
    /// CR2: bias-reduced with Satterthwaite's degrees of freedom (Tipton 2015; Pustejovsky & Tipton 2018); the one to
    /// read with few trials.
    pub cr2: Coefficient,
}

/// Pools as [`super::pool`] and makes the standard error robust. `cluster` names each effect's trial.
///
/// # Errors
/// For fewer than three trials, or as [`super::pool`].
pub fn cluster_robust(
    studies: &[Study],
    cluster: &[String],
    options: &PoolOptions,
) -> Result<ClusterRobust> {
    let members = gather(cluster);
    if members.len() < 3 {
        return Err(OutcomesError::too_few(
            "a cluster-robust interval",
            "three trials",
            members.len(),
        ));
    }
    let plain = PoolOptions {
        knapp_hartung: false,
        ..*options
    };
    let model = fit_meta(
        studies,
        &[vec![1.0; studies.len()]],
        &["pooled".to_owned()],
        &plain,
    )?;
    let (w, e) = (&model.weights, &model.residuals);
    let total: f64 = w.iter().sum();
    let estimate = model.coefficients[0].estimate;
    let m = members.len() as f64;
    let meat: f64 = members
        .iter()
        .map(|c| c.iter().map(|&i| w[i] * e[i]).sum::<f64>().powi(2))
        .sum();
    let cr1_se = (m / (m - 1.0) * meat).sqrt() / total;
    let cr1 = Coefficient::new("pooled", estimate, cr1_se, Some(m - 1.0), options.level);

    // CR2 with the working covariance Φ = diag(1/w): A = D (D (Φ - 11'/Σw) D)^(-1/2) D with D = Φ^(1/2), for each trial.
    let k = studies.len();
    let mut cr2_variance = 0.0;
    let mut vectors: Vec<Vec<f64>> = Vec::with_capacity(members.len());
    for c in &members {
        let n = c.len();
        let b = DMatrix::from_fn(n, n, |a, b| {
            let (wa, wb) = (w[c[a]], w[c[b]]);
            let phi = if a == b { 1.0 / wa } else { 0.0 };
            (phi - 1.0 / total) / (wa * wb).sqrt()
        });
        let eigen = b.symmetric_eigen();
        let top = eigen.eigenvalues.amax();
        let power = eigen
            .eigenvalues
            .map(|v| if v > 1e-12 * top { 1.0 / v.sqrt() } else { 0.0 });
        let root =
            &eigen.eigenvectors * DMatrix::from_diagonal(&power) * eigen.eigenvectors.transpose();
        // a = A W 1 / Σw, the weight of each residual in the pooled effect's error.
        let a: Vec<f64> = (0..n)
            .map(|i| {
                (0..n)
                    .map(|j| root[(i, j)] * w[c[j]] / (w[c[i]] * w[c[j]]).sqrt())
                    .sum::<f64>()
                    / total
            })
            .collect();
        cr2_variance += c
            .iter()
            .zip(&a)
            .map(|(&i, a)| a * e[i])
            .sum::<f64>()
            .powi(2);
        // (I - H)' restricted to the trial: residual i = y_i - Σ w_j y_j / Σw.
        let sum: f64 = a.iter().sum();
        let mut g: Vec<f64> = w.iter().map(|wj| -sum * wj / total).collect();
        for (&i, a) in c.iter().zip(&a) {
            g[i] += a;
        }
        vectors.push(g);
    }
    let inner = |a: &[f64], b: &[f64]| -> f64 { (0..k).map(|i| a[i] * b[i] / w[i]).sum() };
    let (mut trace, mut squares) = (0.0, 0.0);
    for (i, a) in vectors.iter().enumerate() {
        trace += inner(a, a);
        for (j, b) in vectors.iter().enumerate().take(i + 1) {
            let value = inner(a, b).powi(2);
            squares += if i == j { value } else { 2.0 * value };
        }
    }
    let cr2 = Coefficient::new(
        "pooled",
        estimate,
        cr2_variance.sqrt(),
        Some(trace * trace / squares),
        options.level,
    );
    Ok(ClusterRobust {
        clusters: members.len(),
        cr1,
        cr2,
    })
}

/// A three-level model.
#[derive(Debug, Clone, Serialize)]
pub struct ThreeLevel {
    /// Pooled effect.
    pub estimate: f64,
    /// Its standard error.
    pub se: f64,
    /// Its interval (normal).
    pub interval: Interval,
    /// Variance between trials.
    pub between: f64,
    /// Variance of effects within a trial.
    pub within: f64,
    /// Trials.
    pub clusters: usize,
}

/// Effects nested in trials, both variances by REML (Konstantopoulos 2011; as metafor's rma.mv with `~ 1 | study/effect`).
///
/// # Errors
/// For fewer than three trials or none with several effects, or if the estimation does not converge.
pub fn three_level(studies: &[Study], cluster: &[String], level: f64) -> Result<ThreeLevel> {
    check_level(level)?;
    check_studies(studies)?;
    let members = gather(cluster);
    if members.len() < 3 {
        return Err(OutcomesError::too_few(
            "the three-level model",
            "three trials",
            members.len(),
        ));
    }
    if members.len() == studies.len() {
        return Err(OutcomesError::Data(
            "the three-level model needs a trial with several effects; here every trial has one"
                .into(),
        ));
    }
    let sums = |between: f64, within: f64| -> (f64, f64, f64) {
        // Woodbury: V = D + b 11' in every trial. Gives 1'V⁻¹1, 1'V⁻¹y and the log determinant.
        let (mut one, mut y, mut log_det) = (0.0, 0.0, 0.0);
        for c in &members {
            let (mut s, mut sy) = (0.0, 0.0);
            for &i in c {
                let d = studies[i].se * studies[i].se + within;
                s += 1.0 / d;
                sy += studies[i].effect / d;
                log_det += d.ln();
            }
            let shrink = 1.0 / (1.0 + between * s);
            one += s * shrink;
            y += sy * shrink;
            log_det -= shrink.ln();
        }
        (one, y, log_det)
    };
    let deviance = |sd: &[f64]| -> f64 {
        let (between, within) = (sd[0] * sd[0], sd[1] * sd[1]);
        let (one, y, log_det) = sums(between, within);
        let mean = y / one;
        let mut rss = 0.0;
        for c in &members {
            let (mut s, mut sr, mut srr) = (0.0, 0.0, 0.0);
            for &i in c {
                let d = studies[i].se * studies[i].se + within;
                let r = studies[i].effect - mean;
                s += 1.0 / d;
                sr += r / d;
                srr += r * r / d;
            }
            rss += srr - between * sr * sr / (1.0 + between * s);
        }
        log_det + one.ln() + rss
    };
    let scale = crate::describe::variance(&studies.iter().map(|s| s.effect).collect::<Vec<_>>())
        .sqrt()
        .max(1e-6);
    let scaled = |sd: &[f64]| deviance(&[sd[0] * scale, sd[1] * scale]);
    let (mut sd, _) = simplex(&[0.7, 0.5], 0.3, 400, &scaled);
    let settled = newton(&mut sd, &scaled);
    if !settled && sd.iter().all(|s| s.abs() > 1e-4) {
        return Err(OutcomesError::NotConverged("the three-level model"));
    }
    let snap = |s: f64| {
        if s.abs() < 1e-5 {
            0.0
        } else {
            (s * scale).powi(2)
        }
    };
    let (between, within) = (snap(sd[0]), snap(sd[1]));
    let (one, y, _) = sums(between, within);
    let (estimate, se) = (y / one, (1.0 / one).sqrt());
    Ok(ThreeLevel {
        estimate,
        se,
        interval: Interval::around(
            estimate,
            dist::normal_quantile(0.5 + level / 2.0) * se,
            level,
        ),
        between,
        within,
        clusters: members.len(),
    })
}

fn gather(cluster: &[String]) -> Vec<Vec<usize>> {
    let mut places: std::collections::HashMap<&str, usize> = std::collections::HashMap::new();
    let mut members: Vec<Vec<usize>> = Vec::new();
    for (i, name) in cluster.iter().enumerate() {
        let at = *places.entry(name).or_insert_with(|| {
            members.push(Vec::new());
            members.len() - 1
        });
        members[at].push(i);
    }
    members
}
