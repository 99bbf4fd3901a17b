//! Verifying finds every kind of damage, and says where.

use crate::people::*;
use crate::site::{Site, on_both_engines, tamper};
use attune_record::Report;
use attune_record::db::Value;
use attune_therapy::ids::RecordId;

/// A clinic of two records of five entries each, in several commits.
async fn lived(site: &Site) -> (RecordId, RecordId) {
    let records = site.open().await;
    let (one, other) = (
        in_therapy(&records, "Ana").await,
        in_therapy(&records, "Ben").await,
    );
    for title in ["a", "b", "c"] {
        for pair in [&one, &other] {
            enter(&records, &pair.client, pair.record, event(title), start())
                .await
                .unwrap();
        }
    }
    let report = records.verify().await.unwrap();
    assert!(report.is_clean(), "{:?}", report.problems);
    assert!(report.entries >= 10 && report.records >= 2 && report.commits >= 8);
    site.close(records).await;
    (one.record, other.record)
}

async fn after(site: &Site, sql: &'static str, values: &[Value]) -> Report {
    let data = site.db("data").await;
    assert!(
        tamper(&data, sql, values).await > 0,
        "nothing was damaged: {sql}"
    );
    data.close().await;
    let records = site.open().await;
    let report = records.verify().await.unwrap();
    site.close(records).await;
    report
}

#[track_caller]
fn names(report: &Report, record: RecordId, seq: Option<i64>) {
    let named = report
        .problems
        .iter()
        .any(|problem| problem.record == Some(record) && (seq.is_none() || problem.seq == seq));
    assert!(named, "{:?}", report.problems);
}

on_both_engines! {
    async fn a_changed_body_is_found(site: Site) {
        let (record, _) = lived(site).await;
        let sql = "UPDATE entry SET sealed = (SELECT sealed FROM entry WHERE record = $1 AND seq = 4) WHERE record = $1 AND seq = 3";
        names(&after(site, sql, &[record.0.into()]).await, record, Some(3));
    }

    async fn a_changed_column_beside_the_body_is_found(site: Site) {
        let (record, _) = lived(site).await;
        let sql = "UPDATE entry SET token = $2 WHERE record = $1 AND seq = 2";
        names(&after(site, sql, &[record.0.into(), uuid::Uuid::new_v4().into()]).await, record, Some(2));
    }

    async fn a_changed_hash_is_found(site: Site) {
        let (record, _) = lived(site).await;
        let sql = "UPDATE entry SET chain = $2 WHERE record = $1 AND seq = 5";
        names(&after(site, sql, &[record.0.into(), vec![7_u8; 32].into()]).await, record, Some(5));
    }

    async fn a_row_moved_to_another_record_is_found(site: Site) {
        let (record, other) = lived(site).await;
        let sql = "UPDATE entry SET record = $2, seq = 6 WHERE record = $1 AND seq = 5";
        let report = after(site, sql, &[record.0.into(), other.0.into()]).await;
        names(&report, record, None);
        names(&report, other, Some(6));
    }

    async fn a_row_moved_within_its_record_is_found(site: Site) {
        let (record, _) = lived(site).await;
        let sql = "UPDATE entry SET seq = 9 WHERE record = $1 AND seq = 3";
        names(&after(site, sql, &[record.0.into()]).await, record, Some(4));
    }

    async fn a_row_missing_in_the_middle_is_found(site: Site) {
        let (record, _) = lived(site).await;
        let sql = "DELETE FROM entry WHERE record = $1 AND seq = 3";
        names(&after(site, sql, &[record.0.into()]).await, record, Some(4));
    }

    async fn a_missing_tail_is_found(site: Site) {
        let (record, _) = lived(site).await;
        let sql = "DELETE FROM entry WHERE record = $1 AND seq >= 4";
        names(&after(site, sql, &[record.0.into()]).await, record, None);
    }

    async fn a_row_put_in_twice_is_found(site: Site) {
        let (record, _) = lived(site).await;
        let sql = "INSERT INTO entry (tenant, record, seq, id, compartment, epoch, block, slot, token, sealed, chain) SELECT tenant, record, 6, id, compartment, epoch, block, slot, $2, sealed, chain FROM entry WHERE record = $1 AND seq = 5";
        let values = [record.0.into(), uuid::Uuid::new_v4().into()];
        names(&after(site, sql, &values).await, record, Some(6));
    }

    async fn a_missing_record_is_found(site: Site) {
        let (record, _) = lived(site).await;
        let data = site.db("data").await;
        tamper(&data, "DELETE FROM entry WHERE record = $1", &[record.0.into()]).await;
        names(&after(site, "DELETE FROM record WHERE record = $1", &[record.0.into()]).await, record, None);
    }

    async fn a_records_row_that_was_changed_or_taken_away_is_found(site: Site) {
        let (record, other) = lived(site).await;
        let sql = "UPDATE record SET kind = 'clinic' WHERE record = $1";
        names(&after(site, sql, &[record.0.into()]).await, record, None);
        names(&after(site, "DELETE FROM record WHERE record = $1", &[other.0.into()]).await, other, None);
    }

    async fn changed_moved_missing_and_doubled_commits_are_found(site: Site) {
        lived(site).await;
        let commit = |report: &Report, n: i64| {
            let named = report.problems.iter().any(|p| p.record.is_none() && p.seq == Some(n));
            assert!(named, "{n}: {:?}", report.problems);
        };
        let sql = "UPDATE clinic_commit SET heads = (SELECT heads FROM clinic_commit WHERE n = 4) WHERE n = $1";
        commit(&after(site, sql, &[3_i64.into()]).await, 3);
        let sql = "INSERT INTO clinic_commit (tenant, n, heads, hash) SELECT tenant, n + 100, heads, hash FROM clinic_commit WHERE n = $1";
        commit(&after(site, sql, &[5_i64.into()]).await, 105);
        tamper(&site.db("data").await, "DELETE FROM clinic_commit WHERE n = $1", &[105_i64.into()]).await;
        commit(&after(site, "DELETE FROM clinic_commit WHERE n = $1", &[6_i64.into()]).await, 7);
    }

    async fn a_missing_last_commit_is_found(site: Site) {
        lived(site).await;
        let sql = "DELETE FROM clinic_commit WHERE n = (SELECT commit_n FROM clinic) AND n > $1";
        assert!(!after(site, sql, &[0_i64.into()]).await.is_clean());
    }

    async fn a_key_that_is_missing_though_nobody_destroyed_it_is_found(site: Site) {
        let (record, _) = lived(site).await;
        let keys = site.db("keys").await;
        assert!(tamper(&keys, "DELETE FROM key_block WHERE record = $1", &[record.0.into()]).await > 0);
        keys.close().await;
        let records = site.open().await;
        let report = records.verify().await.unwrap();
        names(&report, record, Some(3));
        assert!(report.problems.iter().any(|problem| problem.to_string().contains("missing")));
        let reader = person(&records, attune_therapy::Role::Therapist, &[record]);
        assert!(records.view(&reader, record, "case", start()).await.is_err());
    }
}
