//! A course of therapy: a protocol in one version, phases, and two counters that are not the same: sessions
//! held, and weeks gone by.

use crate::content::Content;
use crate::ids::{CourseId, EntryId};
use crate::protocol::{PhaseId, Protocol};
use crate::refusal::Refusal;
use crate::text::{Text, required};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// `course.opened`: a time-limited treatment begins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CourseOpened {
    /// Made by the writer.
    pub course: CourseId,
    /// Which protocol.
    pub protocol: String,
    /// In which version; a course pins one.
    pub version: String,
    /// How many sessions are planned.
    pub sessions: u16,
    /// The agreed last day.
    pub ends_on: Date,
}

/// `course.closed`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CourseClosed {
    /// Which course.
    pub course: CourseId,
    /// How it ended.
    pub ending: Ending,
    /// In the clinician's words.
    pub reason: Text,
}

/// How a course ended. Drop-out is leaving before the planned end without agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    /// As agreed.
    Completed,
    /// Earlier, and both agreed.
    AgreedEarly,
    /// The client left without agreement.
    DroppedOut,
    /// Referred elsewhere.
    Referred,
}

impl Ending {
    /// All, in the order of the form.
    pub const ALL: [Ending; 4] = [
        Ending::Completed,
        Ending::AgreedEarly,
        Ending::DroppedOut,
        Ending::Referred,
    ];

    /// The name used in forms and message keys.
    pub fn name(self) -> &'static str {
        match self {
            Ending::Completed => "completed",
            Ending::AgreedEarly => "agreed-early",
            Ending::DroppedOut => "dropped-out",
            Ending::Referred => "referred",
        }
    }

    /// The ending of a name.
    pub fn from_name(name: &str) -> Option<Ending> {
        Ending::ALL.into_iter().find(|ending| ending.name() == name)
    }
}

/// A course as folded.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// The entry that opened it.
    pub entry: EntryId,
    /// What was agreed.
    pub opened: CourseOpened,
    /// The day it began.
    pub began: Date,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// Sessions held so far.
    pub sessions_held: u16,
    /// When and how it ended.
    pub closed: Option<(Timestamp, CourseClosed)>,
}

impl Course {
    /// Whether it is still going on.
    pub fn is_open(&self) -> bool {
        self.closed.is_none()
    }

    /// The number of the session that comes next.
    pub fn next_session(&self) -> u16 {
        self.sessions_held + 1
    }

    /// Sessions left, shown from the first one on.
    pub fn sessions_left(&self) -> u16 {
        self.opened.sessions.saturating_sub(self.sessions_held)
    }

    /// The week of the course that `today` is in, from 1.
    pub fn week(&self, today: Date) -> i32 {
        (today - self.began).get_days() / 7 + 1
    }

    /// Whole weeks until the agreed end; 0 when it has passed.
    pub fn weeks_left(&self, today: Date) -> i32 {
        ((self.opened.ends_on - today).get_days().max(0) + 6) / 7
    }

    /// The phase that the next session belongs to.
    pub fn phase(&self, protocol: &Protocol) -> PhaseId {
        protocol.phase_of(
            self.next_session().min(self.opened.sessions),
            self.opened.sessions,
        )
    }

    /// Whether the ending has to be raised now: as many sessions left as the protocol says, the next one counted.
    pub fn ending_is_due(&self, protocol: &Protocol) -> bool {
        self.is_open() && self.sessions_left() <= protocol.ending_notice(self.opened.sessions)
    }
}

impl CourseOpened {
    pub(crate) fn admit(
        &self,
        courses: &[Course],
        began: Date,
        content: &Content,
    ) -> Result<(), Refusal> {
        let protocol = content
            .protocol(&self.protocol, &self.version)
            .ok_or_else(|| {
                Refusal::UnknownProtocol(format!("{} {}", self.protocol, self.version))
            })?;
        if courses.iter().any(Course::is_open) {
            return Err(Refusal::CourseOpen);
        }
        if courses
            .iter()
            .any(|course| course.opened.course == self.course)
        {
            return Err(Refusal::Impossible {
                field: "course",
                why: "exists already".into(),
            });
        }
        if !(1..=protocol.sessions.max.max(60)).contains(&self.sessions) {
            return Err(Refusal::Impossible {
                field: "sessions",
                why: "must be 1 to 60".into(),
            });
        }
        if self.ends_on <= began {
            return Err(Refusal::Impossible {
                field: "ends_on",
                why: "must be after the beginning".into(),
            });
        }
        Ok(())
    }
}

impl CourseClosed {
    pub(crate) fn admit(&self, courses: &[Course]) -> Result<(), Refusal> {
        required("reason", &self.reason)?;
        let course = courses
            .iter()
            .find(|course| course.opened.course == self.course);
        match course {
            Some(course) if course.is_open() => Ok(()),
            Some(_) => Err(Refusal::Impossible {
                field: "course",
                why: "is closed already".into(),
            }),
            None => Err(Refusal::NoCourse),
        }
    }
}
