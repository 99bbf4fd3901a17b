//! What must hold of an instrument's files beyond their shape.

mod figures;
mod references;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use toml::Spanned;

pub(super) use words::words;

use super::structure::StructureFile;
use crate::instrument::Item;
use crate::problem::{Problem, line_of};
use crate::scoring::Plan;

/// Gathers problems of one structure file.
struct Checker<'a> {
    path: &'a str,
    text: &'a str,
    problems: &'a mut Vec<Problem>,
}

impl Checker<'_> {
    fn at<T>(&mut self, place: &Spanned<T>, message: impl Into<String>, remedy: impl Into<String>) {
        let line = line_of(self.text, place.span().start);
        self.problems
            .push(Problem::new(self.path, line, message, remedy));
    }

    fn unique<'s, T: 's>(
        &mut self,
        what: &str,
        entries: impl IntoIterator<Item = &'s Spanned<T>>,
        id: impl Fn(&T) -> &str,
    ) {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for entry in entries {
            let name = id(entry.get_ref()).to_owned();
            let line = line_of(self.text, entry.span().start);
            if name.is_empty() || name.contains(char::is_whitespace) || name.contains(',') {
                self.at(
                    entry,
                    format!("'{name}' cannot be the id of {what}"),
                    "Use letters, digits and hyphens",
                );
            }
            if let Some(first) = seen.insert(name.clone(), line) {
                self.at(
                    entry,
                    format!("the id '{name}' of {what} is used twice, first in line {first}"),
                    "Give each an id of its own",
                );
            }
        }
    }
}

/// Checks the structure.
pub(super) fn structure(
    folder: &str,
    path: &str,
    text: &str,
    file: &StructureFile,
    items: &[Item],
    problems: &mut Vec<Problem>,
) {
    let mut checker = Checker {
        path,
        text,
        problems,
    };
    identity(&mut checker, folder, file);
    licence(&mut checker, file);
    checker.unique("an option set", &file.option_set, |set| &set.id);
    checker.unique("an item", &file.item, |item| &item.id);
    checker.unique("a subscale", &file.subscale, |subscale| &subscale.id);
    checker.unique("a band scheme", &file.bands, |scheme| &scheme.id);
    checker.unique("a cut-off", &file.cutoff, |cutoff| &cutoff.id);
    checker.unique("an algorithm", &file.algorithm, |algorithm| &algorithm.id);
    checker.unique("a critical rule", &file.critical, |rule| &rule.id);
    checker.unique("a reliability", &file.reliability, |reliability| {
        &reliability.id
    });
    checker.unique("a norm", &file.norm, |norm| &norm.id);
    checker.unique("a definition", &file.definition, |definition| {
        &definition.id
    });
    option_sets(&mut checker, file);
    references::references(&mut checker, file, items);
    critical(&mut checker, file, items);
    figures::ranges(&mut checker, file, items);
    figures::definitions(&mut checker, file);
    figures::loinc(&mut checker, file);
}

fn identity(checker: &mut Checker<'_>, folder: &str, file: &StructureFile) {
    let id = file.id.get_ref();
    if id != folder {
        checker.at(
            &file.id,
            format!("the id '{id}' is not the name of its folder, '{folder}'"),
            "Let the folder, the file and the id have the same name",
        );
    }
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if id.is_empty() || !id.bytes().all(fits) {
        checker.at(
            &file.id,
            format!("'{id}' cannot be an id"),
            "Use small letters, digits and hyphens, such as phq-9",
        );
    }
    if file.item.is_empty() {
        checker.at(
            &file.id,
            "there are no items",
            "Add an [[item]] for each question",
        );
    }
}

fn licence(checker: &mut Checker<'_>, file: &StructureFile) {
    let Some(licence) = &file.licence else {
        checker.at(
            &file.id,
            "the licence is missing",
            "Add [licence] with name, holder, attribution, source_url, verified_on, verified_by and allows; \
             an instrument whose terms are not known may not be used",
        );
        return;
    };
    let terms = licence.get_ref();
    let texts = [
        ("name", &terms.name),
        ("holder", &terms.holder),
        ("attribution", &terms.attribution),
        ("source_url", &terms.source_url),
        ("verified_by", &terms.verified_by),
    ];
    for (name, text) in texts {
        if text.trim().is_empty() {
            checker.at(
                licence,
                format!("the licence leaves {name} empty"),
                "Write it, from the rights holder's terms",
            );
        }
    }
    if !terms.allows.display || !terms.allows.electronic {
        checker.at(
            licence,
            "the licence does not allow the instrument to be shown on a screen",
            "Ask the rights holder, or remove the instrument",
        );
    }
}

fn option_sets(checker: &mut Checker<'_>, file: &StructureFile) {
    for set in &file.option_set {
        let mut values = BTreeSet::new();
        let twice = set
            .get_ref()
            .options
            .iter()
            .find(|option| !values.insert(option.value));
        if let Some(option) = twice {
            checker.at(
                set,
                format!("the option set '{}' has the value {} twice", set.get_ref().id, option.value),
                "Give each option a value of its own; two options that count the same differ in value and share a score",
            );
        }
        if values.len() < 2 {
            checker.at(
                set,
                format!("the option set '{}' offers no choice", set.get_ref().id),
                "Add at least two options",
            );
        }
        // Look-up tables are laid out by value; a wild value would cost memory for nothing.
        let spread = values
            .first()
            .zip(values.last())
            .and_then(|(low, high)| high.checked_sub(*low));
        if spread.is_none_or(|spread| spread > 1_000) {
            checker.at(
                set,
                format!(
                    "the values of the option set '{}' lie more than 1000 apart",
                    set.get_ref().id
                ),
                "Number the options as they are printed, and give them a score where it differs",
            );
        }
    }
}

/// A rule that can never catch anything would be silence where a person must be told.
fn critical(checker: &mut Checker<'_>, file: &StructureFile, items: &[Item]) {
    let plan = Plan::new(items, file.scoring.get_ref(), &[]);
    for rule in &file.critical {
        let it = rule.get_ref();
        if it.at_least.is_none() && it.at_most.is_none() {
            checker.at(
                rule,
                format!(
                    "the critical rule '{}' does not say which answers it catches",
                    it.id
                ),
                "Write at_least, at_most or both",
            );
        }
        let Some(id) = &it.item else { continue };
        let Some(at) = items.iter().position(|item| item.id == *id) else {
            checker.at(
                rule,
                format!(
                    "the critical rule '{}' names '{id}', which is not an item",
                    it.id
                ),
                "Use the id of an item of this file",
            );
            continue;
        };
        let (low, high) = (it.at_least.unwrap_or(-1_000), it.at_most.unwrap_or(1_000));
        if low > high
            || !(low..=high.min(low.saturating_add(2_000))).any(|value| plan.allows(at, value))
        {
            checker.at(
                rule,
                format!(
                    "the critical rule '{}' catches no answer that item '{id}' offers",
                    it.id
                ),
                "Use values printed beside the item's options, before any reversal",
            );
        }
    }
}
