//! Rebuilding projections: they are thrown away and remade from the records, one at a time, and take the place of
//! the old ones at once when the transaction is committed. Entries wait meanwhile.

use crate::projection::{Changes, Place};
use crate::records::Records;
use crate::statements as sql;
use crate::stored::StoredError;
use crate::writer::WriteError;
use attune_therapy::ids::RecordId;
use uuid::Uuid;

impl Records {
    /// Remakes every projection; answers for how many records.
    pub async fn rebuild(&self) -> Result<u64, WriteError> {
        let inner = &self.inner;
        let clinic = inner.clinic();
        let mut tx = inner.data.begin().await?;
        // Whoever writes must pass through this row, and so waits until the rebuild is done.
        tx.execute(sql::HOLD_CLINIC, &[clinic.0.into()]).await?;
        for statement in [
            sql::CLEAR_CASELOAD,
            sql::CLEAR_SCORES,
            sql::CLEAR_DUE,
            sql::CLEAR_ALERTS,
        ] {
            tx.execute(statement, &[clinic.0.into()]).await?;
        }
        let mut count = 0;
        let mut after = Uuid::nil();
        loop {
            let values = [clinic.0.into(), after.into()];
            let rows = tx.fetch(sql::RECORDS_AFTER, &values).await?;
            let Some(last) = rows.last() else { break };
            after = last.uuid(0)?;
            for row in &rows {
                let record = RecordId(row.uuid(0)?);
                let loaded = inner.read(record).await.map_err(named)?;
                let key = inner.keys.beside(record).await?;
                let place = Place {
                    clinic,
                    record,
                    sealer: inner.keys.sealer(),
                    key: key.as_ref(),
                };
                let mut changes = Changes::default();
                changes.remake(&place, &loaded.case, &inner.content);
                changes.insert(&mut tx).await?;
                count += 1;
            }
        }
        tx.commit().await?;
        Ok(count)
    }
}

fn named(error: StoredError) -> WriteError {
    match error {
        StoredError::Db(error) => error.into(),
        other => WriteError::Failed(format!("{other}; `attune verify` tells more")),
    }
}
