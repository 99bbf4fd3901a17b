//! A case: what a record folds into, and the only gate for writing.
//!
//! Invariant: [`Case::admit`] is pure and total. It sees the whole record, so a refusal that rests on what the
//! author cannot see says only whom to ask.

pub mod admit;
mod fold;
mod shared;

use crate::attachment::Attachment;
use crate::client::Client;
use crate::clinic::{Clinic, Hold};
use crate::course::Course;
use crate::entry::{Entry, Occurred};
use crate::fact::Fact;
use crate::ids::{AccountId, CourseId, EntryId, NoteId, Token};
use crate::intake::IntakePart;
use crate::inventory::Person;
use crate::measure::{MeasureCompleted, Measured, Occasion};
use crate::note::Note;
use crate::risk::Alert;
use crate::session::Session;
use crate::timeline::Event;
use jiff::Timestamp;
use shared::{Growing, Shared};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// What an entry says now, after corrections.
#[derive(Debug, Clone, PartialEq)]
pub enum Standing {
    /// As it was entered.
    AsEntered,
    /// Replaced by what another entry says.
    Replaced {
        /// The correcting entry.
        by: EntryId,
        /// What it says now.
        fact: Fact,
        /// When it really happened, if that was corrected.
        occurred: Option<Occurred>,
    },
    /// Taken back by another entry.
    Retracted {
        /// The correcting entry.
        by: EntryId,
    },
}

/// A part of the intake as noted last.
#[derive(Debug, Clone, PartialEq)]
pub struct IntakeNote {
    /// The entry.
    pub entry: EntryId,
    /// What was noted.
    pub text: String,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub author: AccountId,
}

/// What a record folds into.
#[derive(Debug, Clone, Default)]
pub struct Case {
    entries: Vec<Arc<Entry>>,
    index: Growing<EntryId, usize>,
    tokens: Growing<Token, EntryId>,
    standing: Shared<HashMap<EntryId, Standing>>,
    client: Option<Client>,
    clinic: Shared<Option<Clinic>>,
    hold: Option<Hold>,
    attachments: Shared<Vec<Attachment>>,
    courses: Shared<Vec<Course>>,
    intake: Shared<BTreeMap<IntakePart, IntakeNote>>,
    people: Shared<Vec<Person>>,
    events: Shared<Vec<Event>>,
    measures: Vec<Arc<Measured>>,
    sessions: Shared<Vec<Session>>,
    notes: Shared<Vec<Note>>,
    alerts: Shared<Vec<Alert>>,
    heard: Shared<HashSet<(String, String, Occasion)>>,
}

impl Case {
    /// Every entry, in the order of the record, corrections included.
    pub fn entries(&self) -> &[Arc<Entry>] {
        &self.entries
    }

    /// One entry.
    pub fn entry(&self, id: EntryId) -> Option<&Arc<Entry>> {
        self.index.get(&id).and_then(|at| self.entries.get(*at))
    }

    /// The entry that a token made.
    pub fn entry_of_token(&self, token: Token) -> Option<EntryId> {
        self.tokens.get(&token).copied()
    }

    /// What an entry says now.
    pub fn standing(&self, id: EntryId) -> &Standing {
        self.standing.get(&id).unwrap_or(&Standing::AsEntered)
    }

    /// The client, once registered.
    pub fn client(&self) -> Option<&Client> {
        self.client.as_ref()
    }

    /// The clinic, if this is the clinic's own record.
    pub fn clinic(&self) -> Option<&Clinic> {
        self.clinic.as_ref()
    }

    /// The legal hold that is on the record, if one is.
    pub fn hold(&self) -> Option<&Hold> {
        self.hold.as_ref()
    }

    /// Attachments in the order in which they were added.
    pub fn attachments(&self) -> &[Attachment] {
        &self.attachments
    }

    /// Courses of therapy, oldest first.
    pub fn courses(&self) -> &[Course] {
        &self.courses
    }

    /// The course that is open now.
    pub fn open_course(&self) -> Option<&Course> {
        self.courses.iter().find(|course| course.is_open())
    }

    /// The open course, or the last one.
    pub fn current_course(&self) -> Option<&Course> {
        self.open_course().or(self.courses.last())
    }

    /// The intake assessment by part.
    pub fn intake(&self) -> &BTreeMap<IntakePart, IntakeNote> {
        &self.intake
    }

    /// People of the interpersonal inventory.
    pub fn people(&self) -> &[Person] {
        &self.people
    }

    /// Life events in the order in which they were noted.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// Completed measures in the order in which they were entered.
    pub fn measures(&self) -> &[Arc<Measured>] {
        &self.measures
    }

    /// Completed measures of one instrument in order of time.
    pub fn measures_of(&self, instrument: &str) -> Vec<&Measured> {
        let of_it = self
            .measures
            .iter()
            .filter(|m| m.completed.instrument == instrument);
        let mut list: Vec<&Measured> = of_it.map(Arc::as_ref).collect();
        list.sort_by_key(|measured| measured.occurred.at);
        list
    }

    /// Sessions held, in order.
    pub fn sessions(&self) -> &[Session] {
        &self.sessions
    }

    /// Notes.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// One note.
    pub fn note(&self, id: NoteId) -> Option<&Note> {
        self.notes.iter().find(|note| note.id == id)
    }

    /// Risk alerts, oldest first, open and closed.
    pub fn alerts(&self) -> &[Alert] {
        &self.alerts
    }

    /// Risk alerts that wait for a person.
    pub fn open_alerts(&self) -> impl Iterator<Item = &Alert> {
        self.alerts.iter().filter(|alert| alert.is_open())
    }

    /// Whether a questionnaire was answered for an occasion.
    pub fn answered(
        &self,
        course: Option<CourseId>,
        instrument: &str,
        occasion: &Occasion,
    ) -> bool {
        self.measures.iter().rev().any(|m| {
            m.course == course
                && m.completed.instrument == instrument
                && m.completed.occasion == *occasion
        })
    }

    /// Whether the critical answer to `item` of this questionnaire has a fact of its own already.
    pub(crate) fn heard(&self, completed: &MeasureCompleted, item: &str) -> bool {
        self.heard.contains(&(
            completed.instrument.clone(),
            item.to_owned(),
            completed.occasion.clone(),
        ))
    }

    /// How many entries the record has.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing was entered yet.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}
