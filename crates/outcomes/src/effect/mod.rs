//! Effect sizes and tests, each with its interval.

mod between;
mod binary;
mod correlation;
pub mod tests;
mod within;

pub use between::{Arm, StandardisedDifference, standardised_difference};
pub use binary::{BinaryEffect, NumberNeeded, TwoByTwo, wilson};
pub use correlation::{Correlation, pearson, spearman};
pub use within::{PrePost, change_difference, pre_post};

use crate::dist;

/// Hedges's exact small-sample factor `J(m) = Γ(m/2) / (√(m/2) Γ((m-1)/2))` (Hedges 1981).
#[must_use]
pub fn hedges_factor(df: f64) -> f64 {
    if df <= 1.0 {
        return f64::NAN;
    }
    (dist::ln_gamma_of(df / 2.0) - 0.5 * (df / 2.0).ln() - dist::ln_gamma_of((df - 1.0) / 2.0))
        .exp()
}
