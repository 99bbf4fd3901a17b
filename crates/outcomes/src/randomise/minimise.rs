//! Minimisation: the next person goes where the arms stay most alike.

use super::{AllocationStream, ArmShare, check_arms, check_seed};
use crate::error::{OutcomesError, Result};
use serde::Serialize;

/// A plan for minimisation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MinimisationPlan {
    /// The arms.
    pub arms: Vec<ArmShare>,
    /// Weight of each factor; one per factor.
    pub weights: Vec<f64>,
    /// Probability of the arm that is best for balance, usually 0.8; below 1, so that it stays unpredictable.
    pub probability: f64,
    /// Seed, secret until the trial is closed.
    #[serde(skip)]
    pub seed: String,
}

/// Where one person went, and why.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Minimised {
    /// Arm.
    pub arm: String,
    /// Imbalance that each arm would have left.
    pub imbalance: Vec<f64>,
    /// True if the person went where balance is best (or all were equal).
    pub preferred: bool,
}

/// Allocates persons, given by their levels of the factors in order of arrival, by Pocock & Simon (1975): for each arm the
/// weighted sum over factors of the range of the arms' counts (over their shares) at the person's levels if they went there.
///
/// # Errors
/// For arms, weights or a probability that do not fit, or a guessable seed.
pub fn minimise(plan: &MinimisationPlan, persons: &[Vec<String>]) -> Result<Vec<Minimised>> {
    check_arms(&plan.arms)?;
    check_seed(&plan.seed)?;
    if !(plan.probability > 0.5 && plan.probability < 1.0) {
        return Err(OutcomesError::Range {
            what: "the probability of the balancing arm",
            value: plan.probability,
            allowed: "above 0.5 and below 1 (1 would let sites foresee the next arm)",
        });
    }
    if plan.weights.is_empty() || plan.weights.iter().any(|w| !(w.is_finite() && *w > 0.0)) {
        return Err(OutcomesError::Usage(
            "minimisation needs one factor or more, each with a weight above zero".into(),
        ));
    }
    let mut stream = AllocationStream::new(&plan.seed, "minimisation");
    let mut seen: Vec<(&Vec<String>, usize)> = Vec::with_capacity(persons.len());
    let mut result = Vec::with_capacity(persons.len());
    for (row, levels) in persons.iter().enumerate() {
        if levels.len() != plan.weights.len() {
            return Err(OutcomesError::Data(format!(
                "person {} has {} factors, but the plan has {}",
                row + 1,
                levels.len(),
                plan.weights.len()
            )));
        }
        let imbalance: Vec<f64> = (0..plan.arms.len())
            .map(|candidate| imbalance(plan, &seen, levels, candidate))
            .collect();
        let least = imbalance.iter().copied().fold(f64::INFINITY, f64::min);
        let best: Vec<usize> = (0..imbalance.len())
            .filter(|&i| imbalance[i] <= least + 1e-9)
            .collect();
        let rest: Vec<usize> = (0..imbalance.len()).filter(|i| !best.contains(i)).collect();
        let preferred = rest.is_empty() || stream.uniform() < plan.probability;
        let arm = by_share(plan, if preferred { &best } else { &rest }, &mut stream);
        seen.push((levels, arm));
        result.push(Minimised {
            arm: plan.arms[arm].name.clone(),
            imbalance,
            preferred,
        });
    }
    Ok(result)
}

fn imbalance(
    plan: &MinimisationPlan,
    seen: &[(&Vec<String>, usize)],
    levels: &[String],
    candidate: usize,
) -> f64 {
    plan.weights
        .iter()
        .enumerate()
        .map(|(factor, weight)| {
            let counts = (0..plan.arms.len()).map(|arm| {
                let here = seen
                    .iter()
                    .filter(|(other, a)| *a == arm && other[factor] == levels[factor])
                    .count()
                    + usize::from(arm == candidate);
                here as f64 / plan.arms[arm].share as f64
            });
            let (low, high) = counts.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), c| {
                (l.min(c), h.max(c))
            });
            weight * (high - low)
        })
        .sum()
}

fn by_share(plan: &MinimisationPlan, arms: &[usize], stream: &mut AllocationStream) -> usize {
    let total: usize = arms.iter().map(|a| plan.arms[*a].share).sum();
    let mut at = stream.below(total);
    for &arm in arms {
        if at < plan.arms[arm].share {
            return arm;
        }
        at -= plan.arms[arm].share;
    }
    arms[0]
}
