//! Timeline: what happened in the client's life, on one axis with the symptoms.

use crate::dates::ApproximateDate;
use crate::ids::{EntryId, PersonId};
use crate::refusal::Refusal;
use crate::text::{Text, required};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What kind of event. In IPT grief means a death; other losses are transitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EventKind {
    /// Somebody died.
    Death,
    /// A separation or divorce.
    Separation,
    /// Work or study began, changed or ended.
    Work,
    /// A move.
    Move,
    /// A birth, or becoming a parent.
    Birth,
    /// An illness or accident.
    Illness,
    /// A conflict with somebody.
    Conflict,
    /// Something good.
    Good,
    /// The symptoms began or came back.
    Symptoms,
    /// A medicine was begun, changed or stopped.
    Medication,
    /// Anything else.
    Other,
}

impl EventKind {
    /// All kinds, in the order of the form.
    pub const ALL: [EventKind; 11] = [
        EventKind::Death,
        EventKind::Separation,
        EventKind::Work,
        EventKind::Move,
        EventKind::Birth,
        EventKind::Illness,
        EventKind::Conflict,
        EventKind::Good,
        EventKind::Symptoms,
        EventKind::Medication,
        EventKind::Other,
    ];

    /// The name used in forms and message keys.
    pub fn name(self) -> &'static str {
        match self {
            EventKind::Death => "death",
            EventKind::Separation => "separation",
            EventKind::Work => "work",
            EventKind::Move => "move",
            EventKind::Birth => "birth",
            EventKind::Illness => "illness",
            EventKind::Conflict => "conflict",
            EventKind::Good => "good",
            EventKind::Symptoms => "symptoms",
            EventKind::Medication => "medication",
            EventKind::Other => "other",
        }
    }

    /// The kind of a name.
    pub fn from_name(name: &str) -> Option<EventKind> {
        EventKind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// `event.noted`: something happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EventNoted {
    /// What, in a few words.
    pub title: Text,
    /// What kind.
    pub kind: EventKind,
    /// When, as exactly as it is known.
    pub when: ApproximateDate,
    /// With or about whom.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<PersonId>,
    /// Whether it goes with the onset of this episode.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub onset: bool,
}

/// A life event as folded.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The entry.
    pub entry: EntryId,
    /// What was noted.
    pub noted: EventNoted,
}

impl EventNoted {
    pub(crate) fn admit(&self, today: Date) -> Result<(), Refusal> {
        required("title", &self.title)?;
        if self.title.as_str().chars().count() > 120 {
            return Err(Refusal::Impossible {
                field: "title",
                why: "is longer than 120 characters".into(),
            });
        }
        if self.when.earliest() > today {
            return Err(Refusal::Future("when"));
        }
        Ok(())
    }
}
