//! Destroying keys: the only way in which anything is ever erased.
//!
//! The name of every destroyed key is kept, here and beside the data, so that a backup that still holds the key
//! drops it when it is restored.

use super::{DestroyedKey, KeyError, KeyStore};
use crate::db::{DbError, Tx, Value};
use crate::sealing::WRAPPED;
use crate::statements as sql;
use attune_therapy::ids::RecordId;
use jiff::Timestamp;

/// How often a block is read again when somebody else changed it meanwhile.
const TRIES: usize = 8;

impl KeyStore {
    /// Destroys keys for good. What they sealed cannot be read again by anybody.
    pub async fn destroy(&self, keys: &[DestroyedKey], now: Timestamp) -> Result<(), KeyError> {
        let mut tx = self.inner.db.begin().await?;
        for key in keys {
            self.drop_key(&mut tx, key).await?;
            let (clinic, record): (Value, Value) = (self.clinic().0.into(), key.record().0.into());
            let name: Value = key.name().into();
            let named = [clinic.clone(), record.clone(), name.clone()];
            if tx.fetch(sql::KEYS_DESTROYED_ONE, &named).await?.is_empty() {
                let values = [clinic, record, name, now.as_microsecond().into()];
                tx.insert(sql::KEYS_INSERT_DESTROYED, &values).await?;
            }
        }
        tx.commit().await?;
        self.learn_destroyed(keys);
        for key in keys {
            self.forget(key.record());
        }
        Ok(())
    }

    /// Makes the engine forget the bytes of keys that were destroyed.
    pub(crate) async fn scrub(&self) -> Result<(), KeyError> {
        let tables = ["key_block", "compartment_key", "record_key", "snapshot_key"];
        Ok(self.inner.db.scrub(&tables).await?)
    }

    async fn drop_key(&self, tx: &mut Tx, key: &DestroyedKey) -> Result<(), KeyError> {
        let of_record: [Value; 2] = [self.clinic().0.into(), key.record().0.into()];
        tx.execute(sql::DELETE_SNAPSHOT_KEY, &of_record).await?;
        match key {
            DestroyedKey::Record(_) => {
                tx.execute(sql::DELETE_BLOCKS, &of_record).await?;
                tx.execute(sql::DELETE_COMPARTMENT_KEYS, &of_record).await?;
                tx.execute(sql::DELETE_RECORD_KEY, &of_record).await?;
            }
            DestroyedKey::Compartment(_, compartment, epoch) => {
                let [clinic, record] = of_record;
                let values = [clinic, record, compartment.number().into(), (*epoch).into()];
                tx.execute(sql::DELETE_COMPARTMENT_BLOCKS, &values).await?;
                tx.execute(sql::DELETE_COMPARTMENT_KEY, &values).await?;
            }
            DestroyedKey::Slot(_, block, slot) => {
                let [clinic, record] = of_record;
                let from = usize::try_from(*slot)
                    .unwrap_or(usize::MAX)
                    .saturating_mul(WRAPPED);
                let of_block = [clinic, record, (*block).into()];
                wipe_slot(tx, &of_block, from).await?;
            }
        }
        Ok(())
    }

    /// The names of all keys destroyed so far, and when (microseconds).
    pub async fn destroyed(&self) -> Result<Vec<(DestroyedKey, i64)>, KeyError> {
        let rows = self
            .inner
            .db
            .fetch(sql::KEYS_DESTROYED, &[self.clinic().0.into()])
            .await?;
        let mut list = Vec::with_capacity(rows.len());
        for row in rows {
            if let Some(key) = DestroyedKey::parse(RecordId(row.uuid(0)?), &row.text(1)?) {
                list.push((key, row.int(2)?));
            }
        }
        Ok(list)
    }

    pub(super) async fn refuse_erased(&self, record: RecordId) -> Result<(), KeyError> {
        let name = DestroyedKey::Record(record).name();
        let values = [self.clinic().0.into(), record.0.into(), name.into()];
        let found = self
            .inner
            .db
            .fetch_optional(sql::KEYS_DESTROYED_ONE, &values)
            .await?;
        if found.is_some() || self.is_erased(record) {
            Err(KeyError::Erased)
        } else {
            Ok(())
        }
    }
}

/// Overwrites one key of a block. Compares before it sets: two erasures in one block must not undo each other.
async fn wipe_slot(tx: &mut Tx, of_block: &[Value; 3], from: usize) -> Result<(), KeyError> {
    for _ in 0..TRIES {
        let found = tx.fetch(sql::BLOCK, of_block).await?;
        let Some(row) = found.first() else {
            return Ok(());
        };
        let old = row.bytes(2)?;
        let mut keys = old.clone();
        match keys.get_mut(from..from.saturating_add(WRAPPED)) {
            Some(slot) => slot.fill(0),
            None => return Ok(()),
        }
        let [clinic, record, block] = of_block.clone();
        let values = [clinic, record, block, keys.into(), old.into()];
        if tx.execute(sql::UPDATE_BLOCK, &values).await? == 1 {
            return Ok(());
        }
    }
    Err(DbError::Conflict.into())
}
