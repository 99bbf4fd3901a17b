//! The outbox.

use crate::people::*;
use crate::site::on_both_engines;
use attune_record::{Entering, NewEntry, Notice, Records, Settled};
use jiff::SignedDuration;

fn notice(pair: &Pair, dedup: &str, after: i64) -> Notice {
    Notice {
        dedup: dedup.to_owned(),
        not_before: start() + minutes(after),
        template: "alert-first".to_owned(),
        recipient: pair.therapist.account(),
    }
}

async fn with_notices(
    records: &Records,
    pair: &Pair,
    fact: attune_therapy::Fact,
    notices: Vec<Notice>,
) -> bool {
    let entering = Entering {
        notices,
        ..Entering::of(vec![NewEntry::now(fact, start(), token())])
    };
    records
        .append_with(&pair.client, pair.record, entering, start())
        .await
        .is_ok()
}

on_both_engines! {
    async fn a_notice_is_written_with_its_entry_and_not_without_it(site: Site) {
        let records = site.open().await;
        let pair = in_therapy(&records, "Ana").await;
        assert!(!with_notices(&records, &pair, session(1), vec![notice(&pair, "one", 0)]).await);
        assert!(records.lease_due(start(), minutes(5)).await.unwrap().is_empty());
        assert!(with_notices(&records, &pair, event("x"), vec![notice(&pair, "one", 0), notice(&pair, "later", 60)]).await);
        assert!(with_notices(&records, &pair, event("y"), vec![notice(&pair, "one", 0)]).await, "the same notice twice is one");
        let due = records.lease_due(start(), minutes(5)).await.unwrap();
        assert_eq!(due.len(), 1);
        assert_eq!((due[0].dedup.as_str(), due[0].attempt, due[0].record), ("one", 1, Some(pair.record)));
    }

    async fn two_nodes_never_hold_the_same_notice_and_a_lost_lease_comes_back(site: Site) {
        let (one, other) = (site.open().await, site.open().await);
        let pair = in_therapy(&one, "Ben").await;
        let notices = (0..20).map(|n| notice(&pair, &format!("n{n}"), 0)).collect();
        assert!(with_notices(&one, &pair, event("x"), notices).await);
        let lease = minutes(5);
        let (mine, theirs) = tokio::join!(one.lease_due(start(), lease), other.lease_due(start(), lease));
        let mut held: Vec<_> = mine.unwrap().into_iter().chain(theirs.unwrap()).collect();
        assert_eq!(held.len(), 20);
        held.sort_by_key(|notice| notice.id);
        held.dedup_by_key(|notice| notice.id);
        assert_eq!(held.len(), 20);
        one.settle(held[0].id, Settled::Sent).await.unwrap();
        one.settle(held[1].id, Settled::Unknown).await.unwrap();
        let later = start() + SignedDuration::from_mins(6);
        let again = other.lease_due(later, lease).await.unwrap();
        assert_eq!(again.len(), 18);
        assert!(again.iter().all(|notice| notice.attempt == 2));
    }
}
