//! Looking after a clinic while it is served: verify, rebuild, back up, prove, restore, rotate keys, retention.

use crate::engine::{Place, places};
use crate::program::{Folder, attune};
use crate::server::Server;

const PHRASE: &str = "ten quiet mornings by the sea";

fn demo(place: &Place) -> Server {
    let mut arguments = place.arguments();
    arguments.extend(["--clients".to_owned(), "3".to_owned()]);
    Server::start("demo", &arguments)
}

#[test]
fn a_served_clinic_is_verified_rebuilt_backed_up_proved_and_restored() {
    for place in places() {
        let server = demo(&place);
        let verified = place.attune(&["verify", "--json"]).expect(0).json();
        assert_eq!(verified["ok"], true);
        assert!(
            verified["entries"]
                .as_u64()
                .is_some_and(|entries| entries > 20)
        );
        let rebuilt = place.attune(&["rebuild", "--json"]).expect(0).json();
        assert!(
            rebuilt["records"]
                .as_u64()
                .is_some_and(|records| records >= 3)
        );
        let retention = place.attune(&["retention", "--json"]).expect(0).json();
        assert_eq!(
            retention["due"],
            serde_json::json!([]),
            "nothing is old enough"
        );

        let phrase = place.folder.write("phrase", PHRASE);
        let (data, keys) = (place.folder.file("data.age"), place.folder.file("keys.age"));
        let backup = [
            "backup",
            "--data-out",
            &data,
            "--keys-out",
            &keys,
            "--passphrase-file",
            &phrase,
        ];
        place.attune(&backup).expect(0);
        place.attune(&backup).refused(2, "is there already");
        let check = [
            "backup",
            "--check",
            &data,
            &keys,
            "--passphrase-file",
            &phrase,
            "--json",
        ];
        assert_eq!(place.attune(&check).expect(0).json()["ok"], true);
        let wrong = place.folder.write("wrong", "ten loud evenings in the city");
        let check = [
            "backup",
            "--check",
            &data,
            &keys,
            "--passphrase-file",
            &wrong,
        ];
        place.attune(&check).refused(1, "does not open");
        let check = [
            "backup",
            "--check",
            &keys,
            &data,
            "--passphrase-file",
            &phrase,
        ];
        place.attune(&check).refused(1, "taken for each other");
        assert_eq!(server.stop(), 0);

        // A backup of either engine becomes a folder of files.
        let there = Folder::new();
        let (to, root) = (there.file("clinic"), place.folder.file("clinic/root.key"));
        let restore = |to: &str, root: &str| {
            attune(&[
                "restore",
                "--from-data",
                &data,
                "--from-keys",
                &keys,
                "--passphrase-file",
                &phrase,
                "--data",
                to,
                "--root-key-file",
                root,
                "--json",
            ])
        };
        restore(&to, &there.file("no.key")).refused(2, "the root key is not in");
        let restored = restore(&to, &root).expect(0).json();
        assert_eq!(restored["ok"], true);
        assert_eq!(restored["report"]["entries"], verified["entries"]);
        restore(&to, &root).refused(2, "holds a clinic already");
        let again = Server::start(
            "serve",
            &["--data".into(), to, "--root-key-file".into(), root],
        );
        assert_eq!(again.visitor().get("/sign-in").status, 200);
        assert_eq!(again.path("set_up"), None, "the accounts came with it");
        assert_eq!(again.stop(), 0);
    }
}

#[test]
fn a_new_root_key_opens_the_clinic_and_the_old_one_does_not() {
    let place = places().remove(0);
    assert_eq!(demo(&place).stop(), 0);
    assert_eq!(
        place.attune(&["rotate-key", "--json"]).expect(0).json()["epoch"],
        2
    );
    let new = place.folder.file("new.key");
    place
        .attune(&["rotate-key", "--new-root-key-file", &new])
        .expect(0);
    place.attune(&["verify"]).refused(1, "does not open");
    place.attune(&["verify", "--root-key-file", &new]).expect(0);
}

#[test]
fn a_clinic_opened_by_a_passphrase_is_restored_with_nothing_but_both_files_and_it() {
    let place = places().remove(0);
    let with_words = |arguments: &[&str]| {
        let output = crate::program::command()
            .args(arguments)
            .env("ATTUNE_PASSPHRASE", "four lanterns along the harbour wall")
            .output()
            .unwrap();
        (
            output.status.code(),
            String::from_utf8_lossy(&output.stdout).into_owned(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    };
    let clinic = place.folder.file("clinic");
    // Any command that opens a clinic will do to found one; only serving makes the folder.
    let words = "four lanterns along the harbour wall";
    let server = Server::start_with("serve", &place.arguments(), &[("ATTUNE_PASSPHRASE", words)]);
    assert_eq!(server.stop(), 0);
    let phrase = place.folder.write("phrase", PHRASE);
    let (data, keys) = (place.folder.file("data.age"), place.folder.file("keys.age"));
    let made = with_words(&[
        "backup",
        "--data-out",
        &data,
        "--keys-out",
        &keys,
        "--passphrase-file",
        &phrase,
        "--data",
        &clinic,
    ]);
    assert_eq!(made.0, Some(0), "{made:?}");
    std::fs::remove_dir_all(&clinic).unwrap();
    let proved = with_words(&[
        "backup",
        "--check",
        &data,
        &keys,
        "--passphrase-file",
        &phrase,
        "--data",
        &clinic,
    ]);
    assert_eq!(proved.0, Some(0), "{proved:?}");
    let restored = with_words(&[
        "restore",
        "--from-data",
        &data,
        "--from-keys",
        &keys,
        "--passphrase-file",
        &phrase,
        "--data",
        &clinic,
    ]);
    assert_eq!(restored.0, Some(0), "{restored:?}");
    let verified = with_words(&["verify", "--data", &clinic]);
    assert_eq!(verified.0, Some(0), "{verified:?}");
}

#[test]
fn a_changed_byte_is_found_and_named() {
    let place = places().remove(0);
    assert_eq!(demo(&place).stop(), 0);
    let file = place.folder.path().join("clinic/attune.db");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let db = attune_record::db::Db::open_sqlite(&file).await.unwrap();
        let statement = attune_record::db::Statement {
            name: "test",
            sql: "UPDATE entry SET sealed = zeroblob(64) WHERE seq = 2",
        };
        assert!(db.execute(statement, &[]).await.unwrap() > 0);
        db.close().await;
    });
    let said = place.attune(&["verify", "--json"]).expect(1).json();
    assert_eq!(said["ok"], false);
    let problems = said["problems"].as_array().unwrap();
    assert!(
        problems.iter().any(|problem| problem["seq"] == 2),
        "{problems:?}"
    );
    let text = place.attune(&["verify"]).expect(1).out;
    assert!(text.contains("entry 2"), "{text}");
}
