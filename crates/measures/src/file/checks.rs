//! What must hold of an instrument's files beyond their shape.

use std::collections::{BTreeMap, BTreeSet};

use toml::Spanned;

use super::structure::StructureFile;
use super::{Folder, is_valued};
use crate::change::Method;
use crate::condition::Condition;
use crate::instrument::{BandScheme, Item, ScoringMethod};
use crate::norms::{CutoffChoice, Rule};
use crate::problem::{Problem, line_of, line_starting};
use crate::scoring::Plan;
use crate::words::{FALLBACK, Words};

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
    references(&mut checker, file, items);
    critical(&mut checker, file, items);
    ranges(&mut checker, file, items);
    definitions(&mut checker, file);
    loinc(&mut checker, file);
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

/// Every id that is named must exist.
fn references(checker: &mut Checker<'_>, file: &StructureFile, items: &[Item]) {
    let known = |id: &str| items.iter().find(|item| item.id == id);
    let remedy = "Use the id of a scored item of this file";
    let scoring = file.scoring.get_ref();
    let named = scoring
        .reverse
        .iter()
        .chain(scoring.groups.iter().flatten())
        .chain(scoring.weights.keys());
    for id in named {
        if !known(id).is_some_and(|item| item.scored) {
            checker.at(
                &file.scoring,
                format!("scoring names '{id}', which is not a scored item"),
                remedy,
            );
        }
    }
    for subscale in &file.subscale {
        let part = subscale.get_ref();
        if part.items.is_empty() == part.composite.is_empty() {
            checker.at(
                subscale,
                format!(
                    "the subscale '{}' must be made either of items or of other subscales",
                    part.id
                ),
                "Write items = [...] or composite = { ... }",
            );
        }
        for id in &part.items {
            if !known(id).is_some_and(is_valued) {
                checker.at(
                    subscale,
                    format!(
                        "the subscale '{}' names '{id}', which is not a scored item",
                        part.id
                    ),
                    remedy,
                );
            }
        }
        let before = file
            .subscale
            .iter()
            .take_while(|other| other.span() != subscale.span());
        let before: Vec<&str> = before.map(|other| other.get_ref().id.as_str()).collect();
        for id in part
            .composite
            .keys()
            .filter(|id| !before.contains(&id.as_str()))
        {
            checker.at(
                subscale,
                format!(
                    "the composite '{}' names '{id}', which is not a subscale before it",
                    part.id
                ),
                "Put composites after the subscales that they are made of",
            );
        }
    }
    conditions(checker, file, items);
}

fn conditions(checker: &mut Checker<'_>, file: &StructureFile, items: &[Item]) {
    let valued = |id: &str| items.iter().any(|item| item.id == id && is_valued(item));
    for (at, item) in file.item.iter().enumerate() {
        let Some(Ok(condition)) = item
            .get_ref()
            .ask_when
            .as_ref()
            .map(|file| file.condition())
        else {
            continue;
        };
        let before: Vec<&str> = file
            .item
            .iter()
            .take(at)
            .map(|item| item.get_ref().id.as_str())
            .collect();
        for id in condition.items() {
            if !before.contains(&id) || !valued(id) {
                checker.at(
                    item,
                    format!(
                        "item '{}' is asked depending on '{id}', which does not come before it",
                        item.get_ref().id
                    ),
                    "Let ask_when look only at items with a value that come earlier",
                );
            }
        }
    }
    for algorithm in &file.algorithm {
        let rule = algorithm.get_ref();
        let last = rule.classes.len().saturating_sub(1);
        for (at, class) in rule.classes.iter().enumerate() {
            let Some(Ok(condition)) = class.when.as_ref().map(|file| file.condition()) else {
                if class.when.is_none() && at < last {
                    checker.at(
                        algorithm,
                        format!(
                            "in '{}' the class '{}' always holds, so that those after it never do",
                            rule.id, class.id
                        ),
                        "Put the class without a condition last",
                    );
                }
                continue;
            };
            for id in condition.items().into_iter().filter(|id| !valued(id)) {
                checker.at(
                    algorithm,
                    format!(
                        "the algorithm '{}' names '{id}', which is not an item with a value",
                        rule.id
                    ),
                    "Use the id of an item of this file",
                );
            }
            for id in subscales_of(&condition) {
                if !file
                    .subscale
                    .iter()
                    .any(|subscale| subscale.get_ref().id == id)
                {
                    checker.at(
                        algorithm,
                        format!(
                            "the algorithm '{}' names the subscale '{id}', which does not exist",
                            rule.id
                        ),
                        "Use the id of a [[subscale]] of this file",
                    );
                }
            }
        }
    }
}

fn subscales_of(condition: &Condition) -> Vec<&str> {
    match condition {
        Condition::Subscale { subscale, .. } => vec![subscale],
        Condition::All(conditions)
        | Condition::Any(conditions)
        | Condition::Some { of: conditions, .. } => {
            conditions.iter().flat_map(subscales_of).collect()
        }
        Condition::Not(condition) => subscales_of(condition),
        _ => Vec::new(),
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

/// The stated ranges must be those that the answers can make, and the bands must fill them.
fn ranges(checker: &mut Checker<'_>, file: &StructureFile, items: &[Item]) {
    let subscales = super::structure::inner(file.subscale.clone());
    let plan = Plan::new(items, file.scoring.get_ref(), &subscales);
    let (total, parts) = plan.ranges();
    let stated = file.scoring.get_ref().range;
    match (file.scoring.get_ref().method, stated, total) {
        (ScoringMethod::None, None, _) => {}
        (ScoringMethod::None, Some(_), _) => checker.at(
            &file.scoring,
            "a range is stated although there is no total",
            "Remove the range, or choose a scoring method",
        ),
        (_, None, _) => {
            checker.at(
                &file.scoring,
                "the range of the total is missing",
                "Write range = [lowest, highest]",
            );
        }
        (_, Some([low, high]), Some(made)) if !same((low, high), made) => checker.at(
            &file.scoring,
            format!(
                "the range is stated as {low} to {high}, but the answers make {} to {}",
                made.0, made.1
            ),
            "Correct the range, the options or the scoring",
        ),
        _ => {}
    }
    for (subscale, made) in file.subscale.iter().zip(parts) {
        let part = subscale.get_ref();
        if let (Some([low, high]), Some(made)) = (part.range, made)
            && !same((low, high), made)
        {
            checker.at(
                subscale,
                format!(
                    "the range of '{}' is stated as {low} to {high}, but the answers make {} to {}",
                    part.id, made.0, made.1
                ),
                "Correct the range, the options or the items",
            );
        }
    }
    for scheme in &file.bands {
        bands(checker, scheme, stated);
    }
    for cutoff in &file.cutoff {
        let inside = stated.is_some_and(|[low, high]| (low..=high).contains(&cutoff.get_ref().at));
        if !inside {
            checker.at(
                cutoff,
                format!(
                    "the cut-off '{}' lies outside the range of the total",
                    cutoff.get_ref().id
                ),
                "Correct the cut-off or the range",
            );
        }
    }
}

fn same(stated: (f64, f64), made: (f64, f64)) -> bool {
    (stated.0 - made.0).abs() < 0.005 && (stated.1 - made.1).abs() < 0.005
}

fn bands(checker: &mut Checker<'_>, scheme: &Spanned<BandScheme>, range: Option<[f64; 2]>) {
    let bands = &scheme.get_ref().bands;
    let name = &scheme.get_ref().id;
    let mut ids = BTreeSet::new();
    for band in bands {
        if !ids.insert(&band.id) {
            checker.at(
                scheme,
                format!("the band '{}' is in '{name}' twice", band.id),
                "Give each band an id of its own",
            );
        }
        if band.from > band.to {
            checker.at(
                scheme,
                format!(
                    "the band '{}' runs from {} down to {}",
                    band.id, band.from, band.to
                ),
                "Write the lower end first",
            );
        }
    }
    for pair in bands.windows(2) {
        let [lower, upper] = pair else { continue };
        if upper.from <= lower.to {
            checker.at(
                scheme,
                format!(
                    "the bands '{}' ({} to {}) and '{}' ({} to {}) overlap",
                    lower.id, lower.from, lower.to, upper.id, upper.from, upper.to
                ),
                "Let each band begin above the end of the one before it",
            );
        } else if upper.from - lower.to > 1.0 {
            checker.at(
                scheme,
                format!(
                    "between the bands '{}' and '{}' there is a gap from {} to {}",
                    lower.id, upper.id, lower.to, upper.from
                ),
                "Let each band begin where the one before it ends",
            );
        }
    }
    if let (Some([low, high]), Some(first), Some(last)) = (range, bands.first(), bands.last())
        && ((first.from - low).abs() > 0.005 || (last.to - high).abs() > 0.005)
    {
        checker.at(
            scheme,
            format!(
                "the bands of '{name}' run from {} to {}, the totals from {low} to {high}",
                first.from, last.to
            ),
            "Let the bands fill the range exactly",
        );
    }
}

fn definitions(checker: &mut Checker<'_>, file: &StructureFile) {
    for reliability in &file.reliability {
        let value = reliability.get_ref().value;
        if !(0.0..1.0).contains(&value) {
            checker.at(
                reliability,
                format!("{value} is not a reliability"),
                "Write a number from 0 to below 1",
            );
        }
    }
    for norm in &file.norm {
        if norm.get_ref().sd <= 0.0 {
            checker.at(
                norm,
                format!("{} is not a standard deviation", norm.get_ref().sd),
                "Write a number above 0",
            );
        }
    }
    for definition in &file.definition {
        let Rule::ReliableChange {
            method,
            clinical,
            normal,
            reliability,
            confidence,
            cutoff,
            after,
        } = &definition.get_ref().rule
        else {
            continue;
        };
        let id = &definition.get_ref().id;
        for norm in std::iter::once(clinical).chain(normal) {
            if !file.norm.iter().any(|known| known.get_ref().id == *norm) {
                checker.at(
                    definition,
                    format!("'{id}' names the norm '{norm}', which does not exist"),
                    "Add it as [[norm]], with its source",
                );
            }
        }
        if !file
            .reliability
            .iter()
            .any(|known| known.get_ref().id == *reliability)
        {
            checker.at(
                definition,
                format!("'{id}' names the reliability '{reliability}', which does not exist"),
                "Add it as [[reliability]], with its source",
            );
        }
        if crate::change::z_of(*confidence).is_none() {
            checker.at(
                definition,
                format!("{confidence} is not a confidence that is in use"),
                "Write 0.8, 0.9, 0.95 or 0.99",
            );
        }
        if after.is_none() && matches!(method, Method::Hsu | Method::HagemanArrindell) {
            checker.at(
                definition,
                format!("'{id}' needs figures of a group after treatment for its method"),
                "Write after = { mean = .., sd = .., correlation = .. } from the service's own courses, or choose another method",
            );
        }
        if normal.is_none() && matches!(cutoff, CutoffChoice::B | CutoffChoice::C) {
            checker.at(
                definition,
                format!("'{id}' needs a norm of people at large for its cut-off"),
                "Name it as normal, or choose cutoff = \"a\"",
            );
        }
    }
}

fn loinc(checker: &mut Checker<'_>, file: &StructureFile) {
    let graded = file
        .loinc
        .as_ref()
        .is_some_and(|codes| matches!(codes.grade.as_str(), "A" | "B"));
    let coded = |item: &Spanned<super::structure::ItemFile>| item.get_ref().loinc.clone();
    let mut codes: Vec<String> = file.item.iter().filter_map(coded).collect();
    codes.extend(
        file.loinc
            .iter()
            .flat_map(|whole| whole.panel.clone().into_iter().chain(whole.total.clone())),
    );
    if (file.loinc.is_some() || !codes.is_empty()) && !graded {
        checker.at(
            &file.id,
            "LOINC codes are given without a grade of A or B",
            "Add [loinc] with grade = \"A\" or \"B\", or leave the codes out: none is better than a wrong one",
        );
    }
    for code in codes.iter().filter(|code| !is_loinc(code)) {
        checker.at(
            &file.id,
            format!("'{code}' is not a LOINC code: its last digit does not check"),
            "Look the code up again, or leave it out",
        );
    }
}

/// Digits, a hyphen, and the check digit by the Luhn rule.
fn is_loinc(code: &str) -> bool {
    let Some((digits, check)) = code.split_once('-') else {
        return false;
    };
    if digits.is_empty()
        || !digits
            .bytes()
            .chain(check.bytes())
            .all(|b| b.is_ascii_digit())
    {
        return false;
    }
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, digit)| {
            let digit = u32::from(digit - b'0') * if at % 2 == 0 { 2 } else { 1 };
            if digit > 9 { digit - 9 } else { digit }
        })
        .sum();
    check == ((10 - sum % 10) % 10).to_string()
}

/// Checks the words against the structure.
pub(super) fn words(
    folder: &Folder,
    path: &str,
    file: &StructureFile,
    items: &[Item],
    all: &BTreeMap<String, Words>,
    problems: &mut Vec<Problem>,
) {
    let translatable = file
        .licence
        .as_ref()
        .is_none_or(|licence| licence.get_ref().allows.translate);
    for (locale, words) in all {
        let Some((words_path, text)) = folder.words.get(locale) else {
            continue;
        };
        let mut report = |section: &str, message: String, remedy: &str| {
            problems.push(Problem::new(
                words_path,
                line_starting(text, section),
                message,
                remedy,
            ));
        };
        if !is_locale(locale) {
            report(
                "",
                format!("'{locale}' is not the name of a language"),
                "Name the file for its language, such as en.toml or es-419.toml",
            );
        }
        if words.title.trim().is_empty() || words.short.trim().is_empty() {
            report(
                "title",
                "the title or the short name is empty".to_owned(),
                "Write both",
            );
        }
        if locale != FALLBACK && !translatable && words.translation.trim().is_empty() {
            report(
                "title",
                "the licence allows no translation, and this file does not say that it is the official one".to_owned(),
                "Name the official translation and its source as translation = \"...\", or remove the file",
            );
        }
        for item in items {
            if words
                .items
                .get(&item.id)
                .is_none_or(|words| words.trim().is_empty())
            {
                report(
                    "[items]",
                    format!("item '{}' of {path} has no words", item.id),
                    "Write them under [items]",
                );
            }
        }
        for id in words.items.keys().chain(words.anchors.keys()) {
            if !items.iter().any(|item| item.id == *id) {
                report(
                    "[items]",
                    format!("there are words for an item '{id}', which {path} does not have"),
                    "Remove them, or add the item",
                );
            }
        }
        options(file, words, &mut report);
        if locale == FALLBACK {
            names(file, words, &mut report);
        }
    }
}

fn options(file: &StructureFile, words: &Words, report: &mut impl FnMut(&str, String, &str)) {
    for set in file.option_set.iter().map(Spanned::get_ref) {
        let section = format!("[options.{}]", set.id);
        let given = words.options.get(&set.id);
        for option in &set.options {
            let written = given.and_then(|given| given.get(&option.value));
            if written.is_none_or(|words| words.trim().is_empty()) {
                report(
                    &section,
                    format!("the option {} of '{}' has no words", option.value, set.id),
                    "Write them under [options.<set>]",
                );
            }
        }
        for value in given.into_iter().flat_map(BTreeMap::keys) {
            if !set.options.iter().any(|option| option.value == *value) {
                report(
                    &section,
                    format!(
                        "there are words for an option {value} of '{}', which does not exist",
                        set.id
                    ),
                    "Remove them, or add the option",
                );
            }
        }
    }
    for set in words.options.keys() {
        if !file
            .option_set
            .iter()
            .any(|known| known.get_ref().id == *set)
        {
            report(
                &format!("[options.{set}]"),
                format!("there are words for an option set '{set}', which does not exist"),
                "Remove them, or add the option set",
            );
        }
    }
}

/// Names for clinicians, which need be given in English only.
fn names(file: &StructureFile, words: &Words, report: &mut impl FnMut(&str, String, &str)) {
    let bands = file
        .bands
        .iter()
        .flat_map(|scheme| &scheme.get_ref().bands)
        .map(|band| &band.id);
    let classes = file
        .algorithm
        .iter()
        .flat_map(|algorithm| &algorithm.get_ref().classes)
        .map(|class| &class.id);
    for id in bands
        .chain(classes)
        .filter(|id| !words.bands.contains_key(*id))
    {
        report(
            "[bands]",
            format!("the band or class '{id}' has no name"),
            "Write it under [bands]",
        );
    }
    for subscale in file.subscale.iter().map(Spanned::get_ref) {
        if !words.subscales.contains_key(&subscale.id) {
            report(
                "[subscales]",
                format!("the subscale '{}' has no name", subscale.id),
                "Write it under [subscales]",
            );
        }
    }
}

fn is_locale(name: &str) -> bool {
    let mut parts = name.split('-');
    let language = parts.next().unwrap_or_default();
    (2..=3).contains(&language.len())
        && language.bytes().all(|b| b.is_ascii_lowercase())
        && parts.all(|part| {
            (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        })
}
