//! Which client has which reference: for the operator's imports, which name clients by the clinic's own numbers.

use crate::projection::open_summary;
use crate::records::{ReadError, Records};
use crate::statements as sql;
use crate::stored::StoredError;
use attune_therapy::ids::RecordId;
use attune_therapy::{Purpose, Reader};
use std::collections::HashMap;

impl Records {
    /// Every client's reference with the records that carry it. Only for the program's own work.
    pub async fn references(
        &self,
        reader: &Reader,
    ) -> Result<HashMap<String, Vec<RecordId>>, ReadError> {
        if reader.purpose() != Purpose::Background || reader.clinic() != self.clinic() {
            return Err(ReadError::NotFound);
        }
        let rows = self
            .inner
            .data
            .fetch(sql::CASELOAD_ALL, &[self.clinic().0.into()])
            .await?;
        let mut records = Vec::with_capacity(rows.len());
        for row in &rows {
            records.push(RecordId(row.uuid(0)?));
        }
        let keys = self.keys().beside_many(&records).await;
        let keys = keys.map_err(StoredError::Key)?;
        let mut references: HashMap<String, Vec<RecordId>> = HashMap::new();
        for (row, record) in rows.iter().zip(records) {
            let Some(key) = keys.get(&record) else {
                continue;
            };
            let Ok(Some(summary)) = open_summary(key, record, &row.bytes(4)?) else {
                continue;
            };
            if let Some(reference) = summary.reference {
                references.entry(reference).or_default().push(record);
            }
        }
        Ok(references)
    }
}

/// A token for something that has no other name: the same bytes always give the same one.
pub fn token_of(bytes: &[u8]) -> uuid::Uuid {
    use sha2::{Digest, Sha256};
    let digest = Sha256::digest(bytes);
    let mut first = [0; 16];
    first.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(first).into_uuid()
}
