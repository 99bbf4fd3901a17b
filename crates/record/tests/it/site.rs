//! Where a test's record lives: two databases of one engine that nobody else uses.

use attune_record::db::{Db, Engine, Statement, Value};
use attune_record::{Records, RootKey};
use attune_therapy::Content;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqlSafeStr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use uuid::Uuid;

/// Two databases, and the key that opens them.
pub(crate) struct Site {
    engine: Engine,
    name: String,
    folder: PathBuf,
    pub(crate) root: RootKey,
}

/// Each test becomes one on SQLite and one on PostgreSQL; the latter does nothing where there is no server.
macro_rules! on_both_engines {
    ($( async fn $name:ident($site:ident: Site) $body:block )*) => {$(
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn test($site: &crate::site::Site) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                let site = crate::site::Site::new(attune_record::db::Engine::Sqlite).await.unwrap();
                test(&site).await;
                site.end().await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                if let Some(site) = crate::site::Site::new(attune_record::db::Engine::Postgres).await {
                    test(&site).await;
                    site.end().await;
                }
            }
        }
    )*};
}
pub(crate) use on_both_engines;

fn server() -> Option<String> {
    std::env::var("ATTUNE_TEST_POSTGRES").ok()
}

fn with_database(url: &str, name: &str) -> String {
    let (base, query) = url.split_once('?').unwrap_or((url, ""));
    let (base, _) = base.rsplit_once('/').unwrap();
    format!("{base}/{name}?{query}")
}

async fn on_server(sql: String) {
    let mut connection = PgConnection::connect(&server().unwrap()).await.unwrap();
    connection
        .execute(AssertSqlSafe(sql).into_sql_str())
        .await
        .unwrap();
}

impl Site {
    /// `None` where the engine is not to be had.
    pub(crate) async fn new(engine: Engine) -> Option<Site> {
        let name = format!("attune_test_{}", Uuid::new_v4().simple());
        let folder = std::env::temp_dir().join(&name);
        std::fs::create_dir_all(&folder).unwrap();
        if engine == Engine::Postgres {
            server()?;
            for part in ["data", "keys"] {
                on_server(format!("CREATE DATABASE {name}_{part}")).await;
            }
        }
        Some(Site {
            engine,
            name,
            folder,
            root: RootKey::random(),
        })
    }

    /// One that is there already.
    pub(crate) fn at(engine: Engine, name: &str, folder: PathBuf, root: RootKey) -> Site {
        Site {
            engine,
            name: name.to_owned(),
            folder,
            root,
        }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Another one of the same engine with the same root key.
    pub(crate) async fn another(&self) -> Site {
        let mut site = Site::new(self.engine).await.unwrap();
        site.root = self.root.clone();
        site
    }

    pub(crate) fn engine(&self) -> Engine {
        self.engine
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn file(&self, part: &str) -> PathBuf {
        self.folder.join(format!("{part}.sqlite"))
    }

    /// One of the two databases: `data` or `keys`.
    pub(crate) async fn db(&self, part: &str) -> Db {
        match self.engine {
            Engine::Sqlite => Db::open_sqlite(&self.file(part)).await.unwrap(),
            Engine::Postgres => {
                let url = with_database(&server().unwrap(), &format!("{}_{part}", self.name));
                Db::connect_postgres(&url)
                    .await
                    .unwrap()
                    .with_copies_in(&self.folder)
            }
        }
    }

    /// A node of the clinic. Several may be open at the same time.
    pub(crate) async fn open(&self) -> Records {
        let (data, keys) = (self.db("data").await, self.db("keys").await);
        let content = Arc::new(Content::built_in().clone());
        Records::open(data, keys, &self.root, content)
            .await
            .unwrap()
    }

    /// Closes a node as a stop of the program would.
    pub(crate) async fn close(&self, records: Records) {
        records.db().close().await;
        records.keys().db().close().await;
    }

    pub(crate) async fn end(self) {
        if self.engine == Engine::Postgres {
            for part in ["data", "keys"] {
                on_server(format!("DROP DATABASE {}_{part} WITH (FORCE)", self.name)).await;
            }
        }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Runs a statement that no program would: what somebody with access to the tables might do. Answers how many rows
/// it touched.
pub(crate) async fn tamper(db: &Db, sql: &'static str, values: &[Value]) -> u64 {
    let statement = Statement {
        name: "tamper",
        sql,
    };
    db.execute(statement, values).await.unwrap()
}

/// All rows of a statement of the catalogue, as text.
pub(crate) async fn rows(db: &Db, name: &str, values: &[Value]) -> Vec<Vec<u8>> {
    let statement = attune_record::statements::DATA
        .iter()
        .find(|statement| statement.name == name)
        .unwrap();
    let (_, columns) = db.describe(statement.sql).await.unwrap();
    let rows = db.fetch(*statement, values).await.unwrap();
    let text = |row: &attune_record::db::Row, at: usize| -> Vec<u8> {
        let real = |row: &attune_record::db::Row| row.opt_real(at).map(|v| format!("{v:?}"));
        // SQLite has no BOOLEAN of its own: a truth is a number there.
        let truth = |truth: Option<bool>| format!("{:?}", truth.map(i64::from));
        row.opt_uuid(at)
            .map(|v| format!("{v:?}"))
            .or_else(|_| row.opt_int(at).map(|v| format!("{v:?}")))
            .or_else(|_| row.opt_bool(at).map(truth))
            .or_else(|_| real(row))
            .or_else(|_| row.opt_text(at).map(|v| format!("{v:?}")))
            .or_else(|_| row.opt_bytes(at).map(|v| format!("{v:?}")))
            .unwrap()
            .into_bytes()
    };
    rows.iter()
        .map(|row| {
            (0..columns.len())
                .flat_map(|at| [text(row, at), b"|".to_vec()])
                .flatten()
                .collect()
        })
        .collect()
}
