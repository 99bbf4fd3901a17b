//! One commit's worth of work.

use super::job::{Append, DraftKey, DraftWrite, Job, NewEntry, Outcome, WriteError};
use crate::cache::Loaded;
use crate::chain::{Hash, Head, commit_after, write_heads};
use crate::db::{Tx, Value};
use crate::inner::Inner;
use crate::projection::Changes;
use crate::statements as sql;
use crate::stored::StoredEntry;
use attune_therapy::ids::{EntryId, RecordId, Token};
use attune_therapy::{Author, Case, Entry, Fact, Refusal};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// A record as it will be if the commit succeeds.
#[derive(Debug)]
struct Candidate {
    before: Arc<Loaded>,
    case: Case,
    seq: i64,
    hash: Hash,
    kind: &'static str,
    new: Vec<Arc<Entry>>,
}

enum Prepared {
    Appended(Result<Vec<Outcome>, WriteError>),
    Draft(Result<i64, WriteError>),
    Accessed,
}

/// See [`super`].
#[derive(Default)]
pub(super) struct Batch {
    candidates: HashMap<RecordId, Candidate>,
    /// Records in the order in which they were touched, so that a batch always writes in the same order.
    order: Vec<RecordId>,
    prepared: Vec<Prepared>,
    stored: Vec<StoredEntry>,
    changes: Changes,
    accesses: Vec<Value>,
    drafts: Vec<(DraftKey, Option<DraftWrite>)>,
    draft_versions: HashMap<DraftKey, i64>,
    commit: Option<(i64, Hash)>,
}

impl Batch {
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
            };
            self.prepared.push(prepared);
        }
        self.seal(inner).await
    }

    async fn append(
        &mut self,
        inner: &Inner,
        append: &Append,
    ) -> Result<Result<Vec<Outcome>, WriteError>, WriteError> {
        if !append.reader.knows(append.record, append.now)
            || append.reader.clinic() != inner.clinic()
        {
            return Ok(Err(WriteError::NotFound));
        }
        if !self.candidates.contains_key(&append.record) {
            let before = inner.load(append.record).await?;
            let candidate = Candidate {
                case: (*before.case).clone(),
                seq: before.seq,
                hash: before.hash,
                kind: append.kind,
                before,
                new: Vec::new(),
            };
            self.candidates.insert(append.record, candidate);
            self.order.push(append.record);
        }
        let Some(candidate) = self.candidates.get_mut(&append.record) else {
            return Ok(Err(WriteError::NotFound));
        };
        // All or none: what is entered together is tried on a copy first if it is more than one.
        let kept =
            (append.entries.len() > 1).then(|| (candidate.case.clone(), candidate.new.len()));
        let mut outcomes = Vec::with_capacity(append.entries.len());
        for entry in &append.entries {
            match candidate.enter(inner, append, entry) {
                Ok(outcome) => outcomes.push(outcome),
                Err(refusal) => {
                    if let Some((case, count)) = kept {
                        candidate.case = case;
                        candidate.new.truncate(count);
                    }
                    return Ok(Err(WriteError::Refused(refusal)));
                }
            }
        }
        if let Some(key) = &append.clears {
            self.drafts.push((key.clone(), None));
        }
        Ok(Ok(outcomes))
    }

    async fn draft(
        &mut self,
        inner: &Inner,
        key: &DraftKey,
        write: &DraftWrite,
    ) -> Result<Result<i64, WriteError>, WriteError> {
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

    async fn seal(&mut self, inner: &Inner) -> Result<(), WriteError> {
        let candidates = &mut self.candidates;
        let mut needs = Vec::new();
        for record in &self.order {
            if let Some(candidate) = candidates.get(record) {
                needs.extend(
                    candidate
                        .new
                        .iter()
                        .map(|entry| (*record, entry.compartment)),
                );
            }
        }
        let mut keys = inner.keys.keys_for(&needs).await?.into_iter();
        for record in &self.order {
            let Some(candidate) = candidates.get_mut(record) else {
                continue;
            };
            for entry in &candidate.new {
                let key = keys
                    .next()
                    .ok_or_else(|| WriteError::Failed("too few keys were made".into()))?;
                candidate.seq += 1;
                let stored = StoredEntry::seal(
                    inner.clinic(),
                    *record,
                    candidate.seq,
                    entry,
                    &key,
                    &candidate.hash,
                )
                .map_err(|error| WriteError::Failed(error.to_string()))?;
                candidate.hash = stored.chain;
                self.stored.push(stored);
            }
            if !candidate.new.is_empty() {
                let (before, after) = (&candidate.before.case, &candidate.case);
                self.changes.add(
                    inner.clinic(),
                    *record,
                    before,
                    after,
                    &inner.content,
                    inner.keys.sealer(),
                );
            }
        }
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
        let (known, last) = inner.head();
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
            let (seq, hash): (Value, Value) =
                (candidate.seq.into(), candidate.hash.as_slice().into());
            if candidate.before.seq == 0 {
                new_records.extend([
                    clinic.0.into(),
                    record.0.into(),
                    candidate.kind.into(),
                    seq,
                    hash,
                ]);
            } else {
                let values = [
                    clinic.0.into(),
                    record.0.into(),
                    seq,
                    hash,
                    candidate.before.seq.into(),
                ];
                if tx.execute(sql::UPDATE_RECORD_HEAD, &values).await? != 1 {
                    return Err(WriteError::Conflict);
                }
            }
        }
        let heads = write_heads(&heads);
        let hash = commit_after(&last, clinic, known + 1, &heads);
        // Every node of a clinic passes through this row: whoever commits second finds it moved and starts over.
        let values = [
            clinic.0.into(),
            (known + 1).into(),
            hash.as_slice().into(),
            known.into(),
        ];
        if tx.execute(sql::ADVANCE_CLINIC, &values).await? != 1 {
            return Err(WriteError::Conflict);
        }
        let values = [
            clinic.0.into(),
            (known + 1).into(),
            heads.into(),
            hash.as_slice().into(),
        ];
        tx.insert(sql::INSERT_COMMITS, &values).await?;
        tx.insert(sql::INSERT_RECORDS, &new_records).await?;
        let mut rows = Vec::with_capacity(self.stored.len() * 11);
        for stored in &self.stored {
            rows.extend(stored.values(clinic));
        }
        tx.insert(sql::INSERT_ENTRIES, &rows).await?;
        self.changes.write(tx, clinic).await?;
        self.commit = Some((known + 1, hash));
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
    pub(super) fn publish(&mut self, inner: &Inner) {
        if let Some((n, hash)) = self.commit {
            inner.advance(n, hash);
        }
        for (record, candidate) in self.candidates.drain() {
            if !candidate.new.is_empty() {
                let loaded = Loaded {
                    case: Arc::new(candidate.case),
                    seq: candidate.seq,
                    hash: candidate.hash,
                };
                inner.cache.put(record, Arc::new(loaded));
            }
        }
    }

    /// Answers every job.
    pub(super) fn answer(self, jobs: Vec<Job>) {
        for (job, prepared) in jobs.into_iter().zip(self.prepared) {
            // A receiver that is gone needs no answer.
            match (job, prepared) {
                (Job::Append(append), Prepared::Appended(result)) => {
                    drop(append.answer.send(result))
                }
                (Job::Draft(_, _, answer), Prepared::Draft(result)) => drop(answer.send(result)),
                (Job::Access(_, answer), _) => drop(answer.send(Ok(()))),
                (job, _) => job.answer_error(WriteError::Failed("the batch lost its order".into())),
            }
        }
    }
}

impl Candidate {
    /// Enters one fact, and before a questionnaire that arrives whole the critical answers in it.
    fn enter(
        &mut self,
        inner: &Inner,
        append: &Append,
        new: &NewEntry,
    ) -> Result<Outcome, Refusal> {
        if let Some(entry) = self.case.entry_of_token(new.token) {
            return Ok(Outcome::Duplicate(entry));
        }
        let facts = match &new.fact {
            Fact::MeasureCompleted(completed) => {
                completed.clone().into_facts(&self.case, &inner.content)?
            }
            fact => vec![fact.clone()],
        };
        let last = facts.len() - 1;
        let kept = (last > 0).then(|| (self.case.clone(), self.new.len()));
        let mut outcome = Err(Refusal::NotAllowed);
        for (at, fact) in facts.into_iter().enumerate() {
            let token = if at == last {
                new.token
            } else {
                token_beside(new.token, at)
            };
            outcome = self
                .enter_fact(inner, append, new, fact, token)
                .map(Outcome::Accepted);
            if outcome.is_err() {
                break;
            }
        }
        if let (Err(_), Some((case, count))) = (&outcome, kept) {
            self.case = case;
            self.new.truncate(count);
        }
        outcome
    }

    fn enter_fact(
        &mut self,
        inner: &Inner,
        append: &Append,
        new: &NewEntry,
        fact: Fact,
        token: Token,
    ) -> Result<EntryId, Refusal> {
        let role = append
            .reader
            .role_in(append.record, append.now)
            .ok_or(Refusal::NotAllowed)?;
        let author = Author {
            account: append.reader.account(),
            role,
        };
        let admitted = self
            .case
            .admit(&fact, author, &new.occurred, append.now, &inner.content)?;
        if !append
            .reader
            .may_write(append.record, admitted.compartment, fact.kind(), append.now)
        {
            return Err(Refusal::NotAllowed);
        }
        let entry = Arc::new(Entry {
            id: EntryId(Uuid::now_v7()),
            fact,
            course: admitted.course,
            occurred: new.occurred.clone(),
            recorded_at: append.now,
            author,
            on_behalf_of: new.on_behalf_of,
            device: new.device.clone(),
            compartment: admitted.compartment,
            token,
        });
        self.case.append(Arc::clone(&entry));
        self.new.push(Arc::clone(&entry));
        Ok(entry.id)
    }
}

/// A token for what is entered beside something, always the same for the same.
fn token_beside(token: Token, at: usize) -> Token {
    let digest = Sha256::new()
        .chain_update(token.0.as_bytes())
        .chain_update(at.to_be_bytes())
        .finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    Token(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}
