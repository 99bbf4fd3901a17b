//! Judging persons with one score before and one after.

use super::{
    Category, ChangePlan, Method, Norm, ReliableChange,
    cutoff::{Cutoff, cutoff_of},
    index::{critical, sample_reliability},
};
use crate::describe::{self, Moments, check_level};
use crate::dist;
use crate::error::{OutcomesError, Result};
use serde::Serialize;

/// One person, judged.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Judged {
    /// Score before.
    pub pre: f64,
    /// Score after.
    pub post: f64,
    /// Index of change (points for a minimal important difference, proportion for a percentage); absent where a
    /// percentage of zero would be needed.
    pub index: Option<f64>,
    /// Verdict.
    pub category: Category,
    /// In the clinical range before; absent without a cut-off.
    pub clinical_pre: Option<bool>,
    /// In the functional range after; absent without a cut-off.
    pub functional_post: Option<bool>,
    /// Reliably worse and newly in the clinical range.
    pub harmed: bool,
    /// Crossed into the functional range without a reliable change: shown, never called recovered.
    pub crossed_only: bool,
}

/// How many persons have each verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Persons judged.
    pub n: usize,
    /// Recovered.
    pub recovered: usize,
    /// Improved and not recovered.
    pub improved: usize,
    /// Unchanged.
    pub unchanged: usize,
    /// Deteriorated, the harmed included.
    pub deteriorated: usize,
    /// Of the deteriorated: those who newly entered the clinical range.
    pub harmed: usize,
    /// Of the unchanged: those who crossed the cut-off without reliable change.
    pub crossed_only: usize,
}

impl Counts {
    /// Counted over the persons.
    pub fn of<'a>(rows: impl IntoIterator<Item = &'a Judged>) -> Self {
        let mut counts = Self::default();
        for row in rows {
            counts.add(row.category, row.harmed, row.crossed_only);
        }
        counts
    }

    pub(super) fn add(&mut self, category: Category, harmed: bool, crossed_only: bool) {
        self.n += 1;
        match category {
            Category::Recovered => self.recovered += 1,
            Category::Improved => self.improved += 1,
            Category::Unchanged => self.unchanged += 1,
            Category::Deteriorated => self.deteriorated += 1,
        }
        self.harmed += usize::from(harmed);
        self.crossed_only += usize::from(crossed_only);
    }
}

/// Hageman & Arrindell's estimates for the group as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct GroupLevel {
    /// Estimated proportion with a true improvement.
    pub improved: f64,
    /// Estimated proportion in the functional range after; absent without a cut-off.
    pub functional: Option<f64>,
}

/// The persons judged, and what the judgement rests on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChangeJudgement {
    /// How many have each verdict.
    pub counts: Counts,
    /// The sample before.
    pub pre: Moments,
    /// The sample after.
    pub post: Moments,
    /// Correlation of before and after; absent without variance.
    pub correlation: Option<f64>,
    /// Critical index.
    pub critical: Option<f64>,
    /// Points that a change must exceed.
    pub threshold: Option<f64>,
    /// Standard error of the change.
    pub standard_error: Option<f64>,
    /// Cut-off.
    pub cutoff: Option<Cutoff>,
    /// Group level (Hageman & Arrindell only).
    pub group_level: Option<GroupLevel>,
    /// Each person, in the order given.
    pub rows: Vec<Judged>,
}

/// Judges persons by `(pre, post)`.
///
/// # Errors
/// If an option that the method needs is missing, there are fewer than two persons, or no variance before.
pub fn judge(plan: &ChangePlan, pairs: &[(f64, f64)]) -> Result<ChangeJudgement> {
    check_level(plan.confidence)?;
    let pre_values: Vec<f64> = pairs.iter().map(|p| p.0).collect();
    let post_values: Vec<f64> = pairs.iter().map(|p| p.1).collect();
    let pre = describe::moments_with_variance(&pre_values, "the score before treatment")?;
    let post = Moments::of(&post_values)
        .ok_or_else(|| OutcomesError::too_few("change", "two persons with both scores", 0))?;
    let covariance = describe::covariance(&pre_values, &post_values);
    let correlation = (post.sd > 0.0).then(|| covariance / (pre.sd * post.sd));
    if plan.method == Method::Hlm {
        return Err(OutcomesError::Usage(
            "growth curves need every visit, not only two scores".into(),
        ));
    }
    let rule = if plan.method.needs_reliability() {
        Some(ReliableChange::new(
            plan,
            &pre,
            &post,
            correlation.unwrap_or(0.0),
        )?)
    } else {
        None
    };
    let least = if rule.is_none() {
        Some(least_change(plan)?)
    } else {
        None
    };
    let clinical = plan.clinical.unwrap_or(Norm {
        mean: pre.mean,
        sd: pre.sd,
    });
    let cut = cutoff_of(plan, clinical, rule.map_or(0.0, |r| r.measurement_error))?;
    let true_scores = match (&rule, plan.method) {
        (Some(rule), Method::Ha) => Some(TrueScore::new(&post, rule)?),
        _ => None,
    };
    let sign = plan.direction.sign();
    let rows: Vec<Judged> = pairs
        .iter()
        .map(|&(before, after)| {
            let (index, better, worse) = match (&rule, least) {
                (Some(rule), _) => {
                    let index = rule.index(before, after);
                    (
                        Some(index),
                        sign * index > rule.critical,
                        sign * index < -rule.critical,
                    )
                }
                (None, least) => by_least_change(
                    plan.method,
                    sign,
                    before,
                    after,
                    least.unwrap_or((0.0, 0.0)),
                ),
            };
            let clinical_pre = cut.map(|c| sign * before < sign * c.value);
            let functional_post = cut.map(|c| match &true_scores {
                None => sign * after > sign * c.value,
                Some(t) => sign * t.index(after, c.value) > t.critical,
            });
            place(
                Judged {
                    pre: before,
                    post: after,
                    index,
                    category: Category::Unchanged,
                    clinical_pre,
                    functional_post,
                    harmed: false,
                    crossed_only: false,
                },
                better,
                worse,
            )
        })
        .collect();
    let group_level = rule.and_then(|r| r.difference_reliability).map(|r_dd| {
        let changes: Vec<f64> = pairs.iter().map(|(a, b)| b - a).collect();
        let spread = describe::variance(&changes).sqrt() * r_dd.sqrt();
        GroupLevel {
            improved: dist::normal_cdf(sign * describe::mean(&changes) / spread),
            functional: cut.zip(true_scores.as_ref()).map(|(c, t)| {
                dist::normal_cdf(sign * (post.mean - c.value) / (post.sd * t.reliability.sqrt()))
            }),
        }
    });
    Ok(ChangeJudgement {
        counts: Counts::of(&rows),
        pre,
        post,
        correlation,
        critical: rule.map(|_| critical(plan)),
        threshold: rule.map(|r| r.threshold()),
        standard_error: rule.map(|r| r.standard_error),
        cutoff: cut,
        group_level,
        rows,
    })
}

/// Gives the verdict from the direction of reliable change and the two ranges.
pub(super) fn place(mut row: Judged, better: bool, worse: bool) -> Judged {
    let clinical = row.clinical_pre == Some(true);
    let functional = row.functional_post == Some(true);
    row.category = match (better, worse) {
        (true, _) if clinical && functional => Category::Recovered,
        (true, _) => Category::Improved,
        (_, true) => Category::Deteriorated,
        _ => Category::Unchanged,
    };
    row.harmed = worse && row.clinical_pre == Some(false) && row.functional_post == Some(false);
    row.crossed_only = !better && !worse && clinical && functional;
    row
}

fn least_change(plan: &ChangePlan) -> Result<(f64, f64)> {
    let (option, what) = match plan.method {
        Method::Percent => ("--percent 50", "percentage"),
        _ => ("--mid 5", "minimal important difference"),
    };
    let (up, down) = plan.least.ok_or_else(|| {
        OutcomesError::Usage(format!("the method needs the {what}: pass {option}"))
    })?;
    if up > 0.0 && down > 0.0 && up.is_finite() && down.is_finite() {
        Ok((up, down))
    } else {
        Err(OutcomesError::Range {
            what: "the least change that counts",
            value: up.min(down),
            allowed: "above 0",
        })
    }
}

fn by_least_change(
    method: Method,
    sign: f64,
    before: f64,
    after: f64,
    (up, down): (f64, f64),
) -> (Option<f64>, bool, bool) {
    let change = after - before;
    if method == Method::Percent {
        if before == 0.0 {
            // A percentage of zero does not exist: such a person is shown as unchanged without an index.
            return (None, false, false);
        }
        let share = change / before.abs();
        return (Some(share), sign * share >= up, sign * share <= -down);
    }
    (Some(change), sign * change >= up, sign * change <= -down)
}

/// Hageman & Arrindell's index of a true score beyond the cut-off.
struct TrueScore {
    mean: f64,
    reliability: f64,
    error: f64,
    critical: f64,
}

impl TrueScore {
    fn new(post: &Moments, rule: &ReliableChange) -> Result<Self> {
        let reliability = sample_reliability(post.sd, rule.measurement_error);
        if reliability.is_finite() && reliability > 0.0 {
            return Ok(Self {
                mean: post.mean,
                reliability,
                error: reliability.sqrt() * rule.measurement_error,
                critical: rule.critical,
            });
        }
        Err(OutcomesError::Data(format!(
            "Hageman & Arrindell's method does not apply: the scores after treatment (SD {:.2}) vary less than the measurement error ({:.2}) would make them. \
             Use another method, or check the reliability",
            post.sd, rule.measurement_error
        )))
    }

    fn index(&self, after: f64, cutoff: f64) -> f64 {
        (self.mean + (after - self.mean) * self.reliability - cutoff) / self.error
    }
}
