//! Snapshots: a long record's entries sealed once more in one piece every 500 entries, so that it is read quickly.
//! Disposable: one that does not open or does not fit is passed over and the entries are read one by one.
//!
//! Its key is in the key database, and any erasure in the record destroys it.

use crate::cache::Loaded;
use crate::chain::Hash;
use crate::inner::Inner;
use crate::sealing::position;
use crate::statements as sql;
use crate::stored::{StoredError, entries_after};
use crate::writer::WriteError;
use attune_therapy::Entry;
use attune_therapy::ids::{ClinicId, EntryId, RecordId, Token};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// After so many entries another one is taken.
pub(crate) const EVERY: i64 = 500;

#[derive(Deserialize)]
struct Body {
    entries: Vec<Entry>,
    erased: Vec<(Token, EntryId)>,
}

#[derive(Serialize)]
struct BodyRef<'a> {
    entries: Vec<&'a Entry>,
    erased: Vec<(Token, EntryId)>,
}

/// What a snapshot and the entries after it give.
pub(crate) struct Opened {
    pub(crate) entries: Vec<Arc<Entry>>,
    pub(crate) erased: HashMap<Token, EntryId>,
    /// The place in the record up to which it reaches.
    pub(crate) seq: i64,
}

impl Inner {
    /// The record's snapshot, if there is one that fits the chain as it stands.
    pub(crate) async fn snapshot(&self, record: RecordId) -> Result<Option<Opened>, StoredError> {
        let values = [self.clinic().0.into(), record.0.into()];
        let Some(row) = self.data.fetch_optional(sql::SNAPSHOT, &values).await? else {
            return Ok(None);
        };
        let (seq, id, sealed) = (row.int(0)?, row.uuid(1)?, row.bytes(2)?);
        let Some(key) = self.keys.snapshot_key(record, id).await? else {
            return Ok(None);
        };
        let values = [self.clinic().0.into(), record.0.into(), seq.into()];
        let last = self.data.fetch_optional(sql::CHAIN_AT, &values).await?;
        let Some(hash) = last.map(|row| row.bytes(0)).transpose()? else {
            return Ok(None);
        };
        let Ok(hash) = Hash::try_from(hash.as_slice()) else {
            return Ok(None);
        };
        let body = key
            .open(&place(self.clinic(), record, seq, &hash, id), &sealed)
            .ok()
            .and_then(|plain| serde_json::from_slice::<Body>(&plain).ok());
        Ok(body.map(|body| Opened {
            entries: body.entries.into_iter().map(Arc::new).collect(),
            erased: body.erased.into_iter().collect(),
            seq,
        }))
    }

    /// Takes a snapshot of what was just committed. Whatever fails: there will be another.
    pub(crate) async fn take_snapshot(&self, record: RecordId, loaded: &Loaded) {
        if let Err(error) = self.try_snapshot(record, loaded).await {
            tracing::warn!(record = %record, kind = error.kind(), "a snapshot was not taken");
        }
    }

    async fn try_snapshot(&self, record: RecordId, loaded: &Loaded) -> Result<(), WriteError> {
        let clinic = self.clinic();
        let head = self.head();
        let body = BodyRef {
            entries: loaded.case.entries().iter().map(Arc::as_ref).collect(),
            erased: loaded.erased.iter().map(|(t, id)| (*t, *id)).collect(),
        };
        let plain =
            serde_json::to_vec(&body).map_err(|error| WriteError::Failed(error.to_string()))?;
        let Some((id, key)) = self.keys.new_snapshot_key(record).await? else {
            return Ok(());
        };
        let sealed = key.seal(&place(clinic, record, loaded.seq, &loaded.hash, id), &plain);
        let mut tx = self.data.begin().await?;
        // Not if anything was committed meanwhile: it may have been an erasure.
        let values = [clinic.0.into(), head.n.into()];
        if tx.execute(sql::HOLD_CLINIC_AT, &values).await? != 1 {
            return Err(WriteError::Conflict);
        }
        let of_record = [clinic.0.into(), record.0.into()];
        tx.execute(sql::DELETE_SNAPSHOT, &of_record).await?;
        let values = [
            clinic.0.into(),
            record.0.into(),
            loaded.seq.into(),
            id.into(),
            sealed.into(),
        ];
        tx.insert(sql::INSERT_SNAPSHOTS, &values).await?;
        Ok(tx.commit().await?)
    }

    /// The record from the database, by its snapshot and what came after it where there is one.
    pub(crate) async fn read_quickly(&self, record: RecordId) -> Result<Loaded, StoredError> {
        let Some(snapshot) = self.snapshot(record).await? else {
            return self.read(record).await;
        };
        // From the snapshot's last entry on, because the chain goes on from its hash.
        let after = entries_after(&self.data, self.clinic(), record, snapshot.seq - 1).await?;
        self.fold(record, &after, Some(snapshot)).await
    }
}

fn place(clinic: ClinicId, record: RecordId, seq: i64, hash: &Hash, id: Uuid) -> Vec<u8> {
    position(
        "attune.snapshot.v1",
        &[
            clinic.0.as_bytes(),
            record.0.as_bytes(),
            &seq.to_be_bytes(),
            hash,
            id.as_bytes(),
        ],
    )
}
