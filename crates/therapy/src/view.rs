//! A view: what one reader's entries fold to. Pages get a view, never a case.

use crate::case::Case;
use crate::confidentiality::Reader;
use crate::correction::{Replaced, Retracted};
use crate::entry::Entry;
use crate::fact::Fact;
use crate::ids::RecordId;
use jiff::Timestamp;
use std::ops::Deref;
use std::sync::Arc;

/// A record as one reader may see it. It has a case's shape, because it is folded by the same code; what the
/// reader may not see was never put in.
#[derive(Debug, Clone)]
pub struct View(Arc<Case>);

impl View {
    /// What `reader` may see of a record at `at`. Whoever may read an entry may read its correction, and nobody else
    /// may.
    pub fn for_reader(case: &Case, reader: &Reader, record: RecordId, at: Timestamp) -> View {
        let readable = case.entries().iter().filter(|entry| match &entry.fact {
            Fact::Replaced(Replaced { target, .. }) | Fact::Retracted(Retracted { target, .. }) => {
                case.entry(*target)
                    .is_some_and(|target| reader.may_read(record, target, at))
            }
            _ => reader.may_read(record, entry, at),
        });
        View::fold(readable.cloned())
    }

    /// Folds the entries that a reader may see, in the order of the record.
    pub fn fold(entries: impl IntoIterator<Item = Arc<Entry>>) -> View {
        View(Arc::new(Case::fold(entries)))
    }
}

impl Deref for View {
    type Target = Case;
    fn deref(&self) -> &Case {
        &self.0
    }
}
