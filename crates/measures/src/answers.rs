//! Answers as they were given, and how they are read from a line of text.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::instrument::{Instrument, Item, ItemKind};
use crate::problem::ScoreProblem;

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Answer {
    /// The value printed beside the option, before any reversal; or the number given.
    Value(i64),
    /// Words, or a time of day as `HH:MM`.
    Text(String),
}

impl Answer {
    /// The value, where the answer is one.
    pub fn value(&self) -> Option<i64> {
        match self {
            Self::Value(value) => Some(*value),
            Self::Text(_) => None,
        }
    }
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Value(value) => write!(f, "{value}"),
            Self::Text(text) => f.write_str(text),
        }
    }
}

impl From<i64> for Answer {
    fn from(value: i64) -> Self {
        Self::Value(value)
    }
}

/// Answers by item id. An item without an entry was not answered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(pub BTreeMap<String, Answer>);

impl Answers {
    /// No answers yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The answer to an item.
    pub fn get(&self, item: &str) -> Option<&Answer> {
        self.0.get(item)
    }

    /// Gives or changes an answer.
    pub fn insert(&mut self, item: impl Into<String>, answer: impl Into<Answer>) {
        self.0.insert(item.into(), answer.into());
    }

    /// Item ids with their answers, in id order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Answer)> {
        self.0.iter().map(|(item, answer)| (item.as_str(), answer))
    }
}

impl<K: Into<String>, A: Into<Answer>> FromIterator<(K, A)> for Answers {
    fn from_iter<I: IntoIterator<Item = (K, A)>>(pairs: I) -> Self {
        Self(
            pairs
                .into_iter()
                .map(|(item, answer)| (item.into(), answer.into()))
                .collect(),
        )
    }
}

impl Instrument {
    /// Reads answers separated by commas, in the order of the form: `1,2,,3`. An empty place is a missing answer; an
    /// answer is the value printed beside the option, before any reversal, or the option's words in any language the
    /// instrument has (`yes`). Items answered in free text have no place. Either every other item has a place, or only
    /// the scored ones do, or only those that are always asked.
    ///
    /// # Errors
    /// Names the place, what was given and what is allowed.
    pub fn parse_answers(&self, line: &str) -> Result<Answers, ScoreProblem> {
        let given: Vec<&str> = line.trim().split(',').map(str::trim).collect();
        self.parse_places(&given)
    }

    /// As [`Instrument::parse_answers`], with the places already taken apart.
    ///
    /// # Errors
    /// Names the place, what was given and what is allowed.
    pub fn parse_places(&self, given: &[&str]) -> Result<Answers, ScoreProblem> {
        let places = self.places(given.len())?;
        let mut answers = Answers::new();
        for (position, (&index, text)) in places.iter().zip(given).enumerate() {
            if text.is_empty() {
                continue;
            }
            let item = &self.items[index];
            let answer =
                self.parse_answer(item, text)
                    .map_err(|allowed| ScoreProblem::NotAllowed {
                        place: format!("answer {} (item {})", position + 1, item.id),
                        item: item.id.clone(),
                        given: (*text).to_owned(),
                        allowed,
                    })?;
            answers.insert(item.id.clone(), answer);
        }
        Ok(answers)
    }

    /// Reads one answer to one item, as [`Instrument::parse_answers`] does.
    ///
    /// # Errors
    /// Names the item, what was given and what is allowed.
    pub fn parse_item_answer(&self, item_id: &str, text: &str) -> Result<Answer, ScoreProblem> {
        let item = self
            .item(item_id)
            .ok_or_else(|| self.unknown_item(item_id))?;
        self.parse_answer(item, text.trim())
            .map_err(|allowed| ScoreProblem::NotAllowed {
                place: format!("item {item_id}"),
                item: item_id.to_owned(),
                given: text.trim().to_owned(),
                allowed,
            })
    }

    /// Whether an answer fits its item.
    ///
    /// # Errors
    /// Unknown item, or an answer that the item does not offer.
    pub fn check_answer(&self, item_id: &str, answer: &Answer) -> Result<(), ScoreProblem> {
        let item = self
            .item(item_id)
            .ok_or_else(|| self.unknown_item(item_id))?;
        let fits = match (&item.kind, answer) {
            (ItemKind::Choice { choices, .. }, Answer::Value(value)) => {
                choices.iter().any(|choice| choice.value == *value)
            }
            (ItemKind::Number { min, max }, Answer::Value(value)) => (min..=max).contains(&value),
            (ItemKind::Time, Answer::Text(text)) => text.parse::<jiff::civil::Time>().is_ok(),
            (ItemKind::Text, Answer::Text(_)) => true,
            _ => false,
        };
        if fits {
            Ok(())
        } else {
            Err(self.not_allowed(item, answer))
        }
    }

    /// The indices of the items that a list of `length` answers fills.
    pub(crate) fn places(&self, length: usize) -> Result<&[usize], ScoreProblem> {
        let layouts = &self.plan.layouts;
        layouts
            .iter()
            .find(|layout| layout.len() == length)
            .map(Vec::as_slice)
            .ok_or_else(|| {
                let mut lengths: Vec<usize> = layouts.iter().map(Vec::len).collect();
                lengths.sort_unstable();
                let lengths: Vec<String> = lengths.iter().map(usize::to_string).collect();
                ScoreProblem::WrongCount {
                    instrument: self.id.clone(),
                    expected: lengths.join(" or "),
                    given: length,
                }
            })
    }

    pub(crate) fn unknown_item(&self, item: &str) -> ScoreProblem {
        let known: Vec<&str> = self.items.iter().map(|item| item.id.as_str()).collect();
        ScoreProblem::UnknownItem {
            instrument: self.id.clone(),
            item: item.to_owned(),
            known: known.join(", "),
        }
    }

    pub(crate) fn not_allowed(&self, item: &Item, answer: &Answer) -> ScoreProblem {
        ScoreProblem::NotAllowed {
            place: format!("item {}", item.id),
            item: item.id.clone(),
            given: answer.to_string(),
            allowed: self.allowed(item),
        }
    }

    fn parse_answer(&self, item: &Item, text: &str) -> Result<Answer, String> {
        match &item.kind {
            ItemKind::Choice { choices, set } => {
                let value = text
                    .parse::<i64>()
                    .ok()
                    .or_else(|| self.value_of_words(set, text));
                match value {
                    Some(value) if choices.iter().any(|choice| choice.value == value) => {
                        Ok(value.into())
                    }
                    _ => Err(self.allowed(item)),
                }
            }
            ItemKind::Number { min, max } => match text.parse::<i64>() {
                Ok(value) if (min..=max).contains(&&value) => Ok(value.into()),
                _ => Err(self.allowed(item)),
            },
            ItemKind::Time => match text.parse::<jiff::civil::Time>() {
                Ok(time) => Ok(Answer::Text(time.strftime("%H:%M").to_string())),
                Err(_) => Err(self.allowed(item)),
            },
            ItemKind::Text => Ok(Answer::Text(text.to_owned())),
        }
    }

    fn value_of_words(&self, set: &str, text: &str) -> Option<i64> {
        let wanted = text.to_lowercase();
        self.words.values().find_map(|words| {
            let options = words.options.get(set)?;
            options
                .iter()
                .find(|(_, words)| words.to_lowercase() == wanted)
                .map(|(value, _)| *value)
        })
    }

    fn allowed(&self, item: &Item) -> String {
        match &item.kind {
            ItemKind::Choice { choices, .. } => {
                let choices: Vec<String> = choices
                    .iter()
                    .map(
                        |choice| match self.option_text(&item.id, choice.value, "en") {
                            Some(words) => format!("{} ({words})", choice.value),
                            None => choice.value.to_string(),
                        },
                    )
                    .collect();
                choices.join(", ")
            }
            ItemKind::Number { min, max } => format!("a whole number from {min} to {max}"),
            ItemKind::Time => "a time of day such as 07:30 or 23:05".to_owned(),
            ItemKind::Text => "any words".to_owned(),
        }
    }
}
