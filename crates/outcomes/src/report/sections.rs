//! The other parts of the outcomes report.

use super::courses::{Courses, TimePoint};
use crate::change::Direction;
use crate::describe::{Interval, Moments};
use crate::effect::tests::{TTest, paired_t, welch_t};
use crate::effect::{
    Arm, PrePost, StandardisedDifference, change_difference, pre_post, standardised_difference,
};
use crate::error::{OutcomesError, Result};
use crate::linear::Coefficient;
use crate::mixed::{
    ImputationPlan, Imputed, MixedData, MixedFit, RandomEffects, fit_mixed, impute_visits,
};
use serde::Serialize;

/// What was read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DataSection {
    /// Persons.
    pub persons: usize,
    /// Scores.
    pub scores: usize,
    /// Scores that were missing.
    pub missing: usize,
    /// Groups, the reference first; empty without groups.
    pub groups: Vec<String>,
    /// Times.
    pub times: Vec<TimePoint>,
}

/// Mean of a group at a time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VisitMean {
    /// Group; empty without groups.
    pub group: String,
    /// Time.
    pub time: String,
    /// Number, mean and standard deviation.
    #[serde(flatten)]
    pub moments: Moments,
    /// Interval of the mean; absent for one score.
    pub interval: Option<Interval>,
    /// Persons of the group without a score at this time.
    pub missing: usize,
}

/// Change within a group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WithinSection {
    /// Group; empty without groups.
    pub group: String,
    /// Effect sizes.
    pub effect: PrePost,
    /// Paired t test, after minus before.
    pub test: TTest,
}

/// A group against the reference.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BetweenSection {
    /// Group.
    pub group: String,
    /// Reference.
    pub reference: String,
    /// Standardised difference after treatment, group minus reference.
    pub post: StandardisedDifference,
    /// Welch's t test after treatment.
    pub test: TTest,
    /// Standardised difference of the changes with the correlation that was observed (Morris 2008).
    pub change: f64,
    /// Its standard error.
    pub change_se: f64,
    /// The correlation.
    pub correlation: f64,
}

/// The mixed model.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MixedSection {
    /// The model in words.
    pub model: String,
    /// Fixed effects.
    pub fixed: Vec<Coefficient>,
    /// Standard deviations of random intercept and slope.
    pub random_sd: Vec<f64>,
    /// Correlation of random intercept and slope.
    pub random_correlation: Option<f64>,
    /// Residual standard deviation.
    pub sigma: f64,
    /// -2 log restricted likelihood.
    pub deviance: f64,
    /// Scores.
    pub n: usize,
    /// Persons.
    pub persons: usize,
}

/// Means with imputation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ImputedSection {
    /// Missing at random.
    pub at_random: Imputed,
    /// For two groups: the one that did better, whose drop-outs are made worse.
    pub sensitivity_group: String,
    /// The difference (this group minus the other) if its drop-outs did worse by so many points, until the interval
    /// includes zero.
    pub sensitivity: Vec<Sensitivity>,
}

/// One step of the sensitivity analysis.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Sensitivity {
    /// Points by which the group's missing scores are worse than expected.
    pub worse_by: f64,
    /// Difference of the changes.
    pub difference: f64,
    /// Its interval.
    pub interval: Interval,
}

/// Means by group and time.
pub(super) fn visit_means(courses: &Courses, level: f64) -> Vec<VisitMean> {
    let (groups, times) = (courses.groups.len(), courses.times.len());
    let mut values: Vec<Vec<f64>> = vec![Vec::new(); groups * times];
    for v in &courses.visits {
        values[courses.persons[v.person as usize].group * times + v.time as usize].push(v.score);
    }
    let mut sizes = vec![0; groups];
    courses.persons.iter().for_each(|p| sizes[p.group] += 1);
    let mut means = Vec::new();
    for g in 0..groups {
        for t in 0..times {
            if let Some(moments) = Moments::of(&values[g * times + t]) {
                means.push(VisitMean {
                    group: courses.groups[g].clone(),
                    time: courses.times[t].label.clone(),
                    moments,
                    interval: moments.mean_interval(level),
                    missing: sizes[g] - moments.n,
                });
            }
        }
    }
    means
}

/// `(before, after)` of a group's persons with both.
pub(super) fn group_pairs(
    courses: &Courses,
    pairs: &[(u32, f64, f64)],
    group: usize,
) -> (Vec<f64>, Vec<f64>) {
    pairs
        .iter()
        .filter(|p| courses.persons[p.0 as usize].group == group)
        .map(|p| (p.1, p.2))
        .unzip()
}

pub(super) fn within(
    courses: &Courses,
    pairs: &[(u32, f64, f64)],
    group: usize,
    level: f64,
) -> Result<WithinSection> {
    let (pre, post) = group_pairs(courses, pairs, group);
    Ok(WithinSection {
        group: courses.groups[group].clone(),
        effect: pre_post(&pre, &post, level)?,
        test: paired_t(&post, &pre, level)?,
    })
}

pub(super) fn between(
    courses: &Courses,
    pairs: &[(u32, f64, f64)],
    group: usize,
    level: f64,
) -> Result<BetweenSection> {
    let (pre, post) = group_pairs(courses, pairs, group);
    let (pre0, post0) = group_pairs(courses, pairs, 0);
    let arms = (
        (Arm::of(&pre)?, Arm::of(&post)?),
        (Arm::of(&pre0)?, Arm::of(&post0)?),
    );
    // The correlation of both groups together, each about its own means.
    let centred = |values: &[f64]| -> Vec<f64> {
        let m = crate::describe::mean(values);
        values.iter().map(|v| v - m).collect()
    };
    let both = |a: &[f64], b: &[f64]| [centred(a), centred(b)].concat();
    let (x, y) = (both(&pre, &pre0), both(&post, &post0));
    let (sx, sy) = (
        crate::describe::variance(&x).sqrt(),
        crate::describe::variance(&y).sqrt(),
    );
    let correlation = crate::describe::covariance(&x, &y) / (sx * sy);
    if !correlation.is_finite() {
        return Err(OutcomesError::NoVariance(
            "the difference between the groups".into(),
        ));
    }
    let (change, change_se) = change_difference(arms.0, arms.1, correlation.clamp(-0.999, 0.999))?;
    Ok(BetweenSection {
        group: courses.groups[group].clone(),
        reference: courses.groups[0].clone(),
        post: standardised_difference(arms.0.1, arms.1.1, level)?,
        test: welch_t(&post, &post0, level)?,
        change,
        change_se,
        correlation,
    })
}

/// Score on time, group and group by time, with random intercept and, where the data allow, slope. The second value says
/// why the model is simpler than that.
pub(super) fn mixed(courses: &Courses, level: f64) -> Result<(MixedSection, Option<String>)> {
    if !courses.numeric_times {
        return Err(OutcomesError::Data(
            "the times are words (name them in numbers, or pass --times)".into(),
        ));
    }
    let time: Vec<f64> = courses
        .visits
        .iter()
        .map(|v| courses.times[v.time as usize].value)
        .collect();
    let n = time.len();
    let mut x = vec![vec![1.0; n], time.clone()];
    let mut names = vec!["intercept".to_owned(), "time".to_owned()];
    for (g, name) in courses.groups.iter().enumerate().skip(1) {
        x.push(
            courses
                .visits
                .iter()
                .map(|v| f64::from(u8::from(courses.persons[v.person as usize].group == g)))
                .collect(),
        );
        names.push(format!("group {name}"));
    }
    for (g, name) in courses.groups.iter().enumerate().skip(1) {
        let product = x[g + 1].iter().zip(&time).map(|(d, t)| d * t).collect();
        x.push(product);
        names.push(format!("time x group {name}"));
    }
    let mut data = MixedData {
        y: courses.visits.iter().map(|v| v.score).collect(),
        x,
        names,
        subject: courses.visits.iter().map(|v| v.person as usize).collect(),
        random: RandomEffects::InterceptAndSlope(time),
    };
    let persons = courses.by_person().count();
    let why = if courses.times.len() < 3 || n <= 2 * persons {
        Some("there are too few visits for random slopes".to_owned())
    } else {
        match fit_mixed(&data, true) {
            Ok(fit) if !fit.singular => {
                return Ok((section(&fit, "random intercept and slope", level), None));
            }
            Ok(_) => Some("the variance of slopes is at its limit (singular fit)".to_owned()),
            Err(e @ OutcomesError::NotConverged(_)) => Some(e.to_string()),
            Err(e) => return Err(e),
        }
    };
    data.random = RandomEffects::Intercept;
    let fit = fit_mixed(&data, true)?;
    Ok((
        section(&fit, "random intercept", level),
        why.map(|w| format!("mixed model with random intercept only: {w}")),
    ))
}

fn section(fit: &MixedFit, random: &str, level: f64) -> MixedSection {
    let p = fit.fixed.len();
    let grouped = p > 2;
    let fixed = (0..p)
        .map(|i| {
            let weights: Vec<f64> = (0..p).map(|j| f64::from(u8::from(i == j))).collect();
            fit.contrast(&fit.fixed[i].name, &weights, level)
        })
        .collect();
    MixedSection {
        model: format!(
            "score ~ {} with {random} for persons, REML",
            if grouped { "time x group" } else { "time" }
        ),
        fixed,
        random_sd: (0..fit.random.nrows())
            .map(|i| fit.random[(i, i)].sqrt())
            .collect(),
        random_correlation: fit.random_correlation(),
        sigma: fit.sigma,
        deviance: fit.deviance,
        n: fit.n,
        persons: fit.persons,
    }
}

/// Multiple imputation of the visits, and how much worse drop-outs would have to be.
pub(super) fn imputed(
    courses: &Courses,
    plan: &ImputationPlan,
    direction: Direction,
) -> Result<ImputedSection> {
    let mut scores = vec![vec![None; courses.times.len()]; courses.persons.len()];
    for v in &courses.visits {
        scores[v.person as usize][v.time as usize] = Some(v.score);
    }
    let group: Vec<usize> = courses.persons.iter().map(|p| p.group).collect();
    let at_random = impute_visits(&scores, &group, courses.groups.len(), plan)?;
    let mut sensitivity = Vec::new();
    let mut sensitivity_group = String::new();
    if let Some(difference) = &at_random.difference {
        // The doubt is whether the better group is really better.
        let better = usize::from(direction.sign() * difference.estimate >= 0.0);
        sensitivity_group.clone_from(&courses.groups[better]);
        let turned: Vec<usize> = group
            .iter()
            .map(|g| if better == 1 { *g } else { 1 - g })
            .collect();
        let all: Vec<f64> = courses.visits.iter().map(|v| v.score).collect();
        let step = 0.25 * crate::describe::variance(&all).sqrt();
        let steps: Vec<f64> = (0..=12)
            .map(|i| f64::from(i) * step * -direction.sign())
            .collect();
        for (delta, pooled) in crate::mixed::tipping_point(&scores, &turned, plan, &steps)? {
            sensitivity.push(Sensitivity {
                worse_by: delta.abs(),
                difference: pooled.estimate,
                interval: pooled.interval,
            });
        }
    }
    Ok(ImputedSection {
        at_random,
        sensitivity_group,
        sensitivity,
    })
}
