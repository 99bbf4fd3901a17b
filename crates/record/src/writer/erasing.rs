//! Erasing, as the writer does it: alone, so that no commit of this node is under way, and in an order that other
//! nodes and a crash cannot harm.
//!
//! First the names of the keys are noted beside the data, in a commit that makes every other node start over and
//! learn of it; then the keys are destroyed. A node that dies between the two finishes when it is started again.

use super::job::WriteError;
use crate::chain::commit_after;
use crate::db::{Tx, Value};
use crate::inner::{ClinicHead, Inner};
use crate::keys::DestroyedKey;
use crate::projection::{Changes, Place};
use crate::statements as sql;
use attune_therapy::ids::{EntryId, RecordId};
use attune_therapy::{Case, Compartment};
use jiff::Timestamp;
use std::collections::HashSet;
use std::sync::Arc;

/// What is to be erased, once it is clear that it may be.
#[derive(Debug, Clone)]
pub(crate) struct Erasing {
    pub(crate) record: RecordId,
    pub(crate) what: What,
    /// The row of the access log that tells of it.
    pub(crate) access: Vec<Value>,
    pub(crate) now: Timestamp,
}

/// How much of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    Entry(EntryId),
    Compartment(Compartment),
    Record,
}

const TRIES: usize = 8;

/// Erases.
pub(super) async fn erase(inner: &Inner, erasing: &Erasing) -> Result<(), WriteError> {
    let mut keys = Vec::new();
    for attempt in 0..TRIES {
        match note(inner, erasing).await {
            Ok(named) => {
                keys = named;
                break;
            }
            Err(WriteError::Conflict) if attempt + 1 < TRIES => {
                super::start_over(inner, attempt).await?;
            }
            Err(error) => return Err(error),
        }
    }
    inner.cache.forget(erasing.record);
    inner.keys.destroy(&keys, erasing.now).await?;
    inner.cache.forget(erasing.record);
    Ok(())
}

/// Notes what is destroyed beside the data and takes away what is kept beside the record.
async fn note(inner: &Inner, erasing: &Erasing) -> Result<Vec<DestroyedKey>, WriteError> {
    let base = inner.head();
    let loaded = inner.load(erasing.record).await?;
    let keys = named(inner, erasing).await?;
    let mut tx = inner.data.begin().await?;
    let head = advance(&mut tx, inner, base).await?;
    let mut rows: Vec<Value> = Vec::new();
    for key in &keys {
        rows.extend([
            inner.clinic().0.into(),
            erasing.record.0.into(),
            key.name().into(),
            erasing.now.as_microsecond().into(),
        ]);
    }
    tx.insert(sql::INSERT_DESTROYED, &rows).await?;
    for key in &keys {
        forget_beside(&mut tx, inner, key).await?;
    }
    let kept = Case::fold(
        loaded
            .case
            .entries()
            .iter()
            .filter(|entry| match erasing.what {
                What::Entry(erased) => entry.id != erased,
                What::Compartment(erased) => entry.compartment != erased,
                What::Record => false,
            })
            .cloned(),
    );
    // Names are sealed with the oldest administrative key; if that goes, no client is left to name.
    remake(&mut tx, inner, erasing.record, &kept).await?;
    tx.insert(sql::INSERT_ACCESSES, &erasing.access).await?;
    tx.commit().await?;
    inner.advance(head);
    inner.keys.learn_destroyed(&keys);
    Ok(keys)
}

async fn named(inner: &Inner, erasing: &Erasing) -> Result<Vec<DestroyedKey>, WriteError> {
    let record = erasing.record;
    Ok(match erasing.what {
        What::Record => vec![DestroyedKey::Record(record)],
        What::Compartment(compartment) => {
            let epoch = inner.keys.newest_epoch(record, compartment).await?;
            vec![DestroyedKey::Compartment(record, compartment, epoch)]
        }
        What::Entry(entry) => keys_of_entry(inner, record, entry).await?,
    })
}

/// The keys of an entry, of its attachment, and of every correction that repeats what it said.
async fn keys_of_entry(
    inner: &Inner,
    record: RecordId,
    entry: EntryId,
) -> Result<Vec<DestroyedKey>, WriteError> {
    let loaded = inner.load(record).await?;
    let erased = crate::erase::goes_with(&loaded.case, entry);
    let values = [inner.clinic().0.into(), record.0.into()];
    let mut keys = Vec::new();
    for row in inner.data.fetch(sql::PLACES_OF, &values).await? {
        if erased.contains(&EntryId(row.uuid(0)?)) {
            let block = row.opt_uuid(1)?;
            let block = block.ok_or_else(|| {
                WriteError::Failed("an administrative entry has no key of its own".into())
            })?;
            keys.push(DestroyedKey::Slot(record, block, row.int(2)?));
        }
    }
    for attachment in loaded.case.attachments() {
        if erased.contains(&attachment.entry) {
            let id = attachment.added.attachment;
            let values = [inner.clinic().0.into(), record.0.into(), id.0.into()];
            if let Some(row) = inner.data.fetch_optional(sql::ATTACHMENT, &values).await? {
                keys.push(DestroyedKey::Slot(record, row.uuid(1)?, row.int(2)?));
            }
        }
    }
    Ok(keys)
}

impl Inner {
    /// Finishes erasures that were begun before a crash, and does again on this data what was erased elsewhere: after
    /// an old backup of the data was put beside the present keys, what was erased since must not come back.
    pub(crate) async fn settle_erasures(&self) -> Result<(), WriteError> {
        let beside_data = self.destroyed_beside_data().await?;
        let of_keys = self.keys.destroyed().await?;
        if self.data.is_read_only() || self.keys.db().is_read_only() {
            self.keys
                .learn_destroyed(beside_data.iter().map(|(key, _)| key));
            return Ok(());
        }
        let known: HashSet<&DestroyedKey> = of_keys.iter().map(|(key, _)| key).collect();
        for (key, at) in &beside_data {
            if !known.contains(key) {
                let at = Timestamp::from_microsecond(*at).unwrap_or(Timestamp::UNIX_EPOCH);
                self.keys.destroy(std::slice::from_ref(key), at).await?;
            }
        }
        let settled = known;
        let known: HashSet<&DestroyedKey> = beside_data.iter().map(|(key, _)| key).collect();
        let mut tx = self.data.begin().await?;
        let mut rows: Vec<Value> = Vec::new();
        let mut changed = HashSet::new();
        let news = beside_data.iter().filter(|(key, _)| !settled.contains(key));
        for (key, _) in news.chain(of_keys.iter().filter(|(key, _)| !known.contains(key))) {
            forget_beside(&mut tx, self, key).await?;
            changed.insert(key.record());
        }
        for (key, at) in of_keys.iter().filter(|(key, _)| !known.contains(key)) {
            rows.extend([
                self.clinic().0.into(),
                key.record().0.into(),
                key.name().into(),
                (*at).into(),
            ]);
        }
        tx.insert(sql::INSERT_DESTROYED, &rows).await?;
        let changed_any = !changed.is_empty();
        for record in changed {
            let case = Arc::clone(&self.read(record).await?.case);
            remake(&mut tx, self, record, &case).await?;
        }
        tx.commit().await?;
        if changed_any {
            self.scrub().await?;
        }
        Ok(())
    }

    /// Makes both engines forget the bytes of what was erased. Not while others wait for the writer.
    pub(crate) async fn scrub(&self) -> Result<(), WriteError> {
        self.keys.scrub().await?;
        let tables = [
            "draft",
            "snapshot",
            "attachment",
            "outbox",
            "caseload",
            "score",
            "due",
            "alert",
        ];
        Ok(self.data.scrub(&tables).await?)
    }
}

async fn remake(
    tx: &mut Tx,
    inner: &Inner,
    record: RecordId,
    case: &Case,
) -> Result<(), WriteError> {
    let key = inner.keys.beside(record).await?;
    let place = Place {
        clinic: inner.clinic(),
        record,
        sealer: inner.keys.sealer(),
        key: key.as_ref(),
    };
    let mut changes = Changes::default();
    changes.remake(&place, case, &inner.content);
    Ok(changes.write(tx, inner.clinic()).await?)
}

/// Takes away what is kept beside a record under a key that was destroyed.
async fn forget_beside(tx: &mut Tx, inner: &Inner, key: &DestroyedKey) -> Result<(), WriteError> {
    let (clinic, record): (Value, Value) = (inner.clinic().0.into(), key.record().0.into());
    let of_record = [clinic.clone(), record.clone()];
    tx.execute(sql::DELETE_SNAPSHOT, &of_record).await?;
    match key {
        DestroyedKey::Record(_) => {
            tx.execute(sql::DELETE_ATTACHMENTS, &of_record).await?;
            tx.execute(sql::DELETE_DRAFTS_ABOUT, &of_record).await?;
            tx.execute(sql::DELETE_NOTICES_ABOUT, &of_record).await?;
        }
        DestroyedKey::Compartment(_, compartment, epoch) => {
            let values = [clinic, record, compartment.number().into(), (*epoch).into()];
            tx.execute(sql::DELETE_ATTACHMENTS_IN, &values).await?;
            // Which form a draft belongs to says nothing of its compartment; what is typed about it goes too.
            let [clinic, record, ..] = values;
            tx.execute(sql::DELETE_DRAFTS_ABOUT, &[clinic, record])
                .await?;
        }
        DestroyedKey::Slot(_, block, slot) => {
            let values = [clinic, record, (*block).into(), (*slot).into()];
            tx.execute(sql::DELETE_ATTACHMENT_OF_SLOT, &values).await?;
        }
    }
    Ok(())
}

async fn advance(tx: &mut Tx, inner: &Inner, base: ClinicHead) -> Result<ClinicHead, WriteError> {
    let clinic = inner.clinic();
    let hash = commit_after(&base.hash, clinic, base.n + 1, &[]);
    let next = ClinicHead {
        n: base.n + 1,
        hash,
        erasures: base.erasures + 1,
    };
    let values = [
        clinic.0.into(),
        next.n.into(),
        hash.as_slice().into(),
        base.n.into(),
    ];
    if tx.execute(sql::ADVANCE_CLINIC_ERASING, &values).await? != 1 {
        return Err(WriteError::Conflict);
    }
    let empty: &[u8] = &[];
    let values = [
        clinic.0.into(),
        next.n.into(),
        empty.into(),
        hash.as_slice().into(),
    ];
    tx.insert(sql::INSERT_COMMITS, &values).await?;
    Ok(next)
}
