//! One commit's worth of work.

use super::candidate::{Candidate, kind};
use super::job::{Append, Authority, DraftKey, DraftWrite, Job, Outcome, WriteError};
use super::pins;
use crate::attachments::StoredAttachment;
use crate::cache::Loaded;
use crate::chain::{Head, commit_after, write_heads};
use crate::db::{Tx, Value};
use crate::inner::{ClinicHead, Inner};
use crate::keys::{EntryKey, Need};
use crate::projection::{Changes, Place, Projected};
use crate::snapshot::EVERY;
use crate::statements as sql;
use crate::stored::{StoredEntry, StoredError};
use attune_therapy::ids::{AttachmentId, RecordId};
use attune_therapy::{Author, Fact};
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};

enum Prepared {
    Appended(Result<Vec<Outcome>, WriteError>),
    Draft(Result<i64, WriteError>),
    Accessed,
}

/// See [`super`].
pub(super) struct Batch {
    /// Where the clinic stood when the batch was begun: whatever another node commits or erases after that makes
    /// this batch start over.
    base: ClinicHead,
    candidates: HashMap<RecordId, Candidate>,
    /// Records in the order in which they were touched, so that a batch always writes in the same order.
    order: Vec<RecordId>,
    prepared: Vec<Prepared>,
    stored: Vec<StoredEntry>,
    attachments: Vec<Value>,
    notices: Vec<Value>,
    dedup: HashSet<String>,
    changes: Changes,
    projected: HashMap<RecordId, Arc<Projected>>,
    accesses: Vec<Value>,
    drafts: Vec<(DraftKey, Option<DraftWrite>)>,
    draft_versions: HashMap<DraftKey, i64>,
    commit: Option<ClinicHead>,
}

impl Batch {
    pub(super) fn begin(inner: &Inner) -> Batch {
        Batch {
            base: inner.head(),
            candidates: HashMap::new(),
            order: Vec::new(),
            prepared: Vec::new(),
            stored: Vec::new(),
            attachments: Vec::new(),
            notices: Vec::new(),
            dedup: HashSet::new(),
            changes: Changes::default(),
            projected: HashMap::new(),
            accesses: Vec::new(),
            drafts: Vec::new(),
            draft_versions: HashMap::new(),
            commit: None,
        }
    }

    /// Admits every job, in order. A refusal is an answer, not an error.
    pub(super) async fn prepare(&mut self, inner: &Inner, jobs: &[Job]) -> Result<(), WriteError> {
        for job in jobs {
            let prepared = match job {
                Job::Append(append) => Prepared::Appended(self.append(inner, append).await?),
                Job::Access(access, _) => {
                    self.accesses.extend(access.values.iter().cloned());
                    Prepared::Accessed
                }
                Job::Draft(key, write, _) => Prepared::Draft(self.draft(inner, key, write).await?),
                Job::Erase(..) => {
                    return Err(WriteError::Failed("an erasure came in a batch".into()));
                }
            };
            self.prepared.push(prepared);
        }
        self.seal(inner, jobs).await
    }

    async fn append(
        &mut self,
        inner: &Inner,
        append: &Append,
    ) -> Result<Result<Vec<Outcome>, WriteError>, WriteError> {
        let reader = &append.reader;
        let known =
            append.authority == Authority::Clinic || reader.knows(append.record, append.now);
        if !known || reader.clinic() != inner.clinic() {
            return Ok(Err(WriteError::NotFound));
        }
        if inner.keys.is_erased(append.record) {
            return Ok(Err(WriteError::Erased));
        }
        let candidate = match self.candidate(inner, append.record).await {
            Ok(candidate) => candidate,
            // One damaged record is no reason to refuse what others enter.
            Err(error) if error.is_of_record() => return Ok(Err(error.into())),
            Err(error) => return Err(error.into()),
        };
        if append.record.0 == inner.clinic().0 && candidate.case.is_empty() {
            let author = Author {
                account: reader.account(),
                role: reader.role(),
            };
            candidate.push(pins::founding(author, append.now));
        }
        let count = candidate.new.len();
        let outcomes = match candidate.enter_all(inner, append) {
            Ok(outcomes) => outcomes,
            Err(refusal) => return Ok(Err(WriteError::Refused(refusal))),
        };
        let entered: Vec<Arc<attune_therapy::Entry>> = candidate.new[count..].to_vec();
        self.pin(inner, &entered).await?;
        if !entered.is_empty() {
            self.notify(inner, append).await?;
        }
        if let Some(key) = &append.clears {
            self.draft_versions.insert(key.clone(), 0);
            self.drafts.push((key.clone(), None));
        }
        Ok(Ok(outcomes))
    }

    async fn candidate(
        &mut self,
        inner: &Inner,
        record: RecordId,
    ) -> Result<&mut Candidate, StoredError> {
        match self.candidates.entry(record) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(vacant) => {
                let before = inner.load(record).await?;
                self.order.push(record);
                Ok(vacant.insert(Candidate::of(before)))
            }
        }
    }

    /// Copies content that is used for the first time into the clinic's own record.
    async fn pin(
        &mut self,
        inner: &Inner,
        entered: &[Arc<attune_therapy::Entry>],
    ) -> Result<(), WriteError> {
        for entry in entered {
            let Some(used) = pins::used_by(&entry.fact) else {
                continue;
            };
            let record = RecordId(inner.clinic().0);
            if pins::is_pinned(&inner.load(record).await?.case, &used) {
                continue;
            }
            let clinic = self.candidate(inner, record).await?;
            if clinic.case.is_empty() {
                clinic.push(pins::founding(entry.author, entry.recorded_at));
            }
            if !pins::is_pinned(&clinic.case, &used)
                && let Some(pin) = pins::pin(&used, entry, &inner.content)
            {
                clinic.push(pin);
            }
        }
        Ok(())
    }

    async fn notify(&mut self, inner: &Inner, append: &Append) -> Result<(), WriteError> {
        for notice in &append.notices {
            let dedup = notice.dedup.clone();
            let values = [inner.clinic().0.into(), dedup.as_str().into()];
            let known = self.dedup.contains(&dedup)
                || inner
                    .data
                    .fetch_optional(sql::OUTBOX_ONE, &values)
                    .await?
                    .is_some();
            if !known {
                self.notices
                    .extend(notice.values(inner.clinic(), append.record));
                self.dedup.insert(dedup);
            }
        }
        Ok(())
    }

    async fn draft(
        &mut self,
        inner: &Inner,
        key: &DraftKey,
        write: &DraftWrite,
    ) -> Result<Result<i64, WriteError>, WriteError> {
        if inner.keys.is_erased(RecordId(key.subject)) {
            return Ok(Err(WriteError::Erased));
        }
        let version = match self.draft_versions.get(key) {
            Some(version) => *version,
            None => inner.draft_version(key).await?,
        };
        let next = match write {
            DraftWrite::Put { expected, .. } if *expected != version => {
                return Ok(Err(WriteError::DraftChanged));
            }
            DraftWrite::Put { .. } => version + 1,
            DraftWrite::Delete => 0,
        };
        self.draft_versions.insert(key.clone(), next);
        self.drafts.push((key.clone(), Some(write.clone())));
        Ok(Ok(next))
    }

    async fn seal(&mut self, inner: &Inner, jobs: &[Job]) -> Result<(), WriteError> {
        let mut needs = Vec::new();
        for record in &self.order {
            for entry in self.candidates.get(record).iter().flat_map(|c| &c.new) {
                needs.push(Need::entry(*record, entry.compartment));
                if let Fact::AttachmentAdded(added) = &entry.fact {
                    needs.push(Need::own(*record, added.compartment));
                }
            }
        }
        let mut keys = inner.keys.keys_for(&needs).await?.into_iter();
        for record in self.order.clone() {
            if self
                .candidates
                .get(&record)
                .is_some_and(|candidate| !candidate.new.is_empty())
            {
                self.seal_record(inner, jobs, record, &mut keys)?;
                self.project(inner, record).await?;
            }
        }
        Ok(())
    }

    fn seal_record(
        &mut self,
        inner: &Inner,
        jobs: &[Job],
        record: RecordId,
        keys: &mut impl Iterator<Item = EntryKey>,
    ) -> Result<(), WriteError> {
        let Some(candidate) = self.candidates.get_mut(&record) else {
            return Ok(());
        };
        let few = || WriteError::Failed("too few keys were made".into());
        let failed = |error: serde_json::Error| WriteError::Failed(error.to_string());
        for entry in &candidate.new {
            let key = keys.next().ok_or_else(few)?;
            candidate.seq += 1;
            let (clinic, seq) = (inner.clinic(), candidate.seq);
            let stored = StoredEntry::seal(clinic, record, seq, entry, &key, &candidate.hash)
                .map_err(failed)?;
            candidate.hash = stored.chain;
            self.stored.push(stored);
            if let Fact::AttachmentAdded(added) = &entry.fact {
                let key = keys.next().ok_or_else(few)?;
                let content = content_of(jobs, added.attachment).ok_or_else(few)?;
                let stored = StoredAttachment::seal(clinic, record, added, &key, content);
                self.attachments.extend(stored.values(clinic));
            }
        }
        Ok(())
    }

    async fn project(&mut self, inner: &Inner, record: RecordId) -> Result<(), WriteError> {
        let key = inner.keys.beside(record).await?;
        let Some(candidate) = self.candidates.get(&record) else {
            return Ok(());
        };
        let old = candidate.before.projected(&inner.content);
        let new = Arc::new(Projected::of(&candidate.case, &inner.content));
        let place = Place {
            clinic: inner.clinic(),
            record,
            sealer: inner.keys.sealer(),
            key: key.as_ref(),
        };
        let (before, after) = (&candidate.before.case, &candidate.case);
        self.changes
            .add(&place, (&old, before), (&new, after), &inner.content);
        self.projected.insert(record, new);
        Ok(())
    }

    /// Writes everything in one transaction.
    pub(super) async fn write(&mut self, inner: &Inner) -> Result<(), WriteError> {
        if self.stored.is_empty() && self.accesses.is_empty() && self.drafts.is_empty() {
            return Ok(());
        }
        let mut tx = inner.data.begin().await?;
        if !self.stored.is_empty() {
            self.write_entries(inner, &mut tx).await?;
        }
        tx.insert(sql::INSERT_ACCESSES, &self.accesses).await?;
        self.write_drafts(inner, &mut tx).await?;
        Ok(tx.commit().await?)
    }

    async fn write_entries(&mut self, inner: &Inner, tx: &mut Tx) -> Result<(), WriteError> {
        let clinic = inner.clinic();
        let mut heads = Vec::new();
        let mut new_records: Vec<Value> = Vec::new();
        for record in &self.order {
            let Some(candidate) = self.candidates.get(record).filter(|c| !c.new.is_empty()) else {
                continue;
            };
            heads.push(Head {
                record: *record,
                seq: candidate.seq,
                hash: candidate.hash,
            });
            if candidate.before.seq == 0 {
                new_records.extend([
                    clinic.0.into(),
                    record.0.into(),
                    kind(inner, *record).into(),
                ]);
            }
        }
        // Every node of a clinic passes through its row: whoever commits second finds it moved and starts over.
        let heads = write_heads(&heads);
        self.commit = Some(advance_clinic(tx, inner, self.base, &heads).await?);
        tx.insert(sql::INSERT_RECORDS, &new_records).await?;
        let mut rows = Vec::with_capacity(self.stored.len() * 11);
        for stored in self.stored.drain(..) {
            rows.extend(stored.into_values(clinic));
        }
        tx.insert(sql::INSERT_ENTRIES, &rows).await?;
        tx.insert(sql::INSERT_ATTACHMENTS, &self.attachments)
            .await?;
        tx.insert(sql::INSERT_OUTBOX, &self.notices).await?;
        self.changes.write(tx, clinic).await?;
        Ok(())
    }

    async fn write_drafts(&self, inner: &Inner, tx: &mut Tx) -> Result<(), WriteError> {
        for (key, write) in &self.drafts {
            let mut values: Vec<Value> = vec![
                inner.clinic().0.into(),
                key.account.0.into(),
                key.form.as_str().into(),
                key.subject.into(),
                key.id.into(),
            ];
            match write {
                Some(DraftWrite::Put {
                    expected: 0,
                    sealed,
                    at,
                }) => {
                    values.extend([1_i64.into(), sealed.clone().into(), (*at).into()]);
                    tx.insert(sql::INSERT_DRAFTS, &values).await?;
                }
                Some(DraftWrite::Put {
                    expected,
                    sealed,
                    at,
                }) => {
                    values.extend([
                        (expected + 1).into(),
                        sealed.clone().into(),
                        (*at).into(),
                        (*expected).into(),
                    ]);
                    if tx.execute(sql::UPDATE_DRAFT, &values).await? != 1 {
                        return Err(WriteError::Conflict);
                    }
                }
                Some(DraftWrite::Delete) | None => {
                    tx.execute(sql::DELETE_DRAFT, &values).await?;
                }
            }
        }
        Ok(())
    }

    /// Makes what was committed visible to readers of this node.
    /// Answers the records that are due for a snapshot.
    pub(super) fn publish(&mut self, inner: &Inner) -> Vec<(RecordId, Arc<Loaded>)> {
        let mut long = Vec::new();
        for (record, candidate) in self.candidates.drain() {
            if !candidate.new.is_empty() {
                let projected = OnceLock::new();
                if let Some(known) = self.projected.remove(&record) {
                    let _ = projected.set(known);
                }
                let loaded = Loaded {
                    case: Arc::new(candidate.case),
                    seq: candidate.seq,
                    hash: candidate.hash,
                    erased: Arc::clone(&candidate.before.erased),
                    projected,
                };
                let loaded = Arc::new(loaded);
                if loaded.seq / EVERY > candidate.before.seq / EVERY {
                    long.push((record, Arc::clone(&loaded)));
                }
                inner.cache.put(record, loaded);
            }
        }
        if let Some(head) = self.commit {
            inner.advance(head);
        }
        long
    }

    /// Answers every job.
    pub(super) fn answer(self, jobs: Vec<Job>) {
        for (job, prepared) in jobs.into_iter().zip(self.prepared) {
            // A receiver that is gone needs no answer.
            match (job, prepared) {
                (Job::Append(append), Prepared::Appended(result)) => {
                    drop(append.answer.send(result));
                }
                (Job::Draft(_, _, answer), Prepared::Draft(result)) => drop(answer.send(result)),
                (Job::Access(_, answer), _) => drop(answer.send(Ok(()))),
                (job, _) => job.answer_error(WriteError::Failed("the batch lost its order".into())),
            }
        }
    }
}

/// Adds a commit to the clinic's chain.
pub(super) async fn advance_clinic(
    tx: &mut Tx,
    inner: &Inner,
    base: ClinicHead,
    heads: &[u8],
) -> Result<ClinicHead, WriteError> {
    let clinic = inner.clinic();
    let next = ClinicHead {
        n: base.n + 1,
        hash: commit_after(&base.hash, clinic, base.n + 1, heads),
        erasures: base.erasures,
    };
    let values = [
        clinic.0.into(),
        next.n.into(),
        next.hash.as_slice().into(),
        base.n.into(),
    ];
    if tx.execute(sql::ADVANCE_CLINIC, &values).await? != 1 {
        return Err(WriteError::Conflict);
    }
    let values = [
        clinic.0.into(),
        next.n.into(),
        heads.into(),
        next.hash.as_slice().into(),
    ];
    tx.insert(sql::INSERT_COMMITS, &values).await?;
    Ok(next)
}

fn content_of(jobs: &[Job], attachment: AttachmentId) -> Option<&[u8]> {
    jobs.iter().find_map(|job| match job {
        Job::Append(append) => append
            .blobs
            .iter()
            .find(|(id, _)| *id == attachment)
            .map(|(_, content)| content.as_slice()),
        _ => None,
    })
}
