//! Folded cases kept in memory with the place in the record up to which they are folded.
//!
//! A node keeps nothing here that another would miss: what other nodes committed is learned from the clinic's
//! commits before each use.

use crate::chain::Hash;
use crate::keys::lock;
use crate::projection::Projected;
use attune_therapy::confidentiality::ViewScope;
use attune_therapy::ids::{EntryId, RecordId, Token};
use attune_therapy::{Case, Content, View};
use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

/// A record as loaded: folded up to `seq`.
#[derive(Debug, Default)]
pub(crate) struct Loaded {
    pub(crate) case: Arc<Case>,
    pub(crate) seq: i64,
    pub(crate) hash: Hash,
    /// Tokens of entries whose keys were destroyed: sent again, they are still duplicates.
    pub(crate) erased: Arc<HashMap<Token, EntryId>>,
    /// What the case projects to, worked out when first asked for.
    pub(crate) projected: OnceLock<Arc<Projected>>,
}

impl Loaded {
    /// What the case projects to.
    pub(crate) fn projected(&self, content: &Content) -> Arc<Projected> {
        let known = self
            .projected
            .get_or_init(|| Arc::new(Projected::of(&self.case, content)));
        Arc::clone(known)
    }
}

#[derive(Debug)]
struct Held {
    loaded: Arc<Loaded>,
    views: Vec<(ViewScope, View)>,
    used: u64,
}

/// Cases and views of the records used last.
#[derive(Debug, Default)]
pub(crate) struct Cache {
    held: Mutex<HashMap<RecordId, Held>>,
    clock: AtomicU64,
    /// The clinic's commit up to which this cache is true.
    known: AtomicI64,
    /// Counts how often something was forgotten: what was read before that may be older than what was forgotten.
    forgotten: AtomicU64,
}

/// Records held at the same time, at most.
const MOST: usize = 1024;

impl Cache {
    pub(crate) fn known(&self) -> i64 {
        self.known.load(Ordering::Acquire)
    }

    pub(crate) fn learn(&self, commit: i64) {
        self.known.fetch_max(commit, Ordering::AcqRel);
    }

    pub(crate) fn get(&self, record: RecordId) -> Option<Arc<Loaded>> {
        let now = self.clock.fetch_add(1, Ordering::Relaxed);
        let mut held = lock(&self.held);
        let held = held.get_mut(&record)?;
        held.used = now;
        Some(Arc::clone(&held.loaded))
    }

    /// To be passed to [`Cache::put_read`] after reading.
    pub(crate) fn mark(&self) -> u64 {
        self.forgotten.load(Ordering::Acquire)
    }

    /// Keeps what was read from the database, unless something was forgotten since `mark`.
    pub(crate) fn put_read(&self, mark: u64, record: RecordId, loaded: Arc<Loaded>) {
        let mut held = lock(&self.held);
        if self.mark() == mark {
            self.put_into(&mut held, record, loaded);
        }
    }

    /// Keeps what was committed.
    pub(crate) fn put(&self, record: RecordId, loaded: Arc<Loaded>) {
        self.put_into(&mut lock(&self.held), record, loaded);
    }

    fn put_into(&self, held: &mut HashMap<RecordId, Held>, record: RecordId, loaded: Arc<Loaded>) {
        let used = self.clock.fetch_add(1, Ordering::Relaxed);
        if held
            .get(&record)
            .is_some_and(|old| old.loaded.seq > loaded.seq)
        {
            return;
        }
        held.insert(
            record,
            Held {
                loaded,
                views: Vec::new(),
                used,
            },
        );
        if held.len() > MOST {
            let mut ages: Vec<u64> = held.values().map(|held| held.used).collect();
            ages.sort_unstable();
            let oldest_kept = ages[ages.len() / 2];
            held.retain(|_, held| held.used >= oldest_kept);
        }
    }

    pub(crate) fn view(&self, record: RecordId, scope: ViewScope, seq: i64) -> Option<View> {
        let held = lock(&self.held);
        let held = held.get(&record).filter(|held| held.loaded.seq == seq)?;
        held.views
            .iter()
            .find(|(s, _)| *s == scope)
            .map(|(_, view)| view.clone())
    }

    pub(crate) fn put_view(&self, record: RecordId, scope: ViewScope, seq: i64, view: View) {
        let mut held = lock(&self.held);
        if let Some(held) = held.get_mut(&record).filter(|held| held.loaded.seq == seq) {
            held.views.retain(|(s, _)| *s != scope);
            held.views.push((scope, view));
        }
    }

    pub(crate) fn forget(&self, record: RecordId) {
        let mut held = lock(&self.held);
        self.forgotten.fetch_add(1, Ordering::AcqRel);
        held.remove(&record);
    }

    pub(crate) fn forget_all(&self) {
        let mut held = lock(&self.held);
        self.forgotten.fetch_add(1, Ordering::AcqRel);
        held.clear();
    }
}
