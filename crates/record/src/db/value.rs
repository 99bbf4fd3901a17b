//! What goes into and comes out of a statement.

use super::DbError;
use sqlx::postgres::PgRow;
use sqlx::query::Query;
use sqlx::sqlite::SqliteRow;
use sqlx::{Database, Decode, Encode, Row as _, Type};
use uuid::Uuid;

/// A bound parameter. Typed also when absent, because PostgreSQL wants to know of what type a NULL is.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// BOOLEAN
    Bool(bool),
    /// BIGINT
    Int(Option<i64>),
    /// DOUBLE PRECISION
    Real(Option<f64>),
    /// TEXT
    Text(Option<String>),
    /// BYTEA
    Bytes(Option<Vec<u8>>),
    /// UUID
    Uuid(Option<Uuid>),
}

macro_rules! value_from {
    ($($kind:ty => $variant:ident),*) => {$(
        impl From<$kind> for Value {
            fn from(value: $kind) -> Value { Value::$variant(Some(value)) }
        }
        impl From<Option<$kind>> for Value {
            fn from(value: Option<$kind>) -> Value { Value::$variant(value) }
        }
    )*};
}
value_from!(i64 => Int, f64 => Real, String => Text, Vec<u8> => Bytes, Uuid => Uuid);

impl From<bool> for Value {
    fn from(value: bool) -> Value {
        Value::Bool(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Value {
        Value::Text(Some(value.to_owned()))
    }
}

impl From<&[u8]> for Value {
    fn from(value: &[u8]) -> Value {
        Value::Bytes(Some(value.to_vec()))
    }
}

pub(super) fn bind_all<'q, DB>(
    mut query: Query<'q, DB, DB::Arguments>,
    values: &[Value],
) -> Query<'q, DB, DB::Arguments>
where
    DB: Database,
    bool: Encode<'q, DB> + Type<DB>,
    Option<i64>: Encode<'q, DB> + Type<DB>,
    Option<f64>: Encode<'q, DB> + Type<DB>,
    Option<String>: Encode<'q, DB> + Type<DB>,
    Option<Vec<u8>>: Encode<'q, DB> + Type<DB>,
    Option<Uuid>: Encode<'q, DB> + Type<DB>,
{
    for value in values {
        query = match value {
            Value::Bool(value) => query.bind(*value),
            Value::Int(value) => query.bind(*value),
            Value::Real(value) => query.bind(*value),
            Value::Text(value) => query.bind(value.clone()),
            Value::Bytes(value) => query.bind(value.clone()),
            Value::Uuid(value) => query.bind(*value),
        };
    }
    query
}

/// One row of an answer; columns are read by position.
#[derive(Debug)]
pub enum Row {
    /// From SQLite.
    Sqlite(SqliteRow),
    /// From PostgreSQL.
    Postgres(PgRow),
}

macro_rules! getter {
    ($(#[$doc:meta])* $name:ident, $opt:ident, $kind:ty) => {
        $(#[$doc])*
        pub fn $name(&self, column: usize) -> Result<$kind, DbError> {
            self.get::<$kind>(column)
        }
        /// The same, where the column may be NULL.
        pub fn $opt(&self, column: usize) -> Result<Option<$kind>, DbError> {
            self.get::<Option<$kind>>(column)
        }
    };
}

impl Row {
    fn get<T>(&self, column: usize) -> Result<T, DbError>
    where
        T: for<'r> Decode<'r, sqlx::Sqlite>
            + Type<sqlx::Sqlite>
            + for<'r> Decode<'r, sqlx::Postgres>
            + Type<sqlx::Postgres>,
    {
        Ok(match self {
            Row::Sqlite(row) => row.try_get(column)?,
            Row::Postgres(row) => row.try_get(column)?,
        })
    }

    getter!(
        /// A BIGINT.
        int, opt_int, i64
    );
    getter!(
        /// A BOOLEAN.
        bool, opt_bool, bool
    );
    getter!(
        /// A DOUBLE PRECISION.
        real, opt_real, f64
    );
    getter!(
        /// A TEXT.
        text, opt_text, String
    );
    getter!(
        /// A BYTEA.
        bytes, opt_bytes, Vec<u8>
    );
    getter!(
        /// A UUID.
        uuid, opt_uuid, Uuid
    );
}
