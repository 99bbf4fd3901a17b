//! The closeness circle: the client at the centre, the people of the inventory around, before, now and as wished.
//!
//! A place is a distance (1 is the outer ring) and an angle (degrees clockwise from the top). It stays as the client
//! gave it; where discs would hide each other they are moved a little on the paper, never in the data.

mod arrange;
mod draw;
mod geometry;
mod names;
mod table;

pub use geometry::{RINGS, Ring, cartesian, polar, ring_at};

use crate::{Frame, Picture, Words};

/// Who is near the client.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Circle {
    /// Says what the picture shows: "Maria's people, at intake and now".
    pub title: String,
    /// More for screen readers; may be empty.
    pub description: String,
    /// What stands in the client's own disc, at most a few letters.
    pub centre: String,
    /// Names of the three rings, the innermost first, and of the place outside them; empty ones are not written.
    pub rings: [String; 4],
    /// The people, in the order of the inventory.
    pub people: Vec<Person>,
    /// Discs can be reached and moved by keyboard and pointer.
    pub editable: bool,
    /// Words for the table.
    pub table: TableWords,
}

/// A person of the inventory.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Person {
    /// The record's id of the person, handed through to scripts.
    pub id: String,
    /// What stands in the disc.
    pub initials: String,
    /// What stands beside it.
    pub name: String,
    /// For screen readers and for the keyboard: "Ana, sister, inner ring".
    pub label: String,
    /// Where the person was before (at intake, before onset).
    pub before: Option<Place>,
    /// Where the person is now.
    pub now: Option<Place>,
    /// Where the client wishes the person to be.
    pub wished: Option<Place>,
    /// The person has died.
    pub deceased: bool,
    /// Restricted people are neither drawn nor listed, and leave no gap.
    pub restricted: bool,
}

/// A place on the circle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// 0 is the client, 1 the outer ring, up to 1.16 outside it.
    pub distance: f64,
    /// Degrees clockwise from the top; `None` until somebody placed the disc, and then spread evenly.
    pub angle: Option<f64>,
}

impl Place {
    /// In the middle of a ring, at no angle yet.
    pub fn on(ring: Ring) -> Self {
        Self {
            distance: ring.middle(),
            angle: None,
        }
    }

    /// At a distance and an angle.
    pub fn at(distance: f64, angle: f64) -> Self {
        Self {
            distance,
            angle: Some(angle),
        }
    }

    /// The ring it lies in.
    pub fn ring(&self) -> Ring {
        ring_at(self.distance)
    }
}

/// Words for the table beside the picture.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TableWords {
    /// What the table shows.
    pub caption: String,
    /// Head of the column of names.
    pub person: String,
    /// Head of the column of former places.
    pub before: String,
    /// Head of the column of present places.
    pub now: String,
    /// Head of the column of wished places.
    pub wished: String,
    /// What is added to the name of a person who has died: "(died)".
    pub deceased: String,
}

impl Circle {
    /// The picture and its table.
    pub fn draw(&self, frame: &Frame, _words: &Words<'_>) -> Picture {
        Picture {
            svg: draw::svg(self, frame),
            table: table::of(self),
        }
    }

    /// The people that may be drawn and have a place.
    pub(crate) fn shown(&self) -> impl Iterator<Item = &Person> {
        self.people.iter().filter(|person| !person.restricted)
    }
}

impl Person {
    /// The place of the disc: now, else as wished, else before.
    pub(crate) fn place(&self) -> Option<Place> {
        self.now.or(self.wished).or(self.before)
    }
}
