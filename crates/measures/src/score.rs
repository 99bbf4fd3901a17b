//! A form's result. Scores are computed from answers, never typed in.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use crate::answers::{Answer, Answers};
use crate::instrument::{Band, Instrument, Item, ItemKind};
use crate::problem::ScoreProblem;
use crate::scoring::{Numbers, Values};

/// The result of one form.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scored {
    /// The instrument's id.
    pub instrument: String,
    /// The version that was answered.
    pub version: String,
    /// Whether every scored item that was asked has an answer.
    pub complete: bool,
    /// Whether the mean of the others stood in for a missing answer. Such a total feeds no class of change.
    pub prorated: bool,
    /// The total; none where too much is missing or where the instrument has none.
    #[serde(serialize_with = "plain_number")]
    pub total: Option<f64>,
    /// Subscales by id.
    #[serde(serialize_with = "plain_numbers")]
    pub subscales: BTreeMap<String, Option<f64>>,
    /// The band in the default scheme, for clinicians; serialised as its id.
    #[serde(serialize_with = "band_id")]
    pub band: Option<Band>,
    /// The items whose answers a person must see, in the order of the form.
    pub critical: Vec<String>,
    /// The rules that were met, as `id@version`.
    pub critical_rules: Vec<String>,
    /// Scored items that were asked and not answered.
    pub missing: Vec<String>,
    /// Items that the other answers ruled out.
    pub not_asked: Vec<String>,
    /// The class by each algorithm; none where what is missing could change it.
    pub algorithms: BTreeMap<String, Option<String>>,
    /// The cut-offs that the total reaches, by id. For clinicians.
    pub cutoffs: Vec<String>,
}

/// The result of one row, borrowed from the instrument, for many rows at once.
#[derive(Debug, Clone, PartialEq)]
pub struct RowScore<'a> {
    /// Whether every scored item that was asked has an answer.
    pub complete: bool,
    /// Whether the mean of the others stood in for a missing answer.
    pub prorated: bool,
    /// The total.
    pub total: Option<f64>,
    /// Subscales in the instrument's order.
    pub subscales: Vec<Option<f64>>,
    /// The band in the default scheme.
    pub band: Option<&'a Band>,
    /// The items whose answers a person must see.
    pub critical: Vec<&'a str>,
    /// Scored items that were asked and not answered.
    pub missing: Vec<&'a str>,
}

impl Instrument {
    /// Scores answers. Missing answers are no error: where the instrument's rule does not allow them there is no total.
    ///
    /// # Errors
    /// An answer to an unknown item, or one that its item does not offer.
    pub fn score(&self, answers: &Answers) -> Result<Scored, ScoreProblem> {
        for (item, answer) in answers.iter() {
            self.check_answer(item, answer)?;
        }
        let values = self.values(answers);
        let mut numbers = self.numbers(&values);
        if !self.items.iter().any(|item| item.scored) {
            // Nothing is counted: what is asked for is an answer to everything but free text.
            let open = |(at, item): (usize, &Item)| {
                let answered = item.kind == ItemKind::Text || answers.get(&item.id).is_some();
                (!answered && !numbers.not_asked.contains(&at)).then_some(at)
            };
            numbers.missing = self.items.iter().enumerate().filter_map(open).collect();
        }
        let total = numbers.total.value;
        let cutoffs = total.map_or_else(Vec::new, |total| {
            let reached = self
                .cutoffs
                .iter()
                .filter(|cutoff| cutoff.reached(total, self.higher_is));
            reached.map(|cutoff| cutoff.id.clone()).collect()
        });
        let owned = |items: Vec<&str>| items.into_iter().map(str::to_owned).collect();
        Ok(Scored {
            instrument: self.id.clone(),
            version: self.version.to_string(),
            complete: numbers.missing.is_empty(),
            prorated: numbers.prorated(),
            total,
            subscales: self
                .subscales
                .iter()
                .zip(&numbers.subscales)
                .map(|(subscale, made)| (subscale.id.clone(), made.value))
                .collect(),
            band: total.and_then(|total| self.band(total)).cloned(),
            critical: owned(self.critical_items(&values)),
            critical_rules: self.rules_met(&values, total),
            missing: owned(self.ids(&numbers.missing)),
            not_asked: owned(self.ids(&numbers.not_asked)),
            algorithms: self.classes(&values, &numbers),
            cutoffs,
        })
    }

    /// Scores one row of values, laid out as [`Instrument::parse_answers`] says.
    ///
    /// # Errors
    /// A row of another length, or a value that its item does not offer.
    pub fn score_row(&self, row: &[Option<i64>]) -> Result<RowScore<'_>, ScoreProblem> {
        let places = self.places(row.len())?;
        let mut values = vec![None; self.items.len()];
        for (position, (&at, value)) in places.iter().zip(row).enumerate() {
            if let Some(value) = *value {
                if !self.plan.allows(at, value) {
                    let problem = self.not_allowed(&self.items[at], &Answer::Value(value));
                    return Err(problem.at_position(position + 1));
                }
                values[at] = Some(value);
            }
        }
        let numbers = self.numbers(&values);
        Ok(RowScore {
            complete: numbers.missing.is_empty(),
            prorated: numbers.prorated(),
            total: numbers.total.value,
            subscales: numbers.subscales.iter().map(|made| made.value).collect(),
            band: numbers.total.value.and_then(|total| self.band(total)),
            critical: self.critical_items(&values),
            missing: self.ids(&numbers.missing),
        })
    }

    /// Whether an item is to be asked after the answers given so far; none where that is still open. Unknown items are
    /// not asked.
    pub fn asks(&self, item_id: &str, answers: &Answers) -> Option<bool> {
        let Some(at) = self.items.iter().position(|item| item.id == item_id) else {
            return Some(false);
        };
        let Some(when) = &self.items.get(at)?.ask_when else {
            return Some(true);
        };
        let values = self.values(answers);
        let not_asked = self.not_asked(&values);
        when.holds(&Values {
            instrument: self,
            values: &values,
            not_asked: &not_asked,
            numbers: None,
        })
    }

    /// The ids of the columns that a table of answers may have: every item but those in free text, in order.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.items
            .iter()
            .filter(|item| item.kind != ItemKind::Text)
            .map(|item| item.id.as_str())
    }

    fn values(&self, answers: &Answers) -> Vec<Option<i64>> {
        self.items
            .iter()
            .map(|item| answers.get(&item.id).and_then(Answer::value))
            .collect()
    }

    fn critical_items(&self, values: &[Option<i64>]) -> Vec<&str> {
        if self.critical.is_empty() {
            return Vec::new();
        }
        let caught = self.items.iter().zip(values).filter(|(item, value)| {
            value.is_some_and(|value| self.critical_value(&item.id, value).is_some())
        });
        caught.map(|(item, _)| item.id.as_str()).collect()
    }

    fn rules_met(&self, values: &[Option<i64>], total: Option<f64>) -> Vec<String> {
        let by_item = self
            .items
            .iter()
            .zip(values)
            .filter_map(|(item, value)| self.critical_value(&item.id, (*value)?));
        let by_total = total.and_then(|total| self.critical_total(total));
        by_item
            .chain(by_total)
            .map(|rule| rule.reference())
            .collect()
    }

    fn classes(
        &self,
        values: &[Option<i64>],
        numbers: &Numbers,
    ) -> BTreeMap<String, Option<String>> {
        let findings = Values {
            instrument: self,
            values,
            not_asked: &numbers.not_asked,
            numbers: Some(numbers),
        };
        let mut classes = BTreeMap::new();
        for algorithm in &self.algorithms {
            let mut result = None;
            for class in &algorithm.classes {
                match class
                    .when
                    .as_ref()
                    .map_or(Some(true), |when| when.holds(&findings))
                {
                    Some(true) => {
                        result = Some(class.id.clone());
                        break;
                    }
                    Some(false) => {}
                    // What is missing could put the form into this class: no verdict.
                    None => break,
                }
            }
            classes.insert(algorithm.id.clone(), result);
        }
        classes
    }

    fn ids(&self, items: &[usize]) -> Vec<&str> {
        items
            .iter()
            .filter_map(|&at| self.items.get(at))
            .map(|item| item.id.as_str())
            .collect()
    }
}

impl Numbers {
    fn prorated(&self) -> bool {
        self.total.prorated || self.subscales.iter().any(|made| made.prorated)
    }
}

impl ScoreProblem {
    fn at_position(self, position: usize) -> Self {
        match self {
            Self::NotAllowed {
                item,
                given,
                allowed,
                ..
            } => Self::NotAllowed {
                place: format!("answer {position} (item {item})"),
                item,
                given,
                allowed,
            },
            other => other,
        }
    }
}

/// A whole number without a decimal point: 12, not 12.0.
fn plain_number<S: Serializer>(number: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    match *number {
        None => serializer.serialize_none(),
        Some(number) => Plain(number).serialize(serializer),
    }
}

fn plain_numbers<S: Serializer>(
    numbers: &BTreeMap<String, Option<f64>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(numbers.iter().map(|(id, number)| (id, number.map(Plain))))
}

fn band_id<S: Serializer>(band: &Option<Band>, serializer: S) -> Result<S::Ok, S::Error> {
    band.as_ref().map(|band| &band.id).serialize(serializer)
}

struct Plain(f64);

impl Serialize for Plain {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Totals are far below 2^53, so that the whole part is exact.
        #[allow(clippy::cast_possible_truncation)]
        if self.0.fract() == 0.0 && self.0.abs() < 1e15 {
            serializer.serialize_i64(self.0 as i64)
        } else {
            serializer.serialize_f64(self.0)
        }
    }
}
