//! Sessions known in this process for a few seconds, so that most requests ask no database.
//!
//! Invariant: what this process changes it forgets at once; what another node changes is seen here after
//! [`FRESH_FOR`] at the latest.

use crate::secret::TokenHash;
use crate::session::Session;
use attune_therapy::ids::AccountId;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

pub(crate) const FRESH_FOR: SignedDuration = SignedDuration::from_secs(5);
/// More sessions than this at once are looked up again rather than remembered.
const MOST: usize = 50_000;

#[derive(Debug, Default)]
pub(crate) struct SessionCache {
    entries: RwLock<HashMap<TokenHash, Entry>>,
    /// Grows with every forgetting: a session read before and remembered after it would be stale.
    generation: AtomicU64,
}

#[derive(Debug)]
struct Entry {
    session: Arc<Session>,
    loaded_at: Timestamp,
    seen_at: AtomicI64,
}

/// What the cache knows of a session.
#[derive(Debug)]
pub(crate) enum Remembered {
    Fresh(Arc<Session>),
    /// Look it up; this process saw it last at that time (microseconds).
    Stale(i64),
    Nothing,
}

impl SessionCache {
    /// Looks a session up and notes that it was seen.
    pub(crate) fn find(&self, hash: &TokenHash, now: Timestamp) -> Remembered {
        self.look(hash, now, true)
    }

    /// Looks a session up without noting that it was seen.
    pub(crate) fn peek(&self, hash: &TokenHash, now: Timestamp) -> Remembered {
        self.look(hash, now, false)
    }

    fn look(&self, hash: &TokenHash, now: Timestamp, is_seen: bool) -> Remembered {
        let entries = self.entries.read().unwrap_or_else(PoisonError::into_inner);
        let Some(entry) = entries.get(hash) else {
            return Remembered::Nothing;
        };
        let seen = entry.seen_at.load(Ordering::Relaxed);
        let age = now.duration_since(entry.loaded_at);
        if age.is_negative() || age >= FRESH_FOR || !entry.session.lives(seen, now) {
            return Remembered::Stale(seen);
        }
        if is_seen {
            entry
                .seen_at
                .fetch_max(now.as_microsecond(), Ordering::Relaxed);
        }
        Remembered::Fresh(entry.session.clone())
    }

    pub(crate) fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// Remembers what was read when the generation was `generation`, unless something was forgotten since.
    pub(crate) fn remember(
        &self,
        hash: TokenHash,
        session: Arc<Session>,
        now: Timestamp,
        seen_at: i64,
        generation: u64,
    ) {
        let mut entries = self.entries.write().unwrap_or_else(PoisonError::into_inner);
        if self.generation() != generation {
            return;
        }
        if entries.len() >= MOST {
            entries.retain(|_, entry| now.duration_since(entry.loaded_at) < FRESH_FOR);
        }
        if entries.len() < MOST {
            let seen_at = AtomicI64::new(seen_at);
            entries.insert(
                hash,
                Entry {
                    session,
                    loaded_at: now,
                    seen_at,
                },
            );
        }
    }

    /// Drops what the database no longer knows. Anybody may present unknown cookies, so this disturbs nobody else.
    pub(crate) fn drop_gone(&self, hash: &TokenHash) {
        let known = self
            .entries
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .contains_key(hash);
        if known {
            self.entries
                .write()
                .unwrap_or_else(PoisonError::into_inner)
                .remove(hash);
        }
    }

    pub(crate) fn forget(&self, hash: &TokenHash) {
        let mut entries = self.entries.write().unwrap_or_else(PoisonError::into_inner);
        self.generation.fetch_add(1, Ordering::AcqRel);
        entries.remove(hash);
    }

    pub(crate) fn forget_account(&self, account: AccountId) {
        let mut entries = self.entries.write().unwrap_or_else(PoisonError::into_inner);
        self.generation.fetch_add(1, Ordering::AcqRel);
        entries.retain(|_, entry| entry.session.account != account);
    }
}
