//! The access log.

use crate::people::*;
use crate::site::on_both_engines;
use attune_record::ReadError;
use attune_therapy::Role;

on_both_engines! {
    async fn a_reading_is_in_the_log_before_the_view_returns_and_the_client_sees_it(site: Site) {
        let records = site.open().await;
        let pair = in_therapy(&records, "Ana").await;
        records.view(&pair.therapist, pair.record, "case", start()).await.unwrap();
        let later = start() + minutes(10);
        let list = records.readings(&pair.client, pair.record, later, later).await.unwrap();
        assert_eq!(list.len(), 1);
        assert_eq!(list[0].account, pair.therapist.account());
        assert_eq!((list[0].role, list[0].what.as_str()), (Some(Role::Therapist), "case"));
        assert!(!list[0].break_glass);
    }

    async fn the_same_page_within_a_minute_is_one_line(site: Site) {
        let records = site.open().await;
        let pair = in_therapy(&records, "Ben").await;
        for seconds in [0, 20, 59, 61, 70] {
            let now = start() + jiff::SignedDuration::from_secs(seconds);
            records.view(&pair.therapist, pair.record, "case", now).await.unwrap();
        }
        records.view(&pair.therapist, pair.record, "letter", start()).await.unwrap();
        let later = start() + minutes(10);
        let list = records.readings(&pair.client, pair.record, later, later).await.unwrap();
        let of = |what: &str| list.iter().filter(|reading| reading.what == what).count();
        assert_eq!((of("case"), of("letter")), (2, 1));
    }

    async fn whoever_may_not_read_the_record_does_not_see_its_log(site: Site) {
        let records = site.open().await;
        let (mine, other) = (in_therapy(&records, "Cleo").await, in_therapy(&records, "Dora").await);
        let seen = records.readings(&other.client, mine.record, start(), start()).await;
        assert!(matches!(seen, Err(ReadError::NotFound)));
        let seen = records.readings(&administrator(&records), mine.record, start(), start()).await;
        assert!(matches!(seen, Err(ReadError::NotFound)));
    }
}
