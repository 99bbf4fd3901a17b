//! A pure crate is handed everything it works on: it opens no file, asks no network, reads no clock, rolls no dice.

use crate::assert_none;
use crate::rust_text::code_outside_tests;
use crate::workspace::files;

const PURE: [&str; 5] = ["measures", "outcomes", "rehearsal", "drawing", "therapy"];

/// Parts of the standard library that reach outside.
const STD: [&str; 4] = ["fs", "net", "process", "env"];

/// Clocks and dice, whatever crate they come from.
const CALLS: [&str; 12] = [
    "SystemTime::now",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
    "Utc::now",
    "TimeZone::system",
    "Uuid::new_v4",
    "Uuid::now_v7",
    "thread_rng",
    "from_os_rng",
    "OsRng",
    "async fn",
];

fn is_pure_source(path: &str) -> bool {
    let mut parts = path.split('/');
    parts.next() == Some("crates")
        && parts.next().is_some_and(|name| PURE.contains(&name))
        && parts.next() == Some("src")
        && path.ends_with(".rs")
        && !path.ends_with("/tests.rs")
        && !path.contains("/tests/")
}

fn violations(text: &str) -> Vec<String> {
    let code = code_outside_tests(text);
    let calls = CALLS
        .into_iter()
        .filter(|call| code.contains(call))
        .map(str::to_owned);
    let std = STD
        .into_iter()
        .filter(|part| uses_std(&code, part))
        .map(|part| format!("std::{part}"));
    calls.chain(std).collect()
}

/// Finds `std::fs` as well as `std::{fmt, fs}` and `std::{fs::{self, File}}`.
fn uses_std(code: &str, part: &str) -> bool {
    code.match_indices("std::").any(|(at, found)| {
        let rest = &code[at + found.len()..];
        match rest.strip_prefix('{') {
            Some(group) => group_names(group).contains(&part),
            None => first_name(rest) == part,
        }
    })
}

fn first_name(text: &str) -> &str {
    let end = text
        .find(|each: char| !each.is_alphanumeric() && each != '_')
        .unwrap_or(text.len());
    &text[..end]
}

/// The names that stand at the top of a `use` group, read up to its closing brace.
fn group_names(group: &str) -> Vec<&str> {
    let (mut depth, mut start, mut names) = (0_usize, 0, Vec::new());
    for (at, each) in group.char_indices() {
        match each {
            '{' => depth += 1,
            ',' | '}' if depth == 0 => {
                names.push(first_name(group[start..at].trim_start()));
                start = at + 1;
                if each == '}' {
                    break;
                }
            }
            '}' => depth -= 1,
            _ => {}
        }
    }
    names
}

#[test]
fn pure_crates_read_no_clock_roll_no_dice_and_open_nothing() {
    let files = files();
    let sources: Vec<_> = files
        .iter()
        .filter(|file| is_pure_source(&file.path))
        .collect();
    assert!(
        sources.len() > 5,
        "only {} sources of pure crates were found",
        sources.len()
    );
    let found: Vec<String> = sources
        .iter()
        .flat_map(|file| {
            violations(&file.text)
                .into_iter()
                .map(|what| format!("{}: {what}", file.path))
        })
        .collect();
    assert_none(
        &found,
        "Pure crates are handed the time, the ids and the files; these reach for them:",
    );
}

#[test]
fn a_clock_in_code_is_noticed_and_one_in_a_comment_or_a_test_is_not() {
    assert_eq!(
        violations("fn a() { let b = jiff::Timestamp::now(); }"),
        ["Timestamp::now"]
    );
    assert!(
        violations(
            "// not Timestamp::now\n#[cfg(test)] mod tests { fn a() { Timestamp::now(); } }"
        )
        .is_empty()
    );
}

#[test]
fn a_file_opened_through_a_grouped_import_is_noticed() {
    assert_eq!(
        violations("use std::{collections::{BTreeMap}, fs::{self, File}};"),
        ["std::fs"]
    );
    assert_eq!(violations("use std::net::TcpStream;"), ["std::net"]);
    assert!(violations("use std::{fmt, collections::BTreeMap}; use std::fmt::Write;").is_empty());
}
