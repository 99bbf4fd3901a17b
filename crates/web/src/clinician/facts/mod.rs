//! One form for each kind of fact: its fields, what was typed read into the fact, and the fact written back into the
//! fields when it is corrected.

use super::desk::Desk;
use super::problems::Problems;
use crate::sent::Sent;
use crate::ui::Field;
use attune_therapy::{Entry, Fact, Occurred};

pub(super) mod client;
pub(super) mod course;
pub(super) mod event;
pub(super) mod intake;
pub(super) mod measure;
pub(super) mod person;
pub(super) mod session;

/// A fact as a form tells it, with its day if the form asks for one.
pub(super) struct Told {
    pub(super) fact: Fact,
    pub(super) occurred: Option<Occurred>,
}

impl Told {
    fn of(fact: impl Into<Fact>) -> Told {
        Told {
            fact: fact.into(),
            occurred: None,
        }
    }

    fn at(fact: impl Into<Fact>, occurred: Occurred) -> Told {
        Told {
            fact: fact.into(),
            occurred: Some(occurred),
        }
    }
}

/// The form in which an entry is corrected, filled in as it stands; none for kinds that are only taken back.
pub(super) fn form_of(desk: &Desk, fact: &Fact, occurred: &Occurred) -> Option<Sent> {
    Some(match fact {
        Fact::ClientRegistered(fact) => client::typed(fact),
        Fact::CourseOpened(fact) => course::opened_typed(fact, occurred),
        Fact::CourseClosed(fact) => course::closed_typed(fact),
        Fact::IntakeNoted(fact) => intake::typed(fact),
        Fact::PersonAdded(fact) => person::typed(fact),
        Fact::PersonPlaced(fact) => person::placed_typed(fact),
        Fact::EventNoted(fact) => event::typed(fact),
        Fact::MeasureCompleted(fact) if fact.total_only.is_none() => {
            measure::typed(desk, fact, occurred)?
        }
        Fact::SessionHeld(fact) => session::typed(fact, occurred),
        _ => return None,
    })
}

/// The fields of that form.
pub(super) fn fields_of(desk: &Desk, fact: &Fact, sent: &Sent) -> Vec<Field> {
    match fact {
        Fact::ClientRegistered(_) => client::fields(desk.words(), sent),
        Fact::CourseOpened(_) => course::opened_fields(desk, sent),
        Fact::CourseClosed(_) => course::closed_fields(desk, sent),
        Fact::IntakeNoted(fact) => {
            vec![intake::field(desk, fact.part, "text", sent.get("text"))]
        }
        Fact::PersonAdded(_) => person::fields(desk, sent),
        Fact::PersonPlaced(_) => vec![person::ring_field(desk, "ring", sent.get("ring"))],
        Fact::EventNoted(_) => event::fields(desk, sent),
        Fact::MeasureCompleted(fact) => desk
            .content()
            .instrument(&fact.instrument, &fact.version)
            .map(|instrument| measure::answer_fields(desk, instrument, sent))
            .unwrap_or_default(),
        Fact::SessionHeld(_) => session::fields(desk, sent),
        _ => Vec::new(),
    }
}

/// What the form says the entry should have been.
pub(super) fn read(desk: &Desk, entry: &Entry, fact: &Fact, sent: &Sent) -> Result<Told, Problems> {
    match fact {
        Fact::ClientRegistered(fact) => {
            client::read(desk.words(), sent, fact.fictitious).map(Told::of)
        }
        Fact::CourseOpened(fact) => course::read_opened(desk, sent, fact.course),
        Fact::CourseClosed(fact) => course::read_closed(desk, sent, fact.course).map(Told::of),
        Fact::IntakeNoted(fact) => {
            intake::read(desk.words(), fact.part, "text", sent).map(Told::of)
        }
        Fact::PersonAdded(fact) => person::read(desk.words(), fact.person, sent).map(Told::of),
        Fact::PersonPlaced(fact) => person::read_placed(desk.words(), fact, sent).map(Told::of),
        Fact::EventNoted(_) => event::read(desk, sent).map(Told::of),
        Fact::MeasureCompleted(fact) => measure::read(desk, fact, sent),
        Fact::SessionHeld(fact) => session::read(desk, fact.number, sent),
        _ => Err(Problems::refused(
            desk.words(),
            &attune_therapy::Refusal::NotCorrectable(""),
        )),
    }
    .map(|told| Told {
        occurred: told.occurred.filter(|occurred| *occurred != entry.occurred),
        ..told
    })
}
