//! Two engines, one SQL text: a thin layer over SQLite and PostgreSQL.
//!
//! Every statement is a named constant ([`Statement`], [`RowInsert`]) in a catalogue, written once with `$1`
//! placeholders, and prepared on both engines by a contract test. Invariant: nothing outside `record` and
//! `identity` holds a [`Db`].

mod error;
mod migrate;
mod shape;
mod tx;
mod value;

pub use error::DbError;
pub use migrate::{Migration, copy_sqlite};
pub use shape::{Column, Kind};
pub use tx::Tx;
pub use value::{Row, Value};

use crate::db::value::bind_all;
use sqlx::pool::PoolOptions;
use sqlx::postgres::{PgConnectOptions, PgPool, Postgres};
use sqlx::sqlite::{
    Sqlite, SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqliteSynchronous,
};
use sqlx::{Connection, SqlSafeStr, SqlStr, Transaction};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::{LazyLock, Mutex};
use std::time::Duration;

/// One statement of a catalogue, the same text for both engines.
#[derive(Debug, Clone, Copy)]
pub struct Statement {
    /// What the statement is for; unique in its catalogue.
    pub name: &'static str,
    /// The text, with `$1`, `$2`... for parameters.
    pub sql: &'static str,
}

/// An `INSERT` of many rows at once, so that a group commit costs few round trips.
#[derive(Debug, Clone, Copy)]
pub struct RowInsert {
    /// What the statement is for; unique in its catalogue.
    pub name: &'static str,
    /// The table.
    pub table: &'static str,
    /// The columns, in the order in which each row's values are bound.
    pub columns: &'static [&'static str],
}

impl RowInsert {
    /// The text for `rows` rows.
    pub fn sql(&self, rows: usize) -> String {
        insert_text(self.table, self.columns, rows, Placeholder::Numbered)
    }

    /// The text as an engine runs it, made once for each number of rows.
    fn text(&self, engine: Engine, rows: usize) -> &'static str {
        type Texts = Mutex<HashMap<(&'static str, Engine, usize), &'static str>>;
        static TEXTS: LazyLock<Texts> = LazyLock::new(Texts::default);
        let mut texts = TEXTS
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        texts.entry((self.name, engine, rows)).or_insert_with(|| {
            let text = insert_text(self.table, self.columns, rows, Placeholder::of(engine));
            // Kept for good: there are as many as inserts in the catalogues times sizes of chunks.
            Box::leak(text.into_boxed_str())
        })
    }
}

/// How a parameter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Placeholder {
    /// `$1`: both engines read it.
    Numbered,
    /// `?`: SQLite takes `$1` for a name and looks each up among all of them, which took a third of the time of a
    /// large insert.
    Positional,
}

impl Placeholder {
    fn of(engine: Engine) -> Placeholder {
        match engine {
            Engine::Sqlite => Placeholder::Positional,
            Engine::Postgres => Placeholder::Numbered,
        }
    }
}

fn insert_text(table: &str, columns: &[&str], rows: usize, placeholder: Placeholder) -> String {
    let width = columns.len();
    let mut text = format!("INSERT INTO {table} ({}) VALUES ", columns.join(", "));
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..width {
            if column > 0 {
                text.push_str(", ");
            }
            match placeholder {
                Placeholder::Positional => text.push('?'),
                Placeholder::Numbered => {
                    text.push('$');
                    text.push_str(&(row * width + column + 1).to_string());
                }
            }
        }
        text.push(')');
    }
    text
}

#[derive(Debug, Clone)]
enum Pool {
    /// SQLite has one writer by nature; giving it a pool of its own makes waiting for it fair and visible.
    Sqlite {
        writer: SqlitePool,
        readers: SqlitePool,
    },
    Postgres(PgPool),
}

/// A database of either engine.
#[derive(Debug, Clone)]
pub struct Db {
    pool: Pool,
    read_only: bool,
    /// The SQLite file.
    file: Option<PathBuf>,
    /// Where a copy is put before the tables are changed.
    copies: Option<PathBuf>,
}

/// Which engine a [`Db`] speaks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Engine {
    /// An embedded file.
    Sqlite,
    /// A server that speaks PostgreSQL's protocol.
    Postgres,
}

impl Db {
    /// Opens (and creates, if missing) an SQLite file.
    ///
    /// A file on a disk that cannot be written opens for reading only; see [`Db::is_read_only`].
    pub async fn open_sqlite(path: &Path) -> Result<Db, DbError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // An acknowledged entry must survive a power cut, not only a crash.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            // What is erased must not linger in free pages.
            .pragma("secure_delete", "ON")
            // A statement of many rows keeps what it may have to undo; that need not be a file.
            .pragma("temp_store", "MEMORY")
            .pragma("cache_size", "-8192")
            .statement_cache_capacity(200);
        let writer = PoolOptions::<Sqlite>::new()
            .max_connections(1)
            .acquire_timeout(Duration::from_secs(20))
            .connect_with(options.clone())
            .await;
        let writer = match writer {
            Ok(writer) => writer,
            Err(error) => {
                let error = DbError::from(error);
                if path.exists() && matches!(error, DbError::ReadOnly | DbError::CannotOpen(_)) {
                    return Db::open_sqlite_for_reading(path).await;
                }
                return Err(error);
            }
        };
        let readers = PoolOptions::<Sqlite>::new()
            .max_connections(4)
            .acquire_timeout(Duration::from_secs(20))
            .connect_with(options.create_if_missing(false))
            .await?;
        Ok(Db {
            pool: Pool::Sqlite { writer, readers },
            read_only: false,
            file: Some(path.to_owned()),
            copies: path.parent().map(Path::to_owned),
        })
    }

    /// Opens an SQLite file for reading only, as [`Db::open_sqlite`] does by itself where it cannot be written.
    pub async fn open_sqlite_for_reading(path: &Path) -> Result<Db, DbError> {
        let options = SqliteConnectOptions::new().filename(path).read_only(true);
        let pool = |options: SqliteConnectOptions| {
            PoolOptions::<Sqlite>::new()
                .max_connections(4)
                .connect_with(options)
        };
        let opened = match pool(options.clone()).await {
            Ok(readers) => sqlx::query("SELECT COUNT(*) FROM sqlite_master")
                .execute(&readers)
                .await
                .map(|_| readers),
            Err(error) => Err(error),
        };
        let mut log = path.as_os_str().to_owned();
        log.push("-wal");
        let log_is_empty = std::fs::metadata(&log).map_or(true, |log| log.len() == 0);
        let readers = match opened {
            Ok(readers) => readers,
            // SQLite cannot make the files beside it that it shares with others. Where nothing waits in the log, the
            // file alone is the whole truth.
            Err(_) if log_is_empty => pool(options.immutable(true)).await?,
            Err(error) => return Err(error.into()),
        };
        Ok(Db {
            pool: Pool::Sqlite {
                writer: readers.clone(),
                readers,
            },
            read_only: true,
            file: Some(path.to_owned()),
            copies: None,
        })
    }

    /// Connects to a PostgreSQL database by URL.
    pub async fn connect_postgres(url: &str) -> Result<Db, DbError> {
        let options = PgConnectOptions::from_str(url)
            .map_err(|error| DbError::CannotOpen(error.to_string()))?
            .statement_cache_capacity(200);
        let pool = PoolOptions::<Postgres>::new()
            .max_connections(8)
            .acquire_timeout(Duration::from_secs(20))
            .connect_with(options)
            .await?;
        Ok(Db {
            pool: Pool::Postgres(pool),
            read_only: false,
            file: None,
            copies: None,
        })
    }

    /// The folder in which a copy of the tables is put before a migration changes them. An SQLite file has its own
    /// folder for that; a PostgreSQL database gets a copy only when it is told where.
    pub fn with_copies_in(mut self, folder: &Path) -> Db {
        self.copies = Some(folder.to_owned());
        self
    }

    /// The engine behind this database.
    pub fn engine(&self) -> Engine {
        match self.pool {
            Pool::Sqlite { .. } => Engine::Sqlite,
            Pool::Postgres(_) => Engine::Postgres,
        }
    }

    /// Whether the file could only be opened for reading.
    pub fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// All rows of a query.
    pub async fn fetch(&self, statement: Statement, values: &[Value]) -> Result<Vec<Row>, DbError> {
        self.fetch_text(statement.sql.into_sql_str(), values).await
    }

    /// The first row of a query, if there is one.
    pub async fn fetch_optional(
        &self,
        statement: Statement,
        values: &[Value],
    ) -> Result<Option<Row>, DbError> {
        Ok(self.fetch(statement, values).await?.into_iter().next())
    }

    /// Runs one statement in a transaction of its own; answers the number of rows touched.
    pub async fn execute(&self, statement: Statement, values: &[Value]) -> Result<u64, DbError> {
        match &self.pool {
            Pool::Sqlite { writer, .. } => {
                let query = sqlx::query::<Sqlite>(statement.sql);
                Ok(bind_all(query, values)
                    .execute(writer)
                    .await?
                    .rows_affected())
            }
            Pool::Postgres(pool) => {
                let query = sqlx::query::<Postgres>(statement.sql);
                Ok(bind_all(query, values).execute(pool).await?.rows_affected())
            }
        }
    }

    async fn fetch_text(&self, sql: SqlStr, values: &[Value]) -> Result<Vec<Row>, DbError> {
        match &self.pool {
            Pool::Sqlite { readers, .. } => {
                let query = bind_all(sqlx::query::<Sqlite>(sql), values);
                Ok(query
                    .fetch_all(readers)
                    .await?
                    .into_iter()
                    .map(Row::Sqlite)
                    .collect())
            }
            Pool::Postgres(pool) => {
                let query = bind_all(sqlx::query::<Postgres>(sql), values);
                Ok(query
                    .fetch_all(pool)
                    .await?
                    .into_iter()
                    .map(Row::Postgres)
                    .collect())
            }
        }
    }

    /// Begins a writing transaction. Dropping it without [`Tx::commit`] undoes it.
    pub async fn begin(&self) -> Result<Tx, DbError> {
        if self.read_only {
            return Err(DbError::ReadOnly);
        }
        Ok(match &self.pool {
            // IMMEDIATE: take the write lock at once, so that a transaction never fails half-way for want of it.
            Pool::Sqlite { writer, .. } => Tx::Sqlite(begin_sqlite(writer).await?),
            Pool::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }

    /// Begins a transaction in which every read sees the same moment; used by backups.
    pub async fn begin_reading(&self) -> Result<Tx, DbError> {
        Ok(match &self.pool {
            Pool::Sqlite { readers, .. } => Tx::Sqlite(readers.begin().await?),
            Pool::Postgres(pool) => Tx::Postgres(
                pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                    .await?,
            ),
        })
    }

    /// Closes all connections; a clean stop folds SQLite's log into the file.
    pub async fn close(&self) {
        match &self.pool {
            Pool::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Pool::Postgres(pool) => pool.close().await,
        }
    }
}

/// SQLite undoes a transaction by itself when the disk is full; the connection then still believes to be in one. Such
/// a connection is thrown away.
async fn begin_sqlite(writer: &SqlitePool) -> Result<Transaction<'static, Sqlite>, DbError> {
    const BEGIN: &str = "BEGIN IMMEDIATE";
    match writer.begin_with(BEGIN).await {
        Err(sqlx::Error::InvalidSavePointStatement) => {
            let confused = writer.acquire().await?.detach();
            // Whatever it says: nothing is to be kept of it.
            let _ = confused.close().await;
            Ok(writer.begin_with(BEGIN).await?)
        }
        begun => Ok(begun?),
    }
}
