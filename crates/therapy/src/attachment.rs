//! Attachments: a scanned letter, a photo of a drawing. What is sealed beside the record is chained by its hash.

use crate::confidentiality::Compartment;
use crate::entry::{Author, Occurred};
use crate::ids::{AttachmentId, EntryId};
use crate::refusal::Refusal;
use crate::text::{Text, required};
use serde::{Deserialize, Serialize};

/// The most bytes that an attachment may have.
pub const LARGEST: u64 = 5 * 1024 * 1024;

/// What an attachment can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MediaType {
    /// An image without loss.
    #[serde(rename = "image/png")]
    Png,
    /// A photo.
    #[serde(rename = "image/jpeg")]
    Jpeg,
    /// A document.
    #[serde(rename = "application/pdf")]
    Pdf,
    /// Text in UTF-8.
    #[serde(rename = "text/plain")]
    PlainText,
}

impl MediaType {
    /// The name used in HTTP.
    pub fn name(self) -> &'static str {
        match self {
            MediaType::Png => "image/png",
            MediaType::Jpeg => "image/jpeg",
            MediaType::Pdf => "application/pdf",
            MediaType::PlainText => "text/plain",
        }
    }
}

/// `attachment.added`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AttachmentAdded {
    /// Made by the writer.
    pub attachment: AttachmentId,
    /// What it is, found from its content and not from its name.
    pub media_type: MediaType,
    /// What it is called.
    pub name: Text,
    /// How many bytes it has.
    pub size: u64,
    /// SHA-256 of its content, in hexadecimal.
    pub sha256: String,
    /// Where it is kept.
    pub compartment: Compartment,
}

/// An attachment as folded.
#[derive(Debug, Clone, PartialEq)]
pub struct Attachment {
    /// The entry.
    pub entry: EntryId,
    /// What was added.
    pub added: AttachmentAdded,
    /// When.
    pub occurred: Occurred,
    /// By whom.
    pub author: Author,
}

impl AttachmentAdded {
    pub(crate) fn admit(&self, attachments: &[Attachment]) -> Result<(), Refusal> {
        required("name", &self.name)?;
        if self.size == 0 || self.size > LARGEST {
            return Err(Refusal::Impossible {
                field: "attachment",
                why: "must have 1 byte to 5 MB".to_owned(),
            });
        }
        let hexadecimal = self.sha256.len() == 64
            && self
                .sha256
                .bytes()
                .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        if !hexadecimal
            || attachments
                .iter()
                .any(|a| a.added.attachment == self.attachment)
        {
            return Err(Refusal::Impossible {
                field: "attachment",
                why: "must have a name of its own and the SHA-256 of its content".to_owned(),
            });
        }
        Ok(())
    }
}
