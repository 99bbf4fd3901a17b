//! An entry of the record: a fact with its place, its time, its author and its compartment.

use crate::confidentiality::{Compartment, Role};
use crate::fact::Fact;
use crate::ids::{AccountId, CourseId, EntryId, Token};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Who entered something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// Whose account.
    pub account: AccountId,
    /// In which role.
    pub role: Role,
}

/// When something happened, and in which time zone the person was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occurred {
    /// The moment.
    pub at: Timestamp,
    /// The zone's name, for example `Europe/Madrid`.
    pub zone: String,
}

impl Occurred {
    /// A moment in the zone UTC.
    pub fn utc(at: Timestamp) -> Occurred {
        Occurred {
            at,
            zone: "UTC".to_owned(),
        }
    }

    /// The day in the person's own zone; in UTC if the zone is not known here.
    pub fn date(&self) -> jiff::civil::Date {
        let zone = jiff::tz::TimeZone::get(&self.zone).unwrap_or(jiff::tz::TimeZone::UTC);
        self.at.to_zoned(zone).date()
    }
}

/// A fact in its place in the record. What is in an entry never changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Its name, the same in every view.
    pub id: EntryId,
    /// What was entered.
    #[serde(flatten)]
    pub fact: Fact,
    /// The course of therapy it belongs to, if to one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub course: Option<CourseId>,
    /// When it happened.
    pub occurred: Occurred,
    /// When it was entered.
    pub recorded_at: Timestamp,
    /// Who entered it.
    pub author: Author,
    /// For whom, if not for themselves: staff who type in a paper form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<AccountId>,
    /// On which device, if that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// Who may see it.
    pub compartment: Compartment,
    /// The writer's token: the same token twice is one entry.
    pub token: Token,
}
