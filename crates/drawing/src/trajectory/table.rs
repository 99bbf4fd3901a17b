//! The same course as rows by date.

use super::data::{Clinical, Trajectory};
use crate::frame::{ByDate, Grain, Table, Words};

#[derive(Default)]
struct Row {
    score: Vec<String>,
    band: Vec<String>,
    companion: Vec<String>,
    notes: Vec<String>,
}

pub(crate) fn of(course: &Trajectory, words: &Words<'_>) -> Table {
    let bands = course
        .clinical
        .as_ref()
        .filter(|clinical| !clinical.bands.is_empty());
    let rows = by_date(course, bands, words);
    let mut head = vec![course.table.date.clone(), course.score.name.clone()];
    if bands.is_some() {
        head.push(course.table.band.clone());
    }
    if let Some(companion) = &course.companion {
        head.push(companion.name.clone());
    }
    head.push(course.table.notes.clone());
    let rows = rows
        .into_iter()
        .map(|(date, row)| {
            let mut cells = vec![words.date(date, Grain::Full), row.score.join("; ")];
            if bands.is_some() {
                cells.push(row.band.join("; "));
            }
            if course.companion.is_some() {
                cells.push(row.companion.join("; "));
            }
            cells.push(row.notes.join("; "));
            cells
        })
        .collect();
    Table {
        caption: course.table.caption.clone(),
        head,
        rows,
    }
}

fn by_date(course: &Trajectory, bands: Option<&Clinical>, words: &Words<'_>) -> ByDate<Row> {
    let mut rows: ByDate<Row> = ByDate::new();
    for score in course.score.sorted() {
        let row = rows.entry(score.date).or_default();
        row.score.push(words.number(score.value));
        row.band.extend(
            bands
                .and_then(|clinical| clinical.band_of(score.value))
                .map(|band| band.name.clone()),
        );
    }
    for score in course.companion.iter().flat_map(|series| series.sorted()) {
        rows.entry(score.date)
            .or_default()
            .companion
            .push(words.number(score.value));
    }
    if let Some(baseline) = &course.baseline {
        rows.entry(baseline.date)
            .or_default()
            .notes
            .push(baseline.words.clone());
    }
    for session in &course.sessions {
        rows.entry(session.date)
            .or_default()
            .notes
            .push(session.name.clone());
    }
    for event in course.events.iter().chain(&course.medication) {
        rows.entry(event.date)
            .or_default()
            .notes
            .push(event.words.clone());
    }
    rows
}

impl Clinical {
    fn band_of(&self, value: f64) -> Option<&super::Band> {
        let last = self.bands.len().saturating_sub(1);
        self.bands
            .iter()
            .enumerate()
            .find(|(i, band)| band.holds(value, *i == last))
            .map(|(_, band)| band)
    }
}
