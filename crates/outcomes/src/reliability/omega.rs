//! McDonald's omega from one common factor.

use super::check_table;
use crate::describe::{covariance, variance};
use crate::error::{OutcomesError, Result};
use nalgebra::{DMatrix, DVector};
use serde::Serialize;

/// Reliability of the sum of standardised items under one factor.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Omega {
    /// `(Σλ)² / ((Σλ)² + Σ(1 - λ²))` (McDonald 1999).
    pub omega: f64,
    /// Loadings λ of the items.
    pub loadings: Vec<f64>,
}

/// Omega of items in columns; loadings by minimum residuals (Harman & Jones 1966), found by iterating principal axes.
///
/// # Errors
/// For incomplete rows, fewer than three items, an item without variance, or an improper solution.
pub fn mcdonald_omega(rows: &[Vec<f64>]) -> Result<Omega> {
    let (_, k) = check_table(rows, "McDonald's omega")?;
    if k < 3 {
        return Err(OutcomesError::too_few("McDonald's omega", "three items", k));
    }
    let columns: Vec<Vec<f64>> = (0..k)
        .map(|i| rows.iter().map(|r| r[i]).collect())
        .collect();
    let sd: Vec<f64> = columns.iter().map(|c| variance(c).sqrt()).collect();
    if let Some(i) = sd.iter().position(|s| s.is_nan() || *s <= 0.0) {
        return Err(OutcomesError::NoVariance(format!(
            "McDonald's omega (item {})",
            i + 1
        )));
    }
    let correlations = DMatrix::from_fn(k, k, |i, j| {
        if i == j {
            1.0
        } else {
            covariance(&columns[i], &columns[j]) / (sd[i] * sd[j])
        }
    });
    let loadings = one_factor(&correlations)?;
    let sum = loadings.sum();
    let unique: f64 = loadings.iter().map(|l| 1.0 - l * l).sum();
    Ok(Omega {
        omega: sum * sum / (sum * sum + unique),
        loadings: loadings.iter().copied().collect(),
    })
}

fn one_factor(r: &DMatrix<f64>) -> Result<DVector<f64>> {
    let k = r.nrows();
    let mut communalities: Vec<f64> = (0..k)
        .map(|i| {
            (0..k)
                .filter(|j| *j != i)
                .map(|j| r[(i, j)].abs())
                .fold(0.0, f64::max)
        })
        .collect();
    for _ in 0..20_000 {
        let mut reduced = r.clone();
        for (i, h) in communalities.iter().enumerate() {
            reduced[(i, i)] = *h;
        }
        let eigen = reduced.symmetric_eigen();
        let best = eigen.eigenvalues.imax();
        let value = eigen.eigenvalues[best];
        if value <= 0.0 {
            break;
        }
        let mut loadings = eigen.eigenvectors.column(best) * value.sqrt();
        if loadings.sum() < 0.0 {
            loadings = -loadings;
        }
        if loadings.iter().any(|l| l.abs() >= 1.0) {
            break;
        }
        let moved = loadings
            .iter()
            .zip(&communalities)
            .map(|(l, h)| (l * l - h).abs())
            .fold(0.0, f64::max);
        communalities = loadings.iter().map(|l| l * l).collect();
        if moved < 1e-13 {
            return Ok(loadings);
        }
    }
    Err(OutcomesError::NotConverged(
        "the one-factor model of McDonald's omega",
    ))
}
