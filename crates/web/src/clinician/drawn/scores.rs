//! The scores of one instrument over a course, and what their change means by the instrument's first definition.

use crate::clinician::desk::Desk;
use attune_measures::Instrument;
use attune_measures::change::{Class, Point, Verdict};
use attune_measures::norms::Definition;
use attune_therapy::course::Course;
use attune_therapy::ids::EntryId;
use attune_therapy::measure::Occasion;
use attune_therapy::session::Session;
use jiff::Timestamp;
use jiff::civil::Date;

/// One score.
pub(in crate::clinician) struct ScorePoint {
    pub(in crate::clinician) entry: EntryId,
    pub(in crate::clinician) at: Timestamp,
    /// Before which session it was asked, if for one.
    pub(in crate::clinician) before_session: Option<u16>,
    pub(in crate::clinician) day: Date,
    pub(in crate::clinician) total: f64,
    /// Means stood in for answers, or only a total is known.
    pub(in crate::clinician) estimated: bool,
    version: String,
}

impl ScorePoint {
    /// Whether it tells something new since a session. Forms from paper have a day and no hour, so the session for
    /// which they were asked says more than the time.
    pub(in crate::clinician) fn is_since(&self, session: Option<&Session>) -> bool {
        match (session, self.before_session) {
            (None, _) => true,
            (Some(session), Some(number)) => number > session.held.number,
            (Some(session), None) => self.at > session.occurred.at,
        }
    }

    fn point(&self) -> Point {
        Point {
            total: self.total,
            prorated: self.estimated,
            version: self.version.clone(),
        }
    }
}

/// The scores of one instrument, oldest first.
pub(in crate::clinician) struct Scores<'a> {
    pub(in crate::clinician) instrument: &'a Instrument,
    pub(in crate::clinician) points: Vec<ScorePoint>,
}

/// The scores of an instrument during a course; without a course, all of them.
pub(in crate::clinician) fn scores<'a>(
    desk: &'a Desk,
    instrument: &str,
    course: Option<&Course>,
) -> Option<Scores<'a>> {
    let content = desk.content();
    let newest = content.instrument_newest(instrument)?;
    let during = course.map(|course| course.opened.course);
    let points = desk
        .view
        .measures_of(instrument)
        .into_iter()
        .filter(|measured| during.is_none() || measured.course == during)
        .filter_map(|measured| {
            let completed = &measured.completed;
            let instrument = content.instrument(&completed.instrument, &completed.version)?;
            let scored = instrument.score(&completed.answers).ok();
            let total = completed.total_only.or_else(|| scored.as_ref()?.total)?;
            let prorated = scored.is_some_and(|scored| scored.prorated);
            Some(ScorePoint {
                entry: measured.entry,
                at: measured.occurred.at,
                before_session: match completed.occasion {
                    Occasion::Session(number) => Some(number),
                    Occasion::Unscheduled(_) => None,
                },
                day: desk.day(measured.occurred.at),
                total,
                estimated: completed.total_only.is_some() || prorated,
                version: completed.version.clone(),
            })
        })
        .collect();
    Some(Scores {
        instrument: newest,
        points,
    })
}

/// The main measure of a course by its protocol; without one, the PHQ-9.
pub(in crate::clinician) fn main_measure(desk: &Desk) -> String {
    let course = desk.view.current_course();
    let protocol = course.and_then(|course| {
        desk.content()
            .protocol(&course.opened.protocol, &course.opened.version)
    });
    protocol
        .and_then(|protocol| protocol.primary())
        .unwrap_or("phq-9")
        .to_owned()
}

impl<'a> Scores<'a> {
    /// The score that change is reckoned from: the first of the course.
    pub(in crate::clinician) fn baseline(&self) -> Option<&ScorePoint> {
        self.points.first()
    }

    /// The last score.
    pub(in crate::clinician) fn last(&self) -> Option<&ScorePoint> {
        self.points.last()
    }

    /// The definition by which change is judged: the instrument's first.
    pub(in crate::clinician) fn definition(&self) -> Option<&'a Definition> {
        self.instrument.definitions.first()
    }

    /// What the change since the baseline means.
    pub(in crate::clinician) fn verdict(&self) -> Option<Verdict> {
        let (first, last) = (self.baseline()?, self.last()?);
        if self.points.len() < 2 {
            return None;
        }
        Some(self.judge(first, last))
    }

    /// What the change between two of the scores means.
    pub(in crate::clinician) fn between(
        &self,
        from: &ScorePoint,
        to: &ScorePoint,
    ) -> Option<Verdict> {
        self.definition()?;
        Some(self.judge(from, to))
    }

    fn judge(&self, from: &ScorePoint, to: &ScorePoint) -> Verdict {
        match self.definition() {
            Some(definition) => {
                self.instrument
                    .judge(definition, Some(&from.point()), Some(&to.point()))
            }
            None => Verdict {
                definition: String::new(),
                version: String::new(),
                class: Class::NotEvaluable,
                why: None,
                change: Some(to.total - from.total),
                index: None,
                cutoff: None,
                into_clinical_range: false,
            },
        }
    }
}

/// The stem of the words for a class of change.
pub(in crate::clinician) fn class_name(class: Class) -> &'static str {
    match class {
        Class::Recovered => "recovered",
        Class::ReliablyImproved => "reliably-improved",
        Class::CrossedWithoutReliability => "crossed-without-reliability",
        Class::Unchanged => "unchanged",
        Class::ReliablyDeteriorated => "reliably-deteriorated",
        Class::Response => "response",
        Class::PartialResponse => "partial-response",
        Class::NoResponse => "no-response",
        Class::Remission => "remission",
        Class::NoRemission => "no-remission",
        Class::Case => "case",
        Class::NotACase => "not-a-case",
        Class::NotEvaluable => "not-evaluable",
    }
}
