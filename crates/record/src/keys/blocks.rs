//! Opening many entries of one record: its key blocks, read at once.

use super::ring::{KeyPlace, slot_of, slot_position};
use super::{KeyError, KeyStore, lock};
use crate::db::Value;
use crate::sealing::{SealError, SecretKey};
use crate::statements as sql;
use attune_therapy::Compartment;
use attune_therapy::ids::{ClinicId, RecordId};
use std::collections::HashMap;
use uuid::Uuid;

/// What is found where an entry's key should be.
#[derive(Debug)]
pub(crate) enum FoundKey {
    /// The key.
    Key(SecretKey),
    /// It was destroyed.
    Destroyed,
    /// It is not there, though nobody destroyed it.
    Missing,
}

/// A record's entry keys, still wrapped, each unwrapped when it is asked for.
#[derive(Debug)]
pub(crate) struct Blocks {
    store: KeyStore,
    clinic: ClinicId,
    record: RecordId,
    compartments: HashMap<(i64, i64), SecretKey>,
    blocks: HashMap<Uuid, Vec<u8>>,
}

impl KeyStore {
    /// The blocks of a record, for opening many of its entries.
    pub(crate) async fn blocks(&self, record: RecordId) -> Result<Blocks, KeyError> {
        let clinic = self.inner.clinic;
        let values: [Value; 2] = [clinic.0.into(), record.0.into()];
        let mut blocks = HashMap::new();
        for row in self.inner.db.fetch(sql::BLOCKS_OF_RECORD, &values).await? {
            blocks.insert(row.uuid(0)?, row.bytes(3)?);
        }
        let compartments = match self.ring(record).await? {
            Some(ring) => lock(&ring).compartments.clone(),
            None => HashMap::new(),
        };
        Ok(Blocks {
            store: self.clone(),
            clinic,
            record,
            compartments,
            blocks,
        })
    }

    /// The key of one attachment.
    pub(crate) async fn key_at(
        &self,
        record: RecordId,
        compartment: Compartment,
        place: KeyPlace,
    ) -> Result<FoundKey, KeyError> {
        Ok(self.blocks(record).await?.key(compartment, place)?)
    }

    /// The key for what is kept beside the record and goes with it, if the record has keys.
    pub(crate) async fn beside(&self, record: RecordId) -> Result<Option<SecretKey>, KeyError> {
        if self.is_erased(record) {
            return Ok(None);
        }
        let ring = self.ring(record).await?;
        Ok(ring.and_then(|ring| lock(&ring).beside().cloned()))
    }

    /// The same for many records at once.
    pub(crate) async fn beside_many(
        &self,
        records: &[RecordId],
    ) -> Result<HashMap<RecordId, SecretKey>, KeyError> {
        self.load_rings(records).await?;
        let mut keys = HashMap::with_capacity(records.len());
        for record in records {
            if let Some(key) = self.beside(*record).await? {
                keys.insert(*record, key);
            }
        }
        Ok(keys)
    }
}

impl Blocks {
    /// The key of an entry.
    pub(crate) fn key(
        &self,
        compartment: Compartment,
        place: KeyPlace,
    ) -> Result<FoundKey, SealError> {
        let number = compartment.number();
        let compartment_key = self.compartments.get(&(number, place.epoch));
        let wrapped = match (place.block, compartment_key) {
            (None, Some(key)) => return Ok(FoundKey::Key(key.clone())),
            (Some(block), Some(key)) => self
                .blocks
                .get(&block)
                .and_then(|keys| slot_of(keys, place.slot))
                .map(|wrapped| (block, key, wrapped)),
            (_, None) => None,
        };
        match wrapped {
            Some((_, _, wrapped)) if wrapped.iter().all(|byte| *byte == 0) => {
                Ok(FoundKey::Destroyed)
            }
            Some((block, key, wrapped)) => {
                let at = slot_position(self.clinic, self.record, block, place.slot);
                key.unwrap_key(&at, wrapped).map(FoundKey::Key)
            }
            None => {
                let destroyed = self
                    .store
                    .with_destroyed(|destroyed| destroyed.has(self.record, number, place));
                Ok(if destroyed {
                    FoundKey::Destroyed
                } else {
                    FoundKey::Missing
                })
            }
        }
    }
}
