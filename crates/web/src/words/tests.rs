//! Every text is in both languages, is used somewhere, and is given the arguments that it names.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use fluent_syntax::ast;

use super::*;

type Keys = BTreeMap<String, BTreeSet<String>>;

/// Each key of a language with the names of the arguments that its text uses.
fn keys(language: Language) -> Keys {
    let mut keys = Keys::new();
    for (file, text) in files::of(language) {
        let parsed = fluent_syntax::parser::parse(*text)
            .unwrap_or_else(|(_, errors)| panic!("{}/{file}: {errors:?}", language.tag()));
        for entry in parsed.body {
            if let ast::Entry::Message(message) = entry {
                let mut names = BTreeSet::new();
                arguments(message.value.as_ref().unwrap(), &mut names);
                let again = keys.insert(message.id.name.to_owned(), names);
                assert!(
                    again.is_none(),
                    "{}/{file}: {} is there twice",
                    language.tag(),
                    message.id.name
                );
            }
        }
    }
    keys
}

fn arguments(pattern: &ast::Pattern<&str>, names: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let ast::PatternElement::Placeable { expression } = element {
            match expression {
                ast::Expression::Inline(inline) => inline_argument(inline, names),
                ast::Expression::Select { selector, variants } => {
                    inline_argument(selector, names);
                    variants
                        .iter()
                        .for_each(|variant| arguments(&variant.value, names));
                }
            }
        }
    }
}

fn inline_argument(inline: &ast::InlineExpression<&str>, names: &mut BTreeSet<String>) {
    if let ast::InlineExpression::VariableReference { id } = inline {
        names.insert(id.name.to_owned());
    }
}

/// The text of every file that may ask for a key: the sources of all crates and the templates.
fn askers() -> Vec<(PathBuf, String)> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut found = Vec::new();
    for name in ["web", "attune"] {
        for folder in ["src", "templates", "examples"] {
            collect(&crates.join(name).join(folder), &mut found);
        }
    }
    found
}

fn collect(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            collect(&path, found);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "rs" || extension == "html")
            && !path.ends_with("words/tests.rs")
        {
            found.push((path.clone(), fs::read_to_string(&path).unwrap()));
        }
    }
}

#[test]
fn both_languages_have_the_same_keys_with_the_same_arguments() {
    let (english, spanish) = (keys(Language::English), keys(Language::Spanish));
    for (key, arguments) in &english {
        assert_eq!(
            Some(arguments),
            spanish.get(key),
            "{key} differs or is missing in es-419"
        );
    }
    for key in spanish.keys() {
        assert!(english.contains_key(key), "{key} is missing in en");
    }
}

#[test]
fn every_key_is_used() {
    let askers = askers();
    let unused: Vec<String> = keys(Language::English)
        .into_keys()
        .filter(|key| {
            let whole = format!("\"{key}\"");
            let stems: Vec<String> = key
                .match_indices('-')
                .map(|(at, _)| format!("one_of(\"{}\"", &key[..at]))
                .collect();
            !askers.iter().any(|(_, text)| {
                text.contains(&whole) || stems.iter().any(|stem| text.contains(stem.as_str()))
            })
        })
        .collect();
    assert!(unused.is_empty(), "texts that nothing asks for: {unused:?}");
}

#[test]
fn every_key_asked_for_exists_and_gets_its_arguments() {
    let keys = keys(Language::English);
    let mut wrong = Vec::new();
    for (path, text) in askers() {
        for call in ["t(\"", "t_with(\"", "count(\""] {
            for (at, _) in text.match_indices(call) {
                // `one_of`, `Struct::count("...")` of others and the like begin elsewhere: only `words.…` counts.
                let before = text[..at].trim_end();
                if !before.ends_with('.')
                    || !before.trim_end_matches('.').trim_end().ends_with("words")
                {
                    continue;
                }
                let rest = &text[at + call.len()..];
                let key = &rest[..rest.find('"').unwrap()];
                let given = match call {
                    "t(\"" => BTreeSet::new(),
                    "count(\"" => BTreeSet::from(["count".to_owned()]),
                    _ => given_arguments(rest),
                };
                match keys.get(key) {
                    None => wrong.push(format!("{}: no text {key}", path.display())),
                    Some(named) if *named != given => {
                        wrong.push(format!(
                            "{}: {key} names {named:?} but gets {given:?}",
                            path.display()
                        ));
                    }
                    Some(_) => {}
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The names in `&[("name", …), …]` after a key.
fn given_arguments(rest: &str) -> BTreeSet<String> {
    let open = rest.find('[').unwrap();
    let mut depth = 0;
    let end = rest[open..]
        .char_indices()
        .find(|(_, letter)| {
            depth += match letter {
                '[' => 1,
                ']' => -1,
                _ => 0,
            };
            depth == 0
        })
        .map(|(at, _)| open + at)
        .unwrap();
    rest[open..end]
        .split("(\"")
        .skip(1)
        .filter_map(|part| part.split_once('"'))
        .filter(|(_, after)| after.starts_with(','))
        .map(|(name, _)| name.to_owned())
        .collect()
}

#[test]
fn every_file_of_texts_is_built_in() {
    for language in Language::ALL {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../content/locales")
            .join(language.tag());
        let there: BTreeSet<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        let built: BTreeSet<String> = files::of(language)
            .iter()
            .map(|(name, _)| (*name).to_owned())
            .collect();
        assert_eq!(there, built, "{}", language.tag());
    }
}

#[test]
fn no_text_shouts_or_blames() {
    for language in Language::ALL {
        for (file, text) in files::of(language) {
            for line in text.lines().filter(|line| !line.starts_with('#')) {
                let lower = line.to_lowercase();
                for never in [
                    "!",
                    "oops",
                    "invalid",
                    "inválid",
                    "an error occurred",
                    "ocurrió un error",
                ] {
                    assert!(!lower.contains(never), "{}/{file}: {line}", language.tag());
                }
            }
        }
    }
}

#[test]
fn the_language_is_the_accounts_or_the_best_one_accepted() {
    let negotiate = |header| Language::negotiate(None, header);
    assert_eq!(
        negotiate(Some("es-MX,es;q=0.9,en;q=0.8")),
        Language::Spanish
    );
    assert_eq!(negotiate(Some("fr,en;q=0.5,es;q=0.7")), Language::Spanish);
    assert_eq!(negotiate(Some("es;q=0, en;q=0.1")), Language::English);
    assert_eq!(negotiate(Some("fr, *;q=0.1")), Language::English);
    assert_eq!(negotiate(Some(";;;q=x,,")), Language::English);
    assert_eq!(negotiate(None), Language::English);
    assert_eq!(
        Language::negotiate(Some(Language::English), Some("es")),
        Language::English
    );
}

#[test]
fn a_missing_text_shows_its_key_rather_than_breaking_the_page() {
    assert_eq!(
        Words::new(Language::Spanish).t("there-is-no-such-key"),
        "there-is-no-such-key"
    );
}
