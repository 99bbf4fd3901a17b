//! Power of a two-arm trial with repeated visits, by simulation.

use super::formula::inflate_for_dropout;
use crate::error::{OutcomesError, Result};
use crate::mixed::{MixedData, RandomEffects, fit_mixed};
use crate::random::Random;
use serde::Serialize;

/// A trial to be simulated; all in points of the measure and visits as unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CourseTrial {
    /// Persons in each arm.
    pub n: usize,
    /// Visits, the first before treatment.
    pub visits: usize,
    /// Difference of the arms' mean change at the last visit.
    pub difference: f64,
    /// Standard deviation of persons' levels.
    pub intercept_sd: f64,
    /// Standard deviation of persons' change from the first to the last visit.
    pub change_sd: f64,
    /// Residual standard deviation of a single score.
    pub residual_sd: f64,
    /// Share of persons who have dropped out by the last visit.
    pub dropout: f64,
    /// Level of significance, two-sided.
    pub alpha: f64,
}

/// Simulated power.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SimulatedPower {
    /// Share of trials with a significant group by time effect.
    pub power: f64,
    /// Monte Carlo standard error of that share.
    pub se: f64,
    /// Trials simulated.
    pub runs: usize,
    /// Of these: models that did not converge, counted as not significant.
    pub failed: usize,
}

/// Simulates `runs` trials and analyses each with the mixed model (random intercept and slope, group by time,
/// Satterthwaite). Drop-out has the same hazard at each visit after the first and does not depend on the outcome.
///
/// # Errors
/// For impossible numbers.
pub fn simulate_course_trial(
    trial: &CourseTrial,
    runs: usize,
    seed: u64,
) -> Result<SimulatedPower> {
    if trial.n < 3 || trial.visits < 3 {
        return Err(OutcomesError::Usage(format!(
            "a simulation needs 3 persons in each arm and 3 visits or more, not {} and {}",
            trial.n, trial.visits
        )));
    }
    if runs < 10 {
        return Err(OutcomesError::too_few("a simulation", "10 runs", runs));
    }
    for (what, value) in [
        ("the standard deviation of levels", trial.intercept_sd),
        ("the standard deviation of change", trial.change_sd),
    ] {
        if !(value >= 0.0 && value.is_finite()) {
            return Err(OutcomesError::Range {
                what,
                value,
                allowed: "0 or more",
            });
        }
    }
    if !(trial.residual_sd > 0.0 && trial.residual_sd.is_finite()) {
        return Err(OutcomesError::Range {
            what: "the residual standard deviation",
            value: trial.residual_sd,
            allowed: "above 0",
        });
    }
    inflate_for_dropout(1.0, trial.dropout)?;
    let mut random = Random::new(seed);
    let (mut significant, mut failed) = (0usize, 0usize);
    for _ in 0..runs {
        match fit_mixed(&draw(trial, &mut random), true) {
            Ok(fit) => significant += usize::from(fit.fixed[2].p < trial.alpha),
            Err(_) => failed += 1,
        }
    }
    let power = significant as f64 / runs as f64;
    Ok(SimulatedPower {
        power,
        se: (power * (1.0 - power) / runs as f64).sqrt(),
        runs,
        failed,
    })
}

/// One trial. The arms start from the same mean (constrained baseline), as randomisation makes them.
fn draw(trial: &CourseTrial, random: &mut Random) -> MixedData {
    let last = (trial.visits - 1) as f64;
    let stay = (1.0 - trial.dropout).powf(1.0 / last);
    let (mut y, mut time, mut product, mut subject) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for person in 0..2 * trial.n {
        let arm = if person < trial.n { 0.0 } else { 1.0 };
        let level = trial.intercept_sd * random.normal();
        let slope = arm * trial.difference + trial.change_sd * random.normal();
        for visit in 0..trial.visits {
            if visit > 0 && random.uniform() > stay {
                break;
            }
            let t = visit as f64 / last;
            y.push(level + slope * t + trial.residual_sd * random.normal());
            time.push(t);
            product.push(arm * t);
            subject.push(person);
        }
    }
    let names = ["intercept", "time", "group x time"]
        .map(String::from)
        .to_vec();
    MixedData {
        x: vec![vec![1.0; y.len()], time.clone(), product],
        y,
        names,
        subject,
        random: RandomEffects::InterceptAndSlope(time),
    }
}
