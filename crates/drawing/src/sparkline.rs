//! The main measure of a course in one table row.

use crate::frame::{Frame, Grain, Picture, Table, Words};
use crate::place::{Point, point};
use crate::sheet::{Kind, Sheet, disc, polyline, stroke};
use crate::time::{TimeAxis, days};
use crate::trajectory::{Score, Series};

/// A line without axis or words, its last score as a dot.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sparkline {
    /// Says what the line shows: "PHQ-9 from 19 to 8".
    pub title: String,
    /// The measure.
    pub score: Series,
    /// Scores further apart than this many days are not joined; 0 joins all.
    pub gap_days: u16,
    /// Caption and heads (date, score) of the table.
    pub table: [String; 2],
}

impl Sparkline {
    /// The line and its table.
    pub fn draw(&self, frame: &Frame, words: &Words<'_>) -> Picture {
        let scores = self.score.sorted();
        let rows = scores.iter().map(|score| {
            vec![
                words.date(score.date, Grain::Full),
                words.number(score.value),
            ]
        });
        let [caption, date] = self.table.clone();
        let table = Table {
            caption,
            head: vec![date, self.score.name.clone()],
            rows: rows.collect(),
        };
        Picture {
            svg: self.svg(&scores, frame),
            table,
        }
    }

    fn svg(&self, scores: &[Score], frame: &Frame) -> String {
        let mut sheet = Sheet::default();
        let edge = 4.0;
        let (top, bottom) = (edge, frame.height - edge);
        let kind = Kind {
            name: "sparkline",
            title: &self.title,
            description: "",
            editable: false,
            data: Vec::new(),
        };
        let Some((first, last)) = scores.first().zip(scores.last()) else {
            return sheet.finish(frame, kind, frame.height);
        };
        let axis = TimeAxis::over(first.date, last.date, edge, frame.width - edge);
        let at = |score: &Score| -> Point {
            point(
                axis.x(score.date),
                bottom - self.score.part(score.value) * (bottom - top),
            )
        };
        sheet.add(stroke(
            point(edge, bottom + 2.0),
            point(frame.width - edge, bottom + 2.0),
            "line",
            1.0,
        ));
        let joined = |a: &Score, b: &Score| {
            self.gap_days == 0 || days(a.date, b.date) <= f64::from(self.gap_days)
        };
        for run in scores.chunk_by(joined) {
            match run {
                [alone] => sheet.add(disc(at(alone), 1.2, "tie")),
                run => sheet.add(polyline(
                    &run.iter().map(at).collect::<Vec<_>>(),
                    "tie",
                    1.6,
                )),
            }
        }
        sheet.add(disc(at(last), 2.8, "tie"));
        sheet.finish(frame, kind, frame.height)
    }
}
