//! The door of the crate: what it holds, and the small tools its parts share.

use crate::cache::SessionCache;
use crate::config::Config;
use crate::error::IdentityError;
use crate::hasher::Hasher;
use crate::names::NameCache;
use crate::schema::MIGRATIONS;
use attune_record::Sealer;
use attune_record::db::{Db, DbError, Row, Value};
use attune_therapy::ids::ClinicId;
use jiff::Timestamp;
use std::sync::Arc;
use uuid::Uuid;
use webauthn_rs::prelude::{Url, Webauthn, WebauthnBuilder};

/// Who is there, in one clinic. Cheap to clone; all clones share their caches.
#[derive(Clone)]
pub struct Identity {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) db: Db,
    pub(crate) sealer: Sealer,
    pub(crate) clinic: ClinicId,
    pub(crate) config: Config,
    pub(crate) hasher: Hasher,
    pub(crate) webauthn: Webauthn,
    pub(crate) cache: SessionCache,
    pub(crate) names: NameCache,
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Identity")
            .field("clinic", &self.inner.clinic)
            .finish_non_exhaustive()
    }
}

impl Identity {
    /// The door to `clinic`'s accounts in a database whose tables are up to date ([`Identity::migrate`]).
    ///
    /// # Errors
    /// When `config.origin` is no URL, or `config.rp_id` is not its host or a parent domain of it.
    pub fn new(
        db: Db,
        sealer: Sealer,
        clinic: ClinicId,
        config: Config,
    ) -> Result<Identity, IdentityError> {
        let origin = Url::parse(&config.origin).map_err(|error| {
            IdentityError::Internal(format!(
                "the origin {:?} is not a URL ({error})",
                config.origin
            ))
        })?;
        let webauthn = WebauthnBuilder::new(&config.rp_id, &origin)
            .and_then(|builder| builder.rp_name("Attune").build())
            .map_err(|error| {
                IdentityError::Internal(format!(
                    "passkeys cannot belong to {:?} on pages of {:?} ({error}); the first is the host of the second",
                    config.rp_id, config.origin
                ))
            })?;
        let hasher = Hasher::new(config.hash_cost)?;
        let (cache, names) = (SessionCache::default(), NameCache::default());
        Ok(Identity {
            inner: Arc::new(Inner {
                db,
                sealer,
                clinic,
                config,
                hasher,
                webauthn,
                cache,
                names,
            }),
        })
    }

    /// Brings the tables of accounts up to date. Answers how many migrations were applied.
    pub async fn migrate(db: &Db) -> Result<usize, DbError> {
        db.migrate("identity", MIGRATIONS).await
    }

    /// The clinic whose accounts these are.
    pub fn clinic(&self) -> ClinicId {
        self.inner.clinic
    }

    /// Where the pages are served, without a slash at its end: what links that leave the program begin with.
    pub fn origin(&self) -> &str {
        self.inner.config.origin.trim_end_matches('/')
    }

    pub(crate) fn db(&self) -> &Db {
        &self.inner.db
    }

    pub(crate) fn config(&self) -> &Config {
        &self.inner.config
    }

    /// The first value of every statement.
    pub(crate) fn tenant(&self) -> Value {
        self.inner.clinic.0.into()
    }

    /// Seals a text under what it is and whose it is, so that rows cannot be exchanged.
    pub(crate) fn seal(&self, what: &str, whose: Uuid, plain: &str) -> Value {
        self.inner
            .sealer
            .seal(&format!("{what}:{whose}"), plain.as_bytes())
            .into()
    }

    pub(crate) fn open(
        &self,
        what: &str,
        whose: Uuid,
        sealed: &[u8],
    ) -> Result<String, IdentityError> {
        let plain = self.inner.sealer.open(&format!("{what}:{whose}"), sealed)?;
        String::from_utf8(plain).map_err(|_| IdentityError::Damaged("sealed text is not UTF-8"))
    }

    /// A keyed hash to find something by that must not be readable.
    pub(crate) fn key_of(&self, what: &str, plain: &[u8]) -> Value {
        Value::Bytes(Some(self.inner.sealer.fingerprint(what, plain).to_vec()))
    }
}

/// A fresh id (UUIDv7) that sorts by time, to the quarter of a microsecond.
pub(crate) fn new_id(now: Timestamp) -> Uuid {
    let micros = u64::try_from(now.as_microsecond()).unwrap_or(0);
    let nanos = u64::try_from(now.subsec_nanosecond()).unwrap_or(0);
    // The first twelve bits after the milliseconds hold what is left of the time (RFC 9562, 6.2, method 3).
    let fraction = (nanos % 1_000_000) * 4096 / 1_000_000;
    let mut rest: [u8; 10] = rand::random();
    rest[..2].copy_from_slice(&u16::try_from(fraction).unwrap_or(0).to_be_bytes());
    uuid::Builder::from_unix_timestamp_millis(micros / 1000, &rest).into_uuid()
}

/// A time as it is stored.
pub(crate) fn at(time: Timestamp) -> Value {
    time.as_microsecond().into()
}

pub(crate) fn maybe_at(time: Option<Timestamp>) -> Value {
    Value::Int(time.map(Timestamp::as_microsecond))
}

pub(crate) fn time_from(stored: i64) -> Result<Timestamp, IdentityError> {
    Timestamp::from_microsecond(stored)
        .map_err(|_| IdentityError::Damaged("a time is out of range"))
}

pub(crate) fn time(row: &Row, column: usize) -> Result<Timestamp, IdentityError> {
    time_from(row.int(column)?)
}

pub(crate) fn maybe_time(row: &Row, column: usize) -> Result<Option<Timestamp>, IdentityError> {
    row.opt_int(column)?.map(time_from).transpose()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn ids_sort_by_time_within_a_millisecond() {
        let time =
            |micros: i64| Timestamp::from_microsecond(1_790_000_000_000_000 + micros).unwrap();
        let ids: Vec<Uuid> = (0..3000).map(|micros| new_id(time(micros))).collect();
        assert!(ids.is_sorted());
        assert!(ids.iter().all(|id| id.get_version_num() == 7));
        assert_ne!(new_id(time(0)), new_id(time(0)));
    }
}
