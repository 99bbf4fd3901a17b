//! A view: what one reader's entries fold to. Pages get a view, never a case.

use crate::case::Case;
use crate::entry::Entry;
use std::ops::Deref;
use std::sync::Arc;

/// A record as one reader may see it. It has a case's shape, because it is folded by the same code; what the
/// reader may not see was never put in.
#[derive(Debug, Clone)]
pub struct View(Arc<Case>);

impl View {
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
