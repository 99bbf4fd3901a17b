//! What the record's parts share.

use crate::cache::{Cache, Loaded};
use crate::chain::{self, Hash, read_heads};
use crate::db::{Db, Value};
use crate::keys::{DestroyedKey, KeyStore, lock};
use crate::snapshot;
use crate::statements as sql;
use crate::stored::{StoredEntry, StoredError, entries_after};
use crate::writer::DraftKey;
use attune_therapy::ids::{ClinicId, RecordId};
use attune_therapy::{Case, Content};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) data: Db,
    pub(crate) keys: KeyStore,
    pub(crate) content: Arc<Content>,
    pub(crate) cache: Cache,
    /// Where the clinic stands as this node knows it.
    pub(crate) head: Mutex<ClinicHead>,
    /// Looks at what other nodes committed.
    pub(crate) looks: Looks,
}

/// Numbers the looks at the clinic's last commit, so that readings at the same time share one.
#[derive(Debug, Default)]
pub(crate) struct Looks {
    /// How many have begun.
    begun: AtomicU64,
    /// The last one that ended well.
    finished: tokio::sync::Mutex<u64>,
}

/// A node that is more commits behind than this forgets everything rather than ask what changed.
const FAR_BEHIND: i64 = 1000;

/// Where the clinic's chain of commits stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ClinicHead {
    /// The last commit.
    pub(crate) n: i64,
    /// Its hash.
    pub(crate) hash: Hash,
    /// How often something was erased.
    pub(crate) erasures: i64,
}

impl ClinicHead {
    pub(crate) const START: ClinicHead = ClinicHead {
        n: 0,
        hash: chain::START,
        erasures: 0,
    };
}

impl Inner {
    pub(crate) fn clinic(&self) -> ClinicId {
        self.keys.clinic()
    }

    pub(crate) fn head(&self) -> ClinicHead {
        *lock(&self.head)
    }

    /// Learns where the clinic stands, unless something later is known.
    pub(crate) fn advance(&self, to: ClinicHead) {
        let mut head = lock(&self.head);
        if to.n > head.n {
            *head = to;
        }
        drop(head);
        self.cache.learn(to.n);
    }

    async fn stored_head(&self) -> Result<Option<ClinicHead>, StoredError> {
        let row = self
            .data
            .fetch_optional(sql::CLINIC_HEAD, &[self.clinic().0.into()])
            .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(ClinicHead {
            n: row.int(0)?,
            // A damaged hash is for `verify` to report; the next commit does not fit it and says so.
            hash: row.bytes(1)?.try_into().unwrap_or(chain::START),
            erasures: row.int(2)?,
        }))
    }

    /// Forgets what other nodes changed since this node last looked, and learns where the clinic stands.
    ///
    /// Whoever arrives while somebody looks waits for the next look and shares it: one that began after they came.
    pub(crate) async fn catch_up(&self) -> Result<(), StoredError> {
        let arrived = self.looks.begun.load(Ordering::Acquire);
        let mut finished = self.looks.finished.lock().await;
        if *finished > arrived {
            return Ok(());
        }
        let look = self.looks.begun.fetch_add(1, Ordering::AcqRel) + 1;
        self.look().await?;
        *finished = look;
        Ok(())
    }

    async fn look(&self) -> Result<(), StoredError> {
        let Some(stored) = self.stored_head().await? else {
            return Ok(());
        };
        let known = self.cache.known();
        if stored.n <= known {
            return Ok(());
        }
        if stored.erasures != self.head().erasures {
            self.learn_erasures().await?;
        }
        if stored.n - known > FAR_BEHIND {
            self.cache.forget_all();
        } else {
            self.forget_changed_since(known).await?;
        }
        self.advance(stored);
        Ok(())
    }

    /// Learns where the clinic stands when nothing is held yet.
    pub(crate) async fn begin(&self) -> Result<(), StoredError> {
        if let Some(stored) = self.stored_head().await? {
            self.advance(stored);
        }
        Ok(())
    }

    async fn forget_changed_since(&self, known: i64) -> Result<(), StoredError> {
        let values = [self.clinic().0.into(), known.into()];
        for row in self.data.fetch(sql::COMMITS_SINCE, &values).await? {
            let Some(heads) = read_heads(&row.bytes(1)?) else {
                self.cache.forget_all();
                return Ok(());
            };
            for head in heads {
                let held = self.cache.get(head.record);
                // What is not held may be being read at this moment; forgetting it keeps that from being cached.
                if held.is_none_or(|held| held.seq < head.seq) {
                    self.cache.forget(head.record);
                }
            }
        }
        Ok(())
    }

    /// Learns what was erased elsewhere.
    pub(crate) async fn learn_erasures(&self) -> Result<(), StoredError> {
        let names = self.destroyed_beside_data().await?;
        for record in self.keys.learn_destroyed(names.iter().map(|(key, _)| key)) {
            self.cache.forget(record);
        }
        Ok(())
    }

    /// The names of destroyed keys as they are noted beside the data, and when (microseconds).
    pub(crate) async fn destroyed_beside_data(
        &self,
    ) -> Result<Vec<(DestroyedKey, i64)>, StoredError> {
        let rows = self
            .data
            .fetch(sql::DESTROYED, &[self.clinic().0.into()])
            .await?;
        let mut names = Vec::with_capacity(rows.len());
        for row in rows {
            if let Some(key) = DestroyedKey::parse(RecordId(row.uuid(0)?), &row.text(1)?) {
                names.push((key, row.int(2)?));
            }
        }
        Ok(names)
    }

    /// The whole record, folded. Sequence 0 means that there is none.
    pub(crate) async fn load(&self, record: RecordId) -> Result<Arc<Loaded>, StoredError> {
        if let Some(loaded) = self.cache.get(record) {
            return Ok(loaded);
        }
        let mark = self.cache.mark();
        let loaded = match self.read_quickly(record).await {
            // Another node may have made keys since this one read the record's.
            Err(StoredError::KeyMissing { .. }) => {
                self.keys.forget(record);
                Arc::new(self.read(record).await?)
            }
            read => Arc::new(read?),
        };
        if loaded.seq > 0 {
            self.cache.put_read(mark, record, Arc::clone(&loaded));
        }
        Ok(loaded)
    }

    /// The same from the database entry by entry, whatever is held.
    pub(crate) async fn read(&self, record: RecordId) -> Result<Loaded, StoredError> {
        // Entries first, keys after them: a key is always durable before the entry that uses it.
        let stored = entries_after(&self.data, self.clinic(), record, 0).await?;
        self.fold(record, &stored, None).await
    }

    /// Folds stored entries after those of a snapshot, whose last is the first of them.
    pub(crate) async fn fold(
        &self,
        record: RecordId,
        stored: &[StoredEntry],
        snapshot: Option<snapshot::Opened>,
    ) -> Result<Loaded, StoredError> {
        let Some(last) = stored.last() else {
            return Ok(Loaded::default());
        };
        let blocks = self.keys.blocks(record).await?;
        let (mut entries, mut erased, from) = match snapshot {
            Some(snapshot) => (snapshot.entries, snapshot.erased, snapshot.seq),
            None => (Vec::with_capacity(stored.len()), HashMap::new(), 0),
        };
        for stored in stored.iter().filter(|stored| stored.seq > from) {
            match stored.open(self.clinic(), &blocks)? {
                Some(entry) => entries.push(Arc::new(entry)),
                None => {
                    erased.insert(stored.token, stored.id);
                }
            }
        }
        Ok(Loaded {
            case: Arc::new(Case::fold(entries)),
            seq: last.seq,
            hash: last.chain,
            erased: Arc::new(erased),
            projected: OnceLock::new(),
        })
    }

    pub(crate) async fn draft_version(&self, key: &DraftKey) -> Result<i64, StoredError> {
        let values: [Value; 5] = [
            self.clinic().0.into(),
            key.account.0.into(),
            key.form.as_str().into(),
            key.subject.into(),
            key.id.into(),
        ];
        let row = self.data.fetch_optional(sql::DRAFT, &values).await?;
        Ok(row.map_or(Ok(0), |row| row.int(0))?)
    }
}
