//! The clinic's own record: settings, pinned content, and legal holds on records.

use crate::records::{ReadError, Records};
use crate::writer::{Append, Authority, Job, NewEntry, Outcome, WriteError};
use attune_therapy::clinic::{Clinic, HoldSet, SettingChanged};
use attune_therapy::ids::{RecordId, Token};
use attune_therapy::text::Text;
use attune_therapy::{Fact, Reader, Refusal, Role};
use jiff::Timestamp;
use std::collections::BTreeMap;
use tokio::sync::oneshot;
use uuid::Uuid;

impl Records {
    /// The record of the clinic itself.
    pub fn clinic_record(&self) -> RecordId {
        RecordId(self.clinic().0)
    }

    /// The clinic as its own record says: settings and pinned content. `None` before anything was entered.
    pub async fn clinic_state(&self) -> Result<Option<Clinic>, ReadError> {
        self.inner.catch_up().await?;
        let loaded = self.inner.load(self.clinic_record()).await?;
        Ok(loaded.case.clinic().cloned())
    }

    /// The clinic's settings that differ from their defaults.
    pub async fn settings(&self) -> Result<BTreeMap<String, String>, ReadError> {
        let clinic = self.clinic_state().await?;
        Ok(clinic.map(|clinic| clinic.settings).unwrap_or_default())
    }

    /// The text of a protocol or questionnaire as it was when the clinic first used that version.
    pub async fn pinned_text(
        &self,
        content: attune_therapy::clinic::ContentType,
        id: &str,
        version: &str,
    ) -> Result<Option<String>, ReadError> {
        self.inner.catch_up().await?;
        let loaded = self.inner.load(self.clinic_record()).await?;
        let key = (content, id.to_owned(), version.to_owned());
        let pinned = loaded.case.clinic().and_then(|c| c.pinned.get(&key));
        let entry = pinned.and_then(|pinned| loaded.case.entry(pinned.entry));
        Ok(entry.and_then(|entry| match &entry.fact {
            Fact::ContentPinned(pinned) => Some(pinned.text.clone()),
            _ => None,
        }))
    }

    /// Changes a setting of the clinic; an empty value takes it back to its default. For an administrator.
    pub async fn change_setting(
        &self,
        reader: &Reader,
        name: &str,
        value: &str,
        now: Timestamp,
    ) -> Result<(), WriteError> {
        let changed = SettingChanged {
            name: name.to_owned(),
            value: typed("setting", value)?,
        };
        self.administer(reader, self.clinic_record(), changed, now)
            .await
    }

    /// Puts a legal hold on a record, or lifts it. For an administrator.
    pub async fn set_hold(
        &self,
        reader: &Reader,
        record: RecordId,
        held: bool,
        reason: &str,
        now: Timestamp,
    ) -> Result<(), WriteError> {
        let reason = typed("reason", reason)?;
        self.administer(reader, record, HoldSet { held, reason }, now)
            .await
    }

    async fn administer(
        &self,
        reader: &Reader,
        record: RecordId,
        fact: impl Into<Fact>,
        now: Timestamp,
    ) -> Result<(), WriteError> {
        if reader.role() != Role::Administrator || reader.clinic() != self.clinic() {
            return Err(Refusal::NotAllowed.into());
        }
        let entry = NewEntry::now(fact, now, Token(Uuid::new_v4()));
        let (answer, answered) = oneshot::channel();
        let append = Append {
            reader: reader.clone(),
            record,
            authority: Authority::Clinic,
            entries: vec![entry],
            blobs: Vec::new(),
            notices: Vec::new(),
            clears: None,
            now,
            answer,
        };
        let outcomes: Vec<Outcome> = self.ask(Job::Append(append), answered).await?;
        debug_assert_eq!(outcomes.len(), 1);
        Ok(())
    }
}

fn typed(field: &'static str, value: &str) -> Result<Text, WriteError> {
    Text::parse(value).map_err(|problem| {
        let why = problem.to_string();
        WriteError::Refused(Refusal::Impossible { field, why })
    })
}
