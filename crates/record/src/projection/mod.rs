//! Projections: rows kept beside the list so that pages over many records are quick. They can be thrown away and
//! remade byte-equal. A projection has no clock: it stores when something is due, not that it is overdue.
//!
//! Ids, codes, numbers and dates stand open; names are sealed with a key of the record, so that they go with it.

mod changes;

pub(crate) use changes::Changes;

use crate::db::Value;
use crate::sealing::{SealError, Sealer, SecretKey};
use attune_therapy::case::Case;
use attune_therapy::content::Content;
use attune_therapy::due::due;
use attune_therapy::ids::{ClinicId, EntryId, RecordId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a caseload row shows, sealed in the table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// The client's name.
    pub name: String,
    /// The clinic's reference.
    pub reference: Option<String>,
    /// Made up for demonstration.
    pub fictitious: bool,
    /// The protocol, if a course is or was open.
    pub protocol: Option<String>,
    /// Sessions held and planned.
    pub sessions: Option<(u16, u16)>,
    /// Name of the phase.
    pub phase: Option<String>,
    /// The main measure and its last scores, oldest first: when (microseconds) and total.
    pub measure: Option<String>,
    /// See `measure`.
    pub scores: Vec<(i64, f64)>,
}

/// What a record projects to, except its scores (see [`score_rows`]).
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Projected {
    caseload: Option<Caseload>,
    due: Vec<DueRow>,
    alerts: Vec<AlertRow>,
}

#[derive(Debug, PartialEq)]
struct Caseload {
    open_alerts: i64,
    due_since: Option<i64>,
    course_open: bool,
    summary: Summary,
}

#[derive(Debug, PartialEq)]
struct DueRow {
    instrument: String,
    occasion: String,
    opens_at: i64,
}

#[derive(Debug, PartialEq)]
struct AlertRow {
    trigger: EntryId,
    rule: String,
    occurred_at: i64,
    recorded_at: i64,
    acknowledged_at: Option<i64>,
    closed_at: Option<i64>,
}

/// How many scores a caseload row draws.
const SPARK: usize = 20;

impl Projected {
    pub(crate) fn of(case: &Case, content: &Content) -> Projected {
        let Some(client) = case.client() else {
            return Projected::default();
        };
        let locale = client.locale.as_deref().unwrap_or("en");
        // Everything that is due is open already: what opens is an entry. So no clock is needed here.
        let due: Vec<DueRow> = due(case, content, locale, Timestamp::MAX)
            .iter()
            .map(|due| DueRow {
                instrument: due.instrument.clone(),
                occasion: due.occasion.to_string(),
                opens_at: due.opens.as_microsecond(),
            })
            .collect();
        let alerts = case.alerts().iter().map(|alert| {
            let answered = &alert.answered;
            AlertRow {
                trigger: alert.trigger,
                rule: format!(
                    "{}@{}#{}",
                    answered.instrument, answered.version, answered.item
                ),
                occurred_at: alert.occurred.at.as_microsecond(),
                recorded_at: alert.recorded_at.as_microsecond(),
                acknowledged_at: alert.acknowledged.map(|(_, at)| at.as_microsecond()),
                closed_at: alert.closed.as_ref().map(|c| c.at.as_microsecond()),
            }
        });
        Projected {
            caseload: Some(Caseload {
                open_alerts: i64::try_from(case.open_alerts().count()).unwrap_or(i64::MAX),
                due_since: due.iter().map(|due| due.opens_at).min(),
                course_open: case.open_course().is_some(),
                summary: summary(case, content),
            }),
            alerts: alerts.collect(),
            due,
        }
    }

    fn caseload_values(&self, place: &Place<'_>) -> Vec<Value> {
        let Some(row) = &self.caseload else {
            return Vec::new();
        };
        // A summary of strings and numbers always serialises; an empty row would show a client without a name.
        let plain = serde_json::to_vec(&row.summary).unwrap_or_default();
        vec![
            place.clinic.0.into(),
            place.record.0.into(),
            row.open_alerts.into(),
            row.due_since.into(),
            row.course_open.into(),
            place.seal(&plain).into(),
        ]
    }

    fn due_values(&self, place: &Place<'_>) -> Vec<Value> {
        let rows = self.due.iter().flat_map(|due| {
            [
                place.clinic.0.into(),
                place.record.0.into(),
                due.instrument.as_str().into(),
                due.occasion.as_str().into(),
                due.opens_at.into(),
            ]
        });
        rows.collect()
    }

    fn alert_values(&self, place: &Place<'_>, from: usize) -> Vec<Value> {
        let rows = self.alerts.iter().skip(from).flat_map(|alert| {
            [
                place.clinic.0.into(),
                place.record.0.into(),
                alert.trigger.0.into(),
                alert.rule.as_str().into(),
                alert.occurred_at.into(),
                alert.recorded_at.into(),
                alert.acknowledged_at.into(),
                alert.closed_at.into(),
            ]
        });
        rows.collect()
    }
}

fn summary(case: &Case, content: &Content) -> Summary {
    let client = case.client();
    let course = case.current_course();
    let protocol = course.and_then(|c| content.protocol(&c.opened.protocol, &c.opened.version));
    let measure = protocol
        .and_then(|protocol| protocol.primary())
        .unwrap_or("phq-9");
    let measured = case.measures_of(measure);
    let recent = measured.iter().rev().take(SPARK).rev();
    Summary {
        name: client.map(|client| client.name.clone()).unwrap_or_default(),
        reference: client.and_then(|client| client.reference.clone()),
        fictitious: client.is_some_and(|client| client.fictitious),
        protocol: course.map(|course| course.opened.protocol.clone()),
        sessions: course.map(|course| (course.sessions_held, course.opened.sessions)),
        phase: course
            .zip(protocol)
            .map(|(course, protocol)| course.phase(protocol).name().to_owned()),
        measure: Some(measure.to_owned()),
        scores: recent
            .filter_map(|m| Some((m.occurred.at.as_microsecond(), m.total(content)?)))
            .collect(),
    }
}

/// Whose rows are written, and with which key their names are sealed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) clinic: ClinicId,
    pub(crate) record: RecordId,
    pub(crate) sealer: &'a Sealer,
    /// The record's key for what is kept beside it; none once it was erased.
    pub(crate) key: Option<&'a SecretKey>,
}

impl Place<'_> {
    fn seal(&self, plain: &[u8]) -> Vec<u8> {
        let label = caseload_label(self.record);
        match self.key {
            Some(key) => self.sealer.seal_repeatably_with(key, &label, plain),
            None => Vec::new(),
        }
    }
}

/// Opens what a caseload row shows.
pub(crate) fn open_summary(
    key: &SecretKey,
    record: RecordId,
    sealed: &[u8],
) -> Result<Option<Summary>, SealError> {
    let plain = Sealer::open_with(key, &caseload_label(record), sealed)?;
    Ok(serde_json::from_slice(&plain).ok())
}

fn caseload_label(record: RecordId) -> String {
    format!("caseload:{record}")
}

/// The score rows of the measures from number `from` on.
fn score_rows(
    clinic: ClinicId,
    record: RecordId,
    case: &Case,
    from: usize,
    content: &Content,
) -> Vec<Value> {
    let mut rows = Vec::new();
    for measured in case.measures().iter().skip(from) {
        rows.extend([
            clinic.0.into(),
            record.0.into(),
            measured.entry.0.into(),
            measured.completed.instrument.as_str().into(),
            measured.completed.version.as_str().into(),
            measured.occurred.at.as_microsecond().into(),
            measured.total(content).into(),
        ]);
    }
    rows
}
