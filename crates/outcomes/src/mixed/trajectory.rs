//! Expected courses, fitted to a service's own closed courses.
//!
//! Published coefficients are not open, so none are invented: a service with 200 courses or more can fit its own. The
//! score is expected from the score at the start and the logarithm of the session; bounds are one-sided and come from
//! courses that the fit had not seen.

use super::{MixedData, RandomEffects, fit_mixed};
use crate::describe;
use crate::dist;
use crate::error::{OutcomesError, Result};
use crate::random::Random;
use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

/// The least number of courses from which expected courses are fitted.
pub const LEAST_COURSES: usize = 200;

/// A fitted expectation.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TrajectoryModel {
    /// Intercept, baseline (centred), log(session), baseline by log(session).
    pub coefficients: [f64; 4],
    /// Mean score at the start.
    pub baseline_mean: f64,
    /// Courses that it rests on.
    pub courses: usize,
    /// Scores that it rests on.
    pub scores: usize,
    /// Two-sided level of the bounds, for example 0.8.
    pub level: f64,
    /// Share of held-out scores inside the bounds (five-fold, whole courses held out).
    pub held_out_coverage: f64,
    /// Root mean squared error of the expectation on held-out courses.
    pub held_out_error: f64,
    /// The expectation's error variance at log(session) l: `v0 + 2 v01 l + v1 l²` + residual.
    variance: [f64; 4],
}

/// The expectation at one session.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ExpectedCourse {
    /// Session, from 1.
    pub session: u32,
    /// Expected score.
    pub expected: f64,
    /// Lower bound.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
}

impl TrajectoryModel {
    /// What is expected at `session` (2 or later) of a person who started at `baseline`.
    #[must_use]
    pub fn at(&self, baseline: f64, session: u32) -> ExpectedCourse {
        let l = f64::from(session.max(1)).ln();
        let b = baseline - self.baseline_mean;
        let [c0, c1, c2, c3] = self.coefficients;
        let expected = c0 + c1 * b + c2 * l + c3 * b * l;
        let [v0, v01, v1, residual] = self.variance;
        let sd = (v0 + 2.0 * v01 * l + v1 * l * l + residual).max(0.0).sqrt();
        let half = dist::normal_quantile(0.5 + self.level / 2.0) * sd;
        ExpectedCourse {
            session,
            expected,
            low: expected - half,
            high: expected + half,
        }
    }
}

/// Fits expected courses. Each course is its scores as `(session, score)`; the first, at session 1, is the baseline and
/// is not predicted.
///
/// # Errors
/// If there are fewer than [`LEAST_COURSES`] courses with a baseline and a later score, or the model does not converge.
pub fn fit_trajectory(
    courses: &[Vec<(u32, f64)>],
    level: f64,
    seed: u64,
) -> Result<TrajectoryModel> {
    describe::check_level(level)?;
    let usable: Vec<&Vec<(u32, f64)>> = courses
        .iter()
        .filter(|c| c.len() >= 2 && c[0].0 == 1 && c[1..].iter().all(|s| s.0 > 1))
        .collect();
    if usable.len() < LEAST_COURSES {
        return Err(OutcomesError::too_few(
            "a service's own expected courses",
            format!("{LEAST_COURSES} courses with a score at session 1 and a later one"),
            usable.len(),
        ));
    }
    let mut order: Vec<usize> = (0..usable.len()).collect();
    Random::new(seed).shuffle(&mut order);
    let folds = 5;
    let (mut inside, mut squared, mut scores) = (0usize, 0.0, 0usize);
    for fold in 0..folds {
        let part = |held: bool| {
            order
                .iter()
                .enumerate()
                .filter(move |(i, _)| (i % folds == fold) == held)
                .map(|(_, &c)| usable[c])
                .collect::<Vec<_>>()
        };
        let model = fit(&part(false), level)?;
        for course in part(true) {
            for &(session, score) in &course[1..] {
                let e = model.at(course[0].1, session);
                inside += usize::from(score >= e.low && score <= e.high);
                squared += (score - e.expected) * (score - e.expected);
                scores += 1;
            }
        }
    }
    let mut model = fit(&usable, level)?;
    model.held_out_coverage = inside as f64 / scores as f64;
    model.held_out_error = (squared / scores as f64).sqrt();
    Ok(model)
}

fn fit(courses: &[&Vec<(u32, f64)>], level: f64) -> Result<TrajectoryModel> {
    let baselines: Vec<f64> = courses.iter().map(|c| c[0].1).collect();
    let baseline_mean = describe::mean(&baselines);
    let (mut y, mut b, mut l, mut subject) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (i, course) in courses.iter().enumerate() {
        for &(session, score) in &course[1..] {
            y.push(score);
            b.push(course[0].1 - baseline_mean);
            l.push(f64::from(session).ln());
            subject.push(i);
        }
    }
    let scores = y.len();
    let product = b.iter().zip(&l).map(|(b, l)| b * l).collect();
    let names = [
        "intercept",
        "baseline",
        "log session",
        "baseline x log session",
    ]
    .map(String::from)
    .to_vec();
    let random = if scores > 2 * courses.len() {
        RandomEffects::InterceptAndSlope(l.clone())
    } else {
        RandomEffects::Intercept
    };
    let data = MixedData {
        x: vec![vec![1.0; scores], b, l, product],
        y,
        names,
        subject,
        random,
    };
    let fit = fit_mixed(&data, true)?;
    let d: &DMatrix<f64> = &fit.random;
    let variance = match d.nrows() {
        1 => [d[(0, 0)], 0.0, 0.0, fit.sigma * fit.sigma],
        _ => [d[(0, 0)], d[(0, 1)], d[(1, 1)], fit.sigma * fit.sigma],
    };
    let c = |i: usize| fit.fixed[i].estimate;
    Ok(TrajectoryModel {
        coefficients: [c(0), c(1), c(2), c(3)],
        baseline_mean,
        courses: courses.len(),
        scores,
        level,
        held_out_coverage: f64::NAN,
        held_out_error: f64::NAN,
        variance,
    })
}
