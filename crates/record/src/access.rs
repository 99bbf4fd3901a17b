//! The access log: every reading of a record, shown to the client.

use crate::records::{ReadError, Records};
use crate::statements as sql;
use crate::writer::Access;
use attune_therapy::ids::{AccountId, RecordId};
use attune_therapy::{Reader, Role};
use jiff::Timestamp;
use uuid::Uuid;

/// One reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// When.
    pub at: Timestamp,
    /// Whose account.
    pub account: AccountId,
    /// In which role.
    pub role: Option<Role>,
    /// Whether it was emergency access.
    pub break_glass: bool,
    /// Which page or document.
    pub what: String,
}

pub(crate) fn access_values(
    reader: &Reader,
    record: RecordId,
    what: &str,
    now: Timestamp,
) -> Access {
    let role = reader.role_in(record, now).unwrap_or(reader.role());
    let purpose = match reader.purpose() {
        attune_therapy::Purpose::Care => "care",
        attune_therapy::Purpose::BreakGlass => "break-glass",
        attune_therapy::Purpose::Background => "background",
    };
    Access {
        values: vec![
            reader.clinic().0.into(),
            record.0.into(),
            Uuid::now_v7().into(),
            now.as_microsecond().into(),
            reader.account().0.into(),
            role.name().into(),
            purpose.into(),
            what.into(),
        ],
    }
}

impl Records {
    /// Who has looked into the record before `before`, newest first, 200 at most. For whoever may read the record.
    pub async fn readings(
        &self,
        reader: &Reader,
        record: RecordId,
        before: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<Reading>, ReadError> {
        if !reader.knows(record, now) || reader.clinic() != self.clinic() {
            return Err(ReadError::NotFound);
        }
        let values = [
            self.clinic().0.into(),
            record.0.into(),
            before.as_microsecond().into(),
        ];
        let rows = self.inner.data.fetch(sql::ACCESSES_OF, &values).await?;
        let mut list = Vec::with_capacity(rows.len());
        for row in rows {
            list.push(Reading {
                at: Timestamp::from_microsecond(row.int(1)?).unwrap_or(Timestamp::UNIX_EPOCH),
                account: AccountId(row.uuid(2)?),
                role: Role::from_name(&row.text(3)?),
                break_glass: row.text(4)? == "break-glass",
                what: row.text(5)?,
            });
        }
        Ok(list)
    }
}
