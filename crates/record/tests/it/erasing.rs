//! Erasing: who may, and that what was erased is gone from tables, raw files and old backups.

use crate::people::*;
use crate::site::{Site, on_both_engines, rows};
use attune_record::db::{Db, Engine, Statement};
use attune_record::{
    BackupFiles, EraseError, NewAttachment, ReadError, Recipient, Records, Restoring, Secret,
    WriteError, restore,
};
use attune_therapy::correction::Retracted;
use attune_therapy::ids::{EntryId, RecordId};
use attune_therapy::{Compartment, Fact, Occurred, Purpose, Reader, Role};
use jiff::{SignedDuration, Timestamp};
use std::path::Path;
use std::sync::Arc;
use uuid::Uuid;

/// Long after every retention period.
pub(crate) fn much_later() -> Timestamp {
    start() + SignedDuration::from_hours(24 * 366 * 40)
}

pub(crate) async fn keep_private(records: &Records, pair: &Pair, typed: &str) -> EntryId {
    let new = NewAttachment {
        name: text("diary"),
        content: typed.as_bytes().to_vec(),
        compartment: Compartment::ClientPrivate,
        occurred: Occurred::utc(start()),
        token: token(),
    };
    records
        .attach(&pair.client, pair.record, new, start())
        .await
        .unwrap()
}

pub(crate) async fn close_course(records: &Records, pair: &Pair) {
    let view = records
        .view(&pair.therapist, pair.record, "case", start())
        .await
        .unwrap();
    let course = view.open_course().unwrap().opened.course;
    let body =
        serde_json::json!({ "course": course, "ending": "completed", "reason": "as agreed" });
    let closed = Fact::parse("course.closed", 1, body).unwrap();
    enter(records, &pair.therapist, pair.record, closed, start())
        .await
        .unwrap();
}

on_both_engines! {
    async fn a_client_erases_what_is_private_to_them_and_nobody_else_may(site: Site) {
        let records = site.open().await;
        let pair = in_therapy(&records, "Ana").await;
        let private = keep_private(&records, &pair, "nobody else's business").await;
        let shared = enter(&records, &pair.client, pair.record, event("moved"), start()).await.unwrap();
        let other = records.erase_entry(&pair.therapist, pair.record, private, start()).await;
        assert!(matches!(other, Err(EraseError::NotFound)), "{other:?}");
        let other = records.erase_entry(&administrator(&records), pair.record, private, start()).await;
        assert!(matches!(other, Err(EraseError::NotAllowed(_))), "{other:?}");
        let not_private = records.erase_entry(&pair.client, pair.record, shared, start()).await;
        assert!(matches!(not_private, Err(EraseError::NotAllowed(_))), "{not_private:?}");
        records.erase_entry(&pair.client, pair.record, private, start()).await.unwrap();
        let view = records.view(&pair.client, pair.record, "today", start()).await.unwrap();
        assert!(view.attachments().is_empty());
        assert_eq!(view.events().len(), 1);
        let again = records.erase_entry(&pair.client, pair.record, private, start()).await;
        assert!(matches!(again, Err(EraseError::NotFound)));
        let report = records.verify().await.unwrap();
        assert!(report.is_clean(), "{:?}", report.problems);
        assert_eq!(report.erased, 1);
        let later = start() + minutes(5);
        let log = records.readings(&pair.client, pair.record, later, later).await.unwrap();
        assert!(log.iter().any(|reading| reading.what == "erased-entry"));
    }

    async fn what_was_erased_and_is_sent_again_stays_erased(site: Site) {
        let records = site.open().await;
        let pair = in_therapy(&records, "Ben").await;
        let again = NewAttachment {
            name: text("diary"),
            content: b"once".to_vec(),
            compartment: Compartment::ClientPrivate,
            occurred: Occurred::utc(start()),
            token: token(),
        };
        let first = records.attach(&pair.client, pair.record, again.clone(), start()).await.unwrap();
        records.erase_entry(&pair.client, pair.record, first, start()).await.unwrap();
        let second = records.attach(&pair.client, pair.record, again, start()).await.unwrap();
        assert_eq!(first, second);
        let view = records.view(&pair.client, pair.record, "today", start()).await.unwrap();
        assert!(view.attachments().is_empty());
    }

    async fn an_administrator_erases_only_what_was_taken_back_as_a_mistake(site: Site) {
        let records = site.open().await;
        let pair = in_therapy(&records, "Cleo").await;
        let mistaken = enter(&records, &pair.client, pair.record, check_in(3), start()).await.unwrap();
        let administrator = administrator(&records);
        let standing = records.erase_entry(&administrator, pair.record, mistaken, start()).await;
        assert!(matches!(standing, Err(EraseError::NotAllowed(_))));
        let retracted = Fact::Retracted(Retracted { target: mistaken, reason: text("another client's") });
        enter(&records, &pair.therapist, pair.record, retracted, start()).await.unwrap();
        records.erase_entry(&administrator, pair.record, mistaken, start()).await.unwrap();
        let report = records.verify().await.unwrap();
        assert!(report.is_clean());
        assert_eq!(report.erased, 2, "the entry and its correction");
        let scores = rows(records.db(), "SCORES_ALL", &[records.clinic().0.into()]).await;
        assert!(scores.is_empty());
    }

    async fn a_record_is_erased_only_after_its_retention_period_and_never_under_a_hold(site: Site) {
        let records = site.open().await;
        let pair = in_therapy(&records, "Dora").await;
        let administrator = administrator(&records);
        let erase = async |reader: &Reader, now| records.erase_record(reader, pair.record, now).await;
        let open = erase(&administrator, much_later()).await;
        assert!(matches!(open, Err(EraseError::NotAllowed(_))), "a course is open: {open:?}");
        close_course(&records, &pair).await;
        let early = erase(&administrator, start() + SignedDuration::from_hours(24 * 3000)).await;
        assert!(matches!(early, Err(EraseError::NotAllowed(_))), "{early:?}");
        let other = erase(&pair.therapist, much_later()).await;
        assert!(matches!(other, Err(EraseError::NotAllowed(_))), "{other:?}");
        records.set_hold(&administrator, pair.record, true, "court order 12", start()).await.unwrap();
        assert!(matches!(erase(&administrator, much_later()).await, Err(EraseError::Held)));
        assert!(records.retention_due(&administrator, much_later()).await.unwrap().is_empty());
        records.set_hold(&administrator, pair.record, false, "order lifted", start()).await.unwrap();
        let due = records.retention_due(&administrator, much_later()).await.unwrap();
        assert_eq!(due.iter().map(|due| due.record).collect::<Vec<_>>(), [pair.record]);
        erase(&administrator, much_later()).await.unwrap();
        let seen = records.view(&pair.therapist, pair.record, "case", start()).await;
        assert!(seen.is_err() || seen.unwrap().is_empty());
        let written = enter(&records, &pair.client, pair.record, event("x"), start()).await;
        assert!(matches!(written, Err(WriteError::Erased)), "{written:?}");
        let report = records.verify().await.unwrap();
        assert!(report.is_clean(), "{:?}", report.problems);
    }

    async fn drafts_attachments_and_projections_go_with_their_record(site: Site) {
        let records = site.open().await;
        let (gone, stays) = (in_therapy(&records, "Emil").await, in_therapy(&records, "Finn").await);
        for pair in [&gone, &stays] {
            keep_private(&records, pair, "mine").await;
            let key = ("session-note", pair.record.0, Uuid::now_v7());
            records.put_draft(&pair.therapist, key, 0, "half a sentence", start()).await.unwrap();
            enter(&records, &pair.client, pair.record, check_in(2), start()).await.unwrap();
            close_course(&records, pair).await;
        }
        records.erase_record(&administrator(&records), gone.record, much_later()).await.unwrap();
        let count = async |table: &'static str, record: RecordId| {
            let sql: &'static str = match table {
                "draft" => "SELECT COUNT(*) FROM draft WHERE subject = $1",
                "attachment" => "SELECT COUNT(*) FROM attachment WHERE record = $1",
                "caseload" => "SELECT COUNT(*) FROM caseload WHERE record = $1",
                _ => "SELECT COUNT(*) FROM score WHERE record = $1",
            };
            let statement = Statement { name: "count", sql };
            let rows = records.db().fetch(statement, &[record.0.into()]).await.unwrap();
            rows[0].int(0).unwrap()
        };
        for table in ["draft", "attachment", "caseload", "score"] {
            assert_eq!(count(table, gone.record).await, 0, "{table}");
            assert_eq!(count(table, stays.record).await, 1, "{table}");
        }
        let draft = records.put_draft(&gone.therapist, ("n", gone.record.0, Uuid::now_v7()), 0, "x", start()).await;
        assert!(draft.is_err());
    }

    async fn an_erasure_cut_short_by_a_crash_is_finished_at_the_next_start(site: Site) {
        let records = site.open().await;
        let pair = in_therapy(&records, "Gina").await;
        let clinic = records.clinic();
        site.close(records).await;
        // What a crash leaves between the two steps: the name beside the data, the key still there.
        let data = site.db("data").await;
        let sql = "INSERT INTO destroyed_key (tenant, record, name, at) VALUES ($1, $2, 'record', 5)";
        crate::site::tamper(&data, sql, &[clinic.0.into(), pair.record.0.into()]).await;
        data.close().await;
        let records = site.open().await;
        let report = records.verify().await.unwrap();
        assert!(report.is_clean(), "{:?}", report.problems);
        assert_eq!(report.erased, 2);
        let keys = records.keys().destroyed().await.unwrap();
        assert_eq!(keys.len(), 1);
    }

    async fn an_erased_record_stays_erased_after_an_old_backup_is_restored(site: Site) {
        let records = site.open().await;
        let (gone, stays) = (in_therapy(&records, "Hugo").await, in_therapy(&records, "Ines").await);
        let private = keep_private(&records, &stays, "planted").await;
        let key = ("session-note", gone.record.0, Uuid::now_v7());
        records.put_draft(&gone.therapist, key, 0, "a draft of long ago", start()).await.unwrap();
        close_course(&records, &gone).await;
        let old = files(site, "old");
        let secret = backed_up(&records, &old).await;
        records.erase_record(&administrator(&records), gone.record, much_later()).await.unwrap();
        records.erase_entry(&stays.client, stays.record, private, start()).await.unwrap();
        let destroyed = records.keys().destroyed().await.unwrap();
        assert_eq!(destroyed.len(), 3, "a record, an entry and its attachment");
        let content = Arc::clone(records.content());
        site.close(records).await;

        // The old data beside the present keys.
        let aside = site.another().await;
        let restoring = |data: Db, keys: Db, keys_file, destroyed| Restoring {
            data_file: &old.data,
            keys_file,
            secret: &secret,
            data,
            keys,
            root: &site.root,
            content: Arc::clone(&content),
            parts: &[],
            destroyed,
        };
        let from = restoring(aside.db("data").await, site.db("keys").await, None, Vec::new());
        let (restored, found) = restore(from).await.unwrap();
        assert!(found.report.is_clean(), "{:?}", found.report.problems);
        is_gone(&restored, &gone, key).await;
        let view = restored.view(&stays.client, stays.record, "today", start()).await.unwrap();
        assert_eq!(view.client().unwrap().name, "Ines");
        assert!(view.attachments().is_empty());
        site.close(restored).await;
        aside.end().await;

        // Both old files, with the list of what was destroyed since.
        let aside = site.another().await;
        let (data, keys) = (aside.db("data").await, aside.db("keys").await);
        let from = restoring(data, keys, Some(&old.keys), destroyed);
        let (restored, found) = restore(from).await.unwrap();
        assert!(found.report.is_clean(), "{:?}", found.report.problems);
        is_gone(&restored, &gone, key).await;
        aside.close(restored).await;
        aside.end().await;
    }
}

async fn is_gone(records: &Records, gone: &Pair, (form, subject, id): (&str, Uuid, Uuid)) {
    let view = records
        .view(&gone.therapist, gone.record, "case", start())
        .await;
    assert!(
        matches!(&view, Err(ReadError::NotFound)) || view.is_ok_and(|view| view.is_empty()),
        "something of it can still be read"
    );
    let therapist = Reader::vouched(
        records.clinic(),
        gone.therapist.account(),
        Role::Therapist,
        Purpose::Care,
        Arc::from([]),
    );
    let draft = records.draft(&therapist, form, subject, id).await.unwrap();
    assert_eq!(draft, None);
    let names = rows(records.db(), "CASELOAD_ALL", &[records.clinic().0.into()]).await;
    let record = gone.record.to_string();
    assert!(
        names
            .iter()
            .all(|row| !String::from_utf8_lossy(row).contains(&record))
    );
}

pub(crate) fn files(site: &Site, name: &str) -> BackupFiles {
    BackupFiles {
        data: site.folder().join(format!("{name}.data.age")),
        keys: site.folder().join(format!("{name}.keys.age")),
    }
}

/// Backs up for a fresh identity, which is answered.
pub(crate) async fn backed_up(records: &Records, files: &BackupFiles) -> Secret {
    use age::secrecy::ExposeSecret;
    let identity = age::x25519::Identity::generate();
    let recipient = Recipient::PublicKey(identity.to_public().to_string());
    records.backup(files, &recipient, start()).await.unwrap();
    Secret::Identity(identity.to_string().expose_secret().to_owned())
}

fn holds(path: &Path, needle: &[u8]) -> bool {
    std::fs::read(path).is_ok_and(|bytes| bytes.windows(needle.len()).any(|part| part == needle))
}

#[tokio::test]
async fn neither_text_nor_keys_of_what_was_erased_are_found_in_the_raw_files() {
    let site = Site::new(Engine::Sqlite).await.unwrap();
    let records = site.open().await;
    let pair = in_therapy(&records, "Quittenbaum").await;
    let planted = "the-planted-diary-line";
    let private = keep_private(&records, &pair, planted).await;
    let slot = Statement {
        name: "slot",
        sql: "SELECT block, slot FROM entry WHERE id = $1",
    };
    let row = &records.db().fetch(slot, &[private.0.into()]).await.unwrap()[0];
    let (block, at) = (
        row.uuid(0).unwrap(),
        usize::try_from(row.int(1).unwrap()).unwrap(),
    );
    let keys_of = Statement {
        name: "keys",
        sql: "SELECT keys FROM key_block WHERE block = $1",
    };
    let keys = records
        .keys()
        .db()
        .fetch(keys_of, &[block.into()])
        .await
        .unwrap()[0]
        .bytes(0)
        .unwrap();
    let width = keys.len() / 16;
    let wrapped = keys[at * width..(at + 1) * width].to_vec();
    let record_key = Statement {
        name: "record_key",
        sql: "SELECT wrapped FROM record_key WHERE record = $1",
    };
    let of_record = records
        .keys()
        .db()
        .fetch(record_key, &[pair.record.0.into()])
        .await
        .unwrap()[0]
        .bytes(0)
        .unwrap();
    let all_files = |needle: &[u8]| -> Vec<String> {
        let mut found = Vec::new();
        for part in ["data", "keys"] {
            for end in ["sqlite", "sqlite-wal", "sqlite-shm"] {
                let path = site.folder().join(format!("{part}.{end}"));
                if holds(&path, needle) {
                    found.push(format!("{part}.{end}"));
                }
            }
        }
        found
    };
    assert!(
        all_files(planted.as_bytes()).is_empty(),
        "nothing typed is ever readable"
    );
    assert!(all_files(b"Quittenbaum").is_empty());
    assert!(
        !all_files(&wrapped).is_empty(),
        "the search finds what is there"
    );
    records
        .erase_entry(&pair.client, pair.record, private, start())
        .await
        .unwrap();
    assert!(all_files(&wrapped).is_empty(), "{:?}", all_files(&wrapped));
    assert!(!all_files(&of_record).is_empty());
    close_course(&records, &pair).await;
    records
        .erase_record(&administrator(&records), pair.record, much_later())
        .await
        .unwrap();
    assert!(
        all_files(&of_record).is_empty(),
        "{:?}",
        all_files(&of_record)
    );
    let backup = files(&site, "after");
    backed_up(&records, &backup).await;
    for path in [&backup.data, &backup.keys] {
        for needle in [planted.as_bytes(), &wrapped, &of_record] {
            assert!(!holds(path, needle));
        }
    }
}
