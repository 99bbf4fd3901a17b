//! What an engine knows about its tables and statements, and how it is made to forget what was erased.

use super::{Db, DbError, Pool, Statement, Tx};
use sqlx::{AssertSqlSafe, Column as _, Executor, SqlSafeStr, Statement as _};
use std::time::Duration;

/// The type of a column: the six that both engines share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// BOOLEAN
    Bool,
    /// BIGINT
    Int,
    /// DOUBLE PRECISION
    Real,
    /// TEXT
    Text,
    /// BYTEA
    Bytes,
    /// UUID
    Uuid,
}

impl Kind {
    /// The name used in backups.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Bool => "boolean",
            Kind::Int => "bigint",
            Kind::Real => "double precision",
            Kind::Text => "text",
            Kind::Bytes => "bytea",
            Kind::Uuid => "uuid",
        }
    }

    /// The kind of a declared type.
    pub fn of(declared: &str) -> Option<Kind> {
        let declared = declared.to_ascii_lowercase();
        [
            Kind::Bool,
            Kind::Int,
            Kind::Real,
            Kind::Text,
            Kind::Bytes,
            Kind::Uuid,
        ]
        .into_iter()
        .find(|kind| kind.name() == declared)
    }
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: Kind,
}

const SQLITE_TABLES: Statement = Statement {
    name: "sqlite_tables",
    sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
};

const POSTGRES_TABLES: Statement = Statement {
    name: "postgres_tables",
    sql: "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY table_name",
};

const SQLITE_COLUMNS: Statement = Statement {
    name: "sqlite_columns",
    sql: "SELECT name, type FROM pragma_table_info($1) ORDER BY cid",
};

const POSTGRES_COLUMNS: Statement = Statement {
    name: "postgres_columns",
    sql: "SELECT CAST(column_name AS TEXT), CAST(data_type AS TEXT) FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position",
};

/// How long an erasure waits for readers to let go of SQLite's log.
const LOG_WAIT: Duration = Duration::from_secs(5);

/// How often it is tried after that.
const LATER_TRIES: usize = 1000;

impl Tx {
    /// The names of all tables, in order.
    pub(crate) async fn tables(&mut self) -> Result<Vec<String>, DbError> {
        let statement = match self {
            Tx::Sqlite(_) => SQLITE_TABLES,
            Tx::Postgres(_) => POSTGRES_TABLES,
        };
        let rows = self.fetch(statement, &[]).await?;
        rows.iter().map(|row| row.text(0)).collect()
    }

    /// The columns of a table, in order.
    pub(crate) async fn columns(&mut self, table: &str) -> Result<Vec<Column>, DbError> {
        let statement = match self {
            Tx::Sqlite(_) => SQLITE_COLUMNS,
            Tx::Postgres(_) => POSTGRES_COLUMNS,
        };
        let rows = self.fetch(statement, &[table.into()]).await?;
        rows.iter()
            .map(|row| {
                let (name, declared) = (row.text(0)?, row.text(1)?);
                let kind = Kind::of(&declared).ok_or_else(|| {
                    DbError::Other(format!("column {table}.{name} has a type of its own"))
                })?;
                Ok(Column { name, kind })
            })
            .collect()
    }
}

impl Db {
    /// Makes the engine forget what was deleted or overwritten in `tables`: SQLite's log is folded into the file and
    /// truncated (its free space is wiped as it is freed), PostgreSQL's dead rows are vacuumed.
    pub async fn scrub(&self, tables: &[&str]) -> Result<(), DbError> {
        match &self.pool {
            Pool::Sqlite { .. } => self.truncate_log().await,
            Pool::Postgres(pool) => {
                for table in tables {
                    let text = AssertSqlSafe(format!("VACUUM {table}")).into_sql_str();
                    // Not every engine of that protocol has it; the key is destroyed all the same.
                    if let Err(error) = sqlx::raw_sql(text).execute(pool).await {
                        tracing::warn!(table, %error, "could not be vacuumed after an erasure");
                    }
                }
                Ok(())
            }
        }
    }

    /// Folds SQLite's write-ahead log into the file and truncates it, so that nothing erased lingers there. While a
    /// long reading (a backup) needs the log, this goes on in the background.
    pub async fn truncate_log(&self) -> Result<(), DbError> {
        let began = tokio::time::Instant::now();
        while began.elapsed() < LOG_WAIT {
            if self.try_truncate_log().await? {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        tracing::warn!("the log is still being read; it is truncated when that is done");
        let db = self.clone();
        tokio::spawn(async move {
            for _ in 0..LATER_TRIES {
                tokio::time::sleep(LOG_WAIT).await;
                // A failure means that the database was closed, and closing it truncates the log.
                if db.try_truncate_log().await.unwrap_or(true) {
                    return;
                }
            }
        });
        Ok(())
    }

    /// Without waiting, because whoever waits here holds up everybody who writes.
    async fn try_truncate_log(&self) -> Result<bool, DbError> {
        let Pool::Sqlite { writer, .. } = &self.pool else {
            return Ok(true);
        };
        let mut connection = writer.acquire().await?;
        sqlx::raw_sql("PRAGMA busy_timeout = 0")
            .execute(&mut *connection)
            .await?;
        let outcome: Result<(i64, i64, i64), _> = sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)")
            .fetch_one(&mut *connection)
            .await;
        sqlx::raw_sql("PRAGMA busy_timeout = 10000")
            .execute(&mut *connection)
            .await?;
        match outcome.map_err(DbError::from) {
            Ok((busy, _, _)) => Ok(busy == 0),
            Err(DbError::Conflict) => Ok(false),
            Err(error) => Err(error),
        }
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
}
