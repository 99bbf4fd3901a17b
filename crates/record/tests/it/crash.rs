//! A program under load is killed at random moments, again and again: no acknowledged entry is lost, none is
//! doubled, and what was written can be verified and opened.
//!
//! The program is this test's own binary, started again with a variable that says where the record is. It prints the
//! token of every entry that was acknowledged.

use crate::people::*;
use crate::site::Site;
use attune_record::db::Engine;
use attune_record::{NewEntry, Records, RootKey};
use attune_therapy::ids::{AccountId, RecordId, Token};
use attune_therapy::{Reader, Role};
use rand::Rng;
use std::collections::HashSet;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// Where the child finds the record: `sqlite FOLDER NAME KEYFILE` and the like.
const PLACE: &str = "ATTUNE_CRASH_PLACE";
const CHILD: &str = "crash::the_program_that_is_killed";
const READY: &str = "ready";
/// Kills in all, in lanes side by side, each lane with a new record now and then.
const KILLS: usize = 200;
const LANES: usize = 2;
const KILLS_A_RECORD: usize = 10;
const WRITERS: usize = 16;

/// The records that are written to, and by whom: the same for the program and its judge.
fn cast(records: &Records) -> Vec<Pair> {
    (1..=4_u128)
        .map(|number| {
            let record = RecordId(Uuid::from_u128(number));
            let account = AccountId(Uuid::from_u128(100 + number));
            Pair {
                record,
                therapist: person_with_account(records, account, Role::Therapist, &[record]),
                client: person(records, Role::Client, &[record]),
            }
        })
        .collect()
}

async fn append(records: &Records, reader: &Reader, record: RecordId, fact: attune_therapy::Fact) {
    let token = token();
    let entries = vec![NewEntry::now(fact, start(), token)];
    records
        .append(reader, record, entries, start())
        .await
        .unwrap();
    // One write, so that a line is whole or not there.
    let line = format!("{}\n", token.0);
    std::io::stdout().write_all(line.as_bytes()).unwrap();
}

/// Not a test of its own: what [`kill_again_and_again`] starts and kills. Returns at once when nobody asks for it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_program_that_is_killed() {
    let Ok(place) = std::env::var(PLACE) else {
        return;
    };
    let site = Site::of_place(&place);
    let records = site.open().await;
    println!();
    let pairs = Arc::new(cast(&records));
    for (number, pair) in pairs.iter().enumerate() {
        let view = records
            .view(&pair.therapist, pair.record, "case", start())
            .await;
        if view.is_err() {
            append(
                &records,
                &pair.therapist,
                pair.record,
                registered(&format!("Client {number}")),
            )
            .await;
        }
    }
    // The test runner has begun a line of its own.
    println!("\n{READY}");
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let (records, pairs) = (records.clone(), Arc::clone(&pairs));
            tokio::spawn(async move {
                for count in 0.. {
                    let pair = &pairs[(writer + count) % pairs.len()];
                    let fact = if count % 3 == 0 {
                        check_in(1)
                    } else {
                        event("something happened")
                    };
                    append(&records, &pair.therapist, pair.record, fact).await;
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
}

/// Lets the program run for a moment and kills it. Answers the tokens that it saw acknowledged.
fn run_and_kill(place: &str) -> Vec<Token> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([CHILD, "--exact", "--nocapture", "--test-threads=1"])
        .env(PLACE, place)
        .env_remove("RUST_BACKTRACE")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut random = rand::rng();
    let mut acknowledged = Vec::new();
    // Now and then also while it opens, migrates or recovers.
    let early = random.random_ratio(1, 8);
    if !early {
        for line in lines.by_ref() {
            match line.unwrap() {
                line if line == READY => break,
                line => acknowledged.extend(Uuid::parse_str(&line).ok().map(Token)),
            }
        }
    }
    let reading = std::thread::spawn(move || {
        lines
            .map_while(Result::ok)
            .filter_map(|line| Uuid::parse_str(&line).ok().map(Token))
            .collect::<Vec<_>>()
    });
    std::thread::sleep(Duration::from_micros(random.random_range(500..90_000)));
    child.kill().unwrap();
    child.wait().unwrap();
    acknowledged.extend(reading.join().unwrap());
    acknowledged
}

async fn judge(site: &Site, acknowledged: &HashSet<Token>) -> u64 {
    let records = site.open().await;
    let report = records.verify().await.unwrap();
    assert!(report.is_clean(), "{:?}", report.problems);
    let mut stored = HashSet::new();
    let mut count = 0;
    for pair in cast(&records) {
        if let Ok(view) = records
            .view(&pair.therapist, pair.record, "case", start())
            .await
        {
            count += view.entries().len();
            stored.extend(view.entries().iter().map(|entry| entry.token));
        }
    }
    assert_eq!(stored.len(), count, "an entry is there twice");
    let lost: Vec<_> = acknowledged.difference(&stored).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    site.close(records).await;
    report.entries
}

fn kill_again_and_again(engine: Engine, kills: usize) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let mut entries = 0;
    for round in 0..kills.div_ceil(KILLS_A_RECORD) {
        let site = runtime.block_on(Site::new(engine)).unwrap();
        let place = site.place();
        let mut acknowledged = HashSet::new();
        let mut stored = 0;
        for _ in 0..KILLS_A_RECORD.min(kills - round * KILLS_A_RECORD) {
            acknowledged.extend(run_and_kill(&place));
            stored = runtime.block_on(judge(&site, &acknowledged));
        }
        entries += stored;
        runtime.block_on(site.end());
    }
    assert!(entries > kills as u64, "the program hardly wrote anything");
}

#[test]
fn two_hundred_kills_lose_and_double_nothing() {
    let lanes: Vec<_> = (0..LANES)
        .map(|_| std::thread::spawn(|| kill_again_and_again(Engine::Sqlite, KILLS / LANES)))
        .collect();
    for lane in lanes {
        lane.join().unwrap();
    }
}

#[test]
fn kills_of_a_node_lose_and_double_nothing_on_a_server() {
    if std::env::var("ATTUNE_TEST_POSTGRES").is_ok() {
        kill_again_and_again(Engine::Postgres, 2 * KILLS_A_RECORD);
    }
}

impl Site {
    /// What another process needs to open the same record.
    fn place(&self) -> String {
        let key = self.folder().join("root.key");
        self.root.write_file(&key).unwrap();
        let engine = match self.engine() {
            Engine::Sqlite => "sqlite",
            Engine::Postgres => "postgres",
        };
        format!("{engine}\n{}\n{}", self.name(), self.folder().display())
    }

    fn of_place(place: &str) -> Site {
        let parts: Vec<&str> = place.split('\n').collect();
        let [engine, name, folder] = parts[..] else {
            panic!("{place}")
        };
        let engine = if engine == "sqlite" {
            Engine::Sqlite
        } else {
            Engine::Postgres
        };
        let root = RootKey::from_file(&std::path::Path::new(folder).join("root.key")).unwrap();
        Site::at(engine, name, folder.into(), root)
    }
}
