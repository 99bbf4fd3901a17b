//! Projections: rows kept beside the list so that pages over many records are quick. They can be thrown away and
//! remade byte-equal. A projection has no clock: it stores when something is due, not that it is overdue.

use crate::db::{DbError, Tx, Value};
use crate::sealing::Sealer;
use crate::statements as sql;
use attune_therapy::case::Case;
use attune_therapy::content::Content;
use attune_therapy::due::due;
use attune_therapy::ids::{ClinicId, RecordId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

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

/// The rows of one record.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Rows {
    pub(crate) caseload: Vec<Value>,
    pub(crate) due: Vec<Value>,
    pub(crate) alerts: Vec<Value>,
}

/// How many scores a caseload row draws.
const SPARK: usize = 20;

/// The rows of a record, except its scores (see [`score_rows`]).
pub(crate) fn rows(
    clinic: ClinicId,
    record: RecordId,
    case: &Case,
    content: &Content,
    sealer: &Sealer,
) -> Rows {
    let mut rows = Rows {
        caseload: Vec::new(),
        due: Vec::new(),
        alerts: Vec::new(),
    };
    let Some(client) = case.client() else {
        return rows;
    };
    let locale = client.locale.as_deref().unwrap_or("en");
    // Everything that is due is open already: what opens is an entry. So no clock is needed here.
    let due = due(case, content, locale, Timestamp::MAX);
    let due_since = due.iter().map(|due| due.opens.as_microsecond()).min();
    for due in &due {
        rows.due.extend([
            clinic.0.into(),
            record.0.into(),
            due.instrument.as_str().into(),
            due.occasion.to_string().into(),
            due.opens.as_microsecond().into(),
        ]);
    }
    for alert in case.alerts() {
        let answered = &alert.answered;
        rows.alerts.extend([
            clinic.0.into(),
            record.0.into(),
            alert.trigger.0.into(),
            format!(
                "{}@{}#{}",
                answered.instrument, answered.version, answered.item
            )
            .into(),
            alert.occurred.at.as_microsecond().into(),
            alert.recorded_at.as_microsecond().into(),
            alert
                .acknowledged
                .as_ref()
                .map(|(_, at)| at.as_microsecond())
                .into(),
            alert
                .closed
                .as_ref()
                .map(|closed| closed.at.as_microsecond())
                .into(),
        ]);
    }
    let summary = summary(case, content);
    // A summary of strings and numbers always serialises; an empty row would show a client without a name.
    let plain = serde_json::to_vec(&summary).unwrap_or_default();
    rows.caseload = vec![
        clinic.0.into(),
        record.0.into(),
        i64::try_from(case.open_alerts().count())
            .unwrap_or(i64::MAX)
            .into(),
        due_since.into(),
        case.open_course().is_some().into(),
        sealer
            .seal_repeatably(&caseload_label(record), &plain)
            .into(),
    ];
    rows
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

pub(crate) fn caseload_label(record: RecordId) -> String {
    format!("caseload:{record}")
}

/// The score rows of the measures from number `from` on.
pub(crate) fn score_rows(
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

/// What has to change in the tables when a record goes from `before` to `after`.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    delete_caseload: Vec<RecordId>,
    delete_scores: Vec<RecordId>,
    delete_due: Vec<RecordId>,
    delete_alerts: Vec<RecordId>,
    caseload: Vec<Value>,
    scores: Vec<Value>,
    due: Vec<Value>,
    alerts: Vec<Value>,
}

impl Changes {
    /// Adds what `record` needs. Scores are only added to, unless a correction may have changed earlier ones:
    /// so the work does not grow with the length of the record.
    pub(crate) fn add(
        &mut self,
        clinic: ClinicId,
        record: RecordId,
        before: &Case,
        after: &Case,
        content: &Content,
        sealer: &Sealer,
    ) {
        let (old, new) = (
            rows(clinic, record, before, content, sealer),
            rows(clinic, record, after, content, sealer),
        );
        change(
            record,
            &old.caseload,
            new.caseload,
            &mut self.delete_caseload,
            &mut self.caseload,
        );
        change(
            record,
            &old.due,
            new.due,
            &mut self.delete_due,
            &mut self.due,
        );
        change(
            record,
            &old.alerts,
            new.alerts,
            &mut self.delete_alerts,
            &mut self.alerts,
        );
        let kept = before
            .measures()
            .iter()
            .zip(after.measures())
            .take_while(|(old, new)| Arc::ptr_eq(old, new))
            .count();
        if kept < before.measures().len() {
            self.delete_scores.push(record);
            self.scores
                .extend(score_rows(clinic, record, after, 0, content));
        } else {
            self.scores
                .extend(score_rows(clinic, record, after, kept, content));
        }
    }

    /// Writes the changes.
    pub(crate) async fn write(&self, tx: &mut Tx, clinic: ClinicId) -> Result<(), DbError> {
        for (statement, records) in [
            (sql::DELETE_CASELOAD, &self.delete_caseload),
            (sql::DELETE_SCORES, &self.delete_scores),
            (sql::DELETE_DUE, &self.delete_due),
            (sql::DELETE_ALERTS, &self.delete_alerts),
        ] {
            for record in records {
                tx.execute(statement, &[clinic.0.into(), record.0.into()])
                    .await?;
            }
        }
        tx.insert(sql::INSERT_CASELOAD, &self.caseload).await?;
        tx.insert(sql::INSERT_SCORES, &self.scores).await?;
        tx.insert(sql::INSERT_DUE, &self.due).await?;
        tx.insert(sql::INSERT_ALERTS, &self.alerts).await?;
        Ok(())
    }
}

fn change(
    record: RecordId,
    old: &[Value],
    new: Vec<Value>,
    delete: &mut Vec<RecordId>,
    insert: &mut Vec<Value>,
) {
    if old == new {
        return;
    }
    if !old.is_empty() {
        delete.push(record);
    }
    insert.extend(new);
}
