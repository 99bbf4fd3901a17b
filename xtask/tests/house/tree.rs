//! How the tree is kept: files short enough to be one thing, nothing left undone, no trace of one machine, and
//! documents whose links lead somewhere.

use std::path::Path;

use crate::assert_none;
use crate::rust_text::without_words;
use crate::workspace::{SourceFile, files, own_packages, root};

/// A file of more than about 500 lines is two things; this is where patience ends.
const MOST_LINES: usize = 700;

const SOURCES: [&str; 6] = ["rs", "mjs", "js", "css", "html", "sql"];

fn has_extension(path: &str, extensions: &[&str]) -> bool {
    Path::new(path)
        .extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|own| extensions.contains(&own))
}

/// Other people's files that we ship as they are.
fn is_vendored(path: &str) -> bool {
    path.contains("/vendor/")
}

fn too_long(file: &SourceFile) -> Option<String> {
    let lines = file.text.lines().count();
    (lines >= MOST_LINES).then(|| format!("{}: {lines} lines", file.path))
}

/// What a finished change does not hold. The names are put together here so that this file does not break its rule.
fn left_undone(text: &str) -> Vec<&'static str> {
    let code = without_words(text);
    let words = [
        concat!("#[ig", "nore"),
        concat!("to", "do!"),
        concat!("unimpl", "emented!"),
        concat!("db", "g!("),
    ];
    words
        .into_iter()
        .filter(|word| code.contains(word))
        .collect()
}

/// Paths that exist on somebody's machine only: each must stand at the start of a path, so that a route such as
/// `/clients/…/homework/` is not taken for one.
fn machine_paths(text: &str) -> Vec<String> {
    let starts = [
        concat!("/wo", "rk/"),
        concat!("/ro", "ot/"),
        concat!("/ho", "me/"),
        concat!("/Us", "ers/"),
        concat!("C:\\Us", "ers"),
    ];
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        for start in starts {
            let stands_alone = line.match_indices(start).any(|(at, _)| {
                let before = line[..at].chars().next_back();
                before.is_none_or(|each| {
                    !each.is_alphanumeric()
                        && !matches!(each, '/' | '.' | '_' | '-' | '}' | ']' | '>')
                })
            });
            if stands_alone {
                found.push(format!("line {}: {start}", number + 1));
            }
        }
    }
    found
}

/// The targets of Markdown links to other files of ours.
fn local_links(markdown: &str) -> Vec<&str> {
    let mut in_code = false;
    let mut links = Vec::new();
    for line in markdown.lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        for (at, found) in line.match_indices("](") {
            let rest = &line[at + found.len()..];
            let target = rest.split([')', ' ']).next().unwrap_or_default();
            let file = target.split('#').next().unwrap_or_default();
            if !file.is_empty() && !file.contains(':') {
                links.push(file);
            }
        }
    }
    links
}

#[test]
fn every_source_file_is_short_enough_to_be_one_thing() {
    let found: Vec<String> = files()
        .iter()
        .filter(|file| has_extension(&file.path, &SOURCES) && !is_vendored(&file.path))
        .filter_map(too_long)
        .collect();
    assert_none(
        &found,
        &format!("These files have {MOST_LINES} lines or more; split them by noun:"),
    );
}

#[test]
fn no_test_is_skipped_and_nothing_is_left_undone() {
    let found: Vec<String> = files()
        .iter()
        .filter(|file| has_extension(&file.path, &["rs"]))
        .flat_map(|file| {
            left_undone(&file.text)
                .into_iter()
                .map(|word| format!("{}: {word}", file.path))
        })
        .collect();
    assert_none(&found, "Finish these, or take them out:");
}

#[test]
fn no_file_names_a_path_of_somebodys_machine() {
    let found: Vec<String> = files()
        .iter()
        .filter(|file| !is_vendored(&file.path))
        .flat_map(|file| {
            machine_paths(&file.text)
                .into_iter()
                .map(|what| format!("{}, {what}", file.path))
        })
        .collect();
    assert_none(&found, "These paths exist on one machine only:");
}

#[test]
fn links_between_documents_lead_to_files() {
    let mut found = Vec::new();
    for file in files()
        .iter()
        .filter(|file| has_extension(&file.path, &["md"]) && !is_vendored(&file.path))
    {
        let document = root().join(&file.path);
        let folder = document.parent().unwrap();
        for link in local_links(&file.text) {
            let target = link
                .strip_prefix('/')
                .map_or_else(|| folder.join(link), |from_root| root().join(from_root));
            if !target.exists() {
                found.push(format!("{} links to {link}", file.path));
            }
        }
    }
    assert_none(&found, "These links lead nowhere:");
}

#[test]
fn every_crate_is_held_to_the_lints_of_the_workspace() {
    let found: Vec<String> = own_packages()
        .iter()
        .map(|package| package["manifest_path"].as_str().unwrap().to_owned())
        .filter(|path| {
            !std::fs::read_to_string(path)
                .unwrap()
                .contains("[lints]\nworkspace = true")
        })
        .collect();
    assert_none(&found, "These manifests lack '[lints] workspace = true':");
}

#[test]
fn a_long_file_is_noticed() {
    let file = |lines: usize| SourceFile {
        path: "crates/a/src/b.rs".to_owned(),
        text: "x\n".repeat(lines),
    };
    assert!(too_long(&file(MOST_LINES - 1)).is_none());
    assert!(too_long(&file(MOST_LINES)).is_some());
}

#[test]
fn a_skipped_test_is_noticed_and_a_mention_of_one_is_not() {
    assert_eq!(
        left_undone(concat!("#[ig", "nore = \"slow\"]\nfn a() {}")).len(),
        1
    );
    assert!(left_undone(concat!("// never #[ig", "nore]\n")).is_empty());
}

#[test]
fn a_path_of_a_machine_is_noticed_and_a_route_is_not() {
    assert_eq!(
        machine_paths(concat!("see \"/ho", "me/someone/x\"")).len(),
        1
    );
    assert!(
        machine_paths(concat!(
            "/clients/7/wo",
            "rk/ and https://example.org/ho",
            "me/ and {id}/ro",
            "ot/"
        ))
        .is_empty()
    );
}

#[test]
fn links_are_read_from_text_and_not_from_examples() {
    let text = "See [one](ONE.md#part), [web](https://example.org), [here](#here).\n```\n[no](NO.md)\n```\n";
    assert_eq!(local_links(text), ["ONE.md"]);
}
