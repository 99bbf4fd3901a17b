//! The outcomes report: everything that can be said about these courses, and why the rest cannot.

use super::change_section::{ChangeOptions, ChangeSection, PersonRow, change_section};
use super::courses::{Columns, Courses, read_courses};
use super::response::{ResponseSection, response_section};
use super::sections::{
    self, BetweenSection, DataSection, ImputedSection, MixedSection, VisitMean, WithinSection,
};
use super::table::Table;
use crate::change::Method;
use crate::describe::check_level;
use crate::error::{OutcomesError, Result};
use crate::mixed::{Ancova, ImputationPlan, ancova};
use serde::Serialize;

/// Everything that was asked.
#[derive(Debug, Clone, Default)]
pub struct OutcomesRequest {
    /// The columns.
    pub columns: Columns,
    /// Time before (`first` is each person's first score); the first time if absent.
    pub pre: Option<String>,
    /// Time after (`last` is each person's last score); the last time if absent.
    pub post: Option<String>,
    /// How change is judged.
    pub change: ChangeOptions,
    /// Level of all intervals; 0.95 if absent.
    pub level: Option<f64>,
    /// Time until the score is so many percent better than at first.
    pub response: Option<f64>,
    /// Multiple imputation of missed visits.
    pub impute: Option<ImputationPlan>,
}

/// An analysis that was not made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refused {
    /// Which.
    pub analysis: String,
    /// Why.
    pub why: String,
}

/// The report. Its counts of change and the persons' rows stand at the top.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OutcomesReport {
    /// Persons judged; persons with both scores if change was not judged.
    pub n: usize,
    /// Recovered; absent without a cut-off, which recovery needs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recovered: Option<usize>,
    /// Improved and not recovered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub improved: Option<usize>,
    /// Unchanged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unchanged: Option<usize>,
    /// Deteriorated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deteriorated: Option<usize>,
    /// Of the deteriorated: newly in the clinical range.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub harmed: Option<usize>,
    /// Change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<ChangeSection>,
    /// What was read.
    pub data: DataSection,
    /// Means by visit.
    pub visits: Vec<VisitMean>,
    /// Change within groups.
    pub within: Vec<WithinSection>,
    /// Groups against the reference.
    pub between: Vec<BetweenSection>,
    /// Analysis of covariance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ancova: Option<Ancova>,
    /// Mixed model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mixed: Option<MixedSection>,
    /// Time to response.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<ResponseSection>,
    /// With imputation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub imputed: Option<ImputedSection>,
    /// How it was done, in sentences.
    pub method: Vec<String>,
    /// What to bear in mind.
    pub notes: Vec<String>,
    /// What could not be done.
    pub refused: Vec<Refused>,
    /// Each person.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<PersonRow>,
    /// Level of the intervals.
    pub level: f64,
    /// Times before and after.
    pub compared: (String, String),
    /// True if lower scores are better.
    pub lower_is_better: bool,
}

/// The most times for which means are listed one by one.
const MOST_TIMES: usize = 60;

/// Makes the report.
///
/// # Errors
/// If the file cannot be used, or change was asked for and cannot be judged. What was not asked for by name and cannot be
/// done is listed in [`OutcomesReport::refused`].
pub fn outcomes_report(table: &Table, request: &OutcomesRequest) -> Result<OutcomesReport> {
    let level = request.level.unwrap_or(0.95);
    check_level(level)?;
    let courses = read_courses(table, &request.columns)?;
    let grouped = courses.groups.len() > 1;
    let mut notes = courses.notes.clone();
    let mut refused = Vec::new();
    let compared = pairs(&courses, request, &mut notes)?;
    let change = if request.change.wanted() {
        Some(change_section(
            &courses,
            &request.change,
            compared.pre,
            compared.post,
            &compared.pairs,
        )?)
    } else {
        None
    };
    if compared.pairs.is_empty() {
        refused.push(Refused {
            analysis: "change".into(),
            why: format!(
                "no person has a score at both {} and {}",
                compared.labels.0, compared.labels.1
            ),
        });
    }

    let mut within = Vec::new();
    for g in 0..courses.groups.len() {
        let name = if grouped {
            format!("change in group \"{}\"", courses.groups[g])
        } else {
            "change from before to after".into()
        };
        keep(
            sections::within(&courses, &compared.pairs, g, level),
            &name,
            &mut refused,
            |s| within.push(s),
        );
    }
    let mut between = Vec::new();
    for g in 1..courses.groups.len() {
        let name = format!(
            "\"{}\" against \"{}\"",
            courses.groups[g], courses.groups[0]
        );
        keep(
            sections::between(&courses, &compared.pairs, g, level),
            &name,
            &mut refused,
            |s| between.push(s),
        );
    }
    let mut covariance = None;
    if grouped {
        let (pre, post): (Vec<f64>, Vec<f64>) = compared.pairs.iter().map(|p| (p.1, p.2)).unzip();
        let group: Vec<usize> = compared
            .pairs
            .iter()
            .map(|p| courses.persons[p.0 as usize].group)
            .collect();
        keep(
            ancova(
                &pre,
                &post,
                &group,
                courses.groups.len(),
                &courses.groups,
                level,
            ),
            "analysis of covariance",
            &mut refused,
            |a| covariance = Some(a),
        );
    } else if request.columns.group.is_some() {
        notes.push(format!(
            "there is only one group (\"{}\"), so groups were not compared",
            courses.groups[0]
        ));
    }
    let mut mixed = None;
    if courses.times.len() > 1 {
        keep(
            sections::mixed(&courses, level),
            "mixed model",
            &mut refused,
            |(section, note)| {
                notes.extend(note);
                mixed = Some(section);
            },
        );
    }
    let response = match request.response {
        Some(percent) => Some(response_section(
            &courses,
            percent,
            request.change.direction(),
            level,
        )?),
        None => None,
    };
    let listed = courses.times.len() <= MOST_TIMES;
    if !listed {
        notes.push(format!(
            "there are {} different times; means are not listed one by one",
            courses.times.len()
        ));
    }
    let imputed = match &request.impute {
        Some(_) if !listed => {
            return Err(OutcomesError::Usage(format!(
                "imputation needs common visits, but there are {} different times",
                courses.times.len()
            )));
        }
        Some(plan) => Some(sections::imputed(
            &courses,
            plan,
            request.change.direction(),
        )?),
        None => None,
    };
    if !compared.pairs.is_empty()
        && compared.pairs.len() < courses.persons.len()
        && request.impute.is_none()
    {
        notes.push(format!(
            "{} of {} persons have both scores; means before and after are those of completers only. The mixed model uses every score; --impute imputes missed visits",
            compared.pairs.len(),
            courses.persons.len()
        ));
    }
    if !grouped {
        notes.push("change without a comparison group is not a treatment effect: time and regression to the mean are part of it".into());
    }
    let (change, rows) = match change {
        Some(mut section) => {
            let rows = std::mem::take(&mut section.rows);
            (Some(section), rows)
        }
        None => (None, Vec::new()),
    };
    let counts = change.as_ref().map(|c| c.counts);
    let method = method_statement(change.as_ref(), level, grouped, mixed.is_some());
    Ok(OutcomesReport {
        n: counts.map_or(compared.pairs.len(), |c| c.n),
        recovered: change
            .as_ref()
            .and_then(|c| c.cutoff.map(|_| c.counts.recovered)),
        improved: counts.map(|c| c.improved),
        unchanged: counts.map(|c| c.unchanged),
        deteriorated: counts.map(|c| c.deteriorated),
        harmed: counts.map(|c| c.harmed),
        data: DataSection {
            persons: courses.persons.len(),
            scores: courses.visits.len(),
            missing: courses.missing_scores,
            groups: if grouped {
                courses.groups.clone()
            } else {
                Vec::new()
            },
            times: if listed {
                courses.times.clone()
            } else {
                Vec::new()
            },
        },
        visits: if listed {
            sections::visit_means(&courses, level)
        } else {
            Vec::new()
        },
        within,
        between,
        ancova: covariance,
        mixed,
        response,
        imputed,
        method,
        notes,
        refused,
        rows,
        level,
        compared: compared.labels,
        lower_is_better: request.change.lower_is_better,
        change,
    })
}

fn keep<T>(result: Result<T>, analysis: &str, refused: &mut Vec<Refused>, use_it: impl FnOnce(T)) {
    match result {
        Ok(value) => use_it(value),
        Err(e) => refused.push(Refused {
            analysis: analysis.to_owned(),
            why: e.to_string(),
        }),
    }
}

struct Compared {
    pre: usize,
    post: usize,
    labels: (String, String),
    /// Person, before, after.
    pairs: Vec<(u32, f64, f64)>,
}

/// The two scores of each person that are compared.
fn pairs(
    courses: &Courses,
    request: &OutcomesRequest,
    notes: &mut Vec<String>,
) -> Result<Compared> {
    let last = courses.times.len() - 1;
    let at = |name: &Option<String>,
              option: &str,
              word: &str,
              default: usize|
     -> Result<Option<usize>> {
        match name.as_deref() {
            None => Ok(Some(default)),
            Some(given) => match courses.time(given) {
                Some(time) => Ok(Some(time)),
                None if given == word => Ok(None),
                None => Err(OutcomesError::Usage(format!(
                    "{option} {given}: there is no such time. The times are: {}",
                    labels(courses)
                ))),
            },
        }
    };
    let irregular =
        request.pre.is_none() && request.post.is_none() && courses.times.len() > MOST_TIMES;
    let (pre, post) = if irregular {
        (None, None)
    } else {
        (
            at(&request.pre, "--pre", "first", 0)?,
            at(&request.post, "--post", "last", last)?,
        )
    };
    if pre.is_some() && pre == post {
        if request.change.wanted() && request.change.method != Some(Method::Hlm) {
            return Err(OutcomesError::Data("there is only one time, so change cannot be judged: pass two times with --pre and --post".into()));
        }
        notes.push("there is only one time".into());
        return Ok(Compared {
            pre: 0,
            post: 0,
            labels: (labels(courses), labels(courses)),
            pairs: Vec::new(),
        });
    }
    if (request.pre.is_none() || request.post.is_none())
        && !courses.numeric_times
        && request.columns.time.is_some()
        && !irregular
    {
        return Err(OutcomesError::Usage(format!(
            "the times are words, whose order only you know: pass --pre and --post. The times are: {}",
            labels(courses)
        )));
    }
    let mut pairs = Vec::new();
    for visits in courses.by_person() {
        let find = |time: Option<usize>, end: usize| match time {
            Some(t) => visits.iter().position(|v| v.time as usize == t),
            None => Some(end),
        };
        if let (Some(a), Some(b)) = (find(pre, 0), find(post, visits.len() - 1))
            && a != b
        {
            pairs.push((visits[0].person, visits[a].score, visits[b].score));
        }
    }
    let label = |time: Option<usize>, word: &str| {
        time.map_or_else(
            || format!("each person's {word} score"),
            |t| courses.times[t].label.clone(),
        )
    };
    let compared = (label(pre, "first"), label(post, "last"));
    if request.pre.is_none() || request.post.is_none() {
        notes.push(format!(
            "compared: {} with {} (choose other times with --pre and --post)",
            compared.0, compared.1
        ));
    }
    if pairs.is_empty() && request.change.wanted() && request.change.method != Some(Method::Hlm) {
        return Err(OutcomesError::Data(format!(
            "no person has a score at both {} and {}, so change cannot be judged",
            compared.0, compared.1
        )));
    }
    Ok(Compared {
        pre: pre.unwrap_or(0),
        post: post.unwrap_or(last),
        labels: compared,
        pairs,
    })
}

fn labels(courses: &Courses) -> String {
    let mut text: Vec<&str> = courses
        .times
        .iter()
        .take(12)
        .map(|t| t.label.as_str())
        .collect();
    if courses.times.len() > 12 {
        text.push("...");
    }
    text.join(", ")
}

fn method_statement(
    change: Option<&ChangeSection>,
    level: f64,
    grouped: bool,
    mixed: bool,
) -> Vec<String> {
    let percent = level * 100.0;
    let mut lines = vec![format!(
        "Intervals are {percent:.0} % confidence intervals. Effects within groups are in standard deviations before treatment (Becker 1988), small-sample corrected; a negative effect is a fall of the score."
    )];
    if grouped {
        lines.push("Differences between groups: Hedges's g after treatment; the difference of changes by Morris (2008); analysis of covariance with the score before as covariate.".into());
    }
    if mixed {
        lines.push("Mixed model: restricted maximum likelihood, Satterthwaite's degrees of freedom; valid if scores are missing at random.".into());
    }
    if let Some(c) = change {
        let direction = if c.plan.direction.sign() < 0.0 {
            "lower"
        } else {
            "higher"
        };
        let mut text = format!(
            "Change: {}, {direction} scores are better",
            c.plan.method.name()
        );
        if let (Some(r), true) = (c.plan.reliability, c.plan.method.needs_reliability()) {
            text.push_str(&format!(", reliability {r}"));
        }
        if let Some(t) = c.threshold {
            text.push_str(&format!(
                ", a departure of more than {t:.2} points is reliable at {:.0} %",
                c.plan.confidence * 100.0
            ));
        }
        if let Some(cut) = c.cutoff {
            text.push_str(&format!(
                "; cut-off {} at {:.2}",
                cut.kind.name(),
                cut.value
            ));
        }
        text.push('.');
        lines.push(text);
        if c.plan.method == Method::Hlm {
            lines.push(
                if c.plan.whole_slope {
                    "Growth curves judge each person's whole slope against zero (Speer & Greenbaum 1995)."
                } else {
                    "Growth curves judge each person's slope against the mean slope of all (as Claus, Wager & Bonnet 2024); --whole-slope judges it against zero."
                }
                .into(),
            );
        }
    }
    lines
}
