//! Sessions: only a session that was held advances the counter.

use crate::ids::{CourseId, EntryId};
use crate::refusal::Refusal;
use crate::text::Text;
use serde::{Deserialize, Serialize};

/// How a session was held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// In the room.
    InPerson,
    /// By video.
    Video,
    /// By telephone.
    Phone,
}

impl Mode {
    /// All modes.
    pub const ALL: [Mode; 3] = [Mode::InPerson, Mode::Video, Mode::Phone];

    /// The name used in forms and message keys.
    pub fn name(self) -> &'static str {
        match self {
            Mode::InPerson => "in-person",
            Mode::Video => "video",
            Mode::Phone => "phone",
        }
    }

    /// The mode of a name.
    pub fn from_name(name: &str) -> Option<Mode> {
        Mode::ALL.into_iter().find(|mode| mode.name() == name)
    }
}

/// `session.held`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SessionHeld {
    /// Its number in the course, from 1; must be the next one.
    pub number: u16,
    /// Length in minutes.
    pub minutes: u16,
    /// How.
    pub mode: Mode,
    /// What it was about, in one line.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub theme: Text,
}

/// A session as folded.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    /// The entry.
    pub entry: EntryId,
    /// Its course.
    pub course: CourseId,
    /// When.
    pub occurred: crate::entry::Occurred,
    /// What was entered.
    pub held: SessionHeld,
}

impl SessionHeld {
    pub(crate) fn admit(&self, last: u16) -> Result<(), Refusal> {
        if self.number != last + 1 {
            return Err(Refusal::Impossible {
                field: "number",
                why: format!(
                    "must be {}: only a session that was held advances the count",
                    last + 1
                ),
            });
        }
        if !(1..=480).contains(&self.minutes) {
            return Err(Refusal::Impossible {
                field: "minutes",
                why: "must be 1 to 480".into(),
            });
        }
        Ok(())
    }
}
