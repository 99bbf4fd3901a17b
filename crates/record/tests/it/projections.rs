//! Projections: what they show, and that a rebuild remakes them byte for byte.

use crate::people::*;
use crate::site::{Site, on_both_engines, rows, tamper};
use attune_record::Records;
use attune_record::db::Engine;
use attune_therapy::correction::{Replaced, Retracted};
use attune_therapy::ids::EntryId;
use attune_therapy::measure::Occasion;
use attune_therapy::{Fact, Role};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

async fn all(records: &Records) -> Vec<Vec<Vec<u8>>> {
    let mut all = Vec::new();
    for name in ["CASELOAD_ALL", "SCORES_ALL", "DUE_ALL", "ALERTS_ALL"] {
        all.push(rows(records.db(), name, &[records.clinic().0.into()]).await);
    }
    all
}

on_both_engines! {
    async fn the_caseload_shows_first_who_needs_attention_first(site: Site) {
        let records = site.open().await;
        let mut list = Vec::new();
        for name in ["Ana", "Ben", "Cleo", "Dora"] {
            list.push(in_therapy(&records, name).await.record);
        }
        let client = person(&records, Role::Client, &list);
        let later = start() + minutes(5);
        // Cleo has an alert; Ben has answered what was due.
        enter(&records, &client, list[2], phq9(Occasion::Session(1), 1, 3), later).await.unwrap();
        enter(&records, &client, list[1], phq9(Occasion::Session(1), 1, 0), later).await.unwrap();
        let therapist = person(&records, Role::Therapist, &list);
        let caseload = records.caseload(&therapist, later).await.unwrap();
        let names: Vec<_> = caseload.iter().map(|row| row.summary.name.as_str()).collect();
        assert_eq!(names[0], "Cleo");
        assert_eq!(names.len(), 4);
        let ben = caseload.iter().find(|row| row.summary.name == "Ben").unwrap();
        assert_eq!(ben.summary.scores.last().map(|(_, total)| *total), Some(8.0));
        assert_eq!(ben.summary.sessions, Some((0, 16)));
        assert!(records.caseload(&client, later).await.unwrap().is_empty());
    }

    async fn a_name_stands_in_no_table(site: Site) {
        let records = site.open().await;
        in_therapy(&records, "Wilhelmina Quittenbaum").await;
        for table in all(&records).await {
            for row in table {
                assert!(!String::from_utf8_lossy(&row).contains("Quittenbaum"));
            }
        }
    }

    async fn a_rebuild_remakes_what_was_lost_byte_for_byte(site: Site) {
        let records = site.open().await;
        for name in ["Ana", "Ben", "Cleo"] {
            let pair = in_therapy(&records, name).await;
            enter(&records, &pair.client, pair.record, phq9(Occasion::Session(1), 2, 1), start()).await.unwrap();
        }
        let before = all(&records).await;
        assert!(before.iter().all(|table| !table.is_empty()));
        let tenant = [records.clinic().0.into()];
        tamper(records.db(), "DELETE FROM caseload WHERE tenant = $1", &tenant).await;
        tamper(records.db(), "UPDATE score SET total = 1 WHERE tenant = $1", &tenant).await;
        tamper(records.db(), "DELETE FROM alert WHERE tenant = $1", &tenant).await;
        records.rebuild().await.unwrap();
        assert_eq!(all(&records).await, before);
    }
}

/// One step of a random history.
#[derive(Debug, Clone)]
enum Step {
    CheckIn(i64, i64),
    Due(i64),
    Session,
    Acknowledge,
    Replace(usize, i64),
    Retract(usize),
    Rotate,
}

fn steps() -> impl Strategy<Value = Vec<(usize, Step)>> {
    let step = prop_oneof![
        4 => (0..4_i64, 0..4_i64).prop_map(|(each, ninth)| Step::CheckIn(each, ninth)),
        2 => (0..4_i64).prop_map(Step::Due),
        2 => Just(Step::Session),
        1 => Just(Step::Acknowledge),
        2 => (any::<usize>(), 0..4_i64).prop_map(|(at, each)| Step::Replace(at, each)),
        1 => any::<usize>().prop_map(Step::Retract),
        1 => Just(Step::Rotate),
    ];
    proptest::collection::vec((0..2_usize, step), 1..25)
}

async fn live(site: &Site, history: Vec<(usize, Step)>) {
    let records = site.open().await;
    let pairs = [
        in_therapy(&records, "Ana").await,
        in_therapy(&records, "Ben").await,
    ];
    let mut measured: [Vec<(EntryId, Fact)>; 2] = Default::default();
    let mut now = start();
    for (who, step) in history {
        now += minutes(30);
        let pair = &pairs[who];
        let view = records
            .view(&pair.therapist, pair.record, "case", now)
            .await
            .unwrap();
        let sessions = u16::try_from(view.sessions().len()).unwrap();
        let fact = match step {
            Step::CheckIn(each, ninth) => {
                let name = format!("t{}", now.as_second());
                Some(phq9(Occasion::Unscheduled(name), each, ninth))
            }
            Step::Due(each) => Some(phq9(Occasion::Session(sessions + 1), each, 0)),
            Step::Session => Some(session(sessions + 1)),
            Step::Acknowledge => view.open_alerts().next().map(|alert| {
                let body = serde_json::json!({ "trigger": alert.trigger });
                Fact::parse("alert.acknowledged", 1, body).unwrap()
            }),
            Step::Replace(at, each) => {
                let list = &measured[who];
                (!list.is_empty()).then(|| {
                    let (target, old) = &list[at % list.len()];
                    let Fact::MeasureCompleted(old) = old else {
                        panic!()
                    };
                    Fact::Replaced(Replaced {
                        target: *target,
                        new: Box::new(phq9(old.occasion.clone(), each, 0)),
                        occurred: None,
                        reason: text("misread"),
                    })
                })
            }
            Step::Retract(at) => {
                let list = &measured[who];
                (!list.is_empty()).then(|| {
                    let target = list[at % list.len()].0;
                    Fact::Retracted(Retracted {
                        target,
                        reason: text("not hers"),
                    })
                })
            }
            Step::Rotate => {
                records.keys().rotate(&site.root).await.unwrap();
                None
            }
        };
        let Some(fact) = fact else { continue };
        // Random histories contain what the gate refuses; that is part of the history.
        if let Ok(entry) = enter(&records, &pair.therapist, pair.record, fact.clone(), now).await
            && matches!(fact, Fact::MeasureCompleted(_))
        {
            measured[who].push((entry, fact));
        }
    }
    let grown = all(&records).await;
    records.rebuild().await.unwrap();
    assert_eq!(all(&records).await, grown, "after a rebuild");
    site.close(records).await;
    let records = site.open().await;
    records.rebuild().await.unwrap();
    assert_eq!(all(&records).await, grown, "after a restart and a rebuild");
    let report = records.verify().await.unwrap();
    assert!(report.is_clean(), "{:?}", report.problems);
    site.close(records).await;
}

#[test]
fn projections_grown_entry_by_entry_equal_rebuilt_ones_after_any_history() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let mut runner = TestRunner::new(Config {
        cases: 16,
        ..Config::default()
    });
    runner
        .run(&steps(), |history| {
            runtime.block_on(async {
                let site = Site::new(Engine::Sqlite).await.unwrap();
                live(&site, history).await;
                site.end().await;
            });
            Ok(())
        })
        .unwrap();
}
