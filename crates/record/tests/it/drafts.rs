//! Drafts.

use crate::people::*;
use crate::site::{on_both_engines, rows};
use attune_record::{DraftError, LONGEST_DRAFT, NewEntry, WriteError};
use attune_therapy::ids::NoteId;
use attune_therapy::note::NotePart;
use uuid::Uuid;

on_both_engines! {
    async fn two_tabs_never_overwrite_each_other(site: Site) {
        let records = site.open().await;
        let pair = in_therapy(&records, "Ana").await;
        let key = ("session-note", pair.record.0, Uuid::now_v7());
        let put = async |expected, text: &str| {
            records.put_draft(&pair.therapist, key, expected, text, start()).await
        };
        assert_eq!(put(0, "We began with").await.unwrap(), 1);
        assert_eq!(put(1, "We began with the move").await.unwrap(), 2);
        let late = put(1, "Something else").await;
        let Err(DraftError::Changed(Some(now))) = late else { panic!("{late:?}") };
        assert_eq!((now.version, now.text.as_str()), (2, "We began with the move"));
        let first = put(0, "A new one").await;
        assert!(matches!(first, Err(DraftError::Changed(Some(_)))));
        let list = records.drafts_of(&pair.therapist, key.0, key.1).await.unwrap();
        assert_eq!(list.len(), 1);
    }

    async fn a_draft_is_for_its_author_only_and_sealed(site: Site) {
        let records = site.open().await;
        let pair = in_therapy(&records, "Ben").await;
        let key = ("session-note", pair.record.0, Uuid::now_v7());
        records.put_draft(&pair.therapist, key, 0, "only mine", start()).await.unwrap();
        assert_eq!(records.draft(&pair.client, key.0, key.1, key.2).await.unwrap(), None);
        let values = [
            records.clinic().0.into(),
            pair.therapist.account().0.into(),
            key.0.into(),
            key.1.into(),
        ];
        let stored = rows(records.db(), "DRAFTS_OF", &values).await;
        assert_eq!(stored.len(), 1);
        assert!(!String::from_utf8_lossy(&stored[0]).contains("only mine"));
    }

    async fn a_draft_begun_before_its_record_can_still_be_read_after(site: Site) {
        let records = site.open().await;
        let pair = pair(&records);
        let key = ("intake", pair.record.0, Uuid::now_v7());
        records.put_draft(&pair.therapist, key, 0, "Referred by", start()).await.unwrap();
        enter(&records, &pair.therapist, pair.record, registered("Cleo"), start()).await.unwrap();
        let draft = records.draft(&pair.therapist, key.0, key.1, key.2).await.unwrap().unwrap();
        assert_eq!(draft.text, "Referred by");
    }

    async fn the_fact_clears_its_draft_in_the_same_commit_and_a_refusal_keeps_it(site: Site) {
        let records = site.open().await;
        let pair = in_therapy(&records, "Dora").await;
        let key = ("session-note", pair.record.0, Uuid::now_v7());
        records.put_draft(&pair.therapist, key, 0, "A good hour", start()).await.unwrap();
        let append = async |fact| {
            let entries = vec![NewEntry::now(fact, start(), token())];
            let outcome = records
                .append_and_clear_draft(&pair.therapist, pair.record, entries, key, start());
            outcome.await
        };
        assert!(matches!(append(session(7)).await, Err(WriteError::Refused(_))));
        assert!(records.draft(&pair.therapist, key.0, key.1, key.2).await.unwrap().is_some());
        let fact = note(NoteId(Uuid::now_v7()), NotePart::Progress, "A good hour");
        append(fact).await.unwrap();
        assert_eq!(records.draft(&pair.therapist, key.0, key.1, key.2).await.unwrap(), None);
    }

    async fn a_draft_cleared_and_typed_again_at_once_harms_nobody(site: Site) {
        let records = site.open().await;
        let pair = in_therapy(&records, "Emil").await;
        let key = ("session-note", pair.record.0, Uuid::now_v7());
        records.put_draft(&pair.therapist, key, 0, "one", start()).await.unwrap();
        let fact = note(NoteId(Uuid::now_v7()), NotePart::Progress, "one");
        let entries = vec![NewEntry::now(fact, start(), token())];
        let (cleared, typed, other) = tokio::join!(
            records.append_and_clear_draft(&pair.therapist, pair.record, entries, key, start()),
            records.put_draft(&pair.therapist, key, 1, "one more", start()),
            enter(&records, &pair.client, pair.record, event("x"), start()),
        );
        assert!(cleared.is_ok() && other.is_ok(), "{cleared:?} {other:?}");
        assert!(matches!(typed, Ok(2) | Err(DraftError::Changed(None))), "{typed:?}");
    }

    async fn a_draft_that_is_too_long_is_refused_and_one_can_be_thrown_away(site: Site) {
        let records = site.open().await;
        let pair = in_therapy(&records, "Finn").await;
        let key = ("session-note", pair.record.0, Uuid::now_v7());
        let long = "a".repeat(LONGEST_DRAFT + 1);
        let refused = records.put_draft(&pair.therapist, key, 0, &long, start()).await;
        assert!(matches!(refused, Err(DraftError::TooLong)));
        records.put_draft(&pair.therapist, key, 0, "short", start()).await.unwrap();
        records.delete_draft(&pair.therapist, key).await.unwrap();
        assert_eq!(records.draft(&pair.therapist, key.0, key.1, key.2).await.unwrap(), None);
    }
}
