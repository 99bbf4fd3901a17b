//! Reliable change in the report: counts, groups and every person's row.

use super::courses::{Courses, Visit};
use super::sections::group_pairs;
use crate::change::{
    AnchorGroup, Category, ChangePlan, Counts, Cutoff, CutoffKind, Direction, GroupLevel, Judged,
    Method, Norm, anchor_within, judge, judge_growth,
};
use crate::error::{OutcomesError, Result};
use serde::Serialize;

/// What the caller said about change.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ChangeOptions {
    /// Method; Jacobson & Truax if only a reliability is given.
    pub method: Option<Method>,
    /// Reliability of the measure.
    pub reliability: Option<f64>,
    /// Reliability after treatment.
    pub reliability_post: Option<f64>,
    /// Mean of the functional population.
    pub functional_mean: Option<f64>,
    /// Its standard deviation.
    pub functional_sd: Option<f64>,
    /// Mean of the clinical population, if not the sample's.
    pub clinical_mean: Option<f64>,
    /// Its standard deviation.
    pub clinical_sd: Option<f64>,
    /// Cut-off.
    pub cutoff: Option<CutoffKind>,
    /// Which way is better.
    pub lower_is_better: bool,
    /// Confidence of the index.
    pub confidence: Option<f64>,
    /// Minimal important difference.
    pub mid: Option<f64>,
    /// Least deterioration that counts, if not the same.
    pub mid_worse: Option<f64>,
    /// Percentage that counts.
    pub percent: Option<f64>,
    /// Percentage of worsening that counts, if not the same.
    pub percent_worse: Option<f64>,
    /// Growth curves: judge whole slopes.
    pub whole_slope: bool,
}

impl ChangeOptions {
    /// True if change is to be judged.
    #[must_use]
    pub fn wanted(&self) -> bool {
        self.method.is_some()
            || self.reliability.is_some()
            || self.mid.is_some()
            || self.percent.is_some()
            || self.cutoff.is_some()
    }

    /// The direction.
    #[must_use]
    pub fn direction(&self) -> Direction {
        if self.lower_is_better {
            Direction::LowerIsBetter
        } else {
            Direction::HigherIsBetter
        }
    }

    /// The plan.
    ///
    /// # Errors
    /// If options contradict one another or half of a pair is missing.
    pub fn plan(&self) -> Result<ChangePlan> {
        let method = self
            .method
            .unwrap_or(match (self.reliability, self.mid, self.percent) {
                (None, Some(_), _) => Method::Anchor,
                (None, None, Some(_)) => Method::Percent,
                _ => Method::Jt,
            });
        let functional = norm(self.functional_mean, self.functional_sd, "functional")?;
        let clinical = norm(self.clinical_mean, self.clinical_sd, "clinical")?;
        // Without norms the sample can only give cut-off a; the least-change methods need no cut-off at all.
        let cutoff = self.cutoff.or(match (functional, method) {
            (Some(_), _) => Some(CutoffKind::C),
            (None, Method::Anchor | Method::Percent) => None,
            (None, _) => Some(CutoffKind::A),
        });
        let least = match method {
            Method::Anchor => self.mid.map(|m| (m, self.mid_worse.unwrap_or(m))),
            Method::Percent => self
                .percent
                .map(|p| (p / 100.0, self.percent_worse.unwrap_or(p) / 100.0)),
            _ => None,
        };
        Ok(ChangePlan {
            method,
            direction: self.direction(),
            confidence: self.confidence.unwrap_or(0.95),
            reliability: self.reliability,
            reliability_post: self.reliability_post,
            functional,
            clinical,
            cutoff,
            least,
            whole_slope: self.whole_slope,
        })
    }
}

fn norm(mean: Option<f64>, sd: Option<f64>, which: &str) -> Result<Option<Norm>> {
    match (mean, sd) {
        (Some(mean), Some(sd)) => Ok(Some(Norm { mean, sd })),
        (None, None) => Ok(None),
        _ => Err(OutcomesError::Usage(format!(
            "--{which}-mean and --{which}-sd belong together: pass both or none"
        ))),
    }
}

/// One person in the report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PersonRow {
    /// As the file names them.
    pub id: String,
    /// Group, if there are groups.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// After minus before.
    pub change: f64,
    /// Scores, index, category and flags.
    #[serde(flatten)]
    pub judged: Judged,
    /// Growth curves: the person's slope.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slope: Option<f64>,
    /// Growth curves: its departure from the mean slope.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slope_departure: Option<f64>,
}

/// Counts in one group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupCounts {
    /// Group.
    pub group: String,
    /// Counts.
    #[serde(flatten)]
    pub counts: Counts,
}

/// A group's mean change against the minimal important difference.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AnchorVerdict {
    /// Group; empty without groups.
    pub group: String,
    /// Mean change with its interval and verdict.
    #[serde(flatten)]
    pub change: AnchorGroup,
}

/// Change in the report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChangeSection {
    /// What decided.
    pub plan: ChangePlan,
    /// Time before.
    pub pre: String,
    /// Time after.
    pub post: String,
    /// Everybody.
    pub counts: Counts,
    /// Persons without both scores, who could not be judged.
    pub not_evaluable: usize,
    /// Each group.
    pub groups: Vec<GroupCounts>,
    /// Points that a change must exceed.
    pub threshold: Option<f64>,
    /// Standard error of the change.
    pub standard_error: Option<f64>,
    /// Critical index.
    pub critical: Option<f64>,
    /// Cut-off.
    pub cutoff: Option<Cutoff>,
    /// Hageman & Arrindell's group level.
    pub group_level: Option<GroupLevel>,
    /// With a minimal important difference: is the mean change of each group as large?
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub anchor: Vec<AnchorVerdict>,
    /// Each person. In the JSON they stand at the top as `rows`.
    #[serde(skip)]
    pub rows: Vec<PersonRow>,
}

/// Judges everybody between two times.
pub(super) fn change_section(
    courses: &Courses,
    options: &ChangeOptions,
    pre: usize,
    post: usize,
    pairs: &[(u32, f64, f64)],
) -> Result<ChangeSection> {
    let plan = options.plan()?;
    if plan.method == Method::Hlm {
        return growth_section(courses, plan);
    }
    let judged = judge(&plan, &pairs.iter().map(|p| (p.1, p.2)).collect::<Vec<_>>())?;
    let rows: Vec<PersonRow> = pairs
        .iter()
        .zip(&judged.rows)
        .map(|(p, row)| person_row(courses, p.0 as usize, *row, None))
        .collect();
    Ok(ChangeSection {
        plan,
        pre: courses.times[pre].label.clone(),
        post: courses.times[post].label.clone(),
        counts: judged.counts,
        not_evaluable: courses.persons.len() - rows.len(),
        groups: group_counts(
            courses,
            pairs.iter().map(|p| p.0 as usize).zip(&judged.rows),
        ),
        threshold: judged.threshold,
        standard_error: judged.standard_error,
        critical: judged.critical,
        cutoff: judged.cutoff,
        group_level: judged.group_level,
        anchor: anchor(courses, options, pairs)?,
        rows,
    })
}

fn anchor(
    courses: &Courses,
    options: &ChangeOptions,
    pairs: &[(u32, f64, f64)],
) -> Result<Vec<AnchorVerdict>> {
    let Some(mid) = options.mid else {
        return Ok(Vec::new());
    };
    (0..courses.groups.len())
        .map(|g| {
            let (pre, post) = group_pairs(courses, pairs, g);
            let change = anchor_within(&pre, &post, mid, options.direction(), 0.95)?;
            Ok(AnchorVerdict {
                group: courses.groups[g].clone(),
                change,
            })
        })
        .collect()
}

fn growth_section(courses: &Courses, plan: ChangePlan) -> Result<ChangeSection> {
    if !courses.numeric_times {
        return Err(OutcomesError::Usage("growth curves (--method hlm) need times that are numbers or dates; for a wide table pass --times 0,4,8".into()));
    }
    let visits: Vec<(usize, f64, f64)> = courses
        .visits
        .iter()
        .map(|v: &Visit| {
            (
                v.person as usize,
                courses.times[v.time as usize].value,
                v.score,
            )
        })
        .collect();
    let growth = judge_growth(&plan, &visits)?;
    let rows: Vec<PersonRow> = growth
        .rows
        .iter()
        .map(|r| person_row(courses, r.person, r.judged, Some((r.slope, r.departure))))
        .collect();
    let label =
        |at: Option<&super::courses::TimePoint>| at.map(|t| t.label.clone()).unwrap_or_default();
    Ok(ChangeSection {
        plan,
        pre: label(courses.times.first()),
        post: label(courses.times.last()),
        counts: growth.counts,
        not_evaluable: courses.persons.len() - rows.len(),
        groups: group_counts(courses, growth.rows.iter().map(|r| (r.person, &r.judged))),
        threshold: None,
        standard_error: None,
        critical: Some(growth.critical),
        cutoff: growth.cutoff,
        group_level: None,
        anchor: Vec::new(),
        rows,
    })
}

fn person_row(
    courses: &Courses,
    person: usize,
    judged: Judged,
    slopes: Option<(f64, f64)>,
) -> PersonRow {
    let who = &courses.persons[person];
    PersonRow {
        id: who.id.clone(),
        group: (courses.groups.len() > 1).then(|| courses.groups[who.group].clone()),
        change: judged.post - judged.pre,
        judged,
        slope: slopes.map(|s| s.0),
        slope_departure: slopes.map(|s| s.1),
    }
}

fn group_counts<'a>(
    courses: &Courses,
    judged: impl Iterator<Item = (usize, &'a Judged)>,
) -> Vec<GroupCounts> {
    if courses.groups.len() < 2 {
        return Vec::new();
    }
    let mut by_group: Vec<Vec<&Judged>> = vec![Vec::new(); courses.groups.len()];
    for (person, row) in judged {
        by_group[courses.persons[person].group].push(row);
    }
    courses
        .groups
        .iter()
        .zip(by_group)
        .map(|(group, rows)| GroupCounts {
            group: group.clone(),
            counts: Counts::of(rows),
        })
        .collect()
}

/// What a category means, for the reader of the report.
pub(super) fn meaning(category: Category) -> &'static str {
    match category {
        Category::Recovered => "reliably improved and now in the functional range",
        Category::Improved => "reliably improved, not (or not newly) in the functional range",
        Category::Unchanged => "no reliable change",
        Category::Deteriorated => "reliably worse",
    }
}
