//! Drafts: what somebody is typing, sealed, for its author only. A draft survives a crash, a lost connection and a
//! session that timed out; two tabs never overwrite each other.

use crate::records::{ReadError, Records};
use crate::sealing::{SealError, Sealer, SecretKey};
use crate::statements as sql;
use crate::stored::StoredError;
use crate::writer::{DraftKey, DraftWrite, Job, WriteError};
use attune_therapy::Reader;
use attune_therapy::ids::{AccountId, RecordId};
use jiff::Timestamp;
use tokio::sync::oneshot;
use uuid::Uuid;

/// What somebody is typing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Made by the page.
    pub id: Uuid,
    /// Counts the changes, from 1.
    pub version: i64,
    /// The text.
    pub text: String,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

/// The most that one draft may hold, in bytes.
pub const LONGEST_DRAFT: usize = 256 * 1024;

/// Why a draft was not stored.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// Somebody (perhaps the same person in another tab) changed it meanwhile; here is what it says now.
    #[error("this draft was changed elsewhere meanwhile")]
    Changed(Option<Draft>),
    /// Too long.
    #[error("a draft can hold at most {LONGEST_DRAFT} bytes")]
    TooLong,
    /// Not written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// Not read.
    #[error(transparent)]
    Read(#[from] ReadError),
}

impl Records {
    /// Stores a draft if it still has the version that the writer saw last (0: none yet). Answers the new version.
    pub async fn put_draft(
        &self,
        reader: &Reader,
        (form, subject, id): (&str, Uuid, Uuid),
        expected: i64,
        text: &str,
        now: Timestamp,
    ) -> Result<i64, DraftError> {
        if text.len() > LONGEST_DRAFT || form.len() > 60 {
            return Err(DraftError::TooLong);
        }
        let key = DraftKey {
            account: reader.account(),
            form: form.to_owned(),
            subject,
            id,
        };
        let sealed = match self.draft_key(subject).await? {
            Some(beside) => Sealer::seal_with(&beside, &label(&key), text.as_bytes()),
            None => self.sealer().seal(&label(&key), text.as_bytes()),
        };
        let write = DraftWrite::Put {
            expected,
            sealed,
            at: now.as_microsecond(),
        };
        let (answer, answered) = oneshot::channel();
        match self.ask(Job::Draft(key, write, answer), answered).await {
            Ok(version) => Ok(version),
            Err(WriteError::DraftChanged) => Err(DraftError::Changed(
                self.draft(reader, form, subject, id).await?,
            )),
            Err(error) => Err(error.into()),
        }
    }

    /// The reader's own draft of that name.
    pub async fn draft(
        &self,
        reader: &Reader,
        form: &str,
        subject: Uuid,
        id: Uuid,
    ) -> Result<Option<Draft>, ReadError> {
        let key = DraftKey {
            account: reader.account(),
            form: form.to_owned(),
            subject,
            id,
        };
        let values = [
            self.clinic().0.into(),
            key.account.0.into(),
            form.into(),
            subject.into(),
            id.into(),
        ];
        let Some(row) = self.inner.data.fetch_optional(sql::DRAFT, &values).await? else {
            return Ok(None);
        };
        let (version, sealed, at) = (row.int(0)?, row.bytes(1)?, row.int(2)?);
        let draft = self.open_draft(&key, version, &sealed, at).await?;
        Ok(Some(draft))
    }

    /// The reader's own drafts of a form about a subject, oldest first.
    pub async fn drafts_of(
        &self,
        reader: &Reader,
        form: &str,
        subject: Uuid,
    ) -> Result<Vec<Draft>, ReadError> {
        let account: AccountId = reader.account();
        let values = [
            self.clinic().0.into(),
            account.0.into(),
            form.into(),
            subject.into(),
        ];
        let rows = self.inner.data.fetch(sql::DRAFTS_OF, &values).await?;
        let mut list = Vec::with_capacity(rows.len());
        for row in rows {
            let key = DraftKey {
                account,
                form: row.text(0)?,
                subject,
                id: row.uuid(1)?,
            };
            let (version, sealed, at) = (row.int(2)?, row.bytes(3)?, row.int(4)?);
            list.push(self.open_draft(&key, version, &sealed, at).await?);
        }
        Ok(list)
    }

    /// Throws the reader's own draft away.
    pub async fn delete_draft(
        &self,
        reader: &Reader,
        (form, subject, id): (&str, Uuid, Uuid),
    ) -> Result<(), WriteError> {
        let key = DraftKey {
            account: reader.account(),
            form: form.to_owned(),
            subject,
            id,
        };
        let (answer, answered) = oneshot::channel();
        self.ask(Job::Draft(key, DraftWrite::Delete, answer), answered)
            .await
            .map(|_| ())
    }

    /// A draft about a record is sealed with a key of that record, so that it goes with it. A draft about something
    /// that has no record yet is sealed with the clinic's.
    async fn draft_key(&self, subject: Uuid) -> Result<Option<SecretKey>, ReadError> {
        let key = self.keys().beside(RecordId(subject)).await;
        key.map_err(|error| StoredError::Key(error).into())
    }

    async fn open_draft(
        &self,
        key: &DraftKey,
        version: i64,
        sealed: &[u8],
        at: i64,
    ) -> Result<Draft, ReadError> {
        let unreadable = |source| StoredError::Draft { source };
        let label = label(key);
        let beside = self.draft_key(key.subject).await?;
        let opened = beside.map(|beside| Sealer::open_with(&beside, &label, sealed));
        let plain = match opened {
            Some(Ok(plain)) => plain,
            // Begun before the record was.
            _ => self.sealer().open(&label, sealed).map_err(unreadable)?,
        };
        let text = String::from_utf8(plain).map_err(|_| unreadable(SealError::DoesNotOpen))?;
        let updated_at = Timestamp::from_microsecond(at).unwrap_or(Timestamp::UNIX_EPOCH);
        Ok(Draft {
            id: key.id,
            version,
            text,
            updated_at,
        })
    }
}

fn label(key: &DraftKey) -> String {
    format!(
        "draft:{}:{}:{}:{}",
        key.account, key.form, key.subject, key.id
    )
}
