//! A disk that is full or can only be read: a clear message, reading still works, nothing is harmed.

use crate::people::*;
use crate::site::Site;
use attune_record::db::{Db, Engine};
use attune_record::{Records, WriteError};
use attune_therapy::Content;
use std::sync::Arc;

async fn until_refused(records: &Records, pair: &Pair) -> (usize, WriteError) {
    for count in 0..2000 {
        if let Err(error) = enter(records, &pair.client, pair.record, check_in(1), start()).await {
            return (count, error);
        }
    }
    panic!("the disk never filled up");
}

#[tokio::test]
async fn a_full_disk_refuses_with_a_clear_message_and_recovers() {
    let site = Site::new(Engine::Sqlite).await.unwrap();
    let records = site.open().await;
    let pair = in_therapy(&records, "Ana").await;
    // The first use of the questionnaire is pinned, which is an entry of its own.
    enter(&records, &pair.client, pair.record, check_in(1), start())
        .await
        .unwrap();
    for db in [records.db(), records.keys().db()] {
        db.pretend_disk_is_full(6).await.unwrap();
        let before = records.verify().await.unwrap().entries;
        let (stored, error) = until_refused(&records, &pair).await;
        assert!(matches!(error, WriteError::Full), "{error:?}");
        assert!(error.to_string().contains("full") && error.to_string().contains("still here"));
        let view = records
            .view(&pair.therapist, pair.record, "case", start() + minutes(9))
            .await
            .unwrap();
        assert_eq!(view.client().unwrap().name, "Ana");
        let report = records.verify().await.unwrap();
        assert!(report.is_clean(), "{:?}", report.problems);
        assert_eq!(report.entries - before, stored as u64);
        db.pretend_disk_is_full(1_000_000).await.unwrap();
        enter(&records, &pair.client, pair.record, check_in(1), start())
            .await
            .unwrap();
        assert!(records.verify().await.unwrap().is_clean());
    }
}

#[tokio::test]
async fn a_disk_that_turns_read_only_refuses_writes_and_shows_what_is_there() {
    let site = Site::new(Engine::Sqlite).await.unwrap();
    let records = site.open().await;
    let pair = in_therapy(&records, "Ben").await;
    records.db().pretend_disk_is_read_only(true).await.unwrap();
    let refused = enter(&records, &pair.client, pair.record, event("x"), start()).await;
    assert!(matches!(refused, Err(WriteError::ReadOnly)), "{refused:?}");
    let view = records
        .view(&pair.therapist, pair.record, "case", start())
        .await
        .unwrap();
    assert_eq!(view.client().unwrap().name, "Ben");
    records.db().pretend_disk_is_read_only(false).await.unwrap();
    enter(&records, &pair.client, pair.record, event("x"), start())
        .await
        .unwrap();
    assert!(records.verify().await.unwrap().is_clean());
}

/// A file system that cannot be written is played by a folder and files without the permission; whoever runs the
/// tests as root may write all the same, so there the files are opened as they would be found.
#[tokio::test]
async fn a_record_on_a_disk_mounted_read_only_opens_for_reading() {
    let site = Site::new(Engine::Sqlite).await.unwrap();
    let records = site.open().await;
    let pair = in_therapy(&records, "Cleo").await;
    site.close(records).await;
    let open = async |part: &str| Db::open_sqlite_for_reading(&site.file(part)).await.unwrap();
    let content = Arc::new(Content::built_in().clone());
    let records = Records::open(open("data").await, open("keys").await, &site.root, content)
        .await
        .unwrap();
    let view = records
        .view(&pair.therapist, pair.record, "case", start())
        .await
        .unwrap();
    assert_eq!(view.client().unwrap().name, "Cleo");
    let refused = enter(&records, &pair.client, pair.record, event("x"), start()).await;
    assert!(matches!(refused, Err(WriteError::ReadOnly)));
    let draft = records
        .put_draft(
            &pair.therapist,
            ("n", pair.record.0, uuid::Uuid::now_v7()),
            0,
            "x",
            start(),
        )
        .await;
    assert!(draft.is_err());
    assert!(records.verify().await.unwrap().is_clean());
    records.keys().db().close().await;
    records.db().close().await;
    let records = site.open().await;
    enter(&records, &pair.client, pair.record, event("x"), start())
        .await
        .unwrap();
}

#[tokio::test]
async fn what_still_waits_in_the_log_is_seen_on_a_disk_that_can_only_be_read() {
    let site = Site::new(Engine::Sqlite).await.unwrap();
    let records = site.open().await;
    let pair = in_therapy(&records, "Dora").await;
    // As a crash leaves it: the log beside the file.
    let left = site.another().await;
    for part in ["data", "keys"] {
        for end in ["", "-wal", "-shm"] {
            let name = format!("{part}.sqlite{end}");
            std::fs::copy(site.folder().join(&name), left.folder().join(&name)).unwrap();
        }
    }
    assert!(
        std::fs::metadata(left.folder().join("data.sqlite-wal"))
            .unwrap()
            .len()
            > 0
    );
    let open = async |part: &str| Db::open_sqlite_for_reading(&left.file(part)).await.unwrap();
    let content = Arc::new(Content::built_in().clone());
    let found = Records::open(open("data").await, open("keys").await, &site.root, content)
        .await
        .unwrap();
    let view = found
        .view(&pair.therapist, pair.record, "case", start())
        .await
        .unwrap();
    assert_eq!(view.client().unwrap().name, "Dora");
    assert!(found.verify().await.unwrap().is_clean());
}

#[tokio::test]
async fn data_whose_keys_are_missing_or_of_another_clinic_are_not_opened() {
    let (site, other) = (
        Site::new(Engine::Sqlite).await.unwrap(),
        Site::new(Engine::Sqlite).await.unwrap(),
    );
    for site in [&site, &other] {
        let records = site.open().await;
        in_therapy(&records, "Emil").await;
        site.close(records).await;
    }
    let content = Arc::new(Content::built_in().clone());
    let foreign = Records::open(
        site.db("data").await,
        other.db("keys").await,
        &other.root,
        Arc::clone(&content),
    );
    let why = foreign.await.unwrap_err().to_string();
    assert!(why.contains("different clinics"), "{why}");
    std::fs::remove_file(site.file("keys")).unwrap();
    let without = Records::open(
        site.db("data").await,
        site.db("keys").await,
        &site.root,
        content,
    );
    let why = without.await.unwrap_err().to_string();
    assert!(why.contains("no keys"), "{why}");
}
