//! Rotation: keys are wrapped anew and a new epoch begins for new entries; nothing is sealed again.

use super::{KeyError, KeyStore, Top, clinic_position, record_position};
use crate::db::{DbError, Value};
use crate::sealing::{RootKey, SecretKey};
use crate::statements as sql;
use uuid::Uuid;

impl KeyStore {
    /// Makes a new clinic key under `root` (which may be a new root key), wraps every record's key with it, and
    /// opens a new epoch. Answers the epoch.
    pub async fn rotate(&self, root: &RootKey) -> Result<i64, KeyError> {
        let clinic = self.clinic();
        let old = self.top();
        let new = Top {
            key: SecretKey::random(),
            epoch: old.epoch + 1,
        };
        let mut tx = self.inner.db.begin().await?;
        let mut wrapped_small = vec![(
            "clinic".to_owned(),
            root.0.wrap(&clinic_position(clinic, "clinic"), &new.key),
        )];
        for row in tx.fetch(sql::CLINIC_KEYS, &[clinic.0.into()]).await? {
            let name = row.text(0)?;
            if name != "clinic" {
                let at = clinic_position(clinic, &name);
                let key = old.key.unwrap_key(&at, &row.bytes(2)?)?;
                wrapped_small.push((name, new.key.wrap(&at, &key)));
            }
        }
        for (name, wrapped) in wrapped_small {
            let values: [Value; 5] = [
                clinic.0.into(),
                name.into(),
                new.epoch.into(),
                wrapped.into(),
                old.epoch.into(),
            ];
            // First the clinic's own row: from here on no other node wraps with the old key.
            if tx.execute(sql::UPDATE_CLINIC_KEY, &values).await? != 1 {
                return Err(DbError::Conflict.into());
            }
        }
        let mut after = Uuid::nil();
        loop {
            let rows = tx
                .fetch(sql::RECORD_KEYS_AFTER, &[clinic.0.into(), after.into()])
                .await?;
            let Some(last) = rows.last() else { break };
            after = last.uuid(0)?;
            for row in &rows {
                let record = attune_therapy::ids::RecordId(row.uuid(0)?);
                let at = record_position(clinic, record);
                let key = old.key.unwrap_key(&at, &row.bytes(1)?)?;
                let values: [Value; 3] = [
                    clinic.0.into(),
                    record.0.into(),
                    new.key.wrap(&at, &key).into(),
                ];
                tx.execute(sql::UPDATE_RECORD_KEY, &values).await?;
            }
        }
        tx.commit().await?;
        self.inner.db.scrub(&["clinic_key", "record_key"]).await?;
        let epoch = new.epoch;
        *self
            .inner
            .root
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner) = root.clone();
        self.set_top(new);
        Ok(epoch)
    }
}
