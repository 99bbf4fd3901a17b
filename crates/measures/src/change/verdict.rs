//! Judging one pair of scores by one definition.

use serde::{Deserialize, Serialize};

use super::method::{Bounds, Parameters};
use crate::instrument::Instrument;
use crate::norms::{Definition, Rule};
use crate::score::Scored;

/// A score on a trajectory.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// The total.
    pub total: f64,
    /// Whether means stood in for missing answers.
    pub prorated: bool,
    /// The instrument's version that was answered.
    pub version: String,
}

impl Point {
    /// A score as a point; none where there is no total.
    pub fn of(scored: &Scored) -> Option<Self> {
        let total = scored.total?;
        Some(Self {
            total,
            prorated: scored.prorated,
            version: scored.version.clone(),
        })
    }
}

/// What a change was found to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Reliable improvement that crossed from clinical to non-clinical.
    Recovered,
    /// Reliable improvement that did not cross.
    ReliablyImproved,
    /// Crossed to non-clinical by less than reliable change. Never called recovery.
    CrossedWithoutReliability,
    /// Neither.
    Unchanged,
    /// Reliable worsening.
    ReliablyDeteriorated,
    /// At least the asked share of the baseline is gone.
    Response,
    /// At least half of the asked share is gone.
    PartialResponse,
    /// Less than that is gone.
    NoResponse,
    /// In remission at the end.
    Remission,
    /// Not in remission at the end.
    NoRemission,
    /// A case at the start.
    Case,
    /// Not a case at the start.
    NotACase,
    /// It cannot be judged.
    NotEvaluable,
}

/// Why a change cannot be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// There are not two scores.
    OnlyOneScore,
    /// A score holds means in place of missing answers.
    Prorated,
    /// The two scores are of different versions of the instrument.
    ChangedVersion,
    /// The start was not clinical, so that there is nothing to recover from. Worsening is still judged.
    StartedBelowCutoff,
    /// The definition lacks figures that its method needs.
    FiguresMissing,
}

/// A judgement with what it rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// The definition's id.
    pub definition: String,
    /// The definition's version.
    pub version: String,
    /// What was found.
    pub class: Class,
    /// Why nothing could be found.
    pub why: Option<Why>,
    /// The later total less the earlier.
    pub change: Option<f64>,
    /// The index of change, where the definition is a statistical one.
    pub index: Option<f64>,
    /// The cut-off used, where there is one.
    pub cutoff: Option<f64>,
    /// With reliable deterioration: whether it led into the clinical range.
    pub into_clinical_range: bool,
}

pub(super) fn judge(
    instrument: &Instrument,
    definition: &Definition,
    start: Option<&Point>,
    end: Option<&Point>,
) -> Verdict {
    let mut verdict = Verdict {
        definition: definition.id.clone(),
        version: definition.version.clone(),
        class: Class::NotEvaluable,
        why: None,
        change: None,
        index: None,
        cutoff: instrument.cutoff_of(definition),
        into_clinical_range: false,
    };
    let worse = instrument.higher_is_worse();
    // Turned so that a fall is always improvement.
    let turned = |score: f64| if worse { score } else { -score };
    if let Rule::Caseness { at } = definition.rule {
        match start {
            Some(start) if start.prorated => verdict.why = Some(Why::Prorated),
            Some(start) if turned(start.total) >= turned(at) => verdict.class = Class::Case,
            Some(_) => verdict.class = Class::NotACase,
            None => verdict.why = Some(Why::OnlyOneScore),
        }
        return verdict;
    }
    let (start, end) = match pair(start, end) {
        Ok(pair) => pair,
        Err(why) => {
            verdict.why = Some(why);
            return verdict;
        }
    };
    verdict.change = Some(end - start);
    match &definition.rule {
        Rule::ReliableChange { .. } => {
            let found = Parameters::of(instrument, definition).and_then(|parameters| {
                Some((parameters, parameters.bounds(start)?, verdict.cutoff?))
            });
            match found {
                Some((parameters, bounds, cutoff)) => {
                    verdict.index = parameters.index(start, end);
                    significant(&mut verdict, start, end, bounds, cutoff, worse);
                }
                None => verdict.why = Some(Why::FiguresMissing),
            }
        }
        Rule::Points { points } => {
            let gain = turned(start) - turned(end);
            verdict.class = if gain >= *points {
                Class::ReliablyImproved
            } else if -gain >= *points {
                Class::ReliablyDeteriorated
            } else {
                Class::Unchanged
            };
        }
        Rule::PercentDrop { percent } => {
            // A share of nothing is no share; scales where more is better have no such definition.
            if start <= 0.0 || !worse {
                verdict.why = Some(Why::StartedBelowCutoff);
                return verdict;
            }
            let gone = 100.0 * (start - end) / start;
            verdict.class = if gone >= *percent {
                Class::Response
            } else if gone >= percent / 2.0 {
                Class::PartialResponse
            } else {
                Class::NoResponse
            };
        }
        Rule::Below { below } => {
            let well = turned(end) < turned(*below);
            verdict.class = if well {
                Class::Remission
            } else {
                Class::NoRemission
            };
        }
        Rule::Caseness { .. } => {}
    }
    verdict
}

fn pair(start: Option<&Point>, end: Option<&Point>) -> Result<(f64, f64), Why> {
    let (Some(start), Some(end)) = (start, end) else {
        return Err(Why::OnlyOneScore);
    };
    if start.version != end.version {
        return Err(Why::ChangedVersion);
    }
    if start.prorated || end.prorated {
        return Err(Why::Prorated);
    }
    Ok((start.total, end.total))
}

fn significant(
    verdict: &mut Verdict,
    start: f64,
    end: f64,
    bounds: Bounds,
    cutoff: f64,
    worse: bool,
) {
    let clinical = |score: f64| {
        if worse {
            score >= cutoff
        } else {
            score <= cutoff
        }
    };
    let (improved, deteriorated) = if worse {
        (bounds.fallen(end), bounds.risen(end))
    } else {
        (bounds.risen(end), bounds.fallen(end))
    };
    let crossed = clinical(start) && !clinical(end);
    if deteriorated {
        verdict.class = Class::ReliablyDeteriorated;
        verdict.into_clinical_range = !clinical(start) && clinical(end);
    } else if !clinical(start) {
        verdict.why = Some(Why::StartedBelowCutoff);
    } else {
        verdict.class = match (improved, crossed) {
            (true, true) => Class::Recovered,
            (true, false) => Class::ReliablyImproved,
            (false, true) => Class::CrossedWithoutReliability,
            (false, false) => Class::Unchanged,
        };
    }
}
