//! Scores over the weeks of a course, with what happened in the person's life.
//!
//! What only clinicians may see (bands, corridor, cut-off) stands apart in [`Clinical`]: a trajectory without it is
//! the client's own view, and no caller can leave a part of it in by mistake.

mod data;
mod draw;
mod flags;
mod labels;
mod layout;
mod table;

pub use data::{
    Band, Baseline, Clinical, Corridor, CutOff, Event, Score, Series, Session, TableWords,
    Trajectory,
};

use crate::{Frame, Picture, Words};

impl Trajectory {
    /// The picture and its table.
    ///
    /// A frame's height is what the picture has in ordinary cases; many events at once make it taller, because
    /// their words are worth more than a fixed height.
    pub fn draw(&self, frame: &Frame, words: &Words<'_>) -> Picture {
        Picture {
            svg: draw::svg(self, frame, words),
            table: table::of(self, words),
        }
    }

    /// The same course as its client sees it: no bands, corridor or cut-off.
    pub fn without_clinical(mut self) -> Self {
        self.clinical = None;
        self
    }
}
