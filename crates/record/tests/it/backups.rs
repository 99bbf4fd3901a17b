//! Backing up and restoring.

use crate::erasing::{backed_up, files, keep_private};
use crate::people::*;
use crate::site::{Site, on_both_engines, rows, tamper};
use attune_record::db::{Engine, Migration};
use attune_record::{
    BackupError, Part, Recipient, Records, RestoreError, Restoring, Secret, check, restore,
};
use attune_therapy::measure::Occasion;
use std::sync::Arc;

/// A part beside the record, as `identity` is one.
const OTHER: Part = Part {
    name: "other",
    migrations: &[
        Migration {
            number: 1,
            sql: "CREATE TABLE thing (tenant UUID NOT NULL, name TEXT NOT NULL, weight DOUBLE PRECISION, seal BYTEA, live BOOLEAN NOT NULL, PRIMARY KEY (tenant, name))",
        },
        Migration {
            number: 2,
            sql: "ALTER TABLE thing ADD COLUMN colour TEXT",
        },
    ],
};

async fn lived(site: &Site) -> (Records, Pair) {
    let records = site.open().await;
    let pair = in_therapy(&records, "Ana \"Nuñez\"\n").await;
    keep_private(&records, &pair, "a diary\nof two lines").await;
    let fact = phq9(Occasion::Session(1), 2, 1);
    enter(&records, &pair.client, pair.record, fact, start())
        .await
        .unwrap();
    for number in 0..40 {
        enter(
            &records,
            &pair.client,
            pair.record,
            event(&format!("event {number}")),
            start(),
        )
        .await
        .unwrap();
    }
    records
        .view(&pair.therapist, pair.record, "case", start())
        .await
        .unwrap();
    records
        .db()
        .migrate(OTHER.name, &OTHER.migrations[..1])
        .await
        .unwrap();
    let values = [
        records.clinic().0.into(),
        "line\nbreak \\ \"quote\" \u{1F33F}".into(),
        0.1_f64.into(),
        attune_record::db::Value::Bytes(None),
        true.into(),
    ];
    let sql = "INSERT INTO thing (tenant, name, weight, seal, live) VALUES ($1, $2, $3, $4, $5)";
    tamper(records.db(), sql, &values).await;
    (records, pair)
}

async fn projections(records: &Records) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for name in ["CASELOAD_ALL", "SCORES_ALL", "DUE_ALL", "ALERTS_ALL"] {
        all.extend(rows(records.db(), name, &[records.clinic().0.into()]).await);
    }
    all
}

fn restoring<'a>(
    files: &'a attune_record::BackupFiles,
    secret: &'a Secret,
    into: &'a Site,
    data: attune_record::db::Db,
    keys: attune_record::db::Db,
) -> Restoring<'a> {
    Restoring {
        data_file: &files.data,
        keys_file: Some(&files.keys),
        secret,
        data,
        keys,
        root: &into.root,
        content: Arc::new(attune_therapy::Content::built_in().clone()),
        parts: &[OTHER],
        destroyed: Vec::new(),
    }
}

async fn comes_back_whole(from: &Site, into: &Site) {
    let (records, pair) = lived(from).await;
    let copy = files(from, "copy");
    let secret = backed_up(&records, &copy).await;
    let before = records.verify().await.unwrap();
    let (data, keys) = (into.db("data").await, into.db("keys").await);
    let (restored, found) = restore(restoring(&copy, &secret, into, data, keys))
        .await
        .unwrap();
    assert!(found.report.is_clean(), "{:?}", found.report.problems);
    assert_eq!(found.report, before);
    assert_eq!(found.rows["thing"], 1);
    assert!(!found.rows.contains_key("caseload"));
    assert_eq!(projections(&restored).await, projections(&records).await);
    let view = restored
        .view(&pair.client, pair.record, "today", start())
        .await
        .unwrap();
    assert_eq!(view.events().len(), 40);
    let attachment = view.attachments()[0].added.attachment;
    let opened = restored
        .attachment(&pair.client, pair.record, attachment, start())
        .await
        .unwrap();
    assert_eq!(opened.content, b"a diary\nof two lines");
    // Tables of an older version go forward after they are filled.
    assert_eq!(restored.db().schema_version(OTHER.name).await.unwrap(), 2);
    enter(
        &restored,
        &pair.client,
        pair.record,
        event("life goes on"),
        start(),
    )
    .await
    .unwrap();
    assert!(restored.verify().await.unwrap().is_clean());
}

on_both_engines! {
    async fn a_backup_made_while_serving_comes_back_whole(site: Site) {
        let into = site.another().await;
        comes_back_whole(site, &into).await;
        into.end().await;
    }

    async fn a_backup_moves_a_clinic_to_the_other_engine(site: Site) {
        let engine = match site.engine() {
            Engine::Sqlite => Engine::Postgres,
            Engine::Postgres => Engine::Sqlite,
        };
        let Some(mut into) = Site::new(engine).await else { return };
        into.root = site.root.clone();
        comes_back_whole(site, &into).await;
        into.end().await;
    }

    async fn a_backup_under_load_is_of_one_moment(site: Site) {
        let (records, pair) = lived(site).await;
        let pair = Arc::new(pair);
        let writers: Vec<_> = (0..4)
            .map(|_| {
                let (records, pair) = (records.clone(), Arc::clone(&pair));
                tokio::spawn(async move {
                    for _ in 0..30 {
                        enter(&records, &pair.client, pair.record, check_in(1), start()).await.unwrap();
                    }
                })
            })
            .collect();
        let copy = files(site, "copy");
        let secret = backed_up(&records, &copy).await;
        for writer in writers {
            writer.await.unwrap();
        }
        let content = Arc::clone(records.content());
        let found = check(&copy, &secret, &site.root, content, &[OTHER], site.folder()).await.unwrap();
        assert!(found.report.is_clean(), "{:?}", found.report.problems);
        let left: Vec<_> = std::fs::read_dir(site.folder()).unwrap().flatten().collect();
        assert!(left.iter().all(|entry| !entry.file_name().to_string_lossy().starts_with(".attune-check")));
    }
}

#[tokio::test]
async fn a_passphrase_opens_a_backup_and_another_does_not() {
    let site = Site::new(Engine::Sqlite).await.unwrap();
    let (records, _) = lived(&site).await;
    let copy = files(&site, "copy");
    let phrase = "seven slow ferries before noon".to_owned();
    let short = Recipient::Passphrase("short".into());
    let refused = records.backup(&copy, &short, start()).await;
    assert!(matches!(refused, Err(BackupError::Recipient(_))));
    records
        .backup(&copy, &Recipient::Passphrase(phrase.clone()), start())
        .await
        .unwrap();
    let content = || Arc::clone(records.content());
    let wrong = Secret::Passphrase("seven slow ferries before ten".into());
    let refused = check(
        &copy,
        &wrong,
        &site.root,
        content(),
        &[OTHER],
        site.folder(),
    )
    .await;
    assert!(
        matches!(refused, Err(RestoreError::Secret(_))),
        "{refused:?}"
    );
    let found = check(
        &copy,
        &Secret::Passphrase(phrase),
        &site.root,
        content(),
        &[OTHER],
        site.folder(),
    )
    .await
    .unwrap();
    assert!(found.report.is_clean());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        for path in [&copy.data, &copy.keys] {
            assert_eq!(
                std::fs::metadata(path).unwrap().permissions().mode() & 0o777,
                0o600
            );
        }
    }
}

#[tokio::test]
async fn a_damaged_swapped_or_foreign_file_is_refused_with_its_reason() {
    let site = Site::new(Engine::Sqlite).await.unwrap();
    let (records, _) = lived(&site).await;
    let copy = files(&site, "copy");
    let secret = backed_up(&records, &copy).await;
    let content = || Arc::clone(records.content());
    let refusal = async |files: &attune_record::BackupFiles, secret: &Secret, parts: &[Part]| {
        check(files, secret, &site.root, content(), parts, site.folder())
            .await
            .unwrap_err()
            .to_string()
    };
    let swapped = attune_record::BackupFiles {
        data: copy.keys.clone(),
        keys: copy.data.clone(),
    };
    assert!(
        refusal(&swapped, &secret, &[OTHER])
            .await
            .contains("taken for each other")
    );
    assert!(refusal(&copy, &secret, &[]).await.contains("called other"));
    let whole = std::fs::read(&copy.data).unwrap();
    for cut in [0, 10, 500, whole.len() / 2, whole.len() - 1] {
        std::fs::write(&copy.data, &whole[..cut]).unwrap();
        let why = refusal(&copy, &secret, &[OTHER]).await;
        assert!(
            why.contains("cannot be read") || why.contains("does not open"),
            "{cut}: {why}"
        );
    }
    let mut changed = whole.clone();
    let at = changed.len() / 2;
    changed[at] ^= 1;
    std::fs::write(&copy.data, changed).unwrap();
    assert!(refusal(&copy, &secret, &[OTHER]).await.contains("damaged"));
    std::fs::write(&copy.data, whole).unwrap();
    let used = site.another().await;
    let (data, keys) = (used.db("data").await, used.db("keys").await);
    used.open().await;
    let full = restore(restoring(&copy, &secret, &used, data, keys)).await;
    assert!(matches!(full, Err(RestoreError::NotEmpty(_))));
}

#[tokio::test]
async fn a_backup_file_is_read_by_the_tools_of_others() {
    use std::io::Read;
    let site = Site::new(Engine::Sqlite).await.unwrap();
    let (records, _) = lived(&site).await;
    let copy = files(&site, "copy");
    let Secret::Identity(identity) = backed_up(&records, &copy).await else {
        panic!()
    };
    let identity: age::x25519::Identity = identity.parse().unwrap();
    let file = std::fs::File::open(&copy.data).unwrap();
    let decryptor = age::Decryptor::new(file).unwrap();
    let mut text = String::new();
    decryptor
        .decrypt(std::iter::once(&identity as &dyn age::Identity))
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    let lines: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines[0]["attune_backup"], 1);
    assert_eq!(lines[0]["schemas"]["record"], 1);
    let rows = lines.iter().filter(|line| line.is_array()).count();
    assert_eq!(lines.last().unwrap()["rows"], rows);
    assert!(!text.contains("Nuñez") && !text.contains("of two lines"));
}
