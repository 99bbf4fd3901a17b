//! Conditions over answers: who is asked what, and algorithms such as 'five items, one of them the first or second'.
//!
//! A condition over missing answers may be undecided. It is then neither true nor false, so that a gap in a form never
//! turns into a finding, nor into reassurance.

use serde::{Deserialize, Serialize};

/// A condition over answers, subscales and the total.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// The value given to an item lies in a range.
    Item {
        /// The item's id.
        item: String,
        /// Where the value must lie.
        range: Range,
    },
    /// An item was asked and has no answer.
    Missing(String),
    /// A number of items have values in their ranges.
    Count {
        /// Groups of items, each with its own range of values.
        of: Vec<CountOf>,
        /// How many must hold.
        range: Range,
    },
    /// A number of conditions hold.
    Some {
        /// The conditions.
        of: Vec<Condition>,
        /// How many must hold.
        range: Range,
    },
    /// A subscale lies in a range.
    Subscale {
        /// The subscale's id.
        subscale: String,
        /// Where its value must lie.
        range: Range,
    },
    /// The total lies in a range.
    Total {
        /// Where the total must lie.
        range: Range,
    },
    /// All hold.
    All(Vec<Condition>),
    /// At least one holds.
    Any(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
}

/// A closed range, open where an end is left out.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Range {
    /// The lowest value that fits.
    pub at_least: Option<f64>,
    /// The highest value that fits.
    pub at_most: Option<f64>,
}

impl Range {
    /// Whether a value fits.
    pub fn holds(&self, value: f64) -> bool {
        self.at_least.is_none_or(|low| value >= low)
            && self.at_most.is_none_or(|high| value <= high)
    }
}

/// Items counted together, with the values that count.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountOf {
    /// Item ids.
    pub items: Vec<String>,
    /// The lowest value that counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<f64>,
    /// The highest value that counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<f64>,
}

/// What a condition is judged against.
pub(crate) trait Findings {
    /// The value printed beside the option that was chosen for an item.
    fn item(&self, id: &str) -> Option<f64>;
    /// Whether an item was asked and has no answer.
    fn missing(&self, id: &str) -> bool;
    /// A subscale's value.
    fn subscale(&self, id: &str) -> Option<f64>;
    /// The total.
    fn total(&self) -> Option<f64>;
}

impl Condition {
    /// Whether it holds; `None` where what is missing could change the verdict.
    pub(crate) fn holds(&self, findings: &impl Findings) -> Option<bool> {
        match self {
            Self::Item { item, range } => findings.item(item).map(|value| range.holds(value)),
            Self::Missing(item) => Some(findings.missing(item)),
            Self::Subscale { subscale, range } => {
                findings.subscale(subscale).map(|value| range.holds(value))
            }
            Self::Total { range } => findings.total().map(|value| range.holds(value)),
            Self::Count { of, range } => {
                let items = of.iter().flat_map(|group| {
                    let counts = Range {
                        at_least: group.at_least,
                        at_most: group.at_most,
                    };
                    group
                        .items
                        .iter()
                        .map(move |item| findings.item(item).map(|value| counts.holds(value)))
                });
                count(items, *range)
            }
            Self::Some { of, range } => {
                count(of.iter().map(|condition| condition.holds(findings)), *range)
            }
            Self::All(conditions) => {
                let verdicts = conditions.iter().map(|condition| condition.holds(findings));
                combine(verdicts, false)
            }
            Self::Any(conditions) => {
                let verdicts = conditions.iter().map(|condition| condition.holds(findings));
                combine(verdicts, true)
            }
            Self::Not(condition) => condition.holds(findings).map(|verdict| !verdict),
        }
    }

    /// The ids of the items that it looks at.
    pub(crate) fn items(&self) -> Vec<&str> {
        match self {
            Self::Item { item, .. } | Self::Missing(item) => vec![item],
            Self::Count { of, .. } => of
                .iter()
                .flat_map(|of| of.items.iter().map(String::as_str))
                .collect(),
            Self::Subscale { .. } | Self::Total { .. } => Vec::new(),
            Self::All(conditions) | Self::Any(conditions) | Self::Some { of: conditions, .. } => {
                conditions.iter().flat_map(Condition::items).collect()
            }
            Self::Not(condition) => condition.items(),
        }
    }
}

/// `All` and `Any` in three values: a single `decisive` verdict decides, an undecided one leaves it open.
fn combine(verdicts: impl Iterator<Item = Option<bool>>, decisive: bool) -> Option<bool> {
    let mut open = false;
    for verdict in verdicts {
        match verdict {
            Some(verdict) if verdict == decisive => return Some(decisive),
            Some(_) => {}
            None => open = true,
        }
    }
    if open { None } else { Some(!decisive) }
}

/// The count is known only between those that hold and those that hold or may hold.
fn count(verdicts: impl Iterator<Item = Option<bool>>, range: Range) -> Option<bool> {
    let (mut low, mut high) = (0_u32, 0_u32);
    for verdict in verdicts {
        low += u32::from(verdict == Some(true));
        high += u32::from(verdict != Some(false));
    }
    let mut verdicts = (low..=high).map(|count| range.holds(f64::from(count)));
    let first = verdicts.next()?;
    verdicts.all(|verdict| verdict == first).then_some(first)
}
