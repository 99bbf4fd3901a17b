//! Words against the structure: nothing without words, no words without a thing.

use std::collections::BTreeMap;

use toml::Spanned;

use crate::file::Folder;
use crate::file::structure::StructureFile;
use crate::instrument::Item;
use crate::problem::{Problem, line_starting};
use crate::words::{FALLBACK, Words};

/// Checks the words against the structure.
pub(in crate::file) fn words(
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
        for id in words
            .items
            .keys()
            .chain(words.anchors.keys())
            .chain(words.stems.keys())
        {
            if !items.iter().any(|item| item.id == *id) {
                report(
                    "[items]",
                    format!("there are words for an item '{id}', which {path} does not have"),
                    "Remove them, or add the item",
                );
            }
        }
        options(file, words, &mut report);
        let alone = !all.contains_key(FALLBACK);
        if locale == FALLBACK || alone {
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
