//! A transaction on either engine.

use super::value::bind_all;
use super::{DbError, Engine, Placeholder, Row, RowInsert, Statement, Value};
use futures_util::{Stream, StreamExt};
use sqlx::postgres::Postgres;
use sqlx::sqlite::Sqlite;
use sqlx::{AssertSqlSafe, Connection, Executor, SqlSafeStr, SqlStr, Transaction};
use std::pin::Pin;

/// See [`Tx::stream`].
pub(crate) type RowStream<'t> = Pin<Box<dyn Stream<Item = Result<Row, DbError>> + Send + 't>>;

/// Rows are inserted in chunks of these sizes, so that few distinct texts have to be prepared.
pub(super) const CHUNKS: [usize; 4] = [64, 16, 4, 1];

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

    fn engine(&self) -> Engine {
        match self {
            Tx::Sqlite(_) => Engine::Sqlite,
            Tx::Postgres(_) => Engine::Postgres,
        }
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
                let text = insert.text(self.engine(), size).into_sql_str();
                count += self.execute_text(text, chunk).await?;
                rest = after;
            }
        }
        Ok(count)
    }

    /// The rows of a query one by one, without holding all of them in memory; the text may be made up for a table.
    pub(crate) fn stream(&mut self, sql: &str, values: &[Value]) -> RowStream<'_> {
        let text = AssertSqlSafe(sql.to_owned()).into_sql_str();
        match self {
            Tx::Sqlite(tx) => {
                let rows = bind_all(sqlx::query::<Sqlite>(text), values).fetch(&mut **tx);
                Box::pin(rows.map(|row| Ok(Row::Sqlite(row?))))
            }
            Tx::Postgres(tx) => {
                let rows = bind_all(sqlx::query::<Postgres>(text), values).fetch(&mut **tx);
                Box::pin(rows.map(|row| Ok(Row::Postgres(row?))))
            }
        }
    }

    /// Inserts rows into a table that is known by name only.
    pub(crate) async fn insert_made(
        &mut self,
        table: &str,
        columns: &[&str],
        values: &[Value],
    ) -> Result<(), DbError> {
        let mut rest = values;
        for size in CHUNKS {
            while rest.len() >= size * columns.len() {
                let (chunk, after) = rest.split_at(size * columns.len());
                let text = super::insert_text(table, columns, size, Placeholder::of(self.engine()));
                let text = AssertSqlSafe(text).into_sql_str();
                self.execute_text(text, chunk).await?;
                rest = after;
            }
        }
        Ok(())
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

    pub(super) async fn execute_script(&mut self, sql: &'static str) -> Result<(), DbError> {
        for part in sql
            .split(';')
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            let text = match self {
                // What is meant for one engine stands in a comment that the other does not see.
                Tx::Sqlite(_) => part.replace("/* sqlite: ", "").replace(" */", ""),
                Tx::Postgres(_) => part.to_owned(),
            };
            let text = AssertSqlSafe(text).into_sql_str();
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
