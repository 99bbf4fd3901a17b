//! Erasing: who may, and what goes with it. What is erased stays in the chain, sealed for good: its key is gone.

use crate::access::access_values;
use crate::records::{ReadError, Records};
use crate::retention::Retention;
use crate::stored::StoredError;
use crate::writer::{Erasing, Job, What, WriteError};
use attune_therapy::case::Standing;
use attune_therapy::ids::{EntryId, RecordId};
use attune_therapy::{Case, Compartment, Fact, Purpose, Reader, Role};
use jiff::Timestamp;
use std::collections::HashSet;
use tokio::sync::oneshot;

/// Why something was not erased. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum EraseError {
    /// No such record or entry, as far as this reader is concerned.
    #[error("there is no such entry or record")]
    NotFound,
    /// A legal hold is on the record.
    #[error(
        "a legal hold is on this record: nothing in it may be erased until an administrator lifts it"
    )]
    Held,
    /// Not by this person, or not yet.
    #[error("{0}")]
    NotAllowed(&'static str),
    /// The record cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Not written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

impl From<StoredError> for EraseError {
    fn from(error: StoredError) -> EraseError {
        EraseError::Read(error.into())
    }
}

impl Records {
    /// Erases one entry with its corrections and its attachment: one's own client-private entry at any time, or, for
    /// an administrator, an entry that was taken back as entered by mistake.
    pub async fn erase_entry(
        &self,
        reader: &Reader,
        record: RecordId,
        entry: EntryId,
        now: Timestamp,
    ) -> Result<(), EraseError> {
        self.erase(reader, record, What::Entry(entry), now).await
    }

    /// Erases everything in one compartment of a record whose retention period is over. For an administrator.
    pub async fn erase_compartment(
        &self,
        reader: &Reader,
        record: RecordId,
        compartment: Compartment,
        now: Timestamp,
    ) -> Result<(), EraseError> {
        self.erase(reader, record, What::Compartment(compartment), now)
            .await
    }

    /// Erases a whole record whose retention period is over (or whose client is made up). For an administrator.
    pub async fn erase_record(
        &self,
        reader: &Reader,
        record: RecordId,
        now: Timestamp,
    ) -> Result<(), EraseError> {
        self.erase(reader, record, What::Record, now).await
    }

    async fn erase(
        &self,
        reader: &Reader,
        record: RecordId,
        what: What,
        now: Timestamp,
    ) -> Result<(), EraseError> {
        let clinic_wide = reader.role() == Role::Administrator;
        if reader.clinic() != self.clinic() || !(clinic_wide || reader.knows(record, now)) {
            return Err(EraseError::NotFound);
        }
        if self.inner.data.is_read_only() {
            return Err(WriteError::ReadOnly.into());
        }
        self.inner.catch_up().await?;
        let case = std::sync::Arc::clone(&self.inner.load(record).await?.case);
        let retention = self.retention().await?;
        may_erase(reader, record, &case, what, &retention, now)?;
        let name = match what {
            What::Entry(_) => "erased-entry",
            What::Compartment(_) => "erased-compartment",
            What::Record => "erased-record",
        };
        let erasing = Erasing {
            record,
            what,
            access: access_values(reader, record, name, now).values,
            now,
        };
        let (answer, answered) = oneshot::channel();
        self.ask(Job::Erase(erasing, answer), answered).await?;
        Ok(self.inner.scrub().await?)
    }
}

/// Whether `reader` may erase it now. Pure.
fn may_erase(
    reader: &Reader,
    record: RecordId,
    case: &Case,
    what: What,
    retention: &Retention,
    now: Timestamp,
) -> Result<(), EraseError> {
    if case.is_empty() || case.clinic().is_some() {
        return Err(EraseError::NotFound);
    }
    if case.hold().is_some() {
        return Err(EraseError::Held);
    }
    if let What::Entry(entry) = what {
        return may_erase_entry(reader, record, case, entry, now);
    }
    if reader.role() != Role::Administrator {
        return Err(EraseError::NotAllowed(
            "only an administrator erases a compartment or a record; ask one",
        ));
    }
    let fictitious = case.client().is_some_and(|client| client.fictitious);
    let over = retention
        .over_since(case)
        .is_some_and(|since| Timestamp::from(since) <= now);
    if fictitious || over {
        Ok(())
    } else {
        Err(EraseError::NotAllowed(
            "its retention period is not over; the clinic's settings say how long records are kept",
        ))
    }
}

fn may_erase_entry(
    reader: &Reader,
    record: RecordId,
    case: &Case,
    id: EntryId,
    now: Timestamp,
) -> Result<(), EraseError> {
    let entry = case.entry(id).ok_or(EraseError::NotFound)?;
    let own = reader.role_in(record, now) == Some(Role::Client)
        && reader.purpose() == Purpose::Care
        && entry.author.account == reader.account();
    if own && entry.compartment == Compartment::ClientPrivate {
        return Ok(());
    }
    if reader.role() != Role::Administrator {
        return if reader.may_read(record, entry, now) {
            Err(EraseError::NotAllowed(
                "only what is private to you can be erased at any time; ask the clinic about the rest",
            ))
        } else {
            Err(EraseError::NotFound)
        };
    }
    if entry.compartment == Compartment::Administrative {
        return Err(EraseError::NotAllowed(
            "administrative entries are erased only with the whole record; correct the entry instead",
        ));
    }
    if matches!(entry.fact, Fact::CriticalAnswered(_)) {
        return Err(EraseError::NotAllowed(
            "an answer that raised an alert is erased only with the whole record",
        ));
    }
    if !matches!(case.standing(id), Standing::Retracted { .. }) {
        return Err(EraseError::NotAllowed(
            "only what was taken back as entered by mistake can be erased before the retention period is over",
        ));
    }
    Ok(())
}

/// What is erased with an entry: itself and every correction of it, which repeats what it said.
pub(crate) fn goes_with(case: &Case, entry: EntryId) -> HashSet<EntryId> {
    let corrections = case
        .entries()
        .iter()
        .filter(|other| match &other.fact {
            Fact::Replaced(replaced) => replaced.target == entry,
            Fact::Retracted(retracted) => retracted.target == entry,
            _ => false,
        })
        .map(|other| other.id);
    corrections.chain([entry]).collect()
}
