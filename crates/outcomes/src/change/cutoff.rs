//! The line between the clinical and the functional population (Jacobson, Follette & Revenstorf 1984; Jacobson & Truax 1991).

use super::{ChangePlan, Direction, Method, Norm, index::sample_reliability};
use crate::error::{OutcomesError, Result};
use serde::Serialize;

/// Which of the three cut-offs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CutoffKind {
    /// Two standard deviations from the clinical mean toward health.
    A,
    /// Within two standard deviations of the functional mean, in functional standard deviations.
    B,
    /// Where the two populations meet, weighted by their standard deviations; preferred when they overlap.
    C,
}

impl CutoffKind {
    /// `a`, `b` or `c`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "a" => Self::A,
            "b" => Self::B,
            "c" => Self::C,
            _ => return None,
        })
    }

    /// `a`, `b` or `c`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B => "b",
            Self::C => "c",
        }
    }
}

/// A cut-off with what it rests on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Cutoff {
    /// Which.
    pub kind: CutoffKind,
    /// The score.
    pub value: f64,
    /// True for Hageman & Arrindell's, which is on the scale of true scores.
    pub of_true_scores: bool,
    /// Clinical population.
    pub clinical: Norm,
    /// Functional population; absent for cut-off a without one.
    pub functional: Option<Norm>,
}

/// Cut-off `kind`: a = `m1 ± 2 s1`; b = `m0 ∓ 2 s0`; c = `(s1 m0 + s0 m1) / (s1 + s0)`, clinical `m1, s1`, functional `m0, s0`.
///
/// # Errors
/// If the functional population is needed and missing, or lies on the wrong side of the clinical one.
pub fn cutoff(
    kind: CutoffKind,
    direction: Direction,
    clinical: Norm,
    functional: Option<Norm>,
) -> Result<f64> {
    let sign = direction.sign();
    if let Some(norm) = functional {
        check_norm(norm)?;
        if sign * (norm.mean - clinical.mean) <= 0.0 {
            let (said, other) = match direction {
                Direction::LowerIsBetter => ("lower", "--higher-is-better"),
                Direction::HigherIsBetter => ("higher", "--lower-is-better"),
            };
            return Err(OutcomesError::Usage(format!(
                "the functional mean {} is not on the healthy side of the clinical mean {:.2} if {said} is better: pass {other}, or check both means",
                norm.mean, clinical.mean
            )));
        }
    }
    let need = || {
        functional.ok_or_else(|| {
            OutcomesError::Usage(format!("cut-off {} needs the functional population: pass --functional-mean and --functional-sd, or use --cutoff a", kind.name()))
        })
    };
    Ok(match kind {
        CutoffKind::A => clinical.mean + sign * 2.0 * clinical.sd,
        CutoffKind::B => {
            let norm = need()?;
            norm.mean - sign * 2.0 * norm.sd
        }
        CutoffKind::C => {
            let norm = need()?;
            (clinical.sd * norm.mean + norm.sd * clinical.mean) / (clinical.sd + norm.sd)
        }
    })
}

/// The plan's cut-off, on the scale of true scores for Hageman & Arrindell.
pub(super) fn cutoff_of(plan: &ChangePlan, clinical: Norm, sem: f64) -> Result<Option<Cutoff>> {
    let Some(kind) = plan.cutoff else {
        return Ok(None);
    };
    let of_true_scores = plan.method == Method::Ha;
    let shrink = |norm: Norm| -> Result<Norm> {
        if !of_true_scores {
            return Ok(norm);
        }
        let r = sample_reliability(norm.sd, sem);
        if r > 0.0 {
            return Ok(Norm {
                mean: norm.mean,
                sd: norm.sd * r.sqrt(),
            });
        }
        Err(OutcomesError::Usage(format!(
            "the functional standard deviation {} is smaller than the measurement error {sem:.2}, so Hageman & Arrindell's true cut-off does not exist; \
             check --functional-sd and --reliability, or use another method",
            norm.sd
        )))
    };
    let functional = match (kind, plan.functional) {
        (CutoffKind::A, given) => given,
        (_, Some(norm)) => {
            check_norm(norm)?;
            Some(shrink(norm)?)
        }
        (_, None) => None,
    };
    let value = cutoff(kind, plan.direction, shrink(clinical)?, functional)?;
    Ok(Some(Cutoff {
        kind,
        value,
        of_true_scores,
        clinical,
        functional: plan.functional,
    }))
}

fn check_norm(norm: Norm) -> Result<()> {
    if !norm.mean.is_finite() {
        return Err(OutcomesError::Range {
            what: "the functional mean",
            value: norm.mean,
            allowed: "a finite number",
        });
    }
    if norm.sd > 0.0 && norm.sd.is_finite() {
        Ok(())
    } else {
        Err(OutcomesError::Range {
            what: "the functional standard deviation",
            value: norm.sd,
            allowed: "above 0",
        })
    }
}
