//! What can be wrong with an instrument's file or with an answer, in words that say where and what to do.

use std::fmt;

/// Something wrong with a content file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Problem {
    /// The file, as it was named to the loader.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub remedy: String,
}

impl Problem {
    /// A problem at a place.
    pub fn new(
        file: impl Into<String>,
        line: usize,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            file: file.into(),
            line,
            message: message.into(),
            remedy: remedy.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}: {}. {}",
            self.file, self.line, self.message, self.remedy
        )
    }
}

/// Why answers could not be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScoreProblem {
    /// An answer to an item that the instrument does not have.
    #[error("{instrument} has no item '{item}'; its items are {known}. Use one of these ids")]
    UnknownItem {
        /// The instrument's id.
        instrument: String,
        /// The item that was named.
        item: String,
        /// The ids that exist.
        known: String,
    },
    /// An answer that the item does not offer.
    #[error("{place}: '{given}' is not an answer to it; allowed: {allowed}")]
    NotAllowed {
        /// Where: the item, and its place in the list where there is one.
        place: String,
        /// The item's id.
        item: String,
        /// What was given.
        given: String,
        /// What may be given.
        allowed: String,
    },
    /// A list of answers of the wrong length.
    #[error(
        "{instrument} takes {expected} answers, and {given} were given; leave a place empty for a missing answer (1,,3)"
    )]
    WrongCount {
        /// The instrument's id.
        instrument: String,
        /// The lengths that fit, in words.
        expected: String,
        /// The length that was given.
        given: usize,
    },
}

/// The line, from 1, of a byte offset.
pub(crate) fn line_of(text: &str, offset: usize) -> usize {
    1 + text
        .bytes()
        .take(offset)
        .filter(|byte| *byte == b'\n')
        .count()
}

/// The line, from 1, of the first line that starts with `start`, or 1.
pub(crate) fn line_starting(text: &str, start: &str) -> usize {
    text.lines()
        .position(|line| line.trim_start().starts_with(start))
        .map_or(1, |index| index + 1)
}
