//! Migrations: the tables go forward only, after a copy of them was put aside.

use super::{Db, DbError, Pool, Statement};
use sqlx::SqlSafeStr;
use std::path::Path;

/// A migration: a number that never changes, and the text that makes the change on both engines.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// Position in the history, from 1.
    pub number: i64,
    /// Statements separated by `;`, in the dialect both engines share.
    pub sql: &'static str,
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

impl Db {
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
        if applied > 0 && applied < newest {
            self.put_copy_aside(part, applied).await?;
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

    /// Copies the whole database into the folder of copies, once for each version that is left behind.
    async fn put_copy_aside(&self, part: &str, version: i64) -> Result<(), DbError> {
        let Some(folder) = &self.copies else {
            tracing::warn!(
                part,
                version,
                "tables are migrated without a copy: no folder for copies was given"
            );
            return Ok(());
        };
        let name = self.file.as_deref().and_then(Path::file_stem);
        let name = name.map_or("database".into(), |name| name.to_string_lossy());
        match &self.pool {
            Pool::Sqlite { writer, .. } => {
                let path = folder.join(format!("{name}-before-{part}-{}.sqlite", version + 1));
                if path.exists() {
                    return Ok(());
                }
                let text = "VACUUM INTO $1".into_sql_str();
                sqlx::query::<sqlx::Sqlite>(text)
                    .bind(path.to_string_lossy().into_owned())
                    .execute(writer)
                    .await?;
            }
            Pool::Postgres(_) => {
                let path = folder.join(format!("{name}-before-{part}-{}.dump", version + 1));
                if !path.exists() {
                    crate::dump::dump_to_file(self, &path).await?;
                }
            }
        }
        Ok(())
    }

    /// Applies the migrations of `part` up to and with number `last` only; for restoring older tables.
    pub(crate) async fn migrate_up_to(
        &self,
        part: &str,
        migrations: &[Migration],
        last: i64,
    ) -> Result<(), DbError> {
        let wanted: Vec<Migration> = migrations
            .iter()
            .filter(|migration| migration.number <= last)
            .copied()
            .collect();
        self.migrate(part, &wanted).await.map(|_| ())
    }

    /// The newest migration of `part` in this database, 0 if there is none.
    pub async fn schema_version(&self, part: &str) -> Result<i64, DbError> {
        if self.read_only {
            let row = self
                .fetch_optional(SELECT_MIGRATION, &[part.into()])
                .await?;
            return row.map_or(Ok(0), |row| row.opt_int(0).map(|n| n.unwrap_or(0)));
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
}

/// Copies an SQLite file as it is at one moment, also while it is being written to.
pub async fn copy_sqlite(from: &Path, to: &Path) -> Result<(), DbError> {
    let db = Db::open_sqlite(from).await?;
    let copied = match &db.pool {
        Pool::Sqlite { writer, .. } => sqlx::query("VACUUM INTO ?1")
            .bind(to.to_string_lossy().into_owned())
            .execute(writer)
            .await
            .map(|_| ()),
        Pool::Postgres(_) => Ok(()),
    };
    db.close().await;
    Ok(copied?)
}
