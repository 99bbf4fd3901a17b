//! Entering and viewing.

use crate::people::*;
use crate::site::{on_both_engines, rows};
use attune_record::{NewEntry, Outcome, ReadError, WriteError};
use attune_therapy::correction::{Replaced, Retracted};
use attune_therapy::ids::{CourseId, NoteId, RecordId};
use attune_therapy::measure::Occasion;
use attune_therapy::note::NotePart;
use attune_therapy::{Fact, Refusal, Role};
use std::sync::Arc;
use uuid::Uuid;

on_both_engines! {
    async fn what_was_entered_is_seen_after_a_restart(site: Site) {
        let records = site.open().await;
        let pair = in_therapy(&records, "Ana M.").await;
        enter(&records, &pair.therapist, pair.record, event("moved house"), start()).await.unwrap();
        site.close(records).await;
        let records = site.open().await;
        let view = records.view(&pair.therapist, pair.record, "case", start()).await.unwrap();
        assert_eq!(view.client().unwrap().name, "Ana M.");
        assert_eq!(view.events().len(), 1);
        assert!(view.open_course().is_some());
    }

    async fn each_reader_sees_only_the_compartments_of_their_role(site: Site) {
        let records = site.open().await;
        let pair = in_therapy(&records, "Ben").await;
        let record = pair.record;
        let colleague = person(&records, Role::Therapist, &[record]);
        let desk = person(&records, Role::Staff, &[record]);
        let notes = [
            note(NoteId(Uuid::now_v7()), NotePart::Progress, "a plan was made"),
            note(NoteId(Uuid::now_v7()), NotePart::Process, "my own analysis"),
        ];
        for fact in notes {
            enter(&records, &pair.therapist, record, fact, start()).await.unwrap();
        }
        let notes_of = async |reader| {
            let view = records.view(reader, record, "case", start()).await.unwrap();
            let mut texts: Vec<_> = view.notes().iter().map(|note| note.text.clone()).collect();
            texts.sort();
            texts
        };
        assert_eq!(notes_of(&pair.therapist).await, ["a plan was made", "my own analysis"]);
        assert_eq!(notes_of(&colleague).await, ["a plan was made"]);
        assert!(notes_of(&pair.client).await.is_empty());
        assert!(notes_of(&desk).await.is_empty());
        let seen = records.view(&desk, record, "case", start()).await.unwrap();
        assert_eq!(seen.client().unwrap().name, "Ben");
        assert!(seen.courses().is_empty());
    }

    async fn the_same_token_twice_is_one_entry_also_after_a_restart(site: Site) {
        let records = site.open().await;
        let pair = in_therapy(&records, "Cleo").await;
        let entry = NewEntry::now(event("a new job"), start(), token());
        let append = async |records: &attune_record::Records| {
            let outcomes = records.append(&pair.client, pair.record, vec![entry.clone()], start());
            outcomes.await.unwrap()[0]
        };
        let Outcome::Accepted(first) = append(&records).await else { panic!() };
        assert_eq!(append(&records).await, Outcome::Duplicate(first));
        site.close(records).await;
        let records = site.open().await;
        assert_eq!(append(&records).await, Outcome::Duplicate(first));
        let view = records.view(&pair.client, pair.record, "today", start()).await.unwrap();
        assert_eq!(view.events().len(), 1);
    }

    async fn a_refused_fact_leaves_nothing_behind(site: Site) {
        let records = site.open().await;
        let pair = in_therapy(&records, "Dora").await;
        let before = records.verify().await.unwrap().entries;
        let refused = enter(&records, &pair.therapist, pair.record, session(2), start()).await;
        assert!(matches!(refused, Err(WriteError::Refused(Refusal::Impossible { .. }))), "{refused:?}");
        let forbidden = enter(&records, &pair.client, pair.record, session(1), start()).await;
        assert!(matches!(forbidden, Err(WriteError::Refused(Refusal::NotAllowed))), "{forbidden:?}");
        let report = records.verify().await.unwrap();
        assert_eq!(report.entries, before);
        assert!(report.is_clean(), "{:?}", report.problems);
    }

    async fn facts_entered_together_are_entered_all_or_none(site: Site) {
        let records = site.open().await;
        let pair = in_therapy(&records, "Emil").await;
        let mixed = [event("a good thing"), session(1), session(3)]
            .map(|fact| NewEntry::now(fact, start(), token()));
        let refused = records.append(&pair.therapist, pair.record, mixed.to_vec(), start()).await;
        assert!(matches!(refused, Err(WriteError::Refused(_))));
        let view = records.view(&pair.therapist, pair.record, "case", start()).await.unwrap();
        assert!(view.events().is_empty() && view.sessions().is_empty());
        let fitting = [event("a good thing"), session(1), session(2)]
            .map(|fact| NewEntry::now(fact, start(), token()));
        records.append(&pair.therapist, pair.record, fitting.to_vec(), start()).await.unwrap();
        let view = records.view(&pair.therapist, pair.record, "case", start()).await.unwrap();
        assert_eq!((view.events().len(), view.sessions().len()), (1, 2));
    }

    async fn what_arrives_at_the_same_time_shares_commits(site: Site) {
        let records = site.open().await;
        let mut pairs = Vec::new();
        for number in 0..8 {
            pairs.push(Arc::new(in_therapy(&records, &format!("Client {number}")).await));
        }
        enter(&records, &pairs[0].client, pairs[0].record, check_in(1), start()).await.unwrap();
        let before = records.verify().await.unwrap();
        let mut tasks = Vec::new();
        for number in 0..96 {
            let (records, pair) = (records.clone(), Arc::clone(&pairs[number % pairs.len()]));
            tasks.push(tokio::spawn(async move {
                enter(&records, &pair.client, pair.record, check_in(1), start()).await.unwrap()
            }));
        }
        for task in tasks {
            task.await.unwrap();
        }
        let after = records.verify().await.unwrap();
        assert!(after.is_clean(), "{:?}", after.problems);
        assert_eq!(after.entries - before.entries, 96);
        let commits = after.commits - before.commits;
        assert!(commits < 48, "96 entries took {commits} commits");
    }

    async fn another_clinics_record_is_not_found(site: Site) {
        let records = site.open().await;
        let pair = in_therapy(&records, "Finn").await;
        let elsewhere = site.another().await;
        let other = elsewhere.open().await;
        let stranger = person(&other, Role::Therapist, &[pair.record]);
        let seen = records.view(&stranger, pair.record, "case", start()).await;
        assert!(matches!(seen, Err(ReadError::NotFound)));
        let entered = enter(&records, &stranger, pair.record, event("x"), start()).await;
        assert!(matches!(entered, Err(WriteError::NotFound)));
        let nobody = person(&records, Role::Therapist, &[RecordId(Uuid::now_v7())]);
        let seen = records.view(&nobody, pair.record, "case", start()).await;
        assert!(matches!(seen, Err(ReadError::NotFound)));
        elsewhere.end().await;
    }

    async fn a_critical_answer_inside_a_whole_questionnaire_opens_an_alert(site: Site) {
        let records = site.open().await;
        let pair = in_therapy(&records, "Gina").await;
        let fact = phq9(Occasion::Session(1), 1, 2);
        enter(&records, &pair.client, pair.record, fact, start()).await.unwrap();
        let view = records.view(&pair.therapist, pair.record, "case", start()).await.unwrap();
        assert_eq!((view.measures().len(), view.open_alerts().count()), (1, 1));
        let waiting = records.open_alerts(&pair.therapist, start()).await.unwrap();
        assert_eq!(waiting.len(), 1);
        assert!(waiting[0].rule.starts_with("phq-9@"));
        let caseload = records.caseload(&pair.therapist, start()).await.unwrap();
        assert_eq!(caseload[0].open_alerts, 1);
    }

    async fn a_correction_stands_in_its_targets_place_and_in_the_projections(site: Site) {
        let records = site.open().await;
        let pair = in_therapy(&records, "Hugo").await;
        let fact = phq9(Occasion::Session(1), 1, 0);
        let measured = enter(&records, &pair.therapist, pair.record, fact, start()).await.unwrap();
        let noted = enter(&records, &pair.therapist, pair.record, event("typo"), start()).await.unwrap();
        let replaced = Fact::Replaced(Replaced {
            target: measured,
            new: Box::new(phq9(Occasion::Session(1), 2, 0)),
            occurred: None,
            reason: text("read the wrong line"),
        });
        enter(&records, &pair.therapist, pair.record, replaced, start()).await.unwrap();
        let retracted = Fact::Retracted(Retracted { target: noted, reason: text("another client") });
        enter(&records, &pair.therapist, pair.record, retracted, start()).await.unwrap();
        let view = records.view(&pair.therapist, pair.record, "case", start()).await.unwrap();
        assert!(view.events().is_empty());
        assert_eq!(view.measures()[0].total(records.content()), Some(16.0));
        let scores = rows(records.db(), "SCORES_ALL", &[records.clinic().0.into()]).await;
        assert_eq!(scores.len(), 1);
        assert!(String::from_utf8_lossy(&scores[0]).contains("16.0"));
    }

    async fn a_damaged_record_does_not_keep_others_from_writing(site: Site) {
        let records = site.open().await;
        let (damaged, sound) = (in_therapy(&records, "Ines").await, in_therapy(&records, "Jon").await);
        site.close(records).await;
        let data = site.db("data").await;
        let values = [damaged.record.0.into()];
        let sql = "UPDATE entry SET slot = 9 WHERE record = $1 AND compartment = 1";
        assert!(crate::site::tamper(&data, sql, &values).await > 0);
        let records = site.open().await;
        let (one, other) = tokio::join!(
            enter(&records, &damaged.client, damaged.record, event("x"), start()),
            enter(&records, &sound.client, sound.record, event("x"), start()),
        );
        assert!(matches!(one, Err(WriteError::Failed(_))), "{one:?}");
        assert!(other.is_ok(), "{other:?}");
    }

    async fn a_second_course_waits_until_the_first_is_closed(site: Site) {
        let records = site.open().await;
        let pair = in_therapy(&records, "Kim").await;
        let again = enter(&records, &pair.therapist, pair.record, course(CourseId(Uuid::now_v7())), start()).await;
        assert!(matches!(again, Err(WriteError::Refused(Refusal::CourseOpen))));
    }
}
