//! Snapshots of long records: quicker, and never anything but what the entries say.

use crate::people::*;
use crate::site::{Site, on_both_engines, tamper};
use attune_record::db::Statement;
use attune_record::{NewEntry, Records};
use attune_therapy::Entry;
use std::sync::Arc;

async fn grow(records: &Records, pair: &Pair, count: usize) {
    for _ in 0..count.div_ceil(100) {
        let some: Vec<NewEntry> = (0..100)
            .map(|number| NewEntry::now(event(&format!("event {number}")), start(), token()))
            .collect();
        records
            .append(&pair.client, pair.record, some, start())
            .await
            .unwrap();
    }
}

async fn entries(site: &Site, pair: &Pair) -> Vec<Arc<Entry>> {
    let records = site.open().await;
    let view = records
        .view(&pair.client, pair.record, "today", start())
        .await
        .unwrap();
    let entries = view.entries().to_vec();
    site.close(records).await;
    entries
}

async fn snapshots(records: &Records) -> (usize, usize) {
    let count = async |db: &attune_record::db::Db, sql: &'static str| {
        db.fetch(
            Statement {
                name: "snapshots",
                sql,
            },
            &[],
        )
        .await
        .unwrap()
        .len()
    };
    (
        count(records.db(), "SELECT seq FROM snapshot").await,
        count(records.keys().db(), "SELECT id FROM snapshot_key").await,
    )
}

on_both_engines! {
    async fn a_long_record_read_by_its_snapshot_is_what_its_entries_say(site: Site) {
        let records = site.open().await;
        let pair = in_therapy(&records, "Ana").await;
        grow(&records, &pair, 400).await;
        assert_eq!(snapshots(&records).await, (0, 0));
        grow(&records, &pair, 300).await;
        let private = crate::erasing::keep_private(&records, &pair, "mine").await;
        assert_eq!(snapshots(&records).await, (1, 1));
        let by_snapshot = entries(site, &pair).await;
        tamper(records.db(), "DELETE FROM snapshot WHERE record = $1", &[pair.record.0.into()]).await;
        let by_entries = entries(site, &pair).await;
        assert_eq!(by_snapshot, by_entries);
        assert_eq!(by_snapshot.len(), 703);
        grow(&records, &pair, 400).await;
        assert_eq!(snapshots(&records).await, (1, 1));
        // Any erasure takes the snapshot and its key; the next one no longer holds what was erased.
        records.erase_entry(&pair.client, pair.record, private, start()).await.unwrap();
        assert_eq!(snapshots(&records).await, (0, 0));
        assert_eq!(entries(site, &pair).await.len(), 1102);
        grow(&records, &pair, 500).await;
        assert_eq!(snapshots(&records).await, (1, 1));
        let left = entries(site, &pair).await;
        assert_eq!(left.len(), 1602);
        assert!(left.iter().all(|entry| entry.id != private));
        assert!(records.verify().await.unwrap().is_clean());
    }

    async fn a_snapshot_that_was_changed_is_passed_over(site: Site) {
        let records = site.open().await;
        let pair = in_therapy(&records, "Ben").await;
        grow(&records, &pair, 600).await;
        for sql in [
            "UPDATE snapshot SET seq = seq - 1 WHERE record = $1",
            "UPDATE snapshot SET sealed = (SELECT sealed FROM entry WHERE record = $1 AND seq = 3) WHERE record = $1",
        ] {
            assert_eq!(tamper(records.db(), sql, &[pair.record.0.into()]).await, 1);
            assert_eq!(entries(site, &pair).await.len(), 602);
        }
    }
}
