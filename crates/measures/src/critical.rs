//! Answers that a person must see, judged one at a time: at the moment an item is saved, not when a form is sent.
//!
//! A rule gives how soon somebody must look, never a level of risk: a positive answer is a prompt for a person, and the
//! absence of one is no reassurance.

use serde::{Deserialize, Serialize};

use crate::answers::Answer;
use crate::instrument::Instrument;

/// How soon an answer must be acknowledged; the rows of the trigger table, which a service may edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TriggerClass {
    /// Before the next session, one working day at most.
    BeforeNextSession,
    /// The same day, within four working hours.
    SameDay,
    /// At once, with emergency numbers shown and a call.
    Immediate,
}

impl TriggerClass {
    /// The class as files and records write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BeforeNextSession => "before-next-session",
            Self::SameDay => "same-day",
            Self::Immediate => "immediate",
        }
    }
}

impl std::fmt::Display for TriggerClass {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A rule about one item's answer, or about the total where `item` is absent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CriticalRule {
    /// The rule's id within its instrument.
    pub id: String,
    /// The rule's version; an alert names it for good.
    pub version: String,
    /// The item that it judges.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// The lowest value that it catches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<i64>,
    /// The highest value that it catches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<i64>,
    /// How soon somebody must look.
    pub class: TriggerClass,
    /// Why, with the source, for the clinician who asks.
    pub why: String,
}

impl CriticalRule {
    /// The rule with its version, as an alert cites it: `item-9-several-days@1`.
    pub fn reference(&self) -> String {
        format!("{}@{}", self.id, self.version)
    }

    pub(crate) fn catches(&self, value: f64) -> bool {
        #[allow(clippy::cast_precision_loss)]
        let (low, high) = (
            self.at_least.map(|low| low as f64),
            self.at_most.map(|high| high as f64),
        );
        low.is_none_or(|low| value >= low) && high.is_none_or(|high| value <= high)
    }
}

impl Instrument {
    /// The most urgent rule that this answer alone meets. Nothing else on the form is looked at.
    pub fn critical(&self, item_id: &str, answer: &Answer) -> Option<&CriticalRule> {
        self.critical_value(item_id, answer.value()?)
    }

    pub(crate) fn critical_value(&self, item_id: &str, value: i64) -> Option<&CriticalRule> {
        #[allow(clippy::cast_precision_loss)]
        let value = value as f64;
        self.critical
            .iter()
            .filter(|rule| rule.item.as_deref() == Some(item_id) && rule.catches(value))
            .max_by_key(|rule| rule.class)
    }

    /// The most urgent rule that a total meets, such as six or more on a mania scale.
    pub fn critical_total(&self, total: f64) -> Option<&CriticalRule> {
        self.critical
            .iter()
            .filter(|rule| rule.item.is_none() && rule.catches(total))
            .max_by_key(|rule| rule.class)
    }

    /// Whether the item has a rule, so that its answer is entered at once as a fact of its own.
    pub fn is_critical(&self, item_id: &str) -> bool {
        self.critical
            .iter()
            .any(|rule| rule.item.as_deref() == Some(item_id))
    }
}
