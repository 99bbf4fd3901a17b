//! Where a clinic of a test lives: a folder, or two fresh databases on the PostgreSQL server at hand.

use crate::program::Folder;
use attune_record::db::{Db, Statement};

/// A place for one clinic.
pub(crate) struct Place {
    pub(crate) folder: Folder,
    databases: Option<(String, String)>,
    names: Vec<String>,
}

/// One place on each engine at hand.
pub(crate) fn places() -> Vec<Place> {
    let mut places = vec![Place {
        folder: Folder::new(),
        databases: None,
        names: Vec::new(),
    }];
    places.extend(on_postgres());
    places
}

fn on_postgres() -> Option<Place> {
    let server = std::env::var("ATTUNE_TEST_POSTGRES").ok()?;
    let name = format!("attune_it_{}", uuid::Uuid::new_v4().simple());
    let names: Vec<String> = ["data", "keys"]
        .iter()
        .map(|part| format!("{name}_{part}"))
        .collect();
    for name in &names {
        on_server(&server, format!("CREATE DATABASE {name}"));
    }
    let url = |name: &str| {
        let (base, query) = server.split_once('?').unwrap_or((&server, ""));
        let (base, _) = base.rsplit_once('/').unwrap();
        format!("{base}/{name}?{query}")
    };
    Some(Place {
        folder: Folder::new(),
        databases: Some((url(&names[0]), url(&names[1]))),
        names,
    })
}

fn on_server(url: &str, sql: String) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let db = Db::connect_postgres(url).await.unwrap();
        let statement = Statement {
            name: "test",
            sql: Box::leak(sql.into_boxed_str()),
        };
        db.execute(statement, &[]).await.unwrap();
        db.close().await;
    });
}

impl Place {
    /// The arguments that name it.
    pub(crate) fn arguments(&self) -> Vec<String> {
        let mut arguments = vec!["--data".to_owned(), self.folder.file("clinic")];
        if let Some((data, keys)) = &self.databases {
            arguments.extend(["--database".to_owned(), data.clone()]);
            arguments.extend(["--keys-database".to_owned(), keys.clone()]);
        }
        arguments
    }

    /// Calls a command on it.
    pub(crate) fn attune(&self, arguments: &[&str]) -> crate::program::Said {
        let here = self.arguments();
        let all: Vec<&str> = arguments
            .iter()
            .copied()
            .chain(here.iter().map(String::as_str))
            .collect();
        crate::program::attune(&all)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Ok(server) = std::env::var("ATTUNE_TEST_POSTGRES") else {
            return;
        };
        for name in &self.names {
            on_server(&server, format!("DROP DATABASE {name} WITH (FORCE)"));
        }
    }
}
