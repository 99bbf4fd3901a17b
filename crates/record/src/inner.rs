//! What the record's parts share.

use crate::cache::{Cache, Loaded};
use crate::chain::{self, Hash, read_heads};
use crate::db::{Db, Value};
use crate::keys::{KeyStore, lock};
use crate::statements as sql;
use crate::stored::{StoredError, entries_after};
use crate::writer::DraftKey;
use attune_therapy::ids::{ClinicId, RecordId};
use attune_therapy::{Case, Content};
use std::sync::{Arc, Mutex};

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) data: Db,
    pub(crate) keys: KeyStore,
    pub(crate) content: Arc<Content>,
    pub(crate) cache: Cache,
    /// The clinic's last commit as this node knows it.
    pub(crate) head: Mutex<(i64, Hash)>,
}

impl Inner {
    pub(crate) fn clinic(&self) -> ClinicId {
        self.keys.clinic()
    }

    pub(crate) fn head(&self) -> (i64, Hash) {
        *lock(&self.head)
    }

    pub(crate) fn advance(&self, n: i64, hash: Hash) {
        let mut head = lock(&self.head);
        if n > head.0 {
            *head = (n, hash);
        }
        drop(head);
        self.cache.learn(n);
    }

    /// Reads the clinic's last commit from the database.
    pub(crate) async fn learn_clinic_head(&self) -> Result<(), crate::writer::WriteError> {
        let row = self
            .data
            .fetch_optional(sql::CLINIC_HEAD, &[self.clinic().0.into()])
            .await?;
        if let Some(row) = row {
            let hash = row.bytes(1)?.try_into().unwrap_or(chain::START);
            *lock(&self.head) = (row.int(0)?, hash);
        }
        Ok(())
    }

    /// Forgets what other nodes changed since this node last looked.
    pub(crate) async fn catch_up(&self) -> Result<(), StoredError> {
        let clinic: Value = self.clinic().0.into();
        let Some(row) = self
            .data
            .fetch_optional(sql::CLINIC_HEAD, std::slice::from_ref(&clinic))
            .await?
        else {
            return Ok(());
        };
        let (now, known) = (row.int(0)?, self.cache.known());
        if now <= known {
            return Ok(());
        }
        for row in self
            .data
            .fetch(sql::COMMITS_SINCE, &[clinic, known.into()])
            .await?
        {
            match read_heads(&row.bytes(1)?) {
                Some(heads) => {
                    for head in heads {
                        let held = self.cache.get(head.record);
                        if held.is_some_and(|held| held.seq < head.seq) {
                            self.cache.forget(head.record);
                        }
                    }
                }
                None => self.cache.forget_all(),
            }
        }
        self.cache.learn(now);
        Ok(())
    }

    /// The whole record, folded. Sequence 0 means that there is none.
    pub(crate) async fn load(&self, record: RecordId) -> Result<Arc<Loaded>, StoredError> {
        if let Some(loaded) = self.cache.get(record) {
            return Ok(loaded);
        }
        // Entries first, keys after them: a key is always durable before the entry that uses it.
        let stored = entries_after(&self.data, self.clinic(), record, 0).await?;
        let blocks = self.keys.blocks(record).await?;
        let (seq, hash) = stored
            .last()
            .map_or((0, chain::START), |last| (last.seq, last.chain));
        let mut entries = Vec::with_capacity(stored.len());
        for stored in &stored {
            if let Some(entry) = stored.open(self.clinic(), &blocks)? {
                entries.push(Arc::new(entry));
            }
        }
        let loaded = Arc::new(Loaded {
            case: Arc::new(Case::fold(entries)),
            seq,
            hash,
        });
        if seq > 0 {
            self.cache.put(record, Arc::clone(&loaded));
        }
        Ok(loaded)
    }

    pub(crate) async fn draft_version(&self, key: &DraftKey) -> Result<i64, StoredError> {
        let values = [
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
