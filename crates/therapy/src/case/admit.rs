//! Admission: the only gate for writing.

use super::{Case, Standing};
use crate::confidentiality::Compartment;
use crate::content::Content;
use crate::correction::{Replaced, Retracted};
use crate::entry::{Author, Occurred};
use crate::fact::Fact;
use crate::ids::{CourseId, EntryId, NoteId};
use crate::note::Note;
use crate::refusal::Refusal;
use jiff::{SignedDuration, Timestamp};

/// Where an admitted fact goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Admitted {
    /// The compartment that it belongs to.
    pub compartment: Compartment,
    /// The course that it belongs to, if to one.
    pub course: Option<CourseId>,
}

/// How far a phone's clock may be ahead before what it says counts as the future.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_hours(26);

impl Case {
    /// Whether `fact` may be entered now by `author`, and where it then belongs.
    ///
    /// # Errors
    /// A [`Refusal`] that says why not; nothing is changed.
    pub fn admit(
        &self,
        fact: &Fact,
        author: Author,
        occurred: &Occurred,
        now: Timestamp,
        content: &Content,
    ) -> Result<Admitted, Refusal> {
        if occurred.at > now + CLOCK_SKEW {
            return Err(Refusal::Future("when it happened"));
        }
        let begins = matches!(fact, Fact::ClientRegistered(_) | Fact::ClinicFounded(_));
        let of_clinic = matches!(fact, Fact::SettingChanged(_) | Fact::ContentPinned(_));
        if !begins && !of_clinic && self.client.is_none() {
            return Err(Refusal::NoClient);
        }
        let course = self.open_course().map(|course| course.opened.course);
        self.admit_fact(fact, author, occurred, course, content)?;
        Ok(Admitted {
            compartment: self.compartment_of(fact)?,
            course: self.course_of(fact, course),
        })
    }

    fn admit_fact(
        &self,
        fact: &Fact,
        author: Author,
        occurred: &Occurred,
        course: Option<CourseId>,
        content: &Content,
    ) -> Result<(), Refusal> {
        match fact {
            Fact::ClientRegistered(_) if self.client.is_some() => Err(Refusal::ClientExists),
            Fact::ClientRegistered(_) if self.clinic.is_some() => Err(Refusal::NotAllowed),
            Fact::ClientRegistered(fact) => fact.admit(),
            Fact::ClinicFounded(fact) => fact.admit(self.is_empty()),
            Fact::SettingChanged(fact) => fact.admit(self.clinic.as_ref()),
            Fact::ContentPinned(fact) => fact.admit(self.clinic.as_ref()),
            Fact::HoldSet(fact) => fact.admit(),
            Fact::AttachmentAdded(fact) => fact.admit(&self.attachments),
            Fact::DetailsChanged(fact) => fact.admit(),
            Fact::CourseOpened(fact) => fact.admit(&self.courses, occurred.date(), content),
            Fact::CourseClosed(fact) => fact.admit(&self.courses),
            Fact::IntakeNoted(fact) => fact.admit(),
            Fact::PersonAdded(fact) => fact.admit(&self.people),
            Fact::PersonPlaced(fact) => fact.admit(&self.people),
            Fact::EventNoted(fact) => fact.admit(occurred.date()),
            Fact::CriticalAnswered(fact) => fact.admit(content),
            Fact::MeasureCompleted(fact) => fact.admit(self, course, content),
            Fact::SessionHeld(fact) => {
                let course = self.open_course().ok_or(Refusal::NoCourse)?;
                fact.admit(course.sessions_held)
            }
            Fact::NoteDrafted(fact) => match self.note(fact.note) {
                None => Ok(()),
                Some(note) => unsigned_of(note, author),
            },
            Fact::NoteSigned(fact) => {
                let note = self.own_note(fact.note, author)?;
                if note.signed_at.is_some() {
                    Err(Refusal::Signed)
                } else {
                    Ok(())
                }
            }
            Fact::NoteAmended(fact) => {
                let note = self.own_note(fact.note, author)?;
                crate::text::required("text", &fact.text)?;
                if note.signed_at.is_none() {
                    Err(Refusal::NotSigned)
                } else {
                    Ok(())
                }
            }
            Fact::AlertAcknowledged(fact) => fact.admit(&self.alerts),
            Fact::AlertClosed(fact) => fact.admit(&self.alerts),
            Fact::Replaced(fact) => self.admit_replacement(fact, author, occurred, content),
            Fact::Retracted(fact) => self.admit_retraction(fact),
            Fact::Opaque(_) => Err(Refusal::NotAllowed),
        }
    }

    fn own_note(&self, id: NoteId, author: Author) -> Result<&Note, Refusal> {
        let note = self.note(id).ok_or(Refusal::NoTarget)?;
        if note.author == author.account {
            Ok(note)
        } else {
            Err(Refusal::NotAuthor)
        }
    }

    fn admit_replacement(
        &self,
        fact: &Replaced,
        author: Author,
        occurred: &Occurred,
        content: &Content,
    ) -> Result<(), Refusal> {
        let target = self.correctable(fact.target)?;
        crate::text::required("reason", &fact.reason)?;
        if target.fact.kind() != fact.new.kind() {
            return Err(Refusal::OtherKind);
        }
        if let (Fact::CourseOpened(old), Fact::CourseOpened(new)) = (&target.fact, &*fact.new)
            && old.course != new.course
        {
            return Err(Refusal::NotCorrectable("a course keeps its identity"));
        }
        if matches!((&target.fact, &*fact.new), (Fact::PersonAdded(old), Fact::PersonAdded(new)) if old.person != new.person)
        {
            return Err(Refusal::NotCorrectable("a person keeps their identity"));
        }
        // The replacement must be admissible in a record in which the original was never entered.
        let without = Case::fold(
            self.entries
                .iter()
                .filter(|entry| entry.id != fact.target)
                .cloned(),
        );
        let when = fact.occurred.as_ref().unwrap_or(occurred);
        let course = without.open_course().map(|course| course.opened.course);
        match &*fact.new {
            // Its number may be any that was held; the order of sessions is the therapist's to mend.
            Fact::SessionHeld(_)
            | Fact::ClientRegistered(_)
            | Fact::CourseOpened(_)
            | Fact::PersonAdded(_) => Ok(()),
            new => without.admit_fact(new, author, when, course, content),
        }
    }

    fn admit_retraction(&self, fact: &Retracted) -> Result<(), Refusal> {
        let target = self.correctable(fact.target)?;
        crate::text::required("reason", &fact.reason)?;
        match &target.fact {
            Fact::ClientRegistered(_) => Err(Refusal::NotCorrectable("correct the name instead")),
            Fact::CourseOpened(opened) => {
                let used = self
                    .sessions
                    .iter()
                    .any(|session| session.course == opened.course);
                if used {
                    Err(Refusal::NotCorrectable(
                        "sessions were held in this course; close it instead",
                    ))
                } else {
                    Ok(())
                }
            }
            _ => Ok(()),
        }
    }

    fn correctable(&self, target: EntryId) -> Result<&crate::entry::Entry, Refusal> {
        let entry = self.entry(target).ok_or(Refusal::NoTarget)?;
        match &entry.fact {
            Fact::Replaced(_) | Fact::Retracted(_) => Err(Refusal::CorrectionOfCorrection),
            Fact::NoteDrafted(draft)
                if self
                    .note(draft.note)
                    .is_some_and(|note| note.signed_at.is_some()) =>
            {
                Err(Refusal::Signed)
            }
            Fact::NoteSigned(_) | Fact::NoteAmended(_) => Err(Refusal::Signed),
            Fact::AlertAcknowledged(_) | Fact::AlertClosed(_) => Err(Refusal::NotCorrectable(
                "what a person did about an alert stays",
            )),
            Fact::ClinicFounded(_)
            | Fact::SettingChanged(_)
            | Fact::ContentPinned(_)
            | Fact::HoldSet(_) => Err(Refusal::NotCorrectable("enter it anew instead")),
            Fact::Opaque(_) => Err(Refusal::NotCorrectable("a newer program entered it")),
            _ if matches!(self.standing(target), Standing::Retracted { .. }) => {
                Err(Refusal::NotCorrectable("it was taken back already"))
            }
            _ => Ok(entry),
        }
    }

    fn compartment_of(&self, fact: &Fact) -> Result<Compartment, Refusal> {
        if let Some(compartment) = fact.compartment() {
            return Ok(compartment);
        }
        let of_note = |id: NoteId| {
            self.note(id)
                .map(|note| note.part.compartment())
                .ok_or(Refusal::NoTarget)
        };
        match fact {
            Fact::NoteSigned(fact) => of_note(fact.note),
            Fact::NoteAmended(fact) => of_note(fact.note),
            Fact::Replaced(Replaced { target, .. }) | Fact::Retracted(Retracted { target, .. }) => {
                self.entry(*target)
                    .map(|entry| entry.compartment)
                    .ok_or(Refusal::NoTarget)
            }
            _ => Err(Refusal::NoTarget),
        }
    }

    fn course_of(&self, fact: &Fact, open: Option<CourseId>) -> Option<CourseId> {
        match fact {
            Fact::CourseOpened(fact) => Some(fact.course),
            Fact::CourseClosed(fact) => Some(fact.course),
            Fact::ClientRegistered(_)
            | Fact::DetailsChanged(_)
            | Fact::ClinicFounded(_)
            | Fact::SettingChanged(_)
            | Fact::ContentPinned(_)
            | Fact::HoldSet(_) => None,
            Fact::Replaced(Replaced { target, .. }) | Fact::Retracted(Retracted { target, .. }) => {
                self.entry(*target).and_then(|entry| entry.course)
            }
            _ => open,
        }
    }
}

fn unsigned_of(note: &Note, author: Author) -> Result<(), Refusal> {
    if note.author != author.account {
        return Err(Refusal::NotAuthor);
    }
    if note.signed_at.is_some() {
        Err(Refusal::Signed)
    } else {
        Ok(())
    }
}
