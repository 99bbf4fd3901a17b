//! Two engines, one SQL text: a thin layer over SQLite and PostgreSQL.
//!
//! Every statement is a named constant ([`Statement`], [`RowInsert`]) in a catalogue, written once with `$1`
//! placeholders, and prepared on both engines by a contract test. Invariant: nothing outside `record` and
//! `identity` holds a [`Db`].

mod error;
mod value;

pub use error::DbError;
pub use value::{Row, Value};

use crate::db::value::bind_all;
use sqlx::pool::PoolOptions;
use sqlx::postgres::{PgConnectOptions, PgPool, Postgres};
use sqlx::sqlite::{
    Sqlite, SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqliteSynchronous,
};
use sqlx::{
    AssertSqlSafe, Column, Connection, Executor, SqlSafeStr, SqlStr, Statement as _, Transaction,
};
use std::path::Path;
use std::str::FromStr;
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
        let width = self.columns.len();
        let mut text = format!(
            "INSERT INTO {} ({}) VALUES ",
            self.table,
            self.columns.join(", ")
        );
        for row in 0..rows {
            text.push_str(if row == 0 { "(" } else { ", (" });
            for column in 0..width {
                if column > 0 {
                    text.push_str(", ");
                }
                text.push('$');
                text.push_str(&(row * width + column + 1).to_string());
            }
            text.push(')');
        }
        text
    }
}

/// Rows are inserted in chunks of these sizes, so that few distinct texts have to be prepared.
const CHUNKS: [usize; 4] = [64, 16, 4, 1];

/// A migration: a number that never changes, and the text that makes the change on both engines.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// Position in the history, from 1.
    pub number: i64,
    /// Statements separated by `;`, in the dialect both engines share.
    pub sql: &'static str,
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
}

/// Which engine a [`Db`] speaks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
                    return Db::open_sqlite_read_only(path).await;
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
        })
    }

    async fn open_sqlite_read_only(path: &Path) -> Result<Db, DbError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .read_only(true)
            .immutable(true);
        let readers = PoolOptions::<Sqlite>::new()
            .max_connections(4)
            .connect_with(options)
            .await?;
        Ok(Db {
            pool: Pool::Sqlite {
                writer: readers.clone(),
                readers,
            },
            read_only: true,
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
        })
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
            Pool::Sqlite { writer, .. } => Tx::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
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

    /// Folds SQLite's write-ahead log into the file and truncates it, so that nothing erased lingers there.
    pub async fn truncate_log(&self) -> Result<(), DbError> {
        if let Pool::Sqlite { writer, .. } = &self.pool {
            sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                .execute(writer)
                .await?;
        }
        Ok(())
    }

    /// Parameters and columns of a statement as the engine sees them; for the contract test.
    pub async fn describe(&self, sql: &str) -> Result<(usize, Vec<String>), DbError> {
        let text = AssertSqlSafe(sql.to_owned()).into_sql_str();
        macro_rules! shape {
            ($pool:expr) => {{
                let mut connection = $pool.acquire().await?;
                let statement = (&mut *connection).prepare(text).await?;
                let parameters = match statement.parameters() {
                    Some(sqlx::Either::Left(types)) => types.len(),
                    Some(sqlx::Either::Right(count)) => count,
                    None => 0,
                };
                let columns = statement
                    .columns()
                    .iter()
                    .map(|c| c.name().to_owned())
                    .collect();
                Ok((parameters, columns))
            }};
        }
        match &self.pool {
            Pool::Sqlite { writer, .. } => shape!(writer),
            Pool::Postgres(pool) => shape!(pool),
        }
    }

    /// SQLite's plan for a statement, one line a step; for the contract test. Empty on PostgreSQL.
    pub async fn plan(&self, sql: &str) -> Result<Vec<String>, DbError> {
        match &self.pool {
            Pool::Sqlite { .. } => {
                let text = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}")).into_sql_str();
                let rows = self.fetch_text(text, &[]).await?;
                rows.iter().map(|row| row.text(3)).collect()
            }
            Pool::Postgres(_) => Ok(Vec::new()),
        }
    }

    /// Limits the file to its present size plus `pages`, as a full disk would; for tests of that case.
    pub async fn pretend_disk_is_full(&self, pages: i64) -> Result<(), DbError> {
        if let Pool::Sqlite { writer, .. } = &self.pool {
            let now: i64 = sqlx::query_scalar("PRAGMA page_count")
                .fetch_one(writer)
                .await?;
            let text = format!("PRAGMA max_page_count = {}", now + pages);
            sqlx::raw_sql(AssertSqlSafe(text)).execute(writer).await?;
        }
        Ok(())
    }

    /// Refuses every write from now on (or allows them again), as a disk mounted read-only would; for tests.
    pub async fn pretend_disk_is_read_only(&self, refuse: bool) -> Result<(), DbError> {
        if let Pool::Sqlite { writer, .. } = &self.pool {
            let text = if refuse {
                "PRAGMA query_only = ON"
            } else {
                "PRAGMA query_only = OFF"
            };
            sqlx::raw_sql(text).execute(writer).await?;
        }
        Ok(())
    }

    /// Brings `part`'s tables to the newest migration. Answers how many were applied.
    ///
    /// # Errors
    /// [`DbError::Newer`] when the tables were made by a newer program.
    pub async fn migrate(&self, part: &str, migrations: &[Migration]) -> Result<usize, DbError> {
        let newest = migrations.iter().map(|m| m.number).max().unwrap_or(0);
        let applied = self.schema_version(part).await?;
        if applied > newest {
            return Err(DbError::Newer {
                part: part.to_owned(),
                found: applied,
                known: newest,
            });
        }
        let mut count = 0;
        for migration in migrations.iter().filter(|m| m.number > applied) {
            let mut tx = self.begin().await?;
            tx.execute_script(migration.sql).await?;
            tx.execute(INSERT_MIGRATION, &[part.into(), migration.number.into()])
                .await?;
            tx.commit().await?;
            count += 1;
        }
        Ok(count)
    }

    /// The newest migration of `part` in this database, 0 if there is none.
    pub async fn schema_version(&self, part: &str) -> Result<i64, DbError> {
        if self.read_only {
            return Ok(self
                .fetch_optional(SELECT_MIGRATION, &[part.into()])
                .await?
                .map_or(Ok(0), |row| row.opt_int(0).map(|n| n.unwrap_or(0)))?);
        }
        let mut tx = self.begin().await?;
        tx.execute_script(CREATE_MIGRATION_TABLE).await?;
        let row = tx
            .fetch(SELECT_MIGRATION, &[part.into()])
            .await?
            .into_iter()
            .next();
        let version = row.map_or(Ok(None), |row| row.opt_int(0))?;
        tx.commit().await?;
        Ok(version.unwrap_or(0))
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

const CREATE_MIGRATION_TABLE: &str = "CREATE TABLE IF NOT EXISTS migration (part TEXT NOT NULL, number BIGINT NOT NULL, PRIMARY KEY (part, number))";

const INSERT_MIGRATION: Statement = Statement {
    name: "insert_migration",
    sql: "INSERT INTO migration (part, number) VALUES ($1, $2)",
};

const SELECT_MIGRATION: Statement = Statement {
    name: "select_migration",
    sql: "SELECT MAX(number) FROM migration WHERE part = $1",
};

/// A transaction on either engine.
#[derive(Debug)]
pub enum Tx {
    /// On SQLite.
    Sqlite(Transaction<'static, Sqlite>),
    /// On PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

impl Tx {
    /// All rows of a query.
    pub async fn fetch(
        &mut self,
        statement: Statement,
        values: &[Value],
    ) -> Result<Vec<Row>, DbError> {
        Ok(match self {
            Tx::Sqlite(tx) => bind_all(sqlx::query::<Sqlite>(statement.sql), values)
                .fetch_all(&mut **tx)
                .await?
                .into_iter()
                .map(Row::Sqlite)
                .collect(),
            Tx::Postgres(tx) => bind_all(sqlx::query::<Postgres>(statement.sql), values)
                .fetch_all(&mut **tx)
                .await?
                .into_iter()
                .map(Row::Postgres)
                .collect(),
        })
    }

    /// Runs one statement; answers the number of rows touched.
    pub async fn execute(
        &mut self,
        statement: Statement,
        values: &[Value],
    ) -> Result<u64, DbError> {
        self.execute_text(statement.sql.into_sql_str(), values)
            .await
    }

    /// Inserts many rows. `values` holds all rows one after the other.
    pub async fn insert(&mut self, insert: RowInsert, values: &[Value]) -> Result<u64, DbError> {
        let width = insert.columns.len();
        let mut rest = values;
        let mut count = 0;
        for size in CHUNKS {
            while rest.len() >= size * width {
                let (chunk, after) = rest.split_at(size * width);
                let text = AssertSqlSafe(insert.sql(size)).into_sql_str();
                count += self.execute_text(text, chunk).await?;
                rest = after;
            }
        }
        Ok(count)
    }

    async fn execute_text(&mut self, sql: SqlStr, values: &[Value]) -> Result<u64, DbError> {
        Ok(match self {
            Tx::Sqlite(tx) => bind_all(sqlx::query::<Sqlite>(sql), values)
                .execute(&mut **tx)
                .await?
                .rows_affected(),
            Tx::Postgres(tx) => bind_all(sqlx::query::<Postgres>(sql), values)
                .execute(&mut **tx)
                .await?
                .rows_affected(),
        })
    }

    async fn execute_script(&mut self, sql: &'static str) -> Result<(), DbError> {
        for part in sql
            .split(';')
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            let text = AssertSqlSafe(part.to_owned()).into_sql_str();
            match self {
                Tx::Sqlite(tx) => (&mut **tx).execute(text).await.map(|_| ())?,
                Tx::Postgres(tx) => (&mut **tx).execute(text).await.map(|_| ())?,
            }
        }
        Ok(())
    }

    /// Makes the transaction durable.
    pub async fn commit(self) -> Result<(), DbError> {
        match self {
            Tx::Sqlite(tx) => tx.commit().await?,
            Tx::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }

    /// Checks that the connection still answers; used by `/readyz`.
    pub async fn ping(&mut self) -> Result<(), DbError> {
        match self {
            Tx::Sqlite(tx) => tx.ping().await?,
            Tx::Postgres(tx) => tx.ping().await?,
        }
        Ok(())
    }
}
