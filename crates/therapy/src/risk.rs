//! Risk: an alert opens when a critical answer is saved, and only a person closes it.
//!
//! Invariant: no risk level is computed, and no rule closes an alert.

use crate::entry::{Author, Entry, Occurred};
use crate::ids::EntryId;
use crate::measure::{AnswerMode, CriticalAnswered};
use crate::refusal::Refusal;
use crate::text::{Text, required};
use attune_measures::Answer;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// `alert.acknowledged`: somebody has seen it and is dealing with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AlertAcknowledged {
    /// The entry that opened the alert.
    pub trigger: EntryId,
}

/// `alert.closed`: what was found and done, by a named clinician.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AlertClosed {
    /// The entry that opened the alert.
    pub trigger: EntryId,
    /// What was decided.
    pub disposition: Disposition,
    /// Why, in the clinician's words.
    pub rationale: Text,
}

/// What a clinician decided (never computed).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Disposition {
    /// Assessed; no acute concern.
    NoAcuteConcern,
    /// Safety plan made or reviewed, with a follow-up.
    SafetyPlan,
    /// Assessed on the same day by somebody else.
    SameDayAssessment,
    /// Emergency services.
    Emergency,
}

impl Disposition {
    /// All, in the order of the form.
    pub const ALL: [Disposition; 4] = [
        Disposition::NoAcuteConcern,
        Disposition::SafetyPlan,
        Disposition::SameDayAssessment,
        Disposition::Emergency,
    ];

    /// The name used in forms and message keys.
    pub fn name(self) -> &'static str {
        match self {
            Disposition::NoAcuteConcern => "no-acute-concern",
            Disposition::SafetyPlan => "safety-plan",
            Disposition::SameDayAssessment => "same-day-assessment",
            Disposition::Emergency => "emergency",
        }
    }

    /// The disposition of a name.
    pub fn from_name(name: &str) -> Option<Disposition> {
        Disposition::ALL
            .into_iter()
            .find(|disposition| disposition.name() == name)
    }
}

/// An alert as folded: the answer that opened it and what people did about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Alert {
    /// The entry that opened it.
    pub trigger: EntryId,
    /// What was answered.
    pub answered: CriticalAnswered,
    /// When it was answered.
    pub occurred: Occurred,
    /// When it reached the record.
    pub recorded_at: Timestamp,
    /// Whose entry.
    pub author: Author,
    /// The answers that were given before it was changed on the same form; an answer never vanishes.
    pub earlier: Vec<(Timestamp, Answer)>,
    /// Who took note, and when.
    pub acknowledged: Option<(Author, Timestamp)>,
    /// How it was closed.
    pub closed: Option<Closure>,
    /// The answer was taken back as entered by mistake; the alert still waits for a person.
    pub retracted: bool,
    /// From an import of answers older than two weeks: one review for all of them, instead of an alert for each.
    pub review: bool,
}

/// How an alert was closed.
#[derive(Debug, Clone, PartialEq)]
pub struct Closure {
    /// By whom.
    pub by: Author,
    /// When.
    pub at: Timestamp,
    /// What was decided.
    pub disposition: Disposition,
    /// Why.
    pub rationale: String,
}

impl Alert {
    pub(crate) fn opened_by(entry: &Entry, answered: &CriticalAnswered) -> Alert {
        Alert {
            trigger: entry.id,
            answered: answered.clone(),
            occurred: entry.occurred.clone(),
            recorded_at: entry.recorded_at,
            author: entry.author,
            earlier: Vec::new(),
            acknowledged: None,
            closed: None,
            retracted: false,
            review: answered.mode == AnswerMode::Import
                && entry.recorded_at.duration_since(entry.occurred.at)
                    > SignedDuration::from_hours(14 * 24),
        }
    }

    /// Whether a later answer belongs to this alert rather than opening one of its own: a changed mind on the same
    /// form, or another old answer of the same import, as long as nobody has taken note.
    pub(crate) fn takes_in(&self, other: &Alert) -> bool {
        let same_form = self.answered.instrument == other.answered.instrument
            && self.answered.item == other.answered.item
            && self.answered.occasion == other.answered.occasion;
        self.is_open()
            && self.acknowledged.is_none()
            && (same_form || (self.review && other.review))
    }

    pub(crate) fn take_in(&mut self, other: Alert) {
        self.earlier
            .push((self.occurred.at, self.answered.answer.clone()));
        self.answered = other.answered;
        self.occurred = other.occurred;
        self.recorded_at = other.recorded_at;
    }

    /// Whether a person still has to deal with it.
    pub fn is_open(&self) -> bool {
        self.closed.is_none()
    }
}

fn find(alerts: &[Alert], trigger: EntryId) -> Result<&Alert, Refusal> {
    let alert = alerts
        .iter()
        .find(|alert| alert.trigger == trigger)
        .ok_or(Refusal::NoTarget)?;
    if alert.is_open() {
        Ok(alert)
    } else {
        Err(Refusal::AlertClosed)
    }
}

impl AlertAcknowledged {
    pub(crate) fn admit(&self, alerts: &[Alert]) -> Result<(), Refusal> {
        find(alerts, self.trigger).map(|_| ())
    }
}

impl AlertClosed {
    pub(crate) fn admit(&self, alerts: &[Alert]) -> Result<(), Refusal> {
        required("rationale", &self.rationale)?;
        find(alerts, self.trigger).map(|_| ())
    }
}
