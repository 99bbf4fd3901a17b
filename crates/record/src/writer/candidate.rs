//! A record as it will be if the commit succeeds.

use super::job::{Append, Authority, NewEntry, Outcome};
use crate::cache::Loaded;
use crate::chain::Hash;
use crate::inner::Inner;
use attune_therapy::correction::{Replaced, Retracted};
use attune_therapy::ids::{EntryId, RecordId, Token};
use attune_therapy::{Author, Case, Entry, Fact, Refusal};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use uuid::Uuid;

#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) before: Arc<Loaded>,
    pub(super) case: Case,
    pub(super) seq: i64,
    pub(super) hash: Hash,
    pub(super) new: Vec<Arc<Entry>>,
}

impl Candidate {
    pub(super) fn of(before: Arc<Loaded>) -> Candidate {
        Candidate {
            case: (*before.case).clone(),
            seq: before.seq,
            hash: before.hash,
            before,
            new: Vec::new(),
        }
    }

    /// Enters all of a job's facts, or none.
    pub(super) fn enter_all(
        &mut self,
        inner: &Inner,
        append: &Append,
    ) -> Result<Vec<Outcome>, Refusal> {
        let count = self.new.len();
        let mut outcomes = Vec::with_capacity(append.entries.len());
        for entry in &append.entries {
            match self.enter(inner, append, entry) {
                Ok(outcome) => outcomes.push(outcome),
                Err(refusal) => {
                    self.take_back_to(count);
                    return Err(refusal);
                }
            }
        }
        Ok(outcomes)
    }

    /// Enters one fact, and before a questionnaire that arrives whole the critical answers in it.
    fn enter(
        &mut self,
        inner: &Inner,
        append: &Append,
        new: &NewEntry,
    ) -> Result<Outcome, Refusal> {
        let known = self.case.entry_of_token(new.token);
        if let Some(entry) = known.or_else(|| self.before.erased.get(&new.token).copied()) {
            return Ok(Outcome::Duplicate(entry));
        }
        let facts = match &new.fact {
            Fact::MeasureCompleted(completed) => {
                completed.clone().into_facts(&self.case, &inner.content)?
            }
            // A mis-keyed answer that was critical after all reaches a person like any other.
            Fact::Replaced(replaced) => {
                let mut facts = match &*replaced.new {
                    Fact::MeasureCompleted(new) => new.unheard(&self.case, &inner.content)?,
                    _ => Vec::new(),
                };
                facts.push(new.fact.clone());
                facts
            }
            Fact::AttachmentAdded(added) if !append.has_blob(added) => {
                return Err(Refusal::Missing("the attachment's content"));
            }
            fact => vec![fact.clone()],
        };
        let last = facts.len() - 1;
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
        let reader = &append.reader;
        let role = match append.authority {
            Authority::Membership => reader
                .role_in(append.record, append.now)
                .ok_or(Refusal::NotAllowed)?,
            Authority::Clinic => reader.role(),
        };
        let author = Author {
            account: reader.account(),
            role,
        };
        if let Fact::Replaced(Replaced { target, .. }) | Fact::Retracted(Retracted { target, .. }) =
            &fact
        {
            // What the author cannot see is not there for them to correct.
            let seen = self.case.entry(*target);
            let seen =
                seen.is_some_and(|target| reader.may_read(append.record, target, append.now));
            if !seen && append.authority == Authority::Membership {
                return Err(Refusal::NoTarget);
            }
        }
        let admitted = self
            .case
            .admit(&fact, author, &new.occurred, append.now, &inner.content)?;
        let may_write = append.authority == Authority::Clinic
            || reader.may_write(append.record, admitted.compartment, fact.kind(), append.now);
        if !may_write {
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

    /// Takes back what was entered after the first `count` new entries. Rare, so it may fold anew.
    fn take_back_to(&mut self, count: usize) {
        if self.new.len() == count {
            return;
        }
        self.new.truncate(count);
        self.case = (*self.before.case).clone();
        for entry in &self.new {
            self.case.append(Arc::clone(entry));
        }
    }

    pub(super) fn push(&mut self, entry: Entry) {
        let entry = Arc::new(entry);
        self.case.append(Arc::clone(&entry));
        self.new.push(entry);
    }
}

/// Of what kind a record is, as its row says.
pub(super) fn kind(inner: &Inner, record: RecordId) -> &'static str {
    if record.0 == inner.clinic().0 {
        "clinic"
    } else {
        "client"
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
