//! The rules of the house that no compiler checks: who may depend on whom, what a pure crate may not touch, under
//! which licences we build, and how the tree is kept.
//!
//! Each rule is a function from text or data to a list of what breaks it, so that one test can show that the tree
//! keeps it and another that it would notice.

#![allow(clippy::unwrap_used, clippy::panic)]

mod dependencies;
mod licences;
mod purity;
mod readers;
mod rust_text;
mod tree;
mod workspace;

/// Fails with every violation at once, one a line.
#[track_caller]
fn assert_none(violations: &[String], rule: &str) {
    assert!(
        violations.is_empty(),
        "{rule}\n  {}",
        violations.join("\n  ")
    );
}
