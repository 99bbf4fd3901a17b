//! Entries as they are stored: sealed, each with its own key, linked into the chain.

use crate::chain::{Hash, Link};
use crate::db::{Db, DbError, Row, Value};
use crate::keys::{Blocks, EntryKey, FoundKey, KeyError, KeyPlace};
use crate::sealing::{SealError, position};
use crate::statements as sql;
use attune_therapy::ids::{AttachmentId, ClinicId, EntryId, RecordId, Token};
use attune_therapy::{Compartment, Entry};

/// A row of the table `entry`.
#[derive(Debug, Clone)]
pub(crate) struct StoredEntry {
    pub(crate) record: RecordId,
    pub(crate) seq: i64,
    pub(crate) id: EntryId,
    pub(crate) compartment: Compartment,
    pub(crate) place: KeyPlace,
    pub(crate) token: Token,
    pub(crate) sealed: Vec<u8>,
    pub(crate) chain: Hash,
}

/// Why stored entries cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum StoredError {
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The keys failed.
    #[error(transparent)]
    Key(#[from] crate::keys::KeyError),
    /// An entry does not open.
    #[error("entry {seq} of record {record} does not open: {source}")]
    Seal {
        /// Which record.
        record: RecordId,
        /// Its place there.
        seq: i64,
        /// Why.
        source: SealError,
    },
    /// An entry's key is not in the key database, and nobody destroyed it.
    #[error(
        "the key of entry {seq} of record {record} is missing: the keys are older than the data, or belong to another clinic"
    )]
    KeyMissing {
        /// Which record.
        record: RecordId,
        /// Its place there.
        seq: i64,
    },
    /// An attachment is not there or does not open.
    #[error("attachment {attachment} does not open: {why}")]
    Attachment {
        /// Which.
        attachment: AttachmentId,
        /// Why.
        why: &'static str,
    },
    /// A draft does not open.
    #[error("a draft does not open: {source}")]
    Draft {
        /// Why.
        source: SealError,
    },
    /// An entry opens but is not an entry.
    #[error("entry {seq} of record {record} cannot be read: {why}")]
    Unreadable {
        /// Which record.
        record: RecordId,
        /// Its place there.
        seq: i64,
        /// What is wrong with it (never its content).
        why: String,
    },
}

impl StoredError {
    /// Whether one record is damaged, rather than the database out of reach.
    pub(crate) fn is_of_record(&self) -> bool {
        match self {
            StoredError::Db(_) => false,
            StoredError::Key(error) => matches!(error, KeyError::Seal(_) | KeyError::Erased),
            StoredError::Seal { .. }
            | StoredError::KeyMissing { .. }
            | StoredError::Draft { .. }
            | StoredError::Attachment { .. }
            | StoredError::Unreadable { .. } => true,
        }
    }
}

impl StoredEntry {
    /// Seals an entry at its place and links it after `before`.
    pub(crate) fn seal(
        clinic: ClinicId,
        record: RecordId,
        seq: i64,
        entry: &Entry,
        key: &EntryKey,
        before: &Hash,
    ) -> Result<StoredEntry, serde_json::Error> {
        let plain = serde_json::to_vec(entry)?;
        let mut stored = StoredEntry {
            record,
            seq,
            id: entry.id,
            compartment: entry.compartment,
            place: key.place,
            token: entry.token,
            sealed: Vec::new(),
            chain: [0; 32],
        };
        stored.sealed = key.key.seal(&stored.position(clinic), &plain);
        stored.chain = stored.link(clinic).after(before);
        Ok(stored)
    }

    /// Opens an entry; `None` when its key was destroyed.
    ///
    /// # Errors
    /// [`StoredError::KeyMissing`] when the key is not there though nobody destroyed it: the keys are older than the
    /// data, and to show the record without what they should open would be to hide something.
    pub(crate) fn open(
        &self,
        clinic: ClinicId,
        blocks: &Blocks,
    ) -> Result<Option<Entry>, StoredError> {
        let sealed = |source| StoredError::Seal {
            record: self.record,
            seq: self.seq,
            source,
        };
        let key = match blocks.key(self.compartment, self.place).map_err(sealed)? {
            FoundKey::Key(key) => key,
            FoundKey::Destroyed => return Ok(None),
            FoundKey::Missing => {
                return Err(StoredError::KeyMissing {
                    record: self.record,
                    seq: self.seq,
                });
            }
        };
        let plain = key
            .open(&self.position(clinic), &self.sealed)
            .map_err(sealed)?;
        let unreadable = |error: serde_json::Error| StoredError::Unreadable {
            record: self.record,
            seq: self.seq,
            why: format!("{:?} error", error.classify()),
        };
        serde_json::from_slice(&plain).map(Some).map_err(unreadable)
    }

    /// What the chain covers of this entry.
    pub(crate) fn link(&self, clinic: ClinicId) -> Link<'_> {
        Link {
            clinic,
            record: self.record,
            seq: self.seq,
            id: self.id,
            compartment: self.compartment,
            place: self.place,
            token: self.token,
            sealed: &self.sealed,
        }
    }

    fn position(&self, clinic: ClinicId) -> Vec<u8> {
        position(
            "attune.entry.v1",
            &[
                clinic.0.as_bytes(),
                self.record.0.as_bytes(),
                &self.seq.to_be_bytes(),
                self.id.0.as_bytes(),
                &self.compartment.number().to_be_bytes(),
                &self.place.epoch.to_be_bytes(),
                self.place.block.unwrap_or_default().as_bytes(),
                &self.place.slot.to_be_bytes(),
            ],
        )
    }

    /// The values of its row, in the order of `INSERT_ENTRIES`.
    pub(crate) fn into_values(self, clinic: ClinicId) -> [Value; 11] {
        [
            clinic.0.into(),
            self.record.0.into(),
            self.seq.into(),
            self.id.0.into(),
            self.compartment.number().into(),
            self.place.epoch.into(),
            self.place.block.into(),
            self.place.slot.into(),
            self.token.0.into(),
            self.sealed.into(),
            self.chain.as_slice().into(),
        ]
    }

    /// Reads a row of `ENTRIES_AFTER`.
    pub(crate) fn from_row(record: RecordId, row: &Row) -> Result<StoredEntry, StoredError> {
        let seq = row.int(0)?;
        let damaged = |why: &str| StoredError::Unreadable {
            record,
            seq,
            why: why.to_owned(),
        };
        Ok(StoredEntry {
            record,
            seq,
            id: EntryId(row.uuid(1)?),
            compartment: Compartment::from_number(row.int(2)?)
                .ok_or_else(|| damaged("unknown compartment"))?,
            place: KeyPlace {
                epoch: row.int(3)?,
                block: row.opt_uuid(4)?,
                slot: row.int(5)?,
            },
            token: Token(row.uuid(6)?),
            sealed: row.bytes(7)?,
            chain: row
                .bytes(8)?
                .try_into()
                .map_err(|_| damaged("the chain's hash is not 32 bytes"))?,
        })
    }
}

/// The stored entries of a record after `seq`, in order.
pub(crate) async fn entries_after(
    db: &Db,
    clinic: ClinicId,
    record: RecordId,
    seq: i64,
) -> Result<Vec<StoredEntry>, StoredError> {
    let rows = db
        .fetch(
            sql::ENTRIES_AFTER,
            &[clinic.0.into(), record.0.into(), seq.into()],
        )
        .await?;
    rows.iter()
        .map(|row| StoredEntry::from_row(record, row))
        .collect()
}
