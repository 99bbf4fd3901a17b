//! Verifying: every record's chain and the clinic's chain of commits are walked in one consistent reading, and every
//! entry is opened. Finds any row that was changed, moved, taken out or put in twice, and any key that is missing.

mod walk;

use crate::keys::KeyError;
use crate::records::{ReadError, Records};
use crate::stored::StoredError;
use attune_therapy::ids::RecordId;
use serde::Serialize;
use std::collections::HashMap;
use walk::Walk;

/// What was walked and what is wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Records walked.
    pub records: u64,
    /// Entries walked.
    pub entries: u64,
    /// Entries that were erased: sealed for good, and still in their place.
    pub erased: u64,
    /// Attachments opened.
    pub attachments: u64,
    /// Commits of the clinic walked.
    pub commits: u64,
    /// How many problems were found.
    pub problem_count: u64,
    /// The first thousand of them.
    pub problems: Vec<Problem>,
}

/// Something that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Which record; none where it is the clinic's chain of commits.
    pub record: Option<RecordId>,
    /// The place in the record, or the number of the commit.
    pub seq: Option<i64>,
    /// What is wrong there.
    pub what: String,
}

/// More are counted and not kept.
const MOST_PROBLEMS: usize = 1000;

impl Report {
    /// Whether nothing is wrong.
    pub fn is_clean(&self) -> bool {
        self.problem_count == 0
    }

    pub(super) fn add(&mut self, record: Option<RecordId>, seq: Option<i64>, what: impl ToString) {
        self.problem_count += 1;
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(Problem {
                record,
                seq,
                what: what.to_string(),
            });
        }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.record, self.seq) {
            (Some(record), Some(seq)) => write!(f, "record {record}, entry {seq}: {}", self.what),
            (Some(record), None) => write!(f, "record {record}: {}", self.what),
            (None, Some(n)) => write!(f, "commit {n}: {}", self.what),
            (None, None) => write!(f, "{}", self.what),
        }
    }
}

impl Records {
    /// Walks everything. Works while serving; memory does not grow with the length of records.
    pub async fn verify(&self) -> Result<Report, ReadError> {
        let mut report = Report::default();
        self.compare_destroyed(&mut report).await?;
        let tx = self.inner.data.begin_reading().await?;
        let mut walk = Walk {
            inner: &self.inner,
            tx,
            report,
            heads: HashMap::new(),
        };
        walk.commits().await?;
        walk.records().await?;
        Ok(walk.report)
    }

    /// The names of destroyed keys are kept in two places, so that neither backup brings a key back.
    async fn compare_destroyed(&self, report: &mut Report) -> Result<(), ReadError> {
        let keys_failed = |error: KeyError| StoredError::Key(error);
        let mut of_keys = self.inner.keys.destroyed().await.map_err(keys_failed)?;
        let mut of_data = self.inner.destroyed_beside_data().await?;
        of_keys.sort();
        of_data.sort();
        let names = |list: &[(crate::keys::DestroyedKey, i64)]| -> Vec<_> {
            list.iter().map(|(key, _)| key.clone()).collect()
        };
        if names(&of_keys) != names(&of_data) {
            report.add(
                None,
                None,
                "the lists of destroyed keys beside data and keys differ; start the program once, it settles them",
            );
        }
        Ok(())
    }
}
