//! Time to response: how soon the score is a stated percentage better than at first.

use super::courses::Courses;
use super::outcomes_report::Refused;
use crate::change::Direction;
use crate::error::{OutcomesError, Result};
use crate::survival::{FollowUp, LogRank, SurvivalCurve, kaplan_meier, log_rank};
use serde::Serialize;

/// One group's curve.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ResponseCurve {
    /// Group; empty without groups.
    pub group: String,
    /// Persons followed.
    pub n: usize,
    /// Persons who responded.
    pub events: usize,
    /// Share without response over time.
    pub curve: SurvivalCurve,
}

/// Time to response by group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ResponseSection {
    /// Percentage that is a response.
    pub percent: f64,
    /// Groups.
    pub curves: Vec<ResponseCurve>,
    /// Test of the groups.
    pub log_rank: Option<LogRank>,
    /// Why there is no test.
    pub refused: Option<Refused>,
}

/// A person is followed from the first score until the first that is `percent` better, or until the last score
/// (censored). Persons who start at zero or below, of which no percentage exists, or have one score are left out.
pub(super) fn response_section(
    courses: &Courses,
    percent: f64,
    direction: Direction,
    level: f64,
) -> Result<ResponseSection> {
    if !(percent > 0.0 && percent.is_finite()) {
        return Err(OutcomesError::Range {
            what: "the percentage of response",
            value: percent,
            allowed: "above 0",
        });
    }
    if !courses.numeric_times {
        return Err(OutcomesError::Usage(
            "time to response needs times that are numbers or dates; for a wide table pass --times 0,4,8"
                .into(),
        ));
    }
    let mut groups: Vec<Vec<FollowUp>> = vec![Vec::new(); courses.groups.len()];
    for visits in courses.by_person() {
        let (first, last) = (visits[0], visits[visits.len() - 1]);
        if visits.len() < 2 || first.score <= 0.0 {
            continue;
        }
        let start = courses.times[first.time as usize].value;
        let responded = visits
            .iter()
            .find(|v| direction.sign() * (v.score - first.score) >= percent / 100.0 * first.score);
        let end = responded.unwrap_or(&last);
        groups[courses.persons[first.person as usize].group].push(FollowUp {
            time: courses.times[end.time as usize].value - start,
            event: responded.is_some(),
        });
    }
    let curves = groups
        .iter()
        .enumerate()
        .filter(|(_, g)| !g.is_empty())
        .map(|(i, g)| {
            Ok(ResponseCurve {
                group: courses.groups[i].clone(),
                n: g.len(),
                events: g.iter().filter(|f| f.event).count(),
                curve: kaplan_meier(g, level)?,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    if curves.is_empty() {
        return Err(OutcomesError::too_few(
            "time to response",
            "one person with two scores",
            0,
        ));
    }
    let (mut test, mut refused) = (None, None);
    if groups.len() > 1 {
        match log_rank(&groups) {
            Ok(t) => test = Some(t),
            Err(e) => {
                refused = Some(Refused {
                    analysis: "log-rank test".into(),
                    why: e.to_string(),
                });
            }
        }
    }
    Ok(ResponseSection {
        percent,
        curves,
        log_rank: test,
        refused,
    })
}
