//! Cohen's kappa, plain and weighted.

use crate::describe::{Interval, check_level};
use crate::dist;
use crate::error::{OutcomesError, Result};
use serde::Serialize;

/// How disagreement is weighted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum KappaWeights {
    /// Every disagreement counts alike.
    None,
    /// By the distance of the categories.
    Linear,
    /// By the squared distance (Fleiss & Cohen 1973).
    Quadratic,
}

/// Agreement of two raters beyond chance.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Kappa {
    /// Coefficient.
    pub kappa: f64,
    /// Large-sample standard error (Fleiss, Cohen & Everitt 1969).
    pub se: f64,
    /// Interval.
    pub interval: Interval,
    /// Observed weighted agreement.
    pub observed: f64,
    /// Agreement expected by chance.
    pub expected: f64,
}

/// Kappa of a square table of counts, first rater in rows.
///
/// # Errors
/// If the table is not square or empty, or chance agreement is perfect.
pub fn cohen_kappa(table: &[Vec<usize>], weights: KappaWeights, level: f64) -> Result<Kappa> {
    check_level(level)?;
    let k = table.len();
    if k < 2 || table.iter().any(|r| r.len() != k) {
        return Err(OutcomesError::Data(
            "kappa needs a square table with two categories or more".into(),
        ));
    }
    let total: usize = table.iter().flatten().sum();
    if total == 0 {
        return Err(OutcomesError::too_few("kappa", "one rated person", 0));
    }
    let n = total as f64;
    let p = |i: usize, j: usize| table[i][j] as f64 / n;
    let rows: Vec<f64> = (0..k).map(|i| (0..k).map(|j| p(i, j)).sum()).collect();
    let columns: Vec<f64> = (0..k).map(|j| (0..k).map(|i| p(i, j)).sum()).collect();
    let w = |i: usize, j: usize| -> f64 {
        let d = i.abs_diff(j) as f64 / (k as f64 - 1.0);
        match weights {
            KappaWeights::None => f64::from(u8::from(i == j)),
            KappaWeights::Linear => 1.0 - d,
            KappaWeights::Quadratic => 1.0 - d * d,
        }
    };
    let cells = || (0..k).flat_map(|i| (0..k).map(move |j| (i, j)));
    let observed: f64 = cells().map(|(i, j)| w(i, j) * p(i, j)).sum();
    let expected: f64 = cells().map(|(i, j)| w(i, j) * rows[i] * columns[j]).sum();
    if 1.0 - expected <= 1e-12 {
        return Err(OutcomesError::NoVariance("kappa".into()));
    }
    let kappa = (observed - expected) / (1.0 - expected);
    let row_w: Vec<f64> = (0..k)
        .map(|i| (0..k).map(|j| columns[j] * w(i, j)).sum())
        .collect();
    let column_w: Vec<f64> = (0..k)
        .map(|j| (0..k).map(|i| rows[i] * w(i, j)).sum())
        .collect();
    let sum: f64 = cells()
        .map(|(i, j)| p(i, j) * (w(i, j) - (row_w[i] + column_w[j]) * (1.0 - kappa)).powi(2))
        .sum();
    let variance =
        (sum - (kappa - expected * (1.0 - kappa)).powi(2)) / (n * (1.0 - expected).powi(2));
    let se = variance.max(0.0).sqrt();
    Ok(Kappa {
        kappa,
        se,
        interval: Interval::around(kappa, dist::normal_quantile(0.5 + level / 2.0) * se, level),
        observed,
        expected,
    })
}
