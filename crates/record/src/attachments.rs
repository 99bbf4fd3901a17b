//! Attachments: sealed beside the record, each with a key of its own, chained by the hash in its fact.

mod media;

pub use media::AttachmentProblem;

use crate::db::Value;
use crate::keys::{EntryKey, FoundKey, KeyPlace};
use crate::records::{Entering, ReadError, Records};
use crate::sealing::{SecretKey, position};
use crate::statements as sql;
use crate::stored::StoredError;
use crate::writer::{NewEntry, WriteError};
use attune_therapy::attachment::{AttachmentAdded, MediaType};
use attune_therapy::ids::{AttachmentId, ClinicId, EntryId, RecordId, Token};
use attune_therapy::text::Text;
use attune_therapy::{Compartment, Occurred, Reader, Refusal};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Why something was not attached.
#[derive(Debug, thiserror::Error)]
pub enum AttachError {
    /// It is not something that can be attached.
    #[error(transparent)]
    Problem(#[from] AttachmentProblem),
    /// Not written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// A file that is to be attached.
#[derive(Debug, Clone)]
pub struct NewAttachment {
    /// What it is called.
    pub name: Text,
    /// Its bytes, as they were sent.
    pub content: Vec<u8>,
    /// Where it is to be kept.
    pub compartment: Compartment,
    /// When it was made or received.
    pub occurred: Occurred,
    /// Made by the writer: the same token twice is one entry.
    pub token: Token,
}

/// An attachment, opened.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenedAttachment {
    /// What the record says of it.
    pub added: AttachmentAdded,
    /// Its bytes.
    pub content: Vec<u8>,
}

impl Records {
    /// Attaches a file to a record. What it is, is found from its content; images lose their metadata.
    pub async fn attach(
        &self,
        reader: &Reader,
        record: RecordId,
        new: NewAttachment,
        now: Timestamp,
    ) -> Result<EntryId, AttachError> {
        let cleaned = tokio::task::spawn_blocking(move || media::clean(new.content));
        let (media_type, content) = cleaned
            .await
            .map_err(|_| WriteError::Failed("the file could not be examined".to_owned()))??;
        let attachment = AttachmentId(Uuid::now_v7());
        let added = AttachmentAdded {
            attachment,
            media_type,
            name: new.name,
            size: content.len() as u64,
            sha256: crate::hexadecimal(&Sha256::digest(&content)),
            compartment: new.compartment,
        };
        let entry = NewEntry {
            occurred: new.occurred,
            ..NewEntry::now(added, now, new.token)
        };
        let entering = Entering {
            attachments: vec![(attachment, content)],
            ..Entering::of(vec![entry])
        };
        let outcomes = self.append_with(reader, record, entering, now).await?;
        let outcome = outcomes
            .first()
            .ok_or(WriteError::Refused(Refusal::NotAllowed))?;
        Ok(outcome.entry())
    }

    /// Opens an attachment that the reader may see. The reading is in the access log before this returns.
    pub async fn attachment(
        &self,
        reader: &Reader,
        record: RecordId,
        attachment: AttachmentId,
        now: Timestamp,
    ) -> Result<OpenedAttachment, ReadError> {
        let view = self.view(reader, record, "attachment", now).await?;
        let found = view
            .attachments()
            .iter()
            .find(|found| found.added.attachment == attachment)
            .ok_or(ReadError::NotFound)?;
        let content = self.inner.attachment(record, &found.added).await?;
        let content = content.ok_or(ReadError::NotFound)?;
        Ok(OpenedAttachment {
            added: found.added.clone(),
            content,
        })
    }
}

impl crate::inner::Inner {
    /// The content of an attachment; `None` when its key was destroyed.
    pub(crate) async fn attachment(
        &self,
        record: RecordId,
        added: &AttachmentAdded,
    ) -> Result<Option<Vec<u8>>, StoredError> {
        let damaged = |why| StoredError::Attachment {
            attachment: added.attachment,
            why,
        };
        let values = [
            self.clinic().0.into(),
            record.0.into(),
            added.attachment.0.into(),
        ];
        let Some(row) = self.data.fetch_optional(sql::ATTACHMENT, &values).await? else {
            return Err(damaged("it is not there"));
        };
        let place = KeyPlace {
            epoch: row.int(0)?,
            block: row.opt_uuid(1)?,
            slot: row.int(2)?,
        };
        match self.keys.key_at(record, added.compartment, place).await? {
            FoundKey::Key(key) => {
                let content = open(self.clinic(), record, added, &key, &row.bytes(4)?)
                    .ok_or_else(|| damaged("it was changed or moved"))?;
                Ok(Some(content))
            }
            FoundKey::Destroyed => Ok(None),
            FoundKey::Missing => Err(damaged("its key is missing")),
        }
    }
}

/// A row of the table `attachment`.
#[derive(Debug)]
pub(crate) struct StoredAttachment {
    record: RecordId,
    id: AttachmentId,
    place: KeyPlace,
    compartment: Compartment,
    sealed: Vec<u8>,
}

impl StoredAttachment {
    pub(crate) fn seal(
        clinic: ClinicId,
        record: RecordId,
        added: &AttachmentAdded,
        key: &EntryKey,
        content: &[u8],
    ) -> StoredAttachment {
        StoredAttachment {
            record,
            id: added.attachment,
            place: key.place,
            compartment: added.compartment,
            sealed: key.key.seal(&place_of(clinic, record, added), content),
        }
    }

    pub(crate) fn values(self, clinic: ClinicId) -> [Value; 8] {
        [
            clinic.0.into(),
            self.record.0.into(),
            self.id.0.into(),
            self.place.epoch.into(),
            self.place.block.into(),
            self.place.slot.into(),
            self.compartment.number().into(),
            self.sealed.into(),
        ]
    }
}

fn open(
    clinic: ClinicId,
    record: RecordId,
    added: &AttachmentAdded,
    key: &SecretKey,
    sealed: &[u8],
) -> Option<Vec<u8>> {
    let content = key.open(&place_of(clinic, record, added), sealed).ok()?;
    let hash = crate::hexadecimal(&Sha256::digest(&content));
    (hash == added.sha256).then_some(content)
}

fn place_of(clinic: ClinicId, record: RecordId, added: &AttachmentAdded) -> Vec<u8> {
    position(
        "attune.attachment.v1",
        &[
            clinic.0.as_bytes(),
            record.0.as_bytes(),
            added.attachment.0.as_bytes(),
        ],
    )
}

impl OpenedAttachment {
    /// Its media type.
    pub fn media_type(&self) -> MediaType {
        self.added.media_type
    }
}
