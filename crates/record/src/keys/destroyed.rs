//! Which keys were destroyed, as this node knows it. Kept in memory so that nobody uses a key, or makes one in the
//! place of one, that another node has destroyed meanwhile.

use super::{KeyPlace, KeyStore};
use attune_therapy::Compartment;
use attune_therapy::ids::RecordId;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// The name of a key that was destroyed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DestroyedKey {
    /// Everything in a record.
    Record(RecordId),
    /// Everything in one compartment of a record that was sealed up to an epoch.
    Compartment(RecordId, Compartment, i64),
    /// One entry or attachment of a record.
    Slot(RecordId, Uuid, i64),
}

impl DestroyedKey {
    /// The name as it is stored.
    pub fn name(&self) -> String {
        match self {
            DestroyedKey::Record(_) => "record".to_owned(),
            DestroyedKey::Compartment(_, compartment, epoch) => {
                format!("compartment:{}:{epoch}", compartment.number())
            }
            DestroyedKey::Slot(_, block, slot) => format!("slot:{block}:{slot}"),
        }
    }

    /// Reads a stored name.
    pub fn parse(record: RecordId, name: &str) -> Option<DestroyedKey> {
        let parts: Vec<&str> = name.split(':').collect();
        match parts[..] {
            ["record"] => Some(DestroyedKey::Record(record)),
            ["compartment", number, epoch] => {
                let compartment = Compartment::from_number(number.parse().ok()?)?;
                Some(DestroyedKey::Compartment(
                    record,
                    compartment,
                    epoch.parse().ok()?,
                ))
            }
            ["slot", block, slot] => Some(DestroyedKey::Slot(
                record,
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
            | DestroyedKey::Compartment(record, _, _)
            | DestroyedKey::Slot(record, _, _) => *record,
        }
    }
}

/// See the module.
#[derive(Debug, Clone, Default)]
pub(super) struct Destroyed {
    records: HashSet<RecordId>,
    /// The highest epoch of a compartment's destroyed keys.
    floors: HashMap<(RecordId, i64), i64>,
    slots: HashSet<(RecordId, Uuid, i64)>,
}

impl Destroyed {
    /// Takes a name in; answers whether it is news.
    pub(super) fn learn(&mut self, key: &DestroyedKey) -> bool {
        match key {
            DestroyedKey::Record(record) => self.records.insert(*record),
            DestroyedKey::Compartment(record, compartment, epoch) => {
                let floor = self
                    .floors
                    .entry((*record, compartment.number()))
                    .or_insert(i64::MIN);
                let news = *floor < *epoch;
                *floor = (*floor).max(*epoch);
                news
            }
            DestroyedKey::Slot(record, block, slot) => self.slots.insert((*record, *block, *slot)),
        }
    }

    pub(super) fn has_record(&self, record: RecordId) -> bool {
        self.records.contains(&record)
    }

    /// The first epoch in which a compartment may have keys.
    pub(super) fn first_epoch(&self, record: RecordId, compartment: i64) -> i64 {
        self.floors
            .get(&(record, compartment))
            .map_or(i64::MIN, |floor| floor.saturating_add(1))
    }

    pub(super) fn has(&self, record: RecordId, compartment: i64, place: KeyPlace) -> bool {
        self.has_record(record)
            || place.epoch < self.first_epoch(record, compartment)
            || place
                .block
                .is_some_and(|block| self.slots.contains(&(record, block, place.slot)))
    }
}

impl KeyStore {
    /// Learns which keys were destroyed, here or elsewhere; answers the records for which that is news.
    pub(crate) fn learn_destroyed<'k>(
        &self,
        keys: impl IntoIterator<Item = &'k DestroyedKey>,
    ) -> HashSet<RecordId> {
        let mut news = HashSet::new();
        {
            let mut destroyed = self
                .inner
                .destroyed
                .write()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            for key in keys {
                if destroyed.learn(key) {
                    news.insert(key.record());
                }
            }
        }
        for record in &news {
            self.forget(*record);
        }
        news
    }

    /// Whether the record was erased as a whole.
    pub(crate) fn is_erased(&self, record: RecordId) -> bool {
        self.with_destroyed(|destroyed| destroyed.has_record(record))
    }

    pub(super) fn with_destroyed<T>(&self, read: impl FnOnce(&Destroyed) -> T) -> T {
        let destroyed = self
            .inner
            .destroyed
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        read(&destroyed)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn names_of_destroyed_keys_are_read_as_they_were_written() {
        let record = RecordId(Uuid::now_v7());
        for key in [
            DestroyedKey::Record(record),
            DestroyedKey::Compartment(record, Compartment::Process, 3),
            DestroyedKey::Slot(record, Uuid::now_v7(), 15),
        ] {
            assert_eq!(DestroyedKey::parse(record, &key.name()).unwrap(), key);
        }
        assert_eq!(DestroyedKey::parse(record, "slot:x:1"), None);
    }

    #[test]
    fn a_destroyed_compartment_takes_its_old_epochs_and_leaves_the_next() {
        let record = RecordId(Uuid::now_v7());
        let mut destroyed = Destroyed::default();
        assert!(destroyed.learn(&DestroyedKey::Compartment(record, Compartment::Process, 2)));
        assert!(!destroyed.learn(&DestroyedKey::Compartment(record, Compartment::Process, 1)));
        let at = |epoch| KeyPlace {
            epoch,
            block: None,
            slot: 0,
        };
        let process = Compartment::Process.number();
        assert!(destroyed.has(record, process, at(2)));
        assert!(!destroyed.has(record, process, at(3)));
        assert!(!destroyed.has(record, Compartment::Shared.number(), at(1)));
        assert_eq!(destroyed.first_epoch(record, process), 3);
    }
}
