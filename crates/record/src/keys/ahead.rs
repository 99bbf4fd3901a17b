//! Entry keys made ahead in blocks, so that most commits need no second disk flush for keys.
//!
//! Only the writer asks for keys, one batch at a time.

use super::ring::{EntryKey, KeyPlace, Ring, compartment_position, slot_position};
use super::{KeyError, KeyStore, Top, lock, record_position};
use crate::db::{DbError, Value};
use crate::sealing::{SealError, SecretKey, WRAPPED};
use crate::statements as sql;
use attune_therapy::Compartment;
use attune_therapy::ids::RecordId;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};
use uuid::Uuid;

/// Entry keys in one block.
const BLOCK: usize = 16;

/// A key that a batch needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Need {
    record: RecordId,
    compartment: Compartment,
    own: bool,
}

impl Need {
    /// For an entry: one of its own, unless it is administrative.
    pub(crate) fn entry(record: RecordId, compartment: Compartment) -> Need {
        let own = compartment != Compartment::Administrative;
        Need {
            record,
            compartment,
            own,
        }
    }

    /// For an attachment: always one of its own.
    pub(crate) fn own(record: RecordId, compartment: Compartment) -> Need {
        Need {
            record,
            compartment,
            own: true,
        }
    }
}

/// How many keys of its own, and whether the compartment's, a batch needs.
type Needs = BTreeMap<(RecordId, Compartment), usize>;

/// Rows to be made durable before any of the new keys is used.
#[derive(Debug, Default)]
struct NewRows {
    records: Vec<Value>,
    compartments: Vec<Value>,
    blocks: Vec<Value>,
}

/// Keys that may be used once their rows are durable.
struct Made {
    record: RecordId,
    compartment: i64,
    epoch: i64,
    keys: Vec<EntryKey>,
}

impl KeyStore {
    /// One key for each of `needs`, in order; durable when this returns.
    pub(crate) async fn keys_for(&self, needs: &[Need]) -> Result<Vec<EntryKey>, KeyError> {
        let mut counts = Needs::new();
        for need in needs {
            let count = counts.entry((need.record, need.compartment)).or_default();
            *count += usize::from(need.own);
        }
        let top = self.top();
        let mut rows = NewRows::default();
        let (rings, fresh) = self.rings_for(&counts, &top, &mut rows).await?;
        let made = self.make_ahead(&counts, &rings, &mut rows);
        if let Err(error) = self.store(&rows, &top).await {
            // What is held in memory now is not durable; it must not be used.
            for record in rings.keys() {
                self.forget(*record);
            }
            if matches!(error, KeyError::Db(DbError::Conflict)) {
                self.refresh_top().await?;
            }
            return Err(error);
        }
        for made in made {
            if let Some(ring) = rings.get(&made.record) {
                let mut ring = lock(ring);
                let ahead = ring.ahead.entry((made.compartment, made.epoch));
                ahead.or_default().extend(made.keys);
            }
        }
        if !fresh.is_empty() {
            lock(&self.inner.rings).extend(fresh);
        }
        needs
            .iter()
            .map(|need| {
                let ring = rings.get(&need.record).ok_or(SealError::DoesNotOpen)?;
                self.take(need, &mut lock(ring))
            })
            .collect()
    }

    #[allow(clippy::type_complexity)]
    async fn rings_for(
        &self,
        counts: &Needs,
        top: &Top,
        rows: &mut NewRows,
    ) -> Result<
        (
            HashMap<RecordId, Arc<Mutex<Ring>>>,
            Vec<(RecordId, Arc<Mutex<Ring>>)>,
        ),
        KeyError,
    > {
        let mut rings = HashMap::new();
        let mut fresh = Vec::new();
        for (record, _) in counts.keys() {
            if rings.contains_key(record) {
                continue;
            }
            let ring = match self.ring(*record).await? {
                Some(ring) => ring,
                None => {
                    self.refuse_erased(*record).await?;
                    let key = SecretKey::random();
                    let clinic = self.inner.clinic;
                    let wrapped = top.key.wrap(&record_position(clinic, *record), &key);
                    rows.records
                        .extend([clinic.0.into(), record.0.into(), wrapped.into()]);
                    let ring = Arc::new(Mutex::new(Ring::new(key)));
                    fresh.push((*record, Arc::clone(&ring)));
                    ring
                }
            };
            rings.insert(*record, ring);
        }
        Ok((rings, fresh))
    }

    /// Keys for these needs, and a block more where less than half of one is left: whoever pays for one flush
    /// refills for the next ones too. Nothing at all when nobody is short.
    fn make_ahead(
        &self,
        counts: &Needs,
        rings: &HashMap<RecordId, Arc<Mutex<Ring>>>,
        rows: &mut NewRows,
    ) -> Vec<Made> {
        let short = counts.iter().any(|((record, compartment), count)| {
            rings
                .get(record)
                .is_some_and(|ring| self.is_short(*record, &lock(ring), *compartment, *count))
        });
        let mut made = Vec::new();
        if !short {
            return made;
        }
        for ((record, compartment), count) in counts {
            if let Some(ring) = rings.get(record) {
                let mut ring = lock(ring);
                self.refill(*record, &mut ring, *compartment, *count, rows, &mut made);
            }
        }
        made
    }

    fn is_short(
        &self,
        record: RecordId,
        ring: &Ring,
        compartment: Compartment,
        count: usize,
    ) -> bool {
        let number = compartment.number();
        let at = (number, self.epoch_of(record, number));
        !ring.compartments.contains_key(&at)
            || ring.ahead.get(&at).map_or(0, |ahead| ahead.len()) < count
    }

    fn refill(
        &self,
        record: RecordId,
        ring: &mut Ring,
        compartment: Compartment,
        count: usize,
        rows: &mut NewRows,
        made: &mut Vec<Made>,
    ) {
        let clinic = self.inner.clinic;
        let number = compartment.number();
        let epoch = self.epoch_of(record, number);
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
        if compartment == Compartment::Administrative && count == 0 {
            return;
        }
        let left = ring
            .ahead
            .get(&(number, epoch))
            .map_or(0, |ahead| ahead.len());
        if left >= count + BLOCK / 2 {
            return;
        }
        for _ in 0..count.saturating_sub(left).div_ceil(BLOCK).max(1) {
            let block = Uuid::now_v7();
            let mut wrapped = Vec::with_capacity(BLOCK * WRAPPED);
            let mut keys = Vec::with_capacity(BLOCK);
            for slot in (0_i64..).take(BLOCK) {
                let key = SecretKey::random();
                let at = slot_position(clinic, record, block, slot);
                wrapped.extend(compartment_key.wrap(&at, &key));
                let place = KeyPlace {
                    epoch,
                    block: Some(block),
                    slot,
                };
                keys.push(EntryKey { place, key });
            }
            rows.blocks.extend([
                clinic.0.into(),
                record.0.into(),
                block.into(),
                number.into(),
                epoch.into(),
                wrapped.into(),
            ]);
            made.push(Made {
                record,
                compartment: number,
                epoch,
                keys,
            });
        }
    }

    fn take(&self, need: &Need, ring: &mut Ring) -> Result<EntryKey, KeyError> {
        let number = need.compartment.number();
        let epoch = self.epoch_of(need.record, number);
        if !need.own {
            let key = ring.compartments.get(&(number, epoch));
            let place = KeyPlace {
                epoch,
                block: None,
                slot: 0,
            };
            let key = key.ok_or(SealError::DoesNotOpen)?.clone();
            return Ok(EntryKey { place, key });
        }
        let ahead = ring.ahead.get_mut(&(number, epoch));
        // Another node that destroys keys meanwhile moves the clinic's head, and the batch starts over.
        let key = ahead.and_then(|ahead| ahead.pop_front());
        key.ok_or(KeyError::Db(DbError::Conflict))
    }

    async fn store(&self, rows: &NewRows, top: &Top) -> Result<(), KeyError> {
        if rows.records.is_empty() && rows.compartments.is_empty() && rows.blocks.is_empty() {
            return Ok(());
        }
        let mut tx = self.inner.db.begin().await?;
        if !rows.records.is_empty() {
            // Another node that rotates the clinic's key meanwhile must not miss what is wrapped with the old one.
            let values = [self.inner.clinic.0.into(), top.epoch.into()];
            if tx.execute(sql::HOLD_CLINIC_KEY, &values).await? != 1 {
                return Err(DbError::Conflict.into());
            }
        }
        tx.insert(sql::INSERT_RECORD_KEYS, &rows.records).await?;
        tx.insert(sql::INSERT_COMPARTMENT_KEYS, &rows.compartments)
            .await?;
        tx.insert(sql::INSERT_BLOCKS, &rows.blocks).await?;
        Ok(tx.commit().await?)
    }
}
