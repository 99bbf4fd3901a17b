//! What can go wrong in a database, in the kinds that callers treat differently.

use sqlx::error::ErrorKind;

/// A failure of the database. The texts name no value that a person entered.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// A row of that key is there already. Carries the constraint or columns named by the engine.
    #[error("a row of that key exists already ({0})")]
    Unique(String),
    /// Another writer was quicker; the same work may be tried again.
    #[error("another writer was quicker; try again")]
    Conflict,
    /// The disk is full.
    #[error(
        "the disk that holds the record is full; nothing was stored. Free some space and try again"
    )]
    Full,
    /// The disk or the connection can only be read.
    #[error("the record can be read but not written at the moment; nothing was stored")]
    ReadOnly,
    /// The file or server cannot be reached.
    #[error("the database cannot be opened: {0}")]
    CannotOpen(String),
    /// The tables were made by a newer program.
    #[error(
        "{part} was written by a newer program (version {found}, this one knows {known}); start that newer program instead"
    )]
    Newer {
        /// Which part's tables.
        part: String,
        /// The version found.
        found: i64,
        /// The newest version this program knows.
        known: i64,
    },
    /// Anything else.
    #[error("the database failed: {0}")]
    Other(String),
}

impl From<sqlx::Error> for DbError {
    fn from(error: sqlx::Error) -> DbError {
        let sqlx::Error::Database(database) = &error else {
            return match error {
                sqlx::Error::Io(io) if io.kind() == std::io::ErrorKind::StorageFull => {
                    DbError::Full
                }
                sqlx::Error::Io(io) => DbError::CannotOpen(io.to_string()),
                sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => {
                    DbError::CannotOpen(error.to_string())
                }
                other => DbError::Other(other.to_string()),
            };
        };
        if matches!(database.kind(), ErrorKind::UniqueViolation) {
            // SQLite names the columns, PostgreSQL the constraint; neither names a value here.
            let place = database.constraint().map(str::to_owned);
            return DbError::Unique(place.unwrap_or_else(|| database.message().to_owned()));
        }
        let code = database.code().unwrap_or_default().into_owned();
        let sqlite_primary = code.parse::<i64>().ok().map(|code| code & 0xff);
        match (code.as_str(), sqlite_primary) {
            ("40001" | "40P01", _) => DbError::Conflict,
            ("53100", _) => DbError::Full,
            ("25006", _) => DbError::ReadOnly,
            (code, Some(5 | 6)) if code.len() < 5 => DbError::Conflict,
            (code, Some(8)) if code.len() < 5 => DbError::ReadOnly,
            (code, Some(13)) if code.len() < 5 => DbError::Full,
            (code, Some(14)) if code.len() < 5 => {
                DbError::CannotOpen(database.message().to_owned())
            }
            _ => DbError::Other(format!("{} ({code})", database.message())),
        }
    }
}
