//! The keys of one record as held in memory: its compartments' keys, and entry keys made ahead.

use super::KeyStore;
use crate::sealing::{SealError, SecretKey, WRAPPED, position};
use attune_therapy::Compartment;
use attune_therapy::ids::{ClinicId, RecordId};
use std::collections::{HashMap, VecDeque};
use uuid::Uuid;

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
    pub(super) compartments: HashMap<(i64, i64), SecretKey>,
    /// Unused entry keys, by compartment and epoch.
    pub(super) ahead: HashMap<(i64, i64), VecDeque<EntryKey>>,
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

    /// The key that seals what is kept beside the record and must go with it: drafts and projections. Always the
    /// oldest administrative key there is, so that a projection can be remade byte-equal.
    pub(super) fn beside(&self) -> Option<&SecretKey> {
        let administrative = Compartment::Administrative.number();
        self.compartments
            .iter()
            .filter(|((compartment, _), _)| *compartment == administrative)
            .min_by_key(|((_, epoch), _)| *epoch)
            .map(|(_, key)| key)
    }
}

impl KeyStore {
    /// The epoch in which new entries of a compartment are sealed.
    pub(super) fn epoch_of(&self, record: RecordId, compartment: i64) -> i64 {
        let first = self.with_destroyed(|destroyed| destroyed.first_epoch(record, compartment));
        self.top().epoch.max(first)
    }
}

pub(super) fn slot_of(keys: &[u8], slot: i64) -> Option<&[u8]> {
    let from = usize::try_from(slot).ok()?.checked_mul(WRAPPED)?;
    keys.get(from..from.checked_add(WRAPPED)?)
}

pub(super) fn compartment_position(
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

pub(super) fn slot_position(clinic: ClinicId, record: RecordId, block: Uuid, slot: i64) -> Vec<u8> {
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
