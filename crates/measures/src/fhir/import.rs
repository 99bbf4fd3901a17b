//! A Questionnaire as an instrument. What comes out are the files that a clinician could have written, read by the
//! same loader and held to the same checks.

use std::collections::{BTreeMap, BTreeSet};

use super::parts::{Found, extensions, item_id, licence, named, plain, slug, values, version};
use super::{LEAST, LOINC, MOST};
use crate::critical::CriticalRule;
use crate::file::structure::{ConditionFile, FreeAnswer, ItemFile, OptionSetFile, StructureFile};
use crate::file::translation::WordsFile;
use crate::instrument::{Choice, Direction, Instrument, Item, Rater, Scoring, ScoringMethod};
use crate::library::Library;
use crate::problem::Problem;
use serde_json::Value;

/// What the file cannot say for itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Terms {
    /// When the terms of use were looked at.
    pub verified_on: jiff::civil::Date,
    /// Who looked at them.
    pub verified_by: String,
}

/// An imported instrument with its files.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// The instrument.
    pub instrument: Instrument,
    /// Path and text of the files to keep in a service's folder.
    pub files: Vec<(String, String)>,
    /// What was left out or guessed, in words.
    pub notes: Vec<String>,
}

/// Reads a FHIR R4 Questionnaire. `file` names it in messages.
///
/// # Errors
/// Every problem that can be seen; the message names the item by its linkId.
pub fn from_questionnaire(
    questionnaire: &Value,
    file: &str,
    terms: &Terms,
) -> Result<Imported, Vec<Problem>> {
    let mut reading = Reading::new(questionnaire, file);
    if questionnaire["resourceType"] != "Questionnaire" {
        reading.refuse(
            "this is not a FHIR Questionnaire".to_owned(),
            "Give a JSON file whose resourceType is Questionnaire",
        );
        return Err(reading.problems);
    }
    reading.items(&questionnaire["item"], None);
    if reading.copyright.is_empty() {
        reading.refuse(
            "the Questionnaire names no copyright, so that nobody can tell whether it may be used"
                .to_owned(),
            "Write the terms of use into its copyright element",
        );
    }
    reading.notes.push(
        if reading.critical.is_empty() {
            "No answer to this form alerts anybody: add [[critical]] rules to the file where it asks about self-harm or \
             other danger."
        } else {
            "Alerts were taken over for the questions that are known by their code. Look through the others: add \
             [[critical]] rules where they ask about self-harm or other danger."
        }
        .to_owned(),
    );
    if !reading.problems.is_empty() {
        return Err(reading.problems);
    }
    let (id, locale) = (reading.id.clone(), reading.locale.clone());
    let notes = std::mem::take(&mut reading.notes);
    let files = reading.into_files(questionnaire, terms)?;
    let library = Library::load(files.iter().cloned()).map_err(|problems| named(problems, file))?;
    let Some(instrument) = library.get(&id).cloned() else {
        let message = format!("'{id}' in {locale} could not be read back");
        return Err(vec![Problem::new(
            file,
            1,
            message,
            "Report this with the file",
        )]);
    };
    Ok(Imported {
        instrument,
        files,
        notes,
    })
}

pub(super) struct Reading<'a> {
    file: &'a str,
    id: String,
    locale: String,
    copyright: String,
    sets: Vec<OptionSetFile>,
    set_words: BTreeMap<String, BTreeMap<String, String>>,
    items: Vec<ItemFile>,
    item_words: BTreeMap<String, String>,
    /// For each choice item: code to value, which `enableWhen` needs.
    pub(super) codes: BTreeMap<String, BTreeMap<String, i64>>,
    /// Rules of built-in instruments for the same coded question.
    critical: Vec<CriticalRule>,
    /// Whether an item's options carry what they count.
    counts: bool,
    notes: Vec<String>,
    problems: Vec<Problem>,
}

impl<'a> Reading<'a> {
    fn new(questionnaire: &Value, file: &'a str) -> Self {
        let text = |field: &str| {
            questionnaire[field]
                .as_str()
                .unwrap_or_default()
                .trim()
                .to_owned()
        };
        let mut notes = Vec::new();
        let id = [text("id"), text("name"), text("title")]
            .iter()
            .map(|name| slug(name))
            .find(|id| !id.is_empty());
        let language = text("language");
        let locale = match language.split('-').next().unwrap_or_default() {
            "" => {
                notes.push("The file names no language; it was taken to be English.".to_owned());
                "en".to_owned()
            }
            "en" => "en".to_owned(),
            "es" => "es-419".to_owned(),
            other => other.to_owned(),
        };
        Self {
            file,
            id: id.unwrap_or_else(|| "imported".to_owned()),
            locale,
            copyright: text("copyright"),
            sets: Vec::new(),
            set_words: BTreeMap::new(),
            items: Vec::new(),
            item_words: BTreeMap::new(),
            codes: BTreeMap::new(),
            critical: Vec::new(),
            counts: false,
            notes,
            problems: Vec::new(),
        }
    }

    pub(super) fn refuse(&mut self, message: String, remedy: &str) {
        self.problems
            .push(Problem::new(self.file, 1, message, remedy));
    }

    /// Groups are taken apart; a condition on a group holds for every item in it.
    fn items(&mut self, items: &Value, inherited: Option<&ConditionFile>) {
        for item in items.as_array().into_iter().flatten() {
            let link = item["linkId"].as_str().unwrap_or_default();
            let own = self.condition(item, link);
            let condition = match (inherited.cloned(), own) {
                (Some(outer), Some(inner)) => Some(ConditionFile {
                    all: Some(vec![outer, inner]),
                    ..ConditionFile::default()
                }),
                (outer, inner) => outer.or(inner),
            };
            match item["type"].as_str().unwrap_or_default() {
                "group" | "display" => {}
                kind => self.question(item, link, kind, condition.clone()),
            }
            self.items(&item["item"], condition.as_ref());
        }
    }

    fn question(&mut self, item: &Value, link: &str, kind: &str, ask_when: Option<ConditionFile>) {
        let text = item["text"].as_str().unwrap_or_default().trim().to_owned();
        let calculated = item["readOnly"] == true
            || extensions(item).any(|(url, _)| url.ends_with("calculatedExpression"));
        if calculated || matches!(kind, "decimal" | "quantity") {
            self.notes.push(format!(
                "'{text}' ({link}) was left out: it is computed or measured, not answered."
            ));
            return;
        }
        let id = item_id(link);
        if id.is_empty() || text.is_empty() {
            self.refuse(
                format!("an item ('{link}') has no linkId or no text"),
                "Give every question both",
            );
            return;
        }
        let mut question = ItemFile {
            id: id.clone(),
            ask_when,
            loinc: None,
            ..ItemFile::default()
        };
        match kind {
            "choice" | "open-choice" => {
                let Some((set, counts)) = self.option_set(item, link, &id) else {
                    return;
                };
                question.options = Some(set);
                question.scored = (!counts).then_some(false);
                self.counts |= counts;
                self.inherit_rules(item, &id);
            }
            "boolean" => {
                question.options = Some(self.yes_no());
                question.scored = Some(false);
                let values = [("true".to_owned(), 1), ("false".to_owned(), 0)];
                self.codes.insert(id.clone(), values.into_iter().collect());
            }
            "integer" => {
                let end = |url: &str| {
                    let (_, value) = extensions(item).find(|(known, _)| *known == url)?;
                    value["valueInteger"].as_i64()
                };
                let (Some(least), Some(most)) = (end(LEAST), end(MOST)) else {
                    self.refuse(
                        format!("the number '{link}' has no lowest and highest value"),
                        "Add the extensions minValue and maxValue to it",
                    );
                    return;
                };
                question.number = Some([least, most]);
                question.scored = Some(false);
            }
            "time" => question.answer = Some(FreeAnswer::Time),
            "string" | "text" | "date" | "dateTime" | "url" => {
                question.answer = Some(FreeAnswer::Text)
            }
            other => {
                self.refuse(
                    format!("'{link}' asks for a '{other}', which a form here cannot ask for"),
                    "Remove the item, or ask for a choice, a whole number, a time or text",
                );
                return;
            }
        }
        self.items.push(question);
        self.item_words.insert(id, text);
    }

    /// The option set of a choice: one that is there already, where the options are the same.
    fn option_set(&mut self, item: &Value, link: &str, id: &str) -> Option<(String, bool)> {
        let options = item["answerOption"].as_array().cloned().unwrap_or_default();
        if options.len() < 2 {
            self.refuse(
                format!("the choice '{link}' lists fewer than two options"),
                "List them as answerOption; a reference to a value set cannot be followed",
            );
            return None;
        }
        let found: Vec<Found> = options.iter().map(Found::read).collect();
        let ordinals = found
            .iter()
            .filter(|option| option.ordinal.is_some())
            .count();
        if ordinals != 0 && ordinals != found.len() {
            self.refuse(
                format!("of the options of '{link}' only some say what they count"),
                "Give each an ordinalValue, or none",
            );
            return None;
        }
        let values = values(&found);
        let mut set = OptionSetFile {
            id: format!("options-{id}"),
            options: Vec::new(),
        };
        let mut words = BTreeMap::new();
        let mut codes = BTreeMap::new();
        for (option, value) in found.iter().zip(&values) {
            #[allow(clippy::cast_precision_loss)]
            let score = option.ordinal.filter(|ordinal| *ordinal != *value as f64);
            // The codes of a stranger are not graded, and none is better than a wrong one.
            set.options.push(Choice {
                value: *value,
                score,
                loinc: None,
            });
            words.insert(value.to_string(), option.display.clone());
            codes.insert(option.code.clone(), *value);
        }
        self.codes.insert(id.to_owned(), codes);
        let known = self.sets.iter().find(|known| {
            known.options == set.options && self.set_words.get(&known.id) == Some(&words)
        });
        let name = if let Some(known) = known {
            known.id.clone()
        } else {
            let name = set.id.clone();
            self.set_words.insert(name.clone(), words);
            self.sets.push(set);
            name
        };
        Some((name, ordinals > 0))
    }

    /// A question that is known by its LOINC code to be a critical one brings its rules along: the same question must
    /// not be silent because it came in another file.
    fn inherit_rules(&mut self, item: &Value, id: &str) {
        let codings = item["code"].as_array().into_iter().flatten();
        let codes: Vec<&str> = codings
            .filter(|coding| coding["system"] == LOINC)
            .filter_map(|coding| coding["code"].as_str())
            .collect();
        for instrument in Library::built_in().iter() {
            let coded = |known: &&Item| {
                known
                    .loinc
                    .as_deref()
                    .is_some_and(|code| codes.contains(&code))
            };
            for known in instrument.items.iter().filter(coded) {
                let rules = instrument
                    .critical
                    .iter()
                    .filter(|rule| rule.item.as_ref() == Some(&known.id));
                for rule in rules {
                    let offered: BTreeSet<i64> = self
                        .codes
                        .get(id)
                        .into_iter()
                        .flat_map(BTreeMap::values)
                        .copied()
                        .collect();
                    let same =
                        offered == known.choices().iter().map(|choice| choice.value).collect();
                    if !same {
                        self.notes.push(format!(
                            "'{id}' is known as a critical question, but its options have other values: write its \
                             [[critical]] rules by hand before anybody is given this form."
                        ));
                        break;
                    }
                    self.critical.push(CriticalRule {
                        item: Some(id.to_owned()),
                        ..rule.clone()
                    });
                }
            }
        }
    }

    fn yes_no(&mut self) -> String {
        let name = "yes-no".to_owned();
        if !self.set_words.contains_key(&name) {
            let choice = |value| Choice {
                value,
                score: None,
                loinc: None,
            };
            self.sets.push(OptionSetFile {
                id: name.clone(),
                options: vec![choice(1), choice(0)],
            });
            let words = if self.locale.starts_with("es") {
                ["Sí", "No"]
            } else {
                ["Yes", "No"]
            };
            let words = [("1", words[0]), ("0", words[1])]
                .map(|(key, word)| (key.to_owned(), word.to_owned()));
            self.set_words
                .insert(name.clone(), words.into_iter().collect());
        }
        name
    }

    /// The sum of what the options count, with the range that they can make.
    fn scoring(&self) -> Scoring {
        let scored = self
            .items
            .iter()
            .filter(|item| item.scored.is_none() && item.options.is_some());
        let sets = scored.filter_map(|item| {
            self.sets
                .iter()
                .find(|set| Some(&set.id) == item.options.as_ref())
        });
        let ends = sets.map(|set| {
            let scores = || set.options.iter().map(Choice::score);
            (
                scores().fold(f64::INFINITY, f64::min),
                scores().fold(f64::NEG_INFINITY, f64::max),
            )
        });
        let (low, high) = ends.fold((0.0, 0.0), |sum, ends| (sum.0 + ends.0, sum.1 + ends.1));
        Scoring {
            method: if self.counts {
                ScoringMethod::Sum
            } else {
                ScoringMethod::None
            },
            range: self.counts.then_some([low, high]),
            source: if self.counts {
                "Sum of the ordinal values of the imported file".to_owned()
            } else {
                String::new()
            },
            reverse: Vec::new(),
            groups: Vec::new(),
            weights: BTreeMap::new(),
            multiply: None,
            prorate_up_to: 0,
        }
    }

    fn into_files(
        self,
        questionnaire: &Value,
        terms: &Terms,
    ) -> Result<Vec<(String, String)>, Vec<Problem>> {
        let text = |field: &str| {
            questionnaire[field]
                .as_str()
                .unwrap_or_default()
                .trim()
                .to_owned()
        };
        let title = [text("title"), text("name"), self.id.clone()]
            .into_iter()
            .find(|name| !name.is_empty());
        let title = title.unwrap_or_default();
        let scoring = self.scoring();
        let structure = StructureFile {
            id: plain(self.id.clone()),
            version: plain(version(&text("version"))),
            validated: false,
            rater: Rater::default(),
            higher_is: Direction::Neither,
            recall: None,
            client: None,
            licence: Some(plain(licence(
                &self.copyright,
                &text("publisher"),
                &text("url"),
                terms,
            ))),
            loinc: None,
            option_set: self.sets.into_iter().map(plain).collect(),
            item: self.items.into_iter().map(plain).collect(),
            scoring: plain(scoring),
            subscale: Vec::new(),
            bands: Vec::new(),
            cutoff: Vec::new(),
            algorithm: Vec::new(),
            critical: self.critical.into_iter().map(plain).collect(),
            reliability: Vec::new(),
            norm: Vec::new(),
            definition: Vec::new(),
        };
        let words = WordsFile {
            short: title.clone(),
            title,
            instructions: text("description"),
            translation: "As imported".to_owned(),
            items: self.item_words,
            options: self.set_words,
            ..WordsFile::default()
        };
        let file = self.file;
        let failed = |error: toml::ser::Error| {
            let message = format!("the files could not be written: {error}");
            vec![Problem::new(file, 1, message, "Report this with the file")]
        };
        let structure = toml::to_string_pretty(&structure).map_err(failed)?;
        let words = toml::to_string_pretty(&words).map_err(failed)?;
        let path = |stem: &str| format!("instruments/{}/{stem}.toml", self.id);
        Ok(vec![
            (path(&self.id), structure),
            (path(&self.locale), words),
        ])
    }
}
