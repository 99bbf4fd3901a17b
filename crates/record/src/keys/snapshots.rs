//! The key of a record's snapshot: one a record, replaced with each snapshot, destroyed with any erasure.

use super::{KeyError, KeyStore, lock};
use crate::db::Value;
use crate::sealing::{SecretKey, position};
use crate::statements as sql;
use attune_therapy::ids::{ClinicId, RecordId};
use uuid::Uuid;

impl KeyStore {
    /// A new key in the place of the last; durable when this returns. `None` when the record has no keys.
    pub(crate) async fn new_snapshot_key(
        &self,
        record: RecordId,
    ) -> Result<Option<(Uuid, SecretKey)>, KeyError> {
        let Some(ring) = self.ring(record).await? else {
            return Ok(None);
        };
        let clinic = self.inner.clinic;
        let (id, key) = (Uuid::now_v7(), SecretKey::random());
        let at = snapshot_position(clinic, record, id);
        let wrapped = lock(&ring).record_key.wrap(&at, &key);
        let mut tx = self.inner.db.begin().await?;
        let of_record: [Value; 2] = [clinic.0.into(), record.0.into()];
        tx.execute(sql::DELETE_SNAPSHOT_KEY, &of_record).await?;
        let values = [clinic.0.into(), record.0.into(), id.into(), wrapped.into()];
        tx.insert(sql::INSERT_SNAPSHOT_KEYS, &values).await?;
        tx.commit().await?;
        Ok(Some((id, key)))
    }

    /// The key of the snapshot of that id, if it is there still.
    pub(crate) async fn snapshot_key(
        &self,
        record: RecordId,
        id: Uuid,
    ) -> Result<Option<SecretKey>, KeyError> {
        let clinic = self.inner.clinic;
        let values = [clinic.0.into(), record.0.into()];
        let row = self.inner.db.fetch_optional(sql::SNAPSHOT_KEY, &values);
        let Some(row) = row
            .await?
            .filter(|row| row.uuid(0).is_ok_and(|of| of == id))
        else {
            return Ok(None);
        };
        let wrapped = row.bytes(1)?;
        let Some(ring) = self.ring(record).await? else {
            return Ok(None);
        };
        let at = snapshot_position(clinic, record, id);
        let key = lock(&ring).record_key.unwrap_key(&at, &wrapped);
        Ok(key.ok())
    }
}

fn snapshot_position(clinic: ClinicId, record: RecordId, id: Uuid) -> Vec<u8> {
    position(
        "attune.snapshot-key.v1",
        &[clinic.0.as_bytes(), record.0.as_bytes(), id.as_bytes()],
    )
}
