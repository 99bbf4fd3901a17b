//! The caseload and the queue of open alerts, read from projections.

use crate::keys::KeyError;
use crate::projection::{Summary, open_summary};
use crate::records::{ReadError, Records};
use crate::statements::{self as sql, MANY, many_values};
use crate::stored::StoredError;
use attune_therapy::ids::{EntryId, RecordId};
use attune_therapy::{Reader, Role};
use jiff::Timestamp;

/// One row of a caseload.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseloadRow {
    /// The record.
    pub record: RecordId,
    /// Alerts that wait for a person.
    pub open_alerts: i64,
    /// Since when a measure is due, if one is.
    pub due_since: Option<Timestamp>,
    /// Whether a course is open.
    pub course_open: bool,
    /// The rest.
    pub summary: Summary,
}

/// An alert that waits for a person, as the queue shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingAlert {
    /// The record.
    pub record: RecordId,
    /// The entry that opened it.
    pub trigger: EntryId,
    /// The instrument and item.
    pub rule: String,
    /// When it was answered.
    pub occurred_at: Timestamp,
    /// When it reached the record.
    pub recorded_at: Timestamp,
    /// Since when somebody is dealing with it.
    pub acknowledged_at: Option<Timestamp>,
}

impl Records {
    /// The clients whom the reader works with now, those who need attention first: open alerts, then the longest
    /// due measure, then by name.
    pub async fn caseload(
        &self,
        reader: &Reader,
        now: Timestamp,
    ) -> Result<Vec<CaseloadRow>, ReadError> {
        let records: Vec<RecordId> = self.worked_with(reader, now).collect();
        let keys = self
            .keys()
            .beside_many(&records)
            .await
            .map_err(keys_failed)?;
        let mut list = Vec::with_capacity(records.len());
        for some in records.chunks(MANY) {
            let values = many_values(self.clinic(), some);
            for row in self.inner.data.fetch(sql::CASELOAD_MANY, &values).await? {
                let record = RecordId(row.uuid(0)?);
                let Some(key) = keys.get(&record) else {
                    continue;
                };
                // A row that does not open is remade by a rebuild; the record itself is what counts.
                let Ok(Some(summary)) = open_summary(key, record, &row.bytes(4)?) else {
                    tracing::warn!(record = %record, "a caseload row does not open; `attune rebuild` remakes it");
                    continue;
                };
                list.push(CaseloadRow {
                    record,
                    open_alerts: row.int(1)?,
                    due_since: row
                        .opt_int(2)?
                        .and_then(|at| Timestamp::from_microsecond(at).ok()),
                    course_open: row.bool(3)?,
                    summary,
                });
            }
        }
        list.sort_by(|a, b| attention(a).cmp(&attention(b)));
        Ok(list)
    }

    /// The open alerts of the clients whom the reader works with, oldest first.
    pub async fn open_alerts(
        &self,
        reader: &Reader,
        now: Timestamp,
    ) -> Result<Vec<WaitingAlert>, ReadError> {
        let mine: std::collections::HashSet<RecordId> = self.worked_with(reader, now).collect();
        let rows = self
            .inner
            .data
            .fetch(sql::OPEN_ALERTS, &[self.clinic().0.into()])
            .await?;
        let time =
            |micros: i64| Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH);
        let mut list = Vec::new();
        for row in rows {
            let record = RecordId(row.uuid(0)?);
            if mine.contains(&record) {
                list.push(WaitingAlert {
                    record,
                    trigger: EntryId(row.uuid(1)?),
                    rule: row.text(2)?,
                    occurred_at: time(row.int(3)?),
                    recorded_at: time(row.int(4)?),
                    acknowledged_at: row.opt_int(5)?.map(time),
                });
            }
        }
        Ok(list)
    }

    fn worked_with<'a>(
        &self,
        reader: &'a Reader,
        now: Timestamp,
    ) -> impl Iterator<Item = RecordId> + 'a {
        let clinical = [
            Role::Therapist,
            Role::Facilitator,
            Role::Supervisor,
            Role::Staff,
        ];
        let here = reader.clinic() == self.clinic();
        reader.records(now).filter(move |record| {
            here && reader
                .role_in(*record, now)
                .is_some_and(|role| clinical.contains(&role))
        })
    }
}

fn keys_failed(error: KeyError) -> ReadError {
    StoredError::Key(error).into()
}

fn attention(row: &CaseloadRow) -> (bool, bool, Option<Timestamp>, bool, &str) {
    (
        row.open_alerts == 0,
        row.due_since.is_none(),
        row.due_since,
        !row.course_open,
        row.summary.name.as_str(),
    )
}
