//! The keys of one record: its compartments' keys, and blocks of entry keys made ahead.

use super::{KeyError, KeyStore, lock, record_position};
use crate::db::{Row, Value};
use crate::sealing::{SealError, SecretKey, WRAPPED, position};
use crate::statements as sql;
use attune_therapy::Compartment;
use attune_therapy::ids::{ClinicId, RecordId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use uuid::Uuid;

/// Entry keys in one block: making them ahead spares most commits a second disk flush.
const BLOCK: usize = 16;

/// Where an entry's key is found. Administrative entries are sealed with their compartment's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct KeyPlace {
    pub(crate) epoch: i64,
    pub(crate) block: Option<Uuid>,
    pub(crate) slot: i64,
}

/// A key that seals one entry.
#[derive(Debug, Clone)]
pub(crate) struct EntryKey {
    pub(crate) place: KeyPlace,
    pub(crate) key: SecretKey,
}

#[derive(Debug)]
pub(super) struct Ring {
    pub(super) record_key: SecretKey,
    compartments: HashMap<(i64, i64), SecretKey>,
    ahead: HashMap<i64, Vec<EntryKey>>,
}

impl Ring {
    pub(super) fn new(record_key: SecretKey) -> Ring {
        Ring {
            record_key,
            compartments: HashMap::new(),
            ahead: HashMap::new(),
        }
    }

    pub(super) fn add_compartment(
        &mut self,
        clinic: ClinicId,
        record: RecordId,
        compartment: i64,
        epoch: i64,
        wrapped: &[u8],
    ) -> Result<(), SealError> {
        let at = compartment_position(clinic, record, compartment, epoch);
        let key = self.record_key.unwrap_key(&at, wrapped)?;
        self.compartments.insert((compartment, epoch), key);
        Ok(())
    }
}

/// Rows to be made durable before any of the new keys is used.
#[derive(Debug, Default)]
struct NewRows {
    records: Vec<Value>,
    compartments: Vec<Value>,
    blocks: Vec<Value>,
}

impl KeyStore {
    /// One key for each of `needs`, in order; durable when this returns.
    pub(crate) async fn keys_for(
        &self,
        needs: &[(RecordId, Compartment)],
    ) -> Result<Vec<EntryKey>, KeyError> {
        let mut counts: HashMap<(RecordId, Compartment), usize> = HashMap::new();
        for need in needs {
            *counts.entry(*need).or_default() += 1;
        }
        let mut rings: HashMap<RecordId, Arc<Mutex<Ring>>> = HashMap::new();
        let mut rows = NewRows::default();
        let mut fresh = Vec::new();
        for (record, _) in counts.keys() {
            if rings.contains_key(record) {
                continue;
            }
            let ring = match self.ring(*record).await? {
                Some(ring) => ring,
                None => {
                    self.refuse_erased(*record).await?;
                    let ring = Arc::new(Mutex::new(self.new_ring(*record, &mut rows)));
                    fresh.push((*record, Arc::clone(&ring)));
                    ring
                }
            };
            rings.insert(*record, ring);
        }
        let top_epoch = self.top().epoch;
        let short = counts.iter().any(|((record, compartment), count)| {
            rings
                .get(record)
                .is_some_and(|ring| self.is_short(&lock(ring), *compartment, *count, top_epoch))
        });
        let mut made: Vec<(RecordId, i64, Vec<EntryKey>)> = Vec::new();
        if short {
            for ((record, compartment), count) in &counts {
                let Some(ring) = rings.get(record) else {
                    continue;
                };
                let mut ring = lock(ring);
                self.make_ahead(
                    *record,
                    &mut ring,
                    *compartment,
                    *count,
                    &mut rows,
                    &mut made,
                );
            }
        }
        if let Err(error) = self.store(&rows).await {
            // What is held in memory now is not durable; it must not be used.
            for record in rings.keys() {
                self.forget(*record);
            }
            return Err(error);
        }
        for (record, compartment, keys) in made {
            if let Some(ring) = rings.get(&record) {
                lock(ring)
                    .ahead
                    .entry(compartment)
                    .or_default()
                    .extend(keys);
            }
        }
        if !fresh.is_empty() {
            lock(&self.inner.rings).extend(fresh);
        }
        needs
            .iter()
            .map(|(record, compartment)| {
                let ring = rings.get(record).ok_or(SealError::DoesNotOpen)?;
                self.take(&mut lock(ring), *compartment, top_epoch)
            })
            .collect()
    }

    fn take(
        &self,
        ring: &mut Ring,
        compartment: Compartment,
        epoch: i64,
    ) -> Result<EntryKey, KeyError> {
        let number = compartment.number();
        if compartment == Compartment::Administrative {
            let key = ring
                .compartments
                .get(&(number, epoch))
                .ok_or(SealError::DoesNotOpen)?
                .clone();
            return Ok(EntryKey {
                place: KeyPlace {
                    epoch,
                    block: None,
                    slot: 0,
                },
                key,
            });
        }
        let ahead = ring.ahead.entry(number).or_default();
        if ahead.is_empty() {
            Err(SealError::DoesNotOpen.into())
        } else {
            Ok(ahead.remove(0))
        }
    }

    fn is_short(&self, ring: &Ring, compartment: Compartment, count: usize, epoch: i64) -> bool {
        let number = compartment.number();
        !ring.compartments.contains_key(&(number, epoch))
            || (compartment != Compartment::Administrative
                && ring.ahead.get(&number).map_or(0, Vec::len) < count)
    }

    /// Keys for this need, and a block more where less than half of one is left: whoever pays for one flush
    /// refills for the next ones too.
    fn make_ahead(
        &self,
        record: RecordId,
        ring: &mut Ring,
        compartment: Compartment,
        count: usize,
        rows: &mut NewRows,
        made: &mut Vec<(RecordId, i64, Vec<EntryKey>)>,
    ) {
        let clinic = self.inner.clinic;
        let epoch = self.top().epoch;
        let number = compartment.number();
        let compartment_key = match ring.compartments.get(&(number, epoch)) {
            Some(key) => key.clone(),
            None => {
                let key = SecretKey::random();
                let at = compartment_position(clinic, record, number, epoch);
                rows.compartments.extend([
                    clinic.0.into(),
                    record.0.into(),
                    number.into(),
                    epoch.into(),
                    ring.record_key.wrap(&at, &key).into(),
                ]);
                ring.compartments.insert((number, epoch), key.clone());
                key
            }
        };
        if compartment == Compartment::Administrative {
            return;
        }
        let left = ring.ahead.get(&number).map_or(0, Vec::len);
        if left >= count + BLOCK / 2 {
            return;
        }
        let blocks = (count.saturating_sub(left)).div_ceil(BLOCK).max(1);
        for _ in 0..blocks {
            let block = Uuid::now_v7();
            let mut wrapped = Vec::with_capacity(BLOCK * WRAPPED);
            let mut keys = Vec::with_capacity(BLOCK);
            for slot in 0_i64.. {
                if keys.len() == BLOCK {
                    break;
                }
                let key = SecretKey::random();
                wrapped.extend(
                    compartment_key.wrap(&slot_position(clinic, record, block, slot), &key),
                );
                keys.push(EntryKey {
                    place: KeyPlace {
                        epoch,
                        block: Some(block),
                        slot,
                    },
                    key,
                });
            }
            rows.blocks.extend([
                clinic.0.into(),
                record.0.into(),
                block.into(),
                number.into(),
                epoch.into(),
                wrapped.into(),
            ]);
            made.push((record, number, keys));
        }
    }

    fn new_ring(&self, record: RecordId, rows: &mut NewRows) -> Ring {
        let key = SecretKey::random();
        let clinic = self.inner.clinic;
        let wrapped = self.top().key.wrap(&record_position(clinic, record), &key);
        rows.records
            .extend([clinic.0.into(), record.0.into(), wrapped.into()]);
        Ring::new(key)
    }

    async fn store(&self, rows: &NewRows) -> Result<(), KeyError> {
        if rows.records.is_empty() && rows.compartments.is_empty() && rows.blocks.is_empty() {
            return Ok(());
        }
        let mut tx = self.inner.db.begin().await?;
        tx.insert(sql::INSERT_RECORD_KEYS, &rows.records).await?;
        tx.insert(sql::INSERT_COMPARTMENT_KEYS, &rows.compartments)
            .await?;
        tx.insert(sql::INSERT_BLOCKS, &rows.blocks).await?;
        Ok(tx.commit().await?)
    }

    /// The blocks of a record, for opening many of its entries.
    pub(crate) async fn blocks(&self, record: RecordId) -> Result<Blocks, KeyError> {
        let ring = self.ring(record).await?;
        let values: [Value; 2] = [self.inner.clinic.0.into(), record.0.into()];
        let mut blocks = HashMap::new();
        for row in self.inner.db.fetch(sql::BLOCKS_OF_RECORD, &values).await? {
            let (block, keys) = block_of(&row)?;
            blocks.insert(block, keys);
        }
        let compartments = ring
            .map(|ring| lock(&ring).compartments.clone())
            .unwrap_or_default();
        Ok(Blocks {
            clinic: self.inner.clinic,
            record,
            compartments,
            blocks,
        })
    }
}

fn block_of(row: &Row) -> Result<(Uuid, Vec<u8>), KeyError> {
    Ok((row.uuid(0)?, row.bytes(3)?))
}

/// A record's entry keys, still wrapped, each unwrapped when it is asked for.
#[derive(Debug)]
pub(crate) struct Blocks {
    clinic: ClinicId,
    record: RecordId,
    compartments: HashMap<(i64, i64), SecretKey>,
    blocks: HashMap<Uuid, Vec<u8>>,
}

impl Blocks {
    /// The key of an entry; `None` when it was destroyed.
    pub(crate) fn key(
        &self,
        compartment: Compartment,
        place: KeyPlace,
    ) -> Result<Option<SecretKey>, SealError> {
        let compartment_key = self.compartments.get(&(compartment.number(), place.epoch));
        let Some(block) = place.block else {
            return Ok(compartment_key.cloned());
        };
        let (Some(compartment_key), Some(keys)) = (compartment_key, self.blocks.get(&block)) else {
            return Ok(None);
        };
        let Some(wrapped) = slot_of(keys, place.slot) else {
            return Ok(None);
        };
        if wrapped.iter().all(|byte| *byte == 0) {
            return Ok(None);
        }
        let at = slot_position(self.clinic, self.record, block, place.slot);
        compartment_key.unwrap_key(&at, wrapped).map(Some)
    }
}

pub(super) fn slot_of(keys: &[u8], slot: i64) -> Option<&[u8]> {
    let from = usize::try_from(slot).ok()?.checked_mul(WRAPPED)?;
    keys.get(from..from + WRAPPED)
}

fn compartment_position(
    clinic: ClinicId,
    record: RecordId,
    compartment: i64,
    epoch: i64,
) -> Vec<u8> {
    position(
        "attune.compartment-key.v1",
        &[
            clinic.0.as_bytes(),
            record.0.as_bytes(),
            &compartment.to_be_bytes(),
            &epoch.to_be_bytes(),
        ],
    )
}

fn slot_position(clinic: ClinicId, record: RecordId, block: Uuid, slot: i64) -> Vec<u8> {
    position(
        "attune.entry-key.v1",
        &[
            clinic.0.as_bytes(),
            record.0.as_bytes(),
            block.as_bytes(),
            &slot.to_be_bytes(),
        ],
    )
}
