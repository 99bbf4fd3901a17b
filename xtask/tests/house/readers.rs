//! Who is asking: only sign-in can vouch for a reader, and everything else can only pass one on.

use crate::assert_none;
use crate::rust_text::code_outside_tests;
use crate::workspace::files;

/// The one constructor of a `Reader`.
const VOUCHED: &str = "Reader::vouched";

/// Identity calls it; in tests and benches anybody may stand in for a session.
fn may_vouch(path: &str) -> bool {
    path.starts_with("crates/identity/src/")
        || path.ends_with("/tests.rs")
        || path.contains("/tests/")
        || path.contains("/benches/")
}

fn vouches(text: &str) -> bool {
    code_outside_tests(text).contains(VOUCHED)
}

#[test]
fn only_identity_makes_readers() {
    let found: Vec<String> = files()
        .into_iter()
        .filter(|file| file.path.ends_with(".rs") && !may_vouch(&file.path) && vouches(&file.text))
        .map(|file| file.path)
        .collect();
    assert_none(
        &found,
        "A reader is made from a live session, token or link by crates/identity, not in:",
    );
}

#[test]
fn a_reader_made_in_a_page_is_noticed_and_one_made_in_its_tests_is_not() {
    assert!(vouches("fn page() { let reader = Reader::vouched(role); }"));
    assert!(!vouches(
        "#[cfg(test)]\nmod tests { fn a() { Reader::vouched(role); } }"
    ));
    assert!(!may_vouch("crates/web/src/clinician/circle.rs"));
    assert!(!may_vouch("crates/record/src/records.rs"));
    assert!(may_vouch("crates/identity/src/session.rs"));
}
