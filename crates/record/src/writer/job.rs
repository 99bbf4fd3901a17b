//! What can be asked of the writer, and what it answers.

use crate::db::{DbError, Value};
use crate::keys::KeyError;
use crate::outbox::Notice;
use crate::stored::StoredError;
use crate::writer::Erasing;
use attune_therapy::attachment::AttachmentAdded;
use attune_therapy::ids::{AccountId, AttachmentId, EntryId, RecordId, Token};
use attune_therapy::{Fact, Occurred, Reader, Refusal};
use jiff::Timestamp;
use tokio::sync::oneshot;
use uuid::Uuid;

/// Something to be entered.
#[derive(Debug, Clone)]
pub struct NewEntry {
    /// What.
    pub fact: Fact,
    /// When it happened.
    pub occurred: Occurred,
    /// Made by the writer: the same token twice is one entry.
    pub token: Token,
    /// On which device.
    pub device: Option<String>,
    /// For whom, if not for oneself.
    pub on_behalf_of: Option<AccountId>,
}

impl NewEntry {
    /// A fact that happens now, with a token of its own.
    pub fn now(fact: impl Into<Fact>, now: Timestamp, token: Token) -> NewEntry {
        NewEntry {
            fact: fact.into(),
            occurred: Occurred::utc(now),
            token,
            device: None,
            on_behalf_of: None,
        }
    }
}

/// What became of something that was to be entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is in the record now.
    Accepted(EntryId),
    /// Its token had come before; it was in the record already.
    Duplicate(EntryId),
}

impl Outcome {
    /// The entry, new or there before.
    pub fn entry(self) -> EntryId {
        match self {
            Outcome::Accepted(entry) | Outcome::Duplicate(entry) => entry,
        }
    }
}

/// Why something was not entered. Nothing was stored.
#[derive(Debug, Clone, thiserror::Error)]
pub enum WriteError {
    /// It is not admitted.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// No such record, as far as this reader is concerned.
    #[error("there is no such record")]
    NotFound,
    /// Somebody else changed the draft meanwhile.
    #[error("this draft was changed elsewhere meanwhile")]
    DraftChanged,
    /// Another node was quicker, again and again.
    #[error("the record is very busy; nothing was stored. Try again")]
    Conflict,
    /// The disk is full.
    #[error(
        "the disk that holds the record is full; nothing was stored. What you typed is still here"
    )]
    Full,
    /// The record can only be read at the moment.
    #[error(
        "the record can be read but not written at the moment; nothing was stored. What you typed is still here"
    )]
    ReadOnly,
    /// The record was erased.
    #[error("this record was erased")]
    Erased,
    /// Anything else.
    #[error("the record could not be written: {0}")]
    Failed(String),
}

impl WriteError {
    /// A name for logs that tells nothing of what was entered.
    pub fn kind(&self) -> &'static str {
        match self {
            WriteError::Refused(_) => "refused",
            WriteError::NotFound => "not-found",
            WriteError::DraftChanged => "draft-changed",
            WriteError::Conflict => "conflict",
            WriteError::Full => "disk-full",
            WriteError::ReadOnly => "read-only",
            WriteError::Erased => "erased",
            WriteError::Failed(_) => "failed",
        }
    }
}

impl From<DbError> for WriteError {
    fn from(error: DbError) -> WriteError {
        match error {
            DbError::Unique(_) | DbError::Conflict => WriteError::Conflict,
            DbError::Full => WriteError::Full,
            DbError::ReadOnly => WriteError::ReadOnly,
            other => WriteError::Failed(other.to_string()),
        }
    }
}

impl From<KeyError> for WriteError {
    fn from(error: KeyError) -> WriteError {
        match error {
            KeyError::Db(error) => error.into(),
            KeyError::Erased => WriteError::Erased,
            other => WriteError::Failed(other.to_string()),
        }
    }
}

impl From<StoredError> for WriteError {
    fn from(error: StoredError) -> WriteError {
        match error {
            StoredError::Db(error) => error.into(),
            StoredError::Key(error) => error.into(),
            other => WriteError::Failed(other.to_string()),
        }
    }
}

/// Names a draft.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct DraftKey {
    pub(crate) account: AccountId,
    pub(crate) form: String,
    pub(crate) subject: Uuid,
    pub(crate) id: Uuid,
}

/// A change of a draft.
#[derive(Debug, Clone)]
pub(crate) enum DraftWrite {
    /// Stores the text if the draft still has the version given (0: there is none yet).
    Put {
        expected: i64,
        sealed: Vec<u8>,
        at: i64,
    },
    /// Deletes the draft.
    Delete,
}

pub(crate) type Answer<T> = oneshot::Sender<Result<T, WriteError>>;

/// On what ground something is entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Authority {
    /// What the reader may do in that record.
    Membership,
    /// What an administrator may do in the clinic: settings and legal holds, checked before it is asked.
    Clinic,
}

/// Facts to be entered together: all of them, or none.
#[derive(Debug)]
pub(crate) struct Append {
    pub(crate) reader: Reader,
    pub(crate) record: RecordId,
    pub(crate) authority: Authority,
    pub(crate) entries: Vec<NewEntry>,
    pub(crate) blobs: Vec<(AttachmentId, Vec<u8>)>,
    pub(crate) notices: Vec<Notice>,
    pub(crate) clears: Option<DraftKey>,
    pub(crate) now: Timestamp,
    pub(crate) answer: Answer<Vec<Outcome>>,
}

impl Append {
    /// Whether the content of an attachment came with it.
    pub(crate) fn has_blob(&self, added: &AttachmentAdded) -> bool {
        self.blobs
            .iter()
            .any(|(id, content)| *id == added.attachment && content.len() as u64 == added.size)
    }
}

/// One reading of a record.
#[derive(Debug, Clone)]
pub(crate) struct Access {
    pub(crate) values: Vec<Value>,
}

/// Something for the writer to do.
#[derive(Debug)]
pub(crate) enum Job {
    Append(Append),
    Access(Access, Answer<()>),
    Draft(DraftKey, DraftWrite, Answer<i64>),
    /// Done alone, never beside others.
    Erase(Erasing, Answer<()>),
}

impl Job {
    pub(super) fn is_abandoned(&self) -> bool {
        match self {
            // Whoever asked is gone, and nothing was promised.
            Job::Append(append) => append.answer.is_closed(),
            Job::Access(_, answer) => answer.is_closed(),
            Job::Draft(_, _, answer) => answer.is_closed(),
            // Begun by a person who may have left the page; it is finished all the same.
            Job::Erase(..) => false,
        }
    }

    pub(super) fn answer_error(self, error: WriteError) {
        // A receiver that is gone needs no answer.
        match self {
            Job::Append(append) => drop(append.answer.send(Err(error))),
            Job::Access(_, answer) => drop(answer.send(Err(error))),
            Job::Draft(_, _, answer) => drop(answer.send(Err(error))),
            Job::Erase(_, answer) => drop(answer.send(Err(error))),
        }
    }
}
