//! The clinic's own record: settings, and the protocols and questionnaires in the versions that were used, so that
//! a changed file never changes an old course. And what any record may carry: a legal hold.

use crate::entry::Author;
use crate::ids::EntryId;
use crate::refusal::Refusal;
use crate::text::{Text, required};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `clinic.founded`: the first entry of the clinic's own record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClinicFounded {
    /// What the clinic is called, if that was known then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
}

/// `setting.changed`: a setting has another value from now on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SettingChanged {
    /// Which: lower-case words with dots and hyphens, for example `retention.adult-years`.
    pub name: String,
    /// The value, as text; an empty one takes the setting back to its default.
    pub value: Text,
}

/// What kind of content was pinned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContentType {
    /// A protocol.
    Protocol,
    /// A questionnaire.
    Instrument,
}

/// `content.pinned`: a protocol or questionnaire as it was when it was first used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ContentPinned {
    /// What kind of content.
    pub content: ContentType,
    /// Which.
    pub id: String,
    /// In which version.
    pub version: String,
    /// SHA-256 of the text, in hexadecimal.
    pub sha256: String,
    /// The text that it is read from. Not a [`Text`]: it is a file and not typed, and must stay as it is.
    pub text: String,
}

/// `record.hold_set`: nothing in the record may be erased, or may be again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HoldSet {
    /// Whether the hold is on.
    pub held: bool,
    /// Why.
    pub reason: Text,
}

/// The clinic as folded.
#[derive(Debug, Clone, PartialEq)]
pub struct Clinic {
    /// The entry.
    pub entry: EntryId,
    /// What it is called, if that is known here.
    pub name: Option<String>,
    /// Settings that differ from their defaults.
    pub settings: BTreeMap<String, String>,
    /// Content that was used: the entry that holds its text, and its hash.
    pub pinned: BTreeMap<(ContentType, String, String), Pinned>,
}

/// Content that was pinned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pinned {
    /// The entry that holds its text.
    pub entry: EntryId,
    /// SHA-256 of the text, in hexadecimal.
    pub sha256: String,
}

/// A legal hold as folded.
#[derive(Debug, Clone, PartialEq)]
pub struct Hold {
    /// By whom.
    pub by: Author,
    /// Since when.
    pub since: Timestamp,
    /// Why.
    pub reason: String,
}

impl Clinic {
    /// The value of a setting, if it was set.
    pub fn setting(&self, name: &str) -> Option<&str> {
        self.settings.get(name).map(String::as_str)
    }
}

impl ClinicFounded {
    pub(crate) fn admit(&self, is_empty: bool) -> Result<(), Refusal> {
        if is_empty {
            Ok(())
        } else {
            Err(Refusal::NotAllowed)
        }
    }
}

impl SettingChanged {
    pub(crate) fn admit(&self, clinic: Option<&Clinic>) -> Result<(), Refusal> {
        clinic.ok_or(Refusal::NotAllowed)?;
        let plain =
            |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-');
        if self.name.is_empty() || self.name.len() > 80 || !self.name.bytes().all(plain) {
            return Err(Refusal::Impossible {
                field: "setting",
                why: "must be called in lower-case letters, digits, dots and hyphens".to_owned(),
            });
        }
        Ok(())
    }
}

impl ContentPinned {
    pub(crate) fn admit(&self, clinic: Option<&Clinic>) -> Result<(), Refusal> {
        let clinic = clinic.ok_or(Refusal::NotAllowed)?;
        let key = (self.content, self.id.clone(), self.version.clone());
        if clinic.pinned.contains_key(&key) {
            return Err(Refusal::Impossible {
                field: "content",
                why: "is pinned in this version already".to_owned(),
            });
        }
        Ok(())
    }
}

impl HoldSet {
    pub(crate) fn admit(&self) -> Result<(), Refusal> {
        required("reason", &self.reason)
    }
}
