//! The clinic's records: what `web`, `attune` and later `fhir` call. Who is asking is the first argument of every
//! call that reads or writes.

use crate::access::access_values;
use crate::cache::Cache;
use crate::chain;
use crate::db::{Db, DbError};
use crate::inner::{ClinicHead, Inner};
use crate::keys::{KeyError, KeyStore, lock};
use crate::outbox::Notice;
use crate::sealing::{RootKey, Sealer};
use crate::statements as sql;
use crate::stored::StoredError;
use crate::writer::{self, Append, Authority, DraftKey, Job, NewEntry, Outcome, Queue, WriteError};
use attune_therapy::ids::{AttachmentId, ClinicId, RecordId};
use attune_therapy::{Content, Reader, Refusal, View};
use jiff::Timestamp;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

/// Why records cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A database failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The keys failed.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// What is stored cannot be read.
    #[error(transparent)]
    Stored(#[from] StoredError),
    /// An erasure that was begun could not be finished.
    #[error("an erasure that was begun could not be finished: {0}")]
    Erasure(WriteError),
}

/// Something to be entered with all that goes with it, in one commit.
#[derive(Debug, Clone, Default)]
pub struct Entering {
    /// The facts: all of them are entered, or none.
    pub entries: Vec<NewEntry>,
    /// The content of the attachments that the facts name.
    pub attachments: Vec<(AttachmentId, Vec<u8>)>,
    /// What is to be sent because of it.
    pub notices: Vec<Notice>,
    /// The reader's draft that becomes the fact: form, subject and id.
    pub clears_draft: Option<(String, Uuid, Uuid)>,
}

impl Entering {
    /// Facts alone.
    pub fn of(entries: Vec<NewEntry>) -> Entering {
        Entering {
            entries,
            ..Entering::default()
        }
    }
}

/// Why something cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// No such record, as far as this reader is concerned.
    #[error("there is no such record")]
    NotFound,
    /// The stored entries cannot be read.
    #[error(transparent)]
    Stored(#[from] StoredError),
    /// The reading could not be logged, so nothing was shown.
    #[error("{0}")]
    NotLogged(WriteError),
}

impl From<DbError> for ReadError {
    fn from(error: DbError) -> ReadError {
        ReadError::Stored(error.into())
    }
}

/// A clinic's records. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Records {
    pub(crate) inner: Arc<Inner>,
    queue: Queue,
    /// Readings entered less than a minute ago, so that a page that is looked at twice is one line in the log.
    logged: Arc<Mutex<HashMap<LoggedReading, Timestamp>>>,
}

type LoggedReading = (attune_therapy::ids::AccountId, RecordId, &'static str);

impl Records {
    /// Opens the records in a data and a key database, migrating their tables forward.
    pub async fn open(
        data: Db,
        keys: Db,
        root: &RootKey,
        content: Arc<Content>,
    ) -> Result<Records, OpenError> {
        data.migrate("record", crate::schema::DATA).await?;
        let of_data = data.fetch_optional(sql::ANY_CLINIC_OF_DATA, &[]).await?;
        let of_data = of_data.map(|row| row.uuid(0)).transpose()?.map(ClinicId);
        // Data without its keys must not get new ones: that would look like an empty clinic.
        let keys = KeyStore::open_for(keys, root, of_data).await?;
        let clinic = keys.clinic();
        if data
            .fetch_optional(sql::CLINIC_HEAD, &[clinic.0.into()])
            .await?
            .is_none()
            && !data.is_read_only()
        {
            let values = [
                clinic.0.into(),
                0_i64.into(),
                chain::START.as_slice().into(),
            ];
            data.execute(sql::INSERT_CLINIC, &values).await?;
        }
        let inner = Arc::new(Inner {
            data,
            keys,
            content,
            cache: Cache::default(),
            head: Mutex::new(ClinicHead::START),
            looks: crate::inner::Looks::default(),
        });
        inner.begin().await?;
        inner.settle_erasures().await.map_err(OpenError::Erasure)?;
        let (queue, jobs) = mpsc::channel(4096);
        writer::start(Arc::clone(&inner), jobs);
        Ok(Records {
            inner,
            queue,
            logged: Arc::default(),
        })
    }

    /// The clinic.
    pub fn clinic(&self) -> ClinicId {
        self.inner.clinic()
    }

    /// Seals the clinic's small things.
    pub fn sealer(&self) -> &Sealer {
        self.inner.keys.sealer()
    }

    /// The content that facts are admitted against.
    pub fn content(&self) -> &Arc<Content> {
        &self.inner.content
    }

    /// Forgets every case and view held in memory, so that the next reading is a cold one; for measuring.
    pub fn forget_held(&self) {
        self.inner.cache.forget_all();
    }

    /// The data database, for `identity`.
    pub fn db(&self) -> &Db {
        &self.inner.data
    }

    /// The keys.
    pub fn keys(&self) -> &KeyStore {
        &self.inner.keys
    }

    /// Enters facts together: all of them, or none. Answered after they are durable.
    pub async fn append(
        &self,
        reader: &Reader,
        record: RecordId,
        entries: Vec<NewEntry>,
        now: Timestamp,
    ) -> Result<Vec<Outcome>, WriteError> {
        self.append_with(reader, record, Entering::of(entries), now)
            .await
    }

    /// The same, and the reader's draft of that name goes in the same transaction.
    pub async fn append_and_clear_draft(
        &self,
        reader: &Reader,
        record: RecordId,
        entries: Vec<NewEntry>,
        draft: (&str, Uuid, Uuid),
        now: Timestamp,
    ) -> Result<Vec<Outcome>, WriteError> {
        let (form, subject, id) = draft;
        let entering = Entering {
            clears_draft: Some((form.to_owned(), subject, id)),
            ..Entering::of(entries)
        };
        self.append_with(reader, record, entering, now).await
    }

    /// The same, with attachments and notices.
    pub async fn append_with(
        &self,
        reader: &Reader,
        record: RecordId,
        entering: Entering,
        now: Timestamp,
    ) -> Result<Vec<Outcome>, WriteError> {
        if entering.entries.is_empty() {
            return Err(Refusal::Missing("something to enter").into());
        }
        if self.inner.data.is_read_only() {
            return Err(WriteError::ReadOnly);
        }
        let (answer, answered) = oneshot::channel();
        let clears = entering.clears_draft.map(|(form, subject, id)| DraftKey {
            account: reader.account(),
            form,
            subject,
            id,
        });
        let append = Append {
            reader: reader.clone(),
            record,
            authority: Authority::Membership,
            entries: entering.entries,
            blobs: entering.attachments,
            notices: entering.notices,
            clears,
            now,
            answer,
        };
        self.ask(Job::Append(append), answered).await
    }

    pub(crate) async fn ask<T>(
        &self,
        job: Job,
        answered: oneshot::Receiver<Result<T, WriteError>>,
    ) -> Result<T, WriteError> {
        let stopped = || WriteError::Failed("the program is stopping".to_owned());
        self.queue.send(job).await.map_err(|_| stopped())?;
        answered.await.map_err(|_| stopped())?
    }

    /// The record as `reader` may see it. The reading is in the access log before this returns; `what` names the
    /// page or document in the log.
    pub async fn view(
        &self,
        reader: &Reader,
        record: RecordId,
        what: &'static str,
        now: Timestamp,
    ) -> Result<View, ReadError> {
        let view = self.view_unlogged(reader, record, now).await?;
        self.log_reading(reader, record, what, now).await?;
        Ok(view)
    }

    /// A view of what the reader has just entered or is entering, which is not a reading of its own.
    pub(crate) async fn view_unlogged(
        &self,
        reader: &Reader,
        record: RecordId,
        now: Timestamp,
    ) -> Result<View, ReadError> {
        let scope = reader.view_scope(record, now).ok_or(ReadError::NotFound)?;
        if reader.clinic() != self.clinic() {
            return Err(ReadError::NotFound);
        }
        self.inner.catch_up().await?;
        let loaded = self.inner.load(record).await?;
        if loaded.seq == 0 {
            return Err(ReadError::NotFound);
        }
        if let Some(view) = self.inner.cache.view(record, scope, loaded.seq) {
            return Ok(view);
        }
        let view = View::for_reader(&loaded.case, reader, record, now);
        self.inner
            .cache
            .put_view(record, scope, loaded.seq, view.clone());
        Ok(view)
    }

    async fn log_reading(
        &self,
        reader: &Reader,
        record: RecordId,
        what: &'static str,
        now: Timestamp,
    ) -> Result<(), ReadError> {
        let reading = (reader.account(), record, what);
        if self.was_logged(reading, now) {
            return Ok(());
        }
        let (answer, answered) = oneshot::channel();
        let access = access_values(reader, record, what, now);
        let outcome = if self.inner.data.is_read_only() {
            Err(WriteError::ReadOnly)
        } else {
            self.ask(Job::Access(access, answer), answered).await
        };
        match outcome {
            Ok(()) => {
                self.remember_logged(reading, now);
                Ok(())
            }
            // Care must not wait for a disk: the reading goes to the structured log, ids only.
            Err(WriteError::ReadOnly | WriteError::Full) => {
                tracing::warn!(
                    target: "access",
                    account = %reader.account(),
                    record = %record,
                    what,
                    at = %now,
                    "a reading that the access log cannot take at the moment"
                );
                Ok(())
            }
            Err(error) => Err(ReadError::NotLogged(error)),
        }
    }

    fn was_logged(&self, reading: LoggedReading, now: Timestamp) -> bool {
        let minute = jiff::SignedDuration::from_secs(60);
        lock(&self.logged)
            .get(&reading)
            .is_some_and(|at| now.duration_since(*at) < minute && now >= *at)
    }

    fn remember_logged(&self, reading: LoggedReading, now: Timestamp) {
        let mut logged = lock(&self.logged);
        if logged.len() > 10_000 {
            let minute = jiff::SignedDuration::from_secs(60);
            logged.retain(|_, at| now.duration_since(*at) < minute);
        }
        logged.insert(reading, now);
    }
}
