//! Imports: one form of report for all of them.

pub(crate) mod measures;

use serde::Serialize;

/// What an import found, and did.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Report {
    /// Whether good lines were entered; otherwise this was a dry run.
    pub(crate) applied: bool,
    /// Lines that can be entered.
    pub(crate) good: Vec<GoodLine>,
    /// Lines that cannot.
    pub(crate) bad: Vec<BadLine>,
    /// Entered now.
    pub(crate) entered: usize,
    /// In the record already.
    pub(crate) duplicates: usize,
}

/// A line that can be entered.
#[derive(Debug, Serialize)]
pub(crate) struct GoodLine {
    /// Its number in the file, from 1.
    pub(crate) line: u64,
    /// The client's reference.
    pub(crate) client: String,
    /// The day.
    pub(crate) date: String,
    /// What would be entered.
    pub(crate) what: String,
}

/// A line that cannot be entered.
#[derive(Debug, Serialize)]
pub(crate) struct BadLine {
    /// Its number in the file, from 1.
    pub(crate) line: u64,
    /// Which column.
    pub(crate) column: String,
    /// Why not, and what to do.
    pub(crate) reason: String,
}
