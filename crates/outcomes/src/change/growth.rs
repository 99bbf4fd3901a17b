//! Reliable change from growth curves: all visits of everybody, one line for each person.

use super::{
    Category, ChangePlan, Norm,
    cutoff::{Cutoff, cutoff_of},
    index::critical,
    judge::{Counts, Judged, place},
};
use crate::describe::{self, check_level};
use crate::error::{OutcomesError, Result};
use crate::mixed::{MixedData, MixedFit, RandomEffects, fit_mixed};
use serde::Serialize;

/// One person's line.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PersonSlope {
    /// Person's place in the data's list of persons.
    pub person: usize,
    /// Departure of the slope from the mean slope (empirical Bayes).
    pub departure: f64,
    /// Whole slope, mean slope included.
    pub slope: f64,
    /// Conditional standard deviation of the departure.
    pub sd: f64,
    /// The judgement; `pre` and `post` are the first and the last score.
    pub judged: Judged,
}

/// The persons judged by their slopes.
#[derive(Debug, Clone, Serialize)]
pub struct GrowthJudgement {
    /// How many have each verdict.
    pub counts: Counts,
    /// Cut-off.
    pub cutoff: Option<Cutoff>,
    /// Critical index.
    pub critical: f64,
    /// The persons, in order.
    pub rows: Vec<PersonSlope>,
    /// The model: outcome on time, random intercept and slope, REML.
    #[serde(skip)]
    pub fit: MixedFit,
}

/// Judges persons with three or more visits by `index = slope / sd`, the slope being the empirical Bayes departure
/// from the mean slope (as in Claus, Wager & Bonnet 2024) or, if `plan.whole_slope`, the person's whole slope (Speer &
/// Greenbaum 1995, Journal of Consulting and Clinical Psychology 63). `visits` are `(person, time, score)`.
///
/// # Errors
/// If fewer than three persons have three visits, or the model does not converge or cannot tell slopes apart.
pub fn judge_growth(plan: &ChangePlan, visits: &[(usize, f64, f64)]) -> Result<GrowthJudgement> {
    check_level(plan.confidence)?;
    let persons = visits.iter().map(|v| v.0 + 1).max().unwrap_or(0);
    let mut ends: Vec<Ends> = vec![Ends::default(); persons];
    for &(person, time, score) in visits {
        ends[person].see(time, score);
    }
    let kept: Vec<usize> = (0..persons).filter(|&p| ends[p].n >= 3).collect();
    if kept.len() < 3 {
        return Err(OutcomesError::too_few(
            "growth curves",
            "three persons with three visits each",
            kept.len(),
        ));
    }
    let used: Vec<&(usize, f64, f64)> = visits.iter().filter(|v| ends[v.0].n >= 3).collect();
    let data = MixedData {
        y: used.iter().map(|v| v.2).collect(),
        x: vec![vec![1.0; used.len()], used.iter().map(|v| v.1).collect()],
        names: vec!["intercept".into(), "time".into()],
        subject: used.iter().map(|v| v.0).collect(),
        random: RandomEffects::InterceptAndSlope(used.iter().map(|v| v.1).collect()),
    };
    let fit = fit_mixed(&data, true)?;
    if fit.singular {
        return Err(OutcomesError::Data(
            "growth curves cannot tell these persons' slopes apart (a variance is zero or the random effects are perfectly correlated). \
             Judge change by another method, for example --method jt"
                .into(),
        ));
    }
    let modes = fit.modes(&data);
    let first: Vec<f64> = kept.iter().map(|&p| ends[p].first.1).collect();
    let pre = describe::moments_with_variance(&first, "the first score")?;
    let clinical = plan.clinical.unwrap_or(Norm {
        mean: pre.mean,
        sd: pre.sd,
    });
    let cut = cutoff_of(plan, clinical, 0.0)?;
    let limit = critical(plan);
    let sign = plan.direction.sign();
    let mean_slope = fit.fixed[1].estimate;
    let mut counts = Counts::default();
    let mut rows = Vec::with_capacity(kept.len());
    for person in kept {
        let mode = modes
            .get(&person)
            .ok_or(OutcomesError::NotConverged("the growth-curve model"))?;
        let (departure, sd) = (mode.effects[1], mode.variance[1][1].sqrt());
        let slope = mean_slope + departure;
        let index = if plan.whole_slope { slope } else { departure } / sd;
        let (before, after) = (ends[person].first.1, ends[person].last.1);
        let judged = place(
            Judged {
                pre: before,
                post: after,
                index: Some(index),
                category: Category::Unchanged,
                clinical_pre: cut.map(|c| sign * before < sign * c.value),
                functional_post: cut.map(|c| sign * after > sign * c.value),
                harmed: false,
                crossed_only: false,
            },
            sign * index > limit,
            sign * index < -limit,
        );
        counts.add(judged.category, judged.harmed, judged.crossed_only);
        rows.push(PersonSlope {
            person,
            departure,
            slope,
            sd,
            judged,
        });
    }
    Ok(GrowthJudgement {
        counts,
        cutoff: cut,
        critical: limit,
        rows,
        fit,
    })
}

/// First and last visit of one person.
#[derive(Debug, Clone, Copy, Default)]
struct Ends {
    n: usize,
    first: (f64, f64),
    last: (f64, f64),
}

impl Ends {
    fn see(&mut self, time: f64, score: f64) {
        if self.n == 0 || time < self.first.0 {
            self.first = (time, score);
        }
        if self.n == 0 || time >= self.last.0 {
            self.last = (time, score);
        }
        self.n += 1;
    }
}
