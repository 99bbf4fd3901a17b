//! Everything that is built into the program, or tests it, may be given to anybody under the terms of our own licence.

use serde_json::Value;

use crate::assert_none;
use crate::workspace::{all_packages, root};

/// Permissive licences, and the Mozilla licence: it asks only that its own files stay open, and we change none of them.
const ALLOWED: [&str; 16] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "Unlicense",
    "Zlib",
];

/// Whether an SPDX expression leaves a way to use the package under allowed licences alone: of an `OR` one side must
/// do, of an `AND` both. Old manifests write `/` for `OR`.
fn is_allowed(expression: &str) -> bool {
    let spaced = expression
        .replace('(', " ( ")
        .replace(')', " ) ")
        .replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    either(&mut rest) == Some(true) && rest.is_empty()
}

/// Nothing if this is not an expression.
fn either(rest: &mut &[&str]) -> Option<bool> {
    let mut allowed = both(rest)?;
    while next_is(rest, "OR") {
        allowed |= both(rest)?;
    }
    Some(allowed)
}

fn both(rest: &mut &[&str]) -> Option<bool> {
    let mut allowed = one(rest)?;
    while next_is(rest, "AND") {
        allowed &= one(rest)?;
    }
    Some(allowed)
}

fn one(rest: &mut &[&str]) -> Option<bool> {
    if next_is(rest, "(") {
        let allowed = either(rest)?;
        return next_is(rest, ")").then_some(allowed);
    }
    let licence = word(rest)?;
    if next_is(rest, "WITH") {
        let exception = word(rest)?;
        return Some(ALLOWED.contains(&format!("{licence} WITH {exception}").as_str()));
    }
    Some(ALLOWED.contains(&licence))
}

fn word<'a>(rest: &mut &[&'a str]) -> Option<&'a str> {
    let (first, after) = rest.split_first()?;
    *rest = after;
    Some(first)
}

fn next_is(rest: &mut &[&str], word: &str) -> bool {
    let found = rest.first() == Some(&word);
    if found {
        *rest = &rest[1..];
    }
    found
}

#[test]
fn every_crate_is_under_a_licence_that_we_may_pass_on() {
    let packages = all_packages();
    assert!(
        packages.len() > 20,
        "cargo knows of {} packages only",
        packages.len()
    );
    let refused: Vec<String> = packages
        .iter()
        .filter(|package| !package["license"].as_str().is_some_and(is_allowed))
        .map(|package| {
            format!(
                "{} {}: {}",
                package["name"], package["version"], package["license"]
            )
        })
        .collect();
    assert_none(
        &refused,
        "These crates are under licences that are not on the list:",
    );
}

#[test]
fn every_node_package_of_the_tests_is_under_a_licence_that_we_may_pass_on() {
    let text = std::fs::read_to_string(root().join("tests/browser/package-lock.json")).unwrap();
    let lock: Value = serde_json::from_str(&text).unwrap();
    let packages = lock["packages"].as_object().unwrap();
    assert!(packages.contains_key("node_modules/playwright-core"));
    let refused: Vec<String> = packages
        .iter()
        .filter(|(_, package)| !package["license"].as_str().is_some_and(is_allowed))
        .map(|(name, package)| format!("{name}: {}", package["license"]))
        .collect();
    assert_none(
        &refused,
        "These Node packages are under licences that are not on the list:",
    );
}

#[test]
fn an_expression_is_allowed_if_it_leaves_a_way() {
    for expression in [
        "MIT",
        "MIT OR Apache-2.0",
        "MIT/Apache-2.0",
        "GPL-3.0-only OR MIT",
        "(MIT OR Apache-2.0) AND Unicode-3.0",
        "Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT",
        "Apache-2.0 AND ISC",
    ] {
        assert!(is_allowed(expression), "{expression}");
    }
}

#[test]
fn an_expression_without_a_way_or_without_sense_is_refused() {
    for expression in [
        "",
        "GPL-3.0-only",
        "MIT AND GPL-3.0-only",
        "(MIT OR Apache-2.0) AND AGPL-3.0-or-later",
        "MIT OR",
        "(MIT",
        "GPL-2.0 WITH Classpath-exception-2.0",
    ] {
        assert!(!is_allowed(expression), "{expression}");
    }
}
