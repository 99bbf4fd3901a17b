//! What has to change in the tables when records change.

use super::{Place, Projected, score_rows};
use crate::db::{DbError, Statement, Tx, Value};
use crate::statements::{self as sql, MANY, many_values};
use attune_therapy::Content;
use attune_therapy::case::Case;
use attune_therapy::ids::{ClinicId, RecordId};
use std::sync::Arc;

/// Rows to delete and to insert.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    delete_caseload: Vec<RecordId>,
    delete_scores: Vec<RecordId>,
    delete_due: Vec<RecordId>,
    delete_alerts: Vec<RecordId>,
    caseload: Vec<Value>,
    update_caseload: Vec<Vec<Value>>,
    scores: Vec<Value>,
    due: Vec<Value>,
    alerts: Vec<Value>,
}

impl Changes {
    /// Adds what a record needs that goes from one case to another. Scores are only added to, unless a correction
    /// may have changed earlier ones: so the work does not grow with the length of the record.
    pub(crate) fn add(
        &mut self,
        place: &Place<'_>,
        (old, before): (&Projected, &Case),
        (new, after): (&Projected, &Case),
        content: &Content,
    ) {
        let record = place.record;
        match (&old.caseload, &new.caseload) {
            (old, new) if old == new => {}
            // Nearly every entry changes this row, and a row changed in its place is the least work.
            (Some(_), Some(_)) => self.update_caseload.push(new.caseload_values(place)),
            (old, _) => {
                replace(record, old.is_none(), &mut self.delete_caseload);
                self.caseload.extend(new.caseload_values(place));
            }
        }
        if old.due != new.due {
            replace(record, old.due.is_empty(), &mut self.delete_due);
            self.due.extend(new.due_values(place));
        }
        if old.alerts != new.alerts {
            let only_added = new.alerts.starts_with(&old.alerts);
            let from = if only_added {
                old.alerts.len()
            } else {
                self.delete_alerts.push(record);
                0
            };
            self.alerts.extend(new.alert_values(place, from));
        }
        let kept = before
            .measures()
            .iter()
            .zip(after.measures())
            .take_while(|(old, new)| Arc::ptr_eq(old, new))
            .count();
        let from = if kept < before.measures().len() {
            self.delete_scores.push(record);
            0
        } else {
            kept
        };
        let rows = score_rows(place.clinic, record, after, from, content);
        self.scores.extend(rows);
    }

    /// All rows of a record, whatever is in the tables now.
    pub(crate) fn remake(&mut self, place: &Place<'_>, case: &Case, content: &Content) {
        let record = place.record;
        let projected = Projected::of(case, content);
        self.delete_all(record);
        self.caseload.extend(projected.caseload_values(place));
        self.due.extend(projected.due_values(place));
        self.alerts.extend(projected.alert_values(place, 0));
        let scores = score_rows(place.clinic, record, case, 0, content);
        self.scores.extend(scores);
    }

    /// Deletes all rows of a record.
    pub(crate) fn delete_all(&mut self, record: RecordId) {
        self.delete_caseload.push(record);
        self.delete_scores.push(record);
        self.delete_due.push(record);
        self.delete_alerts.push(record);
    }

    /// Writes the changes.
    pub(crate) async fn write(&self, tx: &mut Tx, clinic: ClinicId) -> Result<(), DbError> {
        use sql as s;
        let deletes = [
            (
                s::DELETE_CASELOAD,
                s::DELETE_CASELOAD_MANY,
                &self.delete_caseload,
            ),
            (s::DELETE_SCORES, s::DELETE_SCORES_MANY, &self.delete_scores),
            (s::DELETE_DUE, s::DELETE_DUE_MANY, &self.delete_due),
            (s::DELETE_ALERTS, s::DELETE_ALERTS_MANY, &self.delete_alerts),
        ];
        for (one, many, records) in deletes {
            delete(tx, clinic, (one, many), records).await?;
        }
        for values in &self.update_caseload {
            tx.execute(sql::UPDATE_CASELOAD, values).await?;
        }
        self.insert(tx).await
    }

    /// Writes only the new rows, into tables that were emptied.
    pub(crate) async fn insert(&self, tx: &mut Tx) -> Result<(), DbError> {
        tx.insert(sql::INSERT_CASELOAD, &self.caseload).await?;
        tx.insert(sql::INSERT_SCORES, &self.scores).await?;
        tx.insert(sql::INSERT_DUE, &self.due).await?;
        tx.insert(sql::INSERT_ALERTS, &self.alerts).await?;
        Ok(())
    }
}

async fn delete(
    tx: &mut Tx,
    clinic: ClinicId,
    (one, many): (Statement, Statement),
    records: &[RecordId],
) -> Result<(), DbError> {
    for some in records.chunks(MANY) {
        if let [record] = some {
            tx.execute(one, &[clinic.0.into(), record.0.into()]).await?;
        } else {
            tx.execute(many, &many_values(clinic, some)).await?;
        }
    }
    Ok(())
}

fn replace(record: RecordId, was_empty: bool, delete: &mut Vec<RecordId>) {
    if !was_empty {
        delete.push(record);
    }
}
