//! Going forward: a copy before every migration, and no going back.

use crate::people::*;
use crate::site::on_both_engines;
use attune_record::db::{DbError, Engine, Migration};
use attune_record::{OpenError, Records};
use std::sync::Arc;

const PARTS: &[Migration] = &[
    Migration {
        number: 1,
        sql: "CREATE TABLE part (tenant UUID NOT NULL PRIMARY KEY)",
    },
    Migration {
        number: 2,
        sql: "ALTER TABLE part ADD COLUMN more TEXT",
    },
];

on_both_engines! {
    async fn the_tables_are_copied_before_they_are_changed(site: Site) {
        let records = site.open().await;
        let pair = in_therapy(&records, "Ana").await;
        let data = records.db();
        assert_eq!(data.migrate("part", &PARTS[..1]).await.unwrap(), 1);
        let copies = || -> Vec<String> {
            let names = std::fs::read_dir(site.folder()).unwrap().flatten();
            let names = names.map(|entry| entry.file_name().to_string_lossy().into_owned());
            names
                .filter(|name| name.contains("-before-"))
                .filter(|name| !name.ends_with("-wal") && !name.ends_with("-shm"))
                .collect()
        };
        assert!(copies().is_empty(), "new tables need no copy: {:?}", copies());
        assert_eq!(data.migrate("part", PARTS).await.unwrap(), 1);
        let [copy] = &copies()[..] else { panic!("{:?}", copies()) };
        assert!(copy.contains("before-part-2"), "{copy}");
        let path = site.folder().join(copy);
        match site.engine() {
            Engine::Sqlite => {
                let copied = attune_record::db::Db::open_sqlite(&path).await.unwrap();
                let content = Arc::clone(records.content());
                let keys = site.db("keys").await;
                let old = Records::open(copied, keys, &site.root, content).await.unwrap();
                let view = old.view(&pair.client, pair.record, "today", start()).await.unwrap();
                assert_eq!(view.client().unwrap().name, "Ana");
                assert!(old.verify().await.unwrap().is_clean());
            }
            Engine::Postgres => {
                let text = std::fs::read_to_string(&path).unwrap();
                assert!(text.contains("{\"table\":\"entry\"}"));
                assert!(text.lines().last().unwrap().contains("sha256"));
            }
        }
        assert_eq!(data.migrate("part", PARTS).await.unwrap(), 0);
        assert_eq!(copies().len(), 1);
    }

    async fn a_record_of_a_newer_program_is_refused_with_what_to_do(site: Site) {
        let records = site.open().await;
        let pair = in_therapy(&records, "Ben").await;
        let content = Arc::clone(records.content());
        crate::site::tamper(records.db(), "INSERT INTO migration (part, number) VALUES ('record', $1)", &[99_i64.into()]).await;
        site.close(records).await;
        let (data, keys) = (site.db("data").await, site.db("keys").await);
        let refused = Records::open(data, keys, &site.root, content).await;
        let Err(OpenError::Db(error @ DbError::Newer { found: 99, known: 1, .. })) = refused else {
            panic!("{:?}", refused.err())
        };
        assert!(error.to_string().contains("start that newer program instead"));
        let data = site.db("data").await;
        crate::site::tamper(&data, "DELETE FROM migration WHERE number = $1", &[99_i64.into()]).await;
        let records = site.open().await;
        assert!(records.view(&pair.client, pair.record, "today", start()).await.is_ok());
    }
}
