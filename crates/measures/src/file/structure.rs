//! `<id>.toml`: everything about an instrument but its words.

use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::condition::{Condition, CountOf, Range};
use crate::critical::CriticalRule;
use crate::instrument::{
    Algorithm, BandScheme, Choice, Class, ClientDisplay, ClientShows, Cutoff, Direction, Item,
    ItemKind, Licence, Loinc, Rater, Scoring, Subscale,
};
use crate::norms::{Definition, Norm, Reliability};
use crate::problem::{Problem, line_of};

/// The file as written.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StructureFile {
    pub(crate) id: Spanned<String>,
    pub(crate) version: Spanned<String>,
    pub(crate) validated: bool,
    #[serde(default)]
    pub(crate) rater: Rater,
    #[serde(default)]
    pub(crate) higher_is: Direction,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) recall: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) client: Option<ClientDisplay>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) licence: Option<Spanned<Licence>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) loinc: Option<Loinc>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) option_set: Vec<Spanned<OptionSetFile>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) item: Vec<Spanned<ItemFile>>,
    pub(crate) scoring: Spanned<Scoring>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) subscale: Vec<Spanned<Subscale>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) bands: Vec<Spanned<BandScheme>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) cutoff: Vec<Spanned<Cutoff>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) algorithm: Vec<Spanned<AlgorithmFile>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) critical: Vec<Spanned<CriticalRule>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) reliability: Vec<Spanned<Reliability>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) norm: Vec<Spanned<Norm>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) definition: Vec<Spanned<Definition>>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OptionSetFile {
    pub(crate) id: String,
    pub(crate) options: Vec<Choice>,
}

/// An item: `options` names a set; `number = [0, 10]`; or `answer = "time"` or `"text"`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ItemFile {
    pub(crate) id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) options: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) number: Option<[i64; 2]>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) answer: Option<FreeAnswer>,
    /// Counts, unless it says not; times and words never do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) scored: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) ask_when: Option<ConditionFile>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) loinc: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum FreeAnswer {
    Time,
    Text,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AlgorithmFile {
    pub(crate) id: String,
    pub(crate) version: String,
    pub(crate) source: String,
    pub(crate) classes: Vec<ClassFile>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClassFile {
    pub(crate) id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) when: Option<ConditionFile>,
}

/// A condition as written: one of `item`, `count`, `some`, `subscale`, `total`, with `at_least`, `at_most` or both; or
/// one of `missing`, `all`, `any`, `not`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConditionFile {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) item: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) missing: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) count: Option<Vec<CountOf>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) some: Option<Vec<ConditionFile>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) subscale: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) total: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) all: Option<Vec<ConditionFile>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) any: Option<Vec<ConditionFile>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) not: Option<Box<ConditionFile>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) at_least: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) at_most: Option<f64>,
}

impl Default for ClientDisplay {
    /// What nobody thought about is not shown.
    fn default() -> Self {
        Self {
            shows: ClientShows::OnlyThatAnswered,
        }
    }
}

/// Drops the places that only checking needs.
pub(crate) fn inner<T>(spanned: Vec<Spanned<T>>) -> Vec<T> {
    spanned.into_iter().map(Spanned::into_inner).collect()
}

impl StructureFile {
    /// The items with their options looked up.
    pub(crate) fn items(&self, path: &str, text: &str, problems: &mut Vec<Problem>) -> Vec<Item> {
        let mut items = Vec::new();
        for spanned in &self.item {
            let line = line_of(text, spanned.span().start);
            let file = spanned.get_ref();
            let kind = match self.kind(file) {
                Ok(kind) => kind,
                Err((message, remedy)) => {
                    problems.push(Problem::new(path, line, message, remedy));
                    continue;
                }
            };
            let ask_when = match file
                .ask_when
                .as_ref()
                .map(ConditionFile::condition)
                .transpose()
            {
                Ok(condition) => condition,
                Err(message) => {
                    problems.push(Problem::new(
                        path,
                        line,
                        format!("item '{}': {message}", file.id),
                        CONDITION_REMEDY,
                    ));
                    continue;
                }
            };
            let can_score = matches!(kind, ItemKind::Choice { .. } | ItemKind::Number { .. });
            items.push(Item {
                id: file.id.clone(),
                kind,
                scored: can_score && file.scored.unwrap_or(true),
                ask_when,
                loinc: file.loinc.clone(),
            });
        }
        items
    }

    fn kind(&self, file: &ItemFile) -> Result<ItemKind, (String, String)> {
        match (&file.options, file.number, file.answer) {
            (Some(set), None, None) => {
                let sets = || self.option_set.iter().map(Spanned::get_ref);
                let Some(found) = sets().find(|known| known.id == *set) else {
                    let known: Vec<&str> = sets().map(|set| set.id.as_str()).collect();
                    return Err((
                        format!("item '{}' uses the option set '{set}', which does not exist", file.id),
                        format!("Use one of: {}; or add an [[option_set]] with this id", known.join(", ")),
                    ));
                };
                Ok(ItemKind::Choice { set: set.clone(), choices: found.options.clone() })
            }
            (None, Some([min, max]), None) if min < max => Ok(ItemKind::Number { min, max }),
            (None, Some([min, max]), None) => Err((
                format!("item '{}' goes from {min} to {max}, which is no range", file.id),
                "Write the lowest number first: number = [0, 10]".to_owned(),
            )),
            (None, None, Some(FreeAnswer::Time)) => Ok(ItemKind::Time),
            (None, None, Some(FreeAnswer::Text)) => Ok(ItemKind::Text),
            _ => Err((
                format!("item '{}' must say once what an answer to it is", file.id),
                "Write exactly one of options = \"<set>\", number = [0, 10], answer = \"time\", answer = \"text\""
                    .to_owned(),
            )),
        }
    }

    /// The algorithms with their conditions read.
    pub(crate) fn algorithms(
        &self,
        path: &str,
        text: &str,
        problems: &mut Vec<Problem>,
    ) -> Vec<Algorithm> {
        let mut algorithms = Vec::new();
        for spanned in &self.algorithm {
            let line = line_of(text, spanned.span().start);
            let file = spanned.get_ref();
            let mut classes = Vec::new();
            for class in &file.classes {
                match class
                    .when
                    .as_ref()
                    .map(ConditionFile::condition)
                    .transpose()
                {
                    Ok(when) => classes.push(Class {
                        id: class.id.clone(),
                        when,
                    }),
                    Err(message) => problems.push(Problem::new(
                        path,
                        line,
                        format!("algorithm '{}', class '{}': {message}", file.id, class.id),
                        CONDITION_REMEDY,
                    )),
                }
            }
            algorithms.push(Algorithm {
                id: file.id.clone(),
                version: file.version.clone(),
                source: file.source.clone(),
                classes,
            });
        }
        algorithms
    }
}

const CONDITION_REMEDY: &str = "Write one of item, count, some, subscale, total with at_least, at_most or both; or one of missing, all, any, not";

impl ConditionFile {
    /// The condition, or what is wrong with it.
    pub(crate) fn condition(&self) -> Result<Condition, String> {
        let range = Range {
            at_least: self.at_least,
            at_most: self.at_most,
        };
        let ranged = range != Range::default();
        let given = [
            self.item.is_some(),
            self.missing.is_some(),
            self.count.is_some(),
            self.some.is_some(),
            self.subscale.is_some(),
            self.total.is_some(),
            self.all.is_some(),
            self.any.is_some(),
            self.not.is_some(),
        ];
        if given.iter().filter(|given| **given).count() != 1 {
            return Err("a condition must be exactly one thing".to_owned());
        }
        let list = |conditions: &Vec<Self>| -> Result<Vec<Condition>, String> {
            if conditions.is_empty() {
                return Err("a list of conditions is empty".to_owned());
            }
            conditions.iter().map(Self::condition).collect()
        };
        let condition = if let Some(conditions) = &self.all {
            Condition::All(list(conditions)?)
        } else if let Some(conditions) = &self.any {
            Condition::Any(list(conditions)?)
        } else if let Some(condition) = &self.not {
            Condition::Not(Box::new(condition.condition()?))
        } else if let Some(item) = &self.missing {
            Condition::Missing(item.clone())
        } else if !ranged {
            return Err("a condition does not say at_least or at_most".to_owned());
        } else if let Some(item) = &self.item {
            return Ok(Condition::Item {
                item: item.clone(),
                range,
            });
        } else if let Some(of) = &self.count {
            return Ok(Condition::Count {
                of: of.clone(),
                range,
            });
        } else if let Some(conditions) = &self.some {
            return Ok(Condition::Some {
                of: list(conditions)?,
                range,
            });
        } else if let Some(subscale) = &self.subscale {
            return Ok(Condition::Subscale {
                subscale: subscale.clone(),
                range,
            });
        } else {
            return Ok(Condition::Total { range });
        };
        if ranged {
            return Err(
                "at_least and at_most do not belong beside all, any, not or missing".to_owned(),
            );
        }
        Ok(condition)
    }
}
