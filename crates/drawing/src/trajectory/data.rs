//! What a trajectory shows.

use jiff::civil::Date;

/// Scores on a true time axis with the events of the course.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Trajectory {
    /// Says what the picture shows: "PHQ-9 fell from 19 to 8 in nine weeks".
    pub title: String,
    /// More for screen readers; may be empty.
    pub description: String,
    /// The main measure.
    pub score: Series,
    /// Mood or a goal beside it, drawn thinner and on its own scale.
    pub companion: Option<Series>,
    /// Sessions held.
    pub sessions: Vec<Session>,
    /// Life events, shown as small flags with their words.
    pub events: Vec<Event>,
    /// Changes of medication.
    pub medication: Vec<Event>,
    /// The score that change is reckoned from.
    pub baseline: Option<Baseline>,
    /// What only a clinician sees; `None` is the client's view.
    pub clinical: Option<Clinical>,
    /// First and last day shown; by default those of the scores, sessions and events.
    pub range: Option<(Date, Date)>,
    /// Scores further apart than this many days are not joined; 0 joins all.
    pub gap_days: u16,
    /// What stands in the picture while there is no score yet.
    pub empty: String,
    /// Words for the table.
    pub table: TableWords,
}

/// Scores of one measure.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The measure's name: "PHQ-9".
    pub name: String,
    /// The lowest score there can be.
    pub least: f64,
    /// The highest score there can be.
    pub most: f64,
    /// Scores, in any order.
    pub points: Vec<Score>,
    /// What the last score means, written beside it: "mild, 11 below the start".
    pub meaning: String,
}

impl Default for Series {
    fn default() -> Self {
        Self::on(0.0, 1.0)
    }
}

impl Series {
    /// A series on a scale, still without a name or scores.
    pub fn on(least: f64, most: f64) -> Self {
        Self {
            name: String::new(),
            least,
            most,
            points: Vec::new(),
            meaning: String::new(),
        }
    }

    /// Scores that can be drawn, by date; later entries of a day after earlier ones.
    pub(crate) fn sorted(&self) -> Vec<Score> {
        let mut points: Vec<Score> = self
            .points
            .iter()
            .copied()
            .filter(|p| p.value.is_finite())
            .collect();
        points.sort_by_key(|p| p.date);
        points
    }

    /// Where a value stands on the scale, from 0 to 1.
    pub(crate) fn part(&self, value: f64) -> f64 {
        let width = self.most - self.least;
        if width > 0.0 && width.is_finite() {
            ((value - self.least) / width).clamp(0.0, 1.0)
        } else {
            0.5
        }
    }
}

/// One score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// The day the answers are about.
    pub date: Date,
    /// The total.
    pub value: f64,
    /// Prorated or entered as a total only: drawn hollow.
    pub estimated: bool,
}

impl Score {
    /// A score from complete answers.
    pub fn new(date: Date, value: f64) -> Self {
        Self {
            date,
            value,
            estimated: false,
        }
    }
}

/// A session held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its day.
    pub date: Date,
    /// Its short mark: "4".
    pub mark: String,
    /// The same written out, for the first mark and the table: "Session 4".
    pub name: String,
}

/// Something that happened on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its day.
    pub date: Date,
    /// A few words: "Mother died".
    pub words: String,
}

impl Event {
    /// An event in a few words.
    pub fn new(date: Date, words: impl Into<String>) -> Self {
        Self {
            date,
            words: words.into(),
        }
    }
}

/// The score that change is reckoned from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Baseline {
    /// Its day.
    pub date: Date,
    /// Its words: "baseline 19".
    pub words: String,
}

/// What only a clinician sees.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Clinical {
    /// Severity bands as tints behind the line.
    pub bands: Vec<Band>,
    /// The scores that are no reliable change from the baseline.
    pub corridor: Option<Corridor>,
    /// The clinical cut-off.
    pub cut_off: Option<CutOff>,
}

/// A severity band.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// Its lowest score.
    pub from: f64,
    /// The lowest score of the next band, or the end of the scale.
    pub to: f64,
    /// Its name: "moderate".
    pub name: String,
    /// Its tint, from 1 (lightest) to 4.
    pub tint: u8,
}

impl Band {
    pub(crate) fn class(&self) -> &'static str {
        match self.tint {
            0 | 1 => "band-1",
            2 => "band-2",
            3 => "band-3",
            _ => "band-4",
        }
    }

    pub(crate) fn holds(&self, value: f64, is_last: bool) -> bool {
        value >= self.from && (value < self.to || (is_last && value <= self.to))
    }
}

/// The corridor within which a score has not reliably changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Corridor {
    /// Its lower edge.
    pub low: f64,
    /// Its upper edge.
    pub high: f64,
    /// Its words: "no reliable change from 19".
    pub words: String,
}

/// A clinical cut-off.
#[derive(Debug, Clone, PartialEq)]
pub struct CutOff {
    /// The score from which on a person counts as a case.
    pub at: f64,
    /// Its words: "cut-off 10".
    pub words: String,
}

/// Words for the table beside the picture.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TableWords {
    /// What the table shows.
    pub caption: String,
    /// Head of the column of dates.
    pub date: String,
    /// Head of the column of bands.
    pub band: String,
    /// Head of the column of sessions and events.
    pub notes: String,
}
