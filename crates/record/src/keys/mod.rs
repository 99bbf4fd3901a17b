//! The key store: record, compartment and entry keys, each random and wrapped by the one above, kept in a
//! database apart from the data.
//!
//! Invariant: a key is durable here before the first entry that uses it is written there.

mod ahead;
mod blocks;
mod destroy;
mod destroyed;
mod ring;
mod rotate;
mod snapshots;

pub(crate) use ahead::Need;
pub(crate) use blocks::{Blocks, FoundKey};
pub use destroyed::DestroyedKey;
pub(crate) use ring::{EntryKey, KeyPlace};

use crate::db::{Db, DbError, Value};
use crate::sealing::{RootKey, SealError, Sealer, SecretKey, position};
use crate::statements::{self as sql, MANY, many_values};
use attune_therapy::Compartment;
use attune_therapy::ids::{ClinicId, RecordId};
use destroyed::Destroyed;
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
    /// There are data, but no keys.
    #[error(
        "there are data but no keys; give the key database that belongs to them, or restore it from a backup"
    )]
    NoKeys,
    /// Data and keys are of different clinics.
    #[error(
        "the data and the keys are of different clinics; give the key database that belongs to these data"
    )]
    OtherClinic,
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
    /// Kept because another node may rotate the clinic's key while this one runs.
    root: RwLock<RootKey>,
    top: RwLock<Top>,
    sealer: Sealer,
    rings: Mutex<HashMap<RecordId, Arc<Mutex<Ring>>>>,
    destroyed: RwLock<Destroyed>,
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
        KeyStore::open_for(db, root, None).await
    }

    /// The same for data that may be there already: those must not get new keys.
    pub(crate) async fn open_for(
        db: Db,
        root: &RootKey,
        of_data: Option<ClinicId>,
    ) -> Result<KeyStore, KeyError> {
        db.migrate("keys", crate::schema::KEYS).await?;
        let existing = db.fetch_optional(sql::ANY_CLINIC, &[]).await?;
        let clinic = match (existing, of_data) {
            (Some(row), _) => ClinicId(row.uuid(0)?),
            (None, Some(_)) => return Err(KeyError::NoKeys),
            (None, None) => found_clinic(&db, root).await?,
        };
        if of_data.is_some_and(|of_data| of_data != clinic) {
            return Err(KeyError::OtherClinic);
        }
        let wrapped = clinic_keys(&db, clinic).await?;
        let top = open_top(clinic, root, &wrapped)?;
        let small = |name: &str| -> Result<SecretKey, KeyError> {
            let (_, bytes) = wrapped.get(name).ok_or(KeyError::WrongRoot)?;
            Ok(top.key.unwrap_key(&clinic_position(clinic, name), bytes)?)
        };
        let sealer = Sealer::new(small("sealer")?, small("fingerprints")?);
        let inner = Inner {
            db,
            clinic,
            root: RwLock::new(root.clone()),
            top: RwLock::new(top),
            sealer,
            rings: Mutex::new(HashMap::new()),
            destroyed: RwLock::default(),
        };
        let store = KeyStore {
            inner: Arc::new(inner),
        };
        let destroyed = store.destroyed().await?;
        store.learn_destroyed(destroyed.iter().map(|(key, _)| key));
        Ok(store)
    }

    /// The salt with which a passphrase becomes this key database's root key; made when there is none. It is kept
    /// here, so that a backup of the keys and the passphrase are enough.
    pub async fn passphrase_salt(db: &Db) -> Result<[u8; 16], KeyError> {
        db.migrate("keys", crate::schema::KEYS).await?;
        // Before the keys are open, nobody knows which clinic they belong to.
        let nobody: Value = Uuid::nil().into();
        if let Some(row) = db
            .fetch_optional(sql::PASSPHRASE_SALT, std::slice::from_ref(&nobody))
            .await?
        {
            return row.bytes(0)?.try_into().map_err(|_| KeyError::WrongRoot);
        }
        let salt = RootKey::new_salt();
        db.execute(
            sql::INSERT_PASSPHRASE_SALT,
            &[nobody, salt.as_slice().into()],
        )
        .await?;
        Ok(salt)
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

    /// The newest epoch in which a compartment of a record may have keys by now.
    pub(crate) async fn newest_epoch(
        &self,
        record: RecordId,
        compartment: Compartment,
    ) -> Result<i64, KeyError> {
        let values: [Value; 2] = [self.inner.clinic.0.into(), record.0.into()];
        let mut newest = self.epoch_of(record, compartment.number());
        for row in self.inner.db.fetch(sql::COMPARTMENT_KEYS, &values).await? {
            if row.int(0)? == compartment.number() {
                newest = newest.max(row.int(1)?);
            }
        }
        Ok(newest)
    }

    fn top(&self) -> Top {
        self.inner
            .top
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .clone()
    }

    /// Reads the clinic's key again, after another node may have rotated it.
    async fn refresh_top(&self) -> Result<(), KeyError> {
        let wrapped = clinic_keys(&self.inner.db, self.clinic()).await?;
        let root = self
            .inner
            .root
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .clone();
        let top = open_top(self.clinic(), &root, &wrapped)?;
        if top.epoch != self.top().epoch {
            self.set_top(top);
        }
        Ok(())
    }

    fn set_top(&self, top: Top) {
        *self
            .inner
            .top
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner) = top;
        lock(&self.inner.rings).clear();
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
        let values: [Value; 2] = [self.inner.clinic.0.into(), record.0.into()];
        let db = &self.inner.db;
        let Some(row) = db.fetch_optional(sql::RECORD_KEY, &values).await? else {
            return Ok(None);
        };
        let mut ring = self.open_ring(record, &row.bytes(0)?).await?;
        for row in db.fetch(sql::COMPARTMENT_KEYS, &values).await? {
            let (compartment, epoch) = (row.int(0)?, row.int(1)?);
            ring.add_compartment(
                self.inner.clinic,
                record,
                compartment,
                epoch,
                &row.bytes(2)?,
            )?;
        }
        Ok(Some(ring))
    }

    async fn open_ring(&self, record: RecordId, wrapped: &[u8]) -> Result<Ring, KeyError> {
        let at = record_position(self.inner.clinic, record);
        if let Ok(key) = self.top().key.unwrap_key(&at, wrapped) {
            return Ok(Ring::new(key));
        }
        self.refresh_top().await?;
        Ok(Ring::new(self.top().key.unwrap_key(&at, wrapped)?))
    }

    /// Brings the rings of many records into memory with few queries.
    async fn load_rings(&self, records: &[RecordId]) -> Result<(), KeyError> {
        let absent: Vec<RecordId> = {
            let rings = lock(&self.inner.rings);
            let absent = records.iter().filter(|record| !rings.contains_key(record));
            absent.copied().collect()
        };
        let clinic = self.inner.clinic;
        for some in absent.chunks(MANY) {
            let values = many_values(clinic, some);
            let mut rings = HashMap::new();
            for row in self.inner.db.fetch(sql::RECORD_KEYS_MANY, &values).await? {
                let record = RecordId(row.uuid(0)?);
                rings.insert(record, self.open_ring(record, &row.bytes(1)?).await?);
            }
            let compartments = self.inner.db.fetch(sql::COMPARTMENT_KEYS_MANY, &values);
            for row in compartments.await? {
                let record = RecordId(row.uuid(0)?);
                if let Some(ring) = rings.get_mut(&record) {
                    let (compartment, epoch) = (row.int(1)?, row.int(2)?);
                    ring.add_compartment(clinic, record, compartment, epoch, &row.bytes(3)?)?;
                }
            }
            let mut held = lock(&self.inner.rings);
            if held.len() + rings.len() >= RINGS {
                held.clear();
            }
            for (record, ring) in rings {
                held.entry(record)
                    .or_insert_with(|| Arc::new(Mutex::new(ring)));
            }
        }
        Ok(())
    }
}

async fn clinic_keys(
    db: &Db,
    clinic: ClinicId,
) -> Result<HashMap<String, (i64, Vec<u8>)>, KeyError> {
    let mut wrapped = HashMap::new();
    for row in db.fetch(sql::CLINIC_KEYS, &[clinic.0.into()]).await? {
        wrapped.insert(row.text(0)?, (row.int(1)?, row.bytes(2)?));
    }
    Ok(wrapped)
}

fn open_top(
    clinic: ClinicId,
    root: &RootKey,
    wrapped: &HashMap<String, (i64, Vec<u8>)>,
) -> Result<Top, KeyError> {
    let (epoch, bytes) = wrapped.get("clinic").ok_or(KeyError::WrongRoot)?;
    let key = root
        .0
        .unwrap_key(&clinic_position(clinic, "clinic"), bytes)
        .map_err(|_| KeyError::WrongRoot)?;
    Ok(Top { key, epoch: *epoch })
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
