//! Why a figure was not given.

/// Why an analysis was refused. Every variant says what is wrong and what to do; none is a number in disguise.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum OutcomesError {
    /// The request itself is wrong: an option is missing, contradictory or names what is not there.
    #[error("{0}")]
    Usage(String),
    /// One cell of the data cannot be used.
    #[error("line {line}, column \"{column}\": {why}")]
    Cell {
        /// Line of the file, counted from 1.
        line: usize,
        /// Heading of the column.
        column: String,
        /// What was found and what to do about it.
        why: String,
    },
    /// The data as a whole cannot be used.
    #[error("{0}")]
    Data(String),
    /// There are fewer observations than the method needs.
    #[error("{what} needs at least {need}, but there {}", only(*.have))]
    TooFew {
        /// The analysis.
        what: &'static str,
        /// The least that it needs, with its unit.
        need: String,
        /// How many there are.
        have: usize,
    },
    /// All values are equal, so that the figure does not exist.
    #[error(
        "{0} cannot be computed: all its values are equal (no variance). Check that the right column was named"
    )]
    NoVariance(String),
    /// An argument is outside the range in which it means something.
    #[error("{what} is {value}, but must be {allowed}")]
    Range {
        /// Name of the argument.
        what: &'static str,
        /// What was given.
        value: f64,
        /// What is allowed.
        allowed: &'static str,
    },
    /// The iteration did not settle, so no estimate is given.
    #[error(
        "{0} did not converge, so no estimate is given. Simplify the model or look for impossible values in the data"
    )]
    NotConverged(&'static str),
    /// Some predictors can be computed from the others.
    #[error(
        "{0}: some predictors can be computed from the others (or a group has no observations). Remove one of them"
    )]
    Collinear(&'static str),
}

fn only(have: usize) -> String {
    match have {
        0 => "is none".to_owned(),
        1 => "is only 1".to_owned(),
        n => format!("are only {n}"),
    }
}

impl OutcomesError {
    /// True if the caller asked wrongly (exit code 2), false if the data are at fault (exit code 1).
    #[must_use]
    pub fn is_usage(&self) -> bool {
        matches!(self, Self::Usage(_) | Self::Range { .. })
    }

    pub(crate) fn too_few(what: &'static str, need: impl Into<String>, have: usize) -> Self {
        Self::TooFew {
            what,
            need: need.into(),
            have,
        }
    }
}

/// Result of an analysis.
pub type Result<T> = std::result::Result<T, OutcomesError>;
