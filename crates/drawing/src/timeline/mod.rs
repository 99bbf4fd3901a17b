//! Symptoms and treatment above, life and relationships below, on one axis of true time.
//!
//! Dates may be approximate ("spring 2019"): what is uncertain is drawn with soft ends, never as a false day.

mod draw;
mod layout;
mod table;

use crate::trajectory::Series;
use crate::{Frame, Picture, Words};
use jiff::civil::Date;

/// Two tracks on one date axis.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Timeline {
    /// Says what the picture shows: "The low mood began in the months after the move".
    pub title: String,
    /// More for screen readers; may be empty.
    pub description: String,
    /// Symptoms, episodes, treatment and medication.
    pub symptoms: Track,
    /// Life events and changes of relationships.
    pub life: Track,
    /// When the present episode began.
    pub onset: Option<Onset>,
    /// Symptom scores below, on the same axis.
    pub scores: Option<Series>,
    /// Scores further apart than this many days are not joined; 0 joins all.
    pub gap_days: u16,
    /// First and last day shown; by default all that is on the tracks.
    pub range: Option<(Date, Date)>,
    /// What stands in the picture while there is nothing on the tracks.
    pub empty: String,
    /// Words for the table.
    pub table: TableWords,
}

/// One of the two tracks.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Track {
    /// Its name.
    pub name: String,
    /// What is on it, in any order.
    pub items: Vec<Item>,
}

/// Something on a track.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The record's id, handed through to scripts.
    pub id: String,
    /// A few words.
    pub words: String,
    /// When it was or began.
    pub when: When,
    /// How long it lasted.
    pub lasting: Lasting,
    /// It belongs to how the present episode began.
    pub linked_to_onset: bool,
}

/// A date as well as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct When {
    /// The first day it can have been.
    pub earliest: Date,
    /// The last day it can have been.
    pub latest: Date,
    /// As it was said: "spring 2019", "age 12", "3 May 2026".
    pub words: String,
}

impl When {
    /// On a known day.
    pub fn on(date: Date, words: impl Into<String>) -> Self {
        Self {
            earliest: date,
            latest: date,
            words: words.into(),
        }
    }

    /// Some day between two.
    pub fn between(earliest: Date, latest: Date, words: impl Into<String>) -> Self {
        Self {
            earliest: earliest.min(latest),
            latest: latest.max(earliest),
            words: words.into(),
        }
    }
}

/// How long something lasted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Lasting {
    /// It happened and was over.
    #[default]
    Moment,
    /// It lasted until then.
    Until(When),
    /// It lasts.
    Ongoing,
}

/// When the present episode began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Onset {
    /// The time.
    pub when: When,
    /// Its words: "low mood since March".
    pub words: String,
}

/// Words for the table beside the picture.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TableWords {
    /// What the table shows.
    pub caption: String,
    /// Head of the column of times.
    pub when: String,
    /// Head of the column of what happened.
    pub what: String,
    /// Head of the column of tracks.
    pub track: String,
    /// Head of the column that says whether it belongs to the onset.
    pub onset: String,
    /// What stands in that column: "linked".
    pub linked: String,
}

impl Timeline {
    /// The picture and its table. The frame gives the width; the height is what the tracks need.
    pub fn draw(&self, frame: &Frame, words: &Words<'_>) -> Picture {
        Picture {
            svg: draw::svg(self, frame, words),
            table: table::of(self),
        }
    }
}
