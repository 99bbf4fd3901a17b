//! The key store: record, compartment and entry keys, each random and wrapped by the one above, kept in a
//! database apart from the data.
//!
//! Invariant: a key is durable here before the first entry that uses it is written there.

mod destroy;
mod ring;
mod rotate;

pub use destroy::DestroyedKey;
pub(crate) use ring::{Blocks, EntryKey, KeyPlace};

use crate::db::{Db, DbError, Value};
use crate::sealing::{RootKey, SealError, Sealer, SecretKey, position};
use crate::statements as sql;
use attune_therapy::ids::{ClinicId, RecordId};
use ring::Ring;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, RwLock};
use uuid::Uuid;

/// Why keys cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The key database failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// A key does not open with the one above it.
    #[error("the keys do not fit: {0}")]
    Seal(#[from] SealError),
    /// The root key is another one.
    #[error(
        "this root key does not open the clinic's keys; give the root key that was used when the clinic was set up"
    )]
    WrongRoot,
    /// The record was erased.
    #[error("this record was erased")]
    Erased,
}

/// A clinic's keys.
#[derive(Debug, Clone)]
pub struct KeyStore {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    db: Db,
    clinic: ClinicId,
    top: RwLock<Top>,
    sealer: Sealer,
    rings: Mutex<HashMap<RecordId, Arc<Mutex<Ring>>>>,
}

#[derive(Debug, Clone)]
struct Top {
    key: SecretKey,
    epoch: i64,
}

/// Records whose keys are held in memory at the same time, at most.
const RINGS: usize = 4096;

impl KeyStore {
    /// Opens the clinic's keys, or makes them if the database has none.
    pub async fn open(db: Db, root: &RootKey) -> Result<KeyStore, KeyError> {
        db.migrate("keys", crate::schema::KEYS).await?;
        let existing = db.fetch_optional(sql::ANY_CLINIC, &[]).await?;
        let clinic = match existing {
            Some(row) => ClinicId(row.uuid(0)?),
            None => found_clinic(&db, root).await?,
        };
        let mut wrapped = HashMap::new();
        for row in db.fetch(sql::CLINIC_KEYS, &[clinic.0.into()]).await? {
            wrapped.insert(row.text(0)?, (row.int(1)?, row.bytes(2)?));
        }
        let (epoch, bytes) = wrapped.get("clinic").ok_or(KeyError::WrongRoot)?;
        let key = root
            .0
            .unwrap_key(&clinic_position(clinic, "clinic"), bytes)
            .map_err(|_| KeyError::WrongRoot)?;
        let small = |name: &str| -> Result<SecretKey, KeyError> {
            let (_, bytes) = wrapped.get(name).ok_or(KeyError::WrongRoot)?;
            Ok(key.unwrap_key(&clinic_position(clinic, name), bytes)?)
        };
        let sealer = Sealer::new(small("sealer")?, small("fingerprints")?);
        let top = RwLock::new(Top {
            key: key.clone(),
            epoch: *epoch,
        });
        let inner = Inner {
            db,
            clinic,
            top,
            sealer,
            rings: Mutex::new(HashMap::new()),
        };
        Ok(KeyStore {
            inner: Arc::new(inner),
        })
    }

    /// The clinic whose keys these are.
    pub fn clinic(&self) -> ClinicId {
        self.inner.clinic
    }

    /// Seals the clinic's small things.
    pub fn sealer(&self) -> &Sealer {
        &self.inner.sealer
    }

    /// The key database.
    pub fn db(&self) -> &Db {
        &self.inner.db
    }

    /// Forgets what is held in memory about a record.
    pub(crate) fn forget(&self, record: RecordId) {
        lock(&self.inner.rings).remove(&record);
    }

    fn top(&self) -> Top {
        self.inner
            .top
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .clone()
    }

    async fn ring(&self, record: RecordId) -> Result<Option<Arc<Mutex<Ring>>>, KeyError> {
        if let Some(ring) = lock(&self.inner.rings).get(&record) {
            return Ok(Some(Arc::clone(ring)));
        }
        let Some(ring) = self.load_ring(record).await? else {
            return Ok(None);
        };
        let ring = Arc::new(Mutex::new(ring));
        let mut rings = lock(&self.inner.rings);
        if rings.len() >= RINGS {
            rings.clear();
        }
        Ok(Some(Arc::clone(rings.entry(record).or_insert(ring))))
    }

    async fn load_ring(&self, record: RecordId) -> Result<Option<Ring>, KeyError> {
        let clinic = self.inner.clinic;
        let values: [Value; 2] = [clinic.0.into(), record.0.into()];
        let Some(row) = self
            .inner
            .db
            .fetch_optional(sql::RECORD_KEY, &values)
            .await?
        else {
            return Ok(None);
        };
        let record_key = self
            .top()
            .key
            .unwrap_key(&record_position(clinic, record), &row.bytes(0)?)?;
        let mut ring = Ring::new(record_key);
        for row in self.inner.db.fetch(sql::COMPARTMENT_KEYS, &values).await? {
            let (compartment, epoch) = (row.int(0)?, row.int(1)?);
            ring.add_compartment(clinic, record, compartment, epoch, &row.bytes(2)?)?;
        }
        Ok(Some(ring))
    }
}

async fn found_clinic(db: &Db, root: &RootKey) -> Result<ClinicId, KeyError> {
    let clinic = ClinicId(Uuid::now_v7());
    let key = SecretKey::random();
    let mut values: Vec<Value> = Vec::new();
    let rows = [
        (
            "clinic",
            root.0.wrap(&clinic_position(clinic, "clinic"), &key),
        ),
        (
            "sealer",
            key.wrap(&clinic_position(clinic, "sealer"), &SecretKey::random()),
        ),
        (
            "fingerprints",
            key.wrap(
                &clinic_position(clinic, "fingerprints"),
                &SecretKey::random(),
            ),
        ),
    ];
    for (name, wrapped) in rows {
        values.extend([clinic.0.into(), name.into(), 1_i64.into(), wrapped.into()]);
    }
    let mut tx = db.begin().await?;
    tx.insert(sql::INSERT_CLINIC_KEYS, &values).await?;
    tx.commit().await?;
    Ok(clinic)
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // What is behind these locks is a cache that is consistent after each statement; a panic elsewhere does not spoil it.
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn clinic_position(clinic: ClinicId, name: &str) -> Vec<u8> {
    position(
        "attune.clinic-key.v1",
        &[clinic.0.as_bytes(), name.as_bytes()],
    )
}

fn record_position(clinic: ClinicId, record: RecordId) -> Vec<u8> {
    position(
        "attune.record-key.v1",
        &[clinic.0.as_bytes(), record.0.as_bytes()],
    )
}
