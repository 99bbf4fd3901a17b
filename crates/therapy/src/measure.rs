//! Measures as they were answered. Answers are facts; scores are computed from them, by the instrument and
//! version that the entry names.

use crate::case::Case;
use crate::content::Content;
use crate::entry::{Author, Occurred};
use crate::fact::Fact;
use crate::ids::{CourseId, EntryId};
use crate::refusal::Refusal;
use attune_measures::{Answer, Answers, Instrument};
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

/// For which occasion of the schedule something was answered.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Occasion {
    /// Before the session of that number.
    Session(u16),
    /// Outside the schedule, with a name that the writer made up.
    Unscheduled(String),
}

impl std::fmt::Display for Occasion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Occasion::Session(number) => write!(f, "session-{number}"),
            Occasion::Unscheduled(name) => write!(f, "extra-{name}"),
        }
    }
}

impl Occasion {
    /// Reads what [`std::fmt::Display`] writes.
    pub fn parse(text: &str) -> Option<Occasion> {
        if let Some(number) = text.strip_prefix("session-") {
            return number.parse().ok().map(Occasion::Session);
        }
        let name = text.strip_prefix("extra-")?;
        let plain = !name.is_empty()
            && name.len() <= 64
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        plain.then(|| Occasion::Unscheduled(name.to_owned()))
    }
}

/// How the answers came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AnswerMode {
    /// By the client on their own device.
    Portal,
    /// Typed in by staff from paper.
    Paper,
    /// From a file.
    Import,
}

/// `measure.critical_answered`: an answer that raises an alert, entered at once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CriticalAnswered {
    /// Which questionnaire.
    pub instrument: String,
    /// In which version.
    pub version: String,
    /// Which item.
    pub item: String,
    /// The answer.
    pub answer: Answer,
    /// For which occasion.
    pub occasion: Occasion,
    /// How it came in.
    pub mode: AnswerMode,
}

/// `measure.completed`: a questionnaire as answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MeasureCompleted {
    /// Which questionnaire.
    pub instrument: String,
    /// In which version.
    pub version: String,
    /// In which language it was shown.
    pub locale: String,
    /// For which occasion.
    pub occasion: Occasion,
    /// The raw answers; empty only when just a total is known.
    pub answers: Answers,
    /// A total without answers, from an import: flagged wherever it is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_only: Option<f64>,
    /// How it came in.
    pub mode: AnswerMode,
}

/// A completed measure as folded, with its score.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// The entry.
    pub entry: EntryId,
    /// The course during which it was answered.
    pub course: Option<CourseId>,
    /// When.
    pub occurred: Occurred,
    /// Who entered it.
    pub author: Author,
    /// What was answered.
    pub completed: MeasureCompleted,
    /// The total once it was computed; an entry's answers and version never change.
    pub(crate) known_total: KnownTotal,
}

/// A total that is computed when it is first asked for. It says nothing that the answers do not, so it is no part of
/// what makes two measures equal.
#[derive(Debug, Clone, Default)]
pub(crate) struct KnownTotal(OnceLock<Option<f64>>);

impl PartialEq for KnownTotal {
    fn eq(&self, _other: &KnownTotal) -> bool {
        true
    }
}

impl CriticalAnswered {
    pub(crate) fn admit(&self, content: &Content) -> Result<(), Refusal> {
        let instrument = find(content, &self.instrument, &self.version)?;
        let answers =
            |problem: attune_measures::ScoreProblem| Refusal::Answers(problem.to_string());
        instrument
            .check_answer(&self.item, &self.answer)
            .map_err(answers)?;
        instrument
            .critical(&self.item, &self.answer)
            .map(|_| ())
            .ok_or(Refusal::NotCritical)
    }
}

impl MeasureCompleted {
    pub(crate) fn admit(
        &self,
        case: &Case,
        course: Option<CourseId>,
        content: &Content,
    ) -> Result<(), Refusal> {
        let instrument = find(content, &self.instrument, &self.version)?;
        if case.answered(course, &self.instrument, &self.occasion) {
            return Err(Refusal::Answered);
        }
        if let Some(total) = self.total_only {
            let (low, high) = instrument.range().unwrap_or((f64::MIN, f64::MAX));
            if !(low..=high).contains(&total) || self.answers.iter().next().is_some() {
                let why = format!("must be {low} to {high}, and stand without single answers");
                return Err(Refusal::Impossible {
                    field: "total",
                    why,
                });
            }
            return Ok(());
        }
        instrument
            .score(&self.answers)
            .map_err(|problem| Refusal::Answers(problem.to_string()))?;
        // An alert is folded from a fact of its own, so a critical answer may not come in without one.
        let unheard = self
            .critical_items(instrument)
            .find(|item| !case.heard(self, item));
        match unheard {
            Some(item) => Err(Refusal::Answers(format!(
                "item {item} has to be entered as a critical answer first"
            ))),
            None => Ok(()),
        }
    }

    fn critical_items<'a>(&'a self, instrument: &'a Instrument) -> impl Iterator<Item = &'a str> {
        let answers = self.answers.iter();
        answers
            .filter(|(item, answer)| instrument.critical(item, answer).is_some())
            .map(|(item, _)| item)
    }

    /// The critical answers in a questionnaire that arrives whole which the record has not heard of yet: to be
    /// entered before it, each as a fact of its own.
    pub fn unheard(&self, case: &Case, content: &Content) -> Result<Vec<Fact>, Refusal> {
        let instrument = find(content, &self.instrument, &self.version)?;
        let unheard = self
            .critical_items(instrument)
            .filter(|item| !case.heard(self, item));
        Ok(unheard
            .filter_map(|item| {
                Some(Fact::CriticalAnswered(CriticalAnswered {
                    instrument: self.instrument.clone(),
                    version: self.version.clone(),
                    item: item.to_owned(),
                    answer: self.answers.get(item)?.clone(),
                    occasion: self.occasion.clone(),
                    mode: self.mode,
                }))
            })
            .collect())
    }

    /// The facts to enter for a questionnaire that arrives whole: its unheard critical answers, then itself.
    pub fn into_facts(self, case: &Case, content: &Content) -> Result<Vec<Fact>, Refusal> {
        let mut facts = self.unheard(case, content)?;
        facts.push(Fact::MeasureCompleted(self));
        Ok(facts)
    }
}

fn find<'c>(content: &'c Content, id: &str, version: &str) -> Result<&'c Instrument, Refusal> {
    content
        .instrument(id, version)
        .ok_or_else(|| Refusal::UnknownInstrument(format!("{id} {version}")))
}

impl Measured {
    /// The score, computed from the answers by the instrument version that the entry names.
    pub fn total(&self, content: &Content) -> Option<f64> {
        *self
            .known_total
            .0
            .get_or_init(|| self.computed_total(content))
    }

    fn computed_total(&self, content: &Content) -> Option<f64> {
        if self.completed.total_only.is_some() {
            return self.completed.total_only;
        }
        let instrument = content.instrument(&self.completed.instrument, &self.completed.version)?;
        instrument.score(&self.completed.answers).ok()?.total
    }
}
