//! How far a measure, or its raters, can be trusted.

mod alpha;
mod icc;
mod kappa;
mod omega;

pub use alpha::{Alpha, cronbach_alpha};
pub use icc::{Icc, IccKind, intraclass};
pub use kappa::{Kappa, KappaWeights, cohen_kappa};
pub use omega::{Omega, mcdonald_omega};

use crate::error::{OutcomesError, Result};

/// Persons in rows, items or raters in columns, complete.
pub(crate) fn check_table(rows: &[Vec<f64>], what: &'static str) -> Result<(usize, usize)> {
    let (n, k) = (rows.len(), rows.first().map_or(0, Vec::len));
    if n < 3 {
        return Err(OutcomesError::too_few(what, "three persons", n));
    }
    if k < 2 {
        return Err(OutcomesError::too_few(what, "two items or raters", k));
    }
    if let Some(i) = rows
        .iter()
        .position(|r| r.len() != k || r.iter().any(|v| !v.is_finite()))
    {
        return Err(OutcomesError::Data(format!(
            "{what} needs complete rows, but row {} has a missing value",
            i + 1
        )));
    }
    Ok((n, k))
}
