//! Rotation of the clinic's key.

use crate::people::*;
use crate::site::on_both_engines;
use attune_record::keys::KeyError;
use attune_record::{OpenError, Records, RootKey};
use std::sync::Arc;

on_both_engines! {
    async fn after_a_rotation_old_and_new_entries_open_and_only_the_new_root_fits(site: Site) {
        let records = site.open().await;
        let pair = in_therapy(&records, "Ana").await;
        let root = RootKey::random();
        assert_eq!(records.keys().rotate(&root).await.unwrap(), 2);
        enter(&records, &pair.client, pair.record, event("after"), start()).await.unwrap();
        assert!(records.verify().await.unwrap().is_clean());
        let content = Arc::clone(records.content());
        site.close(records).await;
        let open = async |root: &RootKey| {
            Records::open(site.db("data").await, site.db("keys").await, root, Arc::clone(&content)).await
        };
        assert!(matches!(open(&site.root).await, Err(OpenError::Key(KeyError::WrongRoot))));
        let records = open(&root).await.unwrap();
        let view = records.view(&pair.client, pair.record, "today", start()).await.unwrap();
        assert_eq!((view.client().unwrap().name.as_str(), view.events().len()), ("Ana", 1));
        assert_eq!(records.caseload(&pair.therapist, start()).await.unwrap().len(), 1);
    }

    async fn another_node_follows_a_rotation_and_wraps_nothing_with_the_old_key(site: Site) {
        let (one, other) = (site.open().await, site.open().await);
        let before = in_therapy(&other, "Ben").await;
        one.keys().rotate(&site.root).await.unwrap();
        let after = in_therapy(&other, "Cleo").await;
        enter(&other, &before.client, before.record, event("x"), start()).await.unwrap();
        for pair in [&before, &after] {
            let fresh = site.open().await;
            let view = fresh.view(&pair.client, pair.record, "today", start()).await.unwrap();
            assert!(view.client().is_some());
            assert!(fresh.verify().await.unwrap().is_clean());
        }
    }
}
