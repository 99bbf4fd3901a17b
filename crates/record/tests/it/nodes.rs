//! Two nodes on the same databases: a node keeps nothing that another would miss.

use crate::people::*;
use crate::site::on_both_engines;
use attune_record::WriteError;
use attune_therapy::Compartment;
use attune_therapy::ids::NoteId;
use attune_therapy::note::NotePart;
use std::sync::Arc;
use uuid::Uuid;

on_both_engines! {
    async fn each_node_sees_at_once_what_the_other_entered(site: Site) {
        let (one, other) = (site.open().await, site.open().await);
        let pair = in_therapy(&one, "Ana").await;
        for number in 0..6 {
            let (writer, reader) = if number % 2 == 0 { (&one, &other) } else { (&other, &one) };
            enter(writer, &pair.client, pair.record, event(&format!("event {number}")), start()).await.unwrap();
            let view = reader.view(&pair.client, pair.record, "today", start()).await.unwrap();
            assert_eq!(view.events().len(), number + 1);
        }
        // A compartment whose key the other node made after this one had read the record's keys.
        let fact = note(NoteId(Uuid::now_v7()), NotePart::Process, "mine");
        enter(&one, &pair.therapist, pair.record, fact, start()).await.unwrap();
        let view = other.view(&pair.therapist, pair.record, "case", start()).await.unwrap();
        assert_eq!(view.notes().len(), 1);
        assert!(other.verify().await.unwrap().is_clean());
    }

    async fn nodes_that_write_to_the_same_record_at_the_same_time_lose_nothing(site: Site) {
        let nodes = [site.open().await, site.open().await];
        let pairs = [
            Arc::new(in_therapy(&nodes[0], "Ben").await),
            Arc::new(in_therapy(&nodes[1], "Cleo").await),
        ];
        let mut tasks = Vec::new();
        for number in 0..40 {
            let (records, pair) = (nodes[number % 2].clone(), Arc::clone(&pairs[number / 2 % 2]));
            tasks.push(tokio::spawn(async move {
                for _ in 0..40 {
                    match enter(&records, &pair.client, pair.record, check_in(1), start()).await {
                        Err(WriteError::Conflict) => {}
                        entered => {
                            entered.unwrap();
                            return;
                        }
                    }
                }
                panic!("no entry in forty attempts");
            }));
        }
        for task in tasks {
            task.await.unwrap();
        }
        for (node, pair) in nodes.iter().zip(&pairs) {
            let view = node.view(&pair.therapist, pair.record, "case", start()).await.unwrap();
            assert_eq!(view.measures().len(), 20);
        }
        let report = nodes[0].verify().await.unwrap();
        assert!(report.is_clean(), "{:?}", report.problems);
    }

    async fn a_node_never_uses_a_key_that_another_destroyed(site: Site) {
        let (one, other) = (site.open().await, site.open().await);
        let pair = in_therapy(&one, "Dora").await;
        // Both nodes hold keys of this record now, some of them made ahead.
        for node in [&one, &other] {
            enter(node, &pair.client, pair.record, event("before"), start()).await.unwrap();
        }
        let past = start() + jiff::SignedDuration::from_hours(24 * 366 * 40);
        let closed = serde_json::json!({ "course": one.view(&pair.therapist, pair.record, "case", start()).await.unwrap().open_course().unwrap().opened.course, "ending": "completed", "reason": "as agreed" });
        let closed = attune_therapy::Fact::parse("course.closed", 1, closed).unwrap();
        enter(&one, &pair.therapist, pair.record, closed, start()).await.unwrap();
        one.erase_compartment(&administrator(&one), pair.record, Compartment::Shared, past).await.unwrap();
        let view = other.view(&pair.client, pair.record, "today", start()).await.unwrap();
        assert!(view.events().is_empty());
        enter(&other, &pair.client, pair.record, event("after"), past).await.unwrap();
        for node in [&one, &other, &site.open().await] {
            let view = node.view(&pair.client, pair.record, "today", past).await.unwrap();
            assert_eq!(view.events().len(), 1);
            assert_eq!(view.events()[0].noted.title.as_str(), "after");
        }
        one.erase_record(&administrator(&one), pair.record, past + minutes(1000)).await.unwrap_err();
        let report = other.verify().await.unwrap();
        assert!(report.is_clean(), "{:?}", report.problems);
        assert_eq!(report.erased, 2);
    }
}
