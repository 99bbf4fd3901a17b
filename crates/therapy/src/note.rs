//! Session notes: a progress note and a process note, structurally apart. A signed note is locked; it can
//! only be amended.

use crate::confidentiality::Compartment;
use crate::ids::{AccountId, EntryId, NoteId};
use crate::text::Text;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Which of the two notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotePart {
    /// The treatment record.
    Progress,
    /// The therapist's own analysis of the conversation.
    Process,
}

impl NotePart {
    /// The name used in forms and message keys.
    pub fn name(self) -> &'static str {
        match self {
            NotePart::Progress => "progress",
            NotePart::Process => "process",
        }
    }

    /// The part of a name.
    pub fn from_name(name: &str) -> Option<NotePart> {
        [NotePart::Progress, NotePart::Process]
            .into_iter()
            .find(|part| part.name() == name)
    }

    /// Where it is kept.
    pub fn compartment(self) -> Compartment {
        match self {
            NotePart::Progress => Compartment::Progress,
            NotePart::Process => Compartment::Process,
        }
    }
}

/// `note.drafted`: the text as it is now. Drafted again, it replaces what was there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NoteDrafted {
    /// Made by the writer.
    pub note: NoteId,
    /// Which of the two.
    pub part: NotePart,
    /// The session it belongs to, by number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<u16>,
    /// The text.
    pub text: Text,
}

/// `note.signed`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NoteSigned {
    /// Which note.
    pub note: NoteId,
}

/// `note.amended`: an addition to a signed note.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NoteAmended {
    /// Which note.
    pub note: NoteId,
    /// The addition.
    pub text: Text,
}

/// An addition to a signed note.
#[derive(Debug, Clone, PartialEq)]
pub struct Amendment {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub author: AccountId,
    /// What.
    pub text: String,
}

/// A note as folded.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    /// Which.
    pub id: NoteId,
    /// The entry that first drafted it.
    pub entry: EntryId,
    /// Which of the two.
    pub part: NotePart,
    /// The session it belongs to.
    pub session: Option<u16>,
    /// Who writes it.
    pub author: AccountId,
    /// The text.
    pub text: String,
    /// When last drafted.
    pub drafted_at: Timestamp,
    /// When signed.
    pub signed_at: Option<Timestamp>,
    /// What was added since.
    pub amendments: Vec<Amendment>,
}
