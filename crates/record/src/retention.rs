//! How long records are kept: settings of the clinic, by the client's age when the therapy ended.

use crate::records::{ReadError, Records};
use crate::statements as sql;
use attune_therapy::ids::RecordId;
use attune_therapy::{Case, Reader, Role};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Zoned};
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

/// The setting with the years for which the record of an adult is kept after the last entry.
pub const ADULT_YEARS: &str = "retention.adult-years";
/// The setting with the age until which the record of somebody who was a minor then is kept at least.
pub const MINOR_UNTIL_AGE: &str = "retention.minor-until-age";

/// Retention periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Years after the last entry; 10 unless the clinic says otherwise.
    pub adult_years: i16,
    /// Age; 28 unless the clinic says otherwise.
    pub minor_until_age: i16,
}

impl Default for Retention {
    fn default() -> Retention {
        Retention {
            adult_years: 10,
            minor_until_age: 28,
        }
    }
}

/// A record whose retention period is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetentionDue {
    /// Which.
    pub record: RecordId,
    /// Since when it may be erased.
    pub since: Date,
}

impl Retention {
    /// Reads the clinic's settings; what cannot be read keeps its default, because to keep longer harms less.
    pub fn of(settings: &BTreeMap<String, String>) -> Retention {
        let usual = Retention::default();
        let read = |name: &str, most: i16| {
            let value: i16 = settings.get(name)?.trim().parse().ok()?;
            (0..=most).contains(&value).then_some(value)
        };
        Retention {
            adult_years: read(ADULT_YEARS, 100).unwrap_or(usual.adult_years),
            minor_until_age: read(MINOR_UNTIL_AGE, 120).unwrap_or(usual.minor_until_age),
        }
    }

    /// The moment from which a record may be erased; `None` while a course is open, a hold is on it, or nobody is
    /// registered in it. Pure.
    pub fn over_since(&self, case: &Case) -> Option<Zoned> {
        let client = case.client()?;
        if case.open_course().is_some() || case.hold().is_some() {
            return None;
        }
        let last = case.entries().iter().map(|entry| entry.recorded_at).max()?;
        let ended = last.to_zoned(TimeZone::UTC).date();
        let by_end = plus_years(ended, self.adult_years);
        let born = client.born.map(|born| born.latest());
        // Whoever may have been a minor counts as one.
        let was_minor = born.filter(|born| plus_years(*born, 18) > ended);
        let over = match was_minor {
            Some(born) => by_end.max(plus_years(born, self.minor_until_age)),
            None => by_end,
        };
        over.to_zoned(TimeZone::UTC).ok()
    }
}

fn plus_years(date: Date, years: i16) -> Date {
    date.saturating_add(i64::from(years).years())
}

impl Records {
    /// The clinic's retention periods.
    pub async fn retention(&self) -> Result<Retention, ReadError> {
        Ok(Retention::of(&self.settings().await?))
    }

    /// The records that may be erased by `now`, with a legal hold on none of them. For an administrator, who learns
    /// no more than which they are.
    pub async fn retention_due(
        &self,
        reader: &Reader,
        now: Timestamp,
    ) -> Result<Vec<RetentionDue>, ReadError> {
        if reader.role() != Role::Administrator || reader.clinic() != self.clinic() {
            return Err(ReadError::NotFound);
        }
        let retention = self.retention().await?;
        let mut due = Vec::new();
        let mut after = Uuid::nil();
        loop {
            let values = [self.clinic().0.into(), after.into()];
            let rows = self.inner.data.fetch(sql::RECORDS_AFTER, &values).await?;
            let Some(last) = rows.last() else { break };
            after = last.uuid(0)?;
            for row in &rows {
                let record = RecordId(row.uuid(0)?);
                if self.inner.keys.is_erased(record) {
                    continue;
                }
                let loaded = Arc::new(self.inner.read(record).await?);
                if let Some(since) = retention.over_since(&loaded.case)
                    && since.timestamp() <= now
                {
                    let since = since.date();
                    due.push(RetentionDue { record, since });
                }
            }
        }
        Ok(due)
    }
}
