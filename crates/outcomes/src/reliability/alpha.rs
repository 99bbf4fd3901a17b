//! Cronbach's alpha.

use super::check_table;
use crate::describe::{Interval, check_level, variance};
use crate::dist;
use crate::error::{OutcomesError, Result};
use serde::Serialize;

/// Internal consistency.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Alpha {
    /// `k / (k - 1) (1 - Σ item variances / variance of the sum)` (Cronbach 1951).
    pub alpha: f64,
    /// Interval by Feldt (1965): `1 - (1 - α) F`.
    pub interval: Interval,
    /// Alpha without each item.
    pub without_item: Vec<f64>,
}

/// Alpha of items in columns.
///
/// # Errors
/// For incomplete rows, too few persons or items, or no variance of the sum.
pub fn cronbach_alpha(rows: &[Vec<f64>], level: f64) -> Result<Alpha> {
    check_level(level)?;
    let (n, k) = check_table(rows, "Cronbach's alpha")?;
    let all: Vec<usize> = (0..k).collect();
    let alpha =
        of_items(rows, &all).ok_or_else(|| OutcomesError::NoVariance("Cronbach's alpha".into()))?;
    let (df1, df2) = (n as f64 - 1.0, (n as f64 - 1.0) * (k as f64 - 1.0));
    let tail = (1.0 - level) / 2.0;
    let interval = Interval {
        low: 1.0 - (1.0 - alpha) * dist::f_quantile(1.0 - tail, df1, df2),
        high: 1.0 - (1.0 - alpha) * dist::f_quantile(tail, df1, df2),
        level,
    };
    let without_item = if k > 2 {
        (0..k)
            .map(|out| {
                of_items(
                    rows,
                    &all.iter()
                        .copied()
                        .filter(|i| *i != out)
                        .collect::<Vec<_>>(),
                )
                .unwrap_or(f64::NAN)
            })
            .collect()
    } else {
        Vec::new()
    };
    Ok(Alpha {
        alpha,
        interval,
        without_item,
    })
}

fn of_items(rows: &[Vec<f64>], items: &[usize]) -> Option<f64> {
    let k = items.len() as f64;
    let single: f64 = items
        .iter()
        .map(|&i| variance(&rows.iter().map(|r| r[i]).collect::<Vec<_>>()))
        .sum();
    let total = variance(
        &rows
            .iter()
            .map(|r| items.iter().map(|&i| r[i]).sum::<f64>())
            .collect::<Vec<_>>(),
    );
    (total > 0.0).then(|| k / (k - 1.0) * (1.0 - single / total))
}
