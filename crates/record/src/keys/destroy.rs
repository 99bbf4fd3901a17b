//! Destroying keys: the only way in which anything is ever erased.
//!
//! The name of every destroyed key is kept, here and beside the data, so that a backup that still holds the key
//! drops it when it is restored.

use super::{KeyError, KeyPlace, KeyStore};
use crate::db::{Tx, Value};
use crate::sealing::WRAPPED;
use crate::statements as sql;
use attune_therapy::Compartment;
use attune_therapy::ids::RecordId;
use jiff::Timestamp;
use uuid::Uuid;

/// The name of a key that was destroyed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DestroyedKey {
    /// Everything in a record.
    Record(RecordId),
    /// Everything in one compartment of a record.
    Compartment(RecordId, Compartment),
    /// One entry or attachment of a record.
    Slot(RecordId, Uuid, i64),
}

impl DestroyedKey {
    /// The name as it is stored.
    pub fn name(&self) -> String {
        match self {
            DestroyedKey::Record(record) => format!("record:{record}"),
            DestroyedKey::Compartment(record, compartment) => {
                format!("compartment:{record}:{}", compartment.number())
            }
            DestroyedKey::Slot(record, block, slot) => format!("slot:{record}:{block}:{slot}"),
        }
    }

    /// Reads a stored name.
    pub fn parse(name: &str) -> Option<DestroyedKey> {
        let parts: Vec<&str> = name.split(':').collect();
        match parts[..] {
            ["record", record] => Some(DestroyedKey::Record(record.parse().ok()?)),
            ["compartment", record, number] => {
                let compartment = Compartment::from_number(number.parse().ok()?)?;
                Some(DestroyedKey::Compartment(record.parse().ok()?, compartment))
            }
            ["slot", record, block, slot] => Some(DestroyedKey::Slot(
                record.parse().ok()?,
                block.parse().ok()?,
                slot.parse().ok()?,
            )),
            _ => None,
        }
    }

    /// The record that it belonged to.
    pub fn record(&self) -> RecordId {
        match self {
            DestroyedKey::Record(record)
            | DestroyedKey::Compartment(record, _)
            | DestroyedKey::Slot(record, _, _) => *record,
        }
    }

    /// The key of one entry, if it has one of its own.
    pub(crate) fn of_entry(record: RecordId, place: KeyPlace) -> Option<DestroyedKey> {
        place
            .block
            .map(|block| DestroyedKey::Slot(record, block, place.slot))
    }
}

impl KeyStore {
    /// Destroys keys for good. What they sealed cannot be read again by anybody.
    pub async fn destroy(&self, keys: &[DestroyedKey], now: Timestamp) -> Result<(), KeyError> {
        let mut tx = self.inner.db.begin().await?;
        for key in keys {
            self.drop_key(&mut tx, key).await?;
            let name: Value = key.name().into();
            let known = tx
                .fetch(
                    sql::KEYS_DESTROYED_ONE,
                    &[self.clinic().0.into(), name.clone()],
                )
                .await?;
            if known.is_empty() {
                let values = [self.clinic().0.into(), name, now.as_microsecond().into()];
                tx.execute(sql::KEYS_INSERT_DESTROYED, &values).await?;
            }
        }
        tx.commit().await?;
        self.inner.db.truncate_log().await?;
        for key in keys {
            self.forget(key.record());
        }
        Ok(())
    }

    async fn drop_key(&self, tx: &mut Tx, key: &DestroyedKey) -> Result<(), KeyError> {
        let of_record: [Value; 2] = [self.clinic().0.into(), key.record().0.into()];
        match key {
            DestroyedKey::Record(_) => {
                tx.execute(sql::DELETE_BLOCKS, &of_record).await?;
                tx.execute(sql::DELETE_COMPARTMENT_KEYS, &of_record).await?;
                tx.execute(sql::DELETE_RECORD_KEY, &of_record).await?;
            }
            DestroyedKey::Compartment(_, compartment) => {
                let [clinic, record] = of_record;
                let values = [clinic, record, compartment.number().into()];
                tx.execute(sql::DELETE_COMPARTMENT_BLOCKS, &values).await?;
                tx.execute(sql::DELETE_COMPARTMENT_KEY, &values).await?;
            }
            DestroyedKey::Slot(_, block, slot) => {
                let [clinic, record] = of_record;
                let of_block = [clinic.clone(), record.clone(), (*block).into()];
                let found = tx.fetch(sql::BLOCK, &of_block).await?;
                if let Some(row) = found.first() {
                    let mut keys = row.bytes(2)?;
                    let from = usize::try_from(*slot)
                        .unwrap_or(usize::MAX)
                        .saturating_mul(WRAPPED);
                    if let Some(slot) = keys.get_mut(from..from.saturating_add(WRAPPED)) {
                        slot.fill(0);
                    }
                    tx.execute(
                        sql::UPDATE_BLOCK,
                        &[clinic, record, (*block).into(), keys.into()],
                    )
                    .await?;
                }
            }
        }
        Ok(())
    }

    /// The names of all keys destroyed so far.
    pub async fn destroyed(&self) -> Result<Vec<(DestroyedKey, i64)>, KeyError> {
        let rows = self
            .inner
            .db
            .fetch(sql::KEYS_DESTROYED, &[self.clinic().0.into()])
            .await?;
        let mut list = Vec::with_capacity(rows.len());
        for row in rows {
            if let Some(key) = DestroyedKey::parse(&row.text(0)?) {
                list.push((key, row.int(1)?));
            }
        }
        Ok(list)
    }

    pub(super) async fn refuse_erased(&self, record: RecordId) -> Result<(), KeyError> {
        let name = DestroyedKey::Record(record).name();
        let values = [self.clinic().0.into(), name.into()];
        match self
            .inner
            .db
            .fetch_optional(sql::KEYS_DESTROYED_ONE, &values)
            .await?
        {
            Some(_) => Err(KeyError::Erased),
            None => Ok(()),
        }
    }
}
