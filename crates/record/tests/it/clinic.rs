//! The clinic's own record.

use crate::people::*;
use crate::site::on_both_engines;
use attune_record::{ADULT_YEARS, Retention, WriteError};
use attune_therapy::Role;
use attune_therapy::clinic::ContentType;
use sha2::{Digest, Sha256};

on_both_engines! {
    async fn settings_are_facts_that_only_an_administrator_enters(site: Site) {
        let records = site.open().await;
        let pair = in_therapy(&records, "Ana").await;
        assert_eq!(records.retention().await.unwrap(), Retention::default());
        let refused = records.change_setting(&pair.therapist, ADULT_YEARS, "3", start()).await;
        assert!(matches!(refused, Err(WriteError::Refused(_))));
        let administrator = administrator(&records);
        records.change_setting(&administrator, ADULT_YEARS, "6", start()).await.unwrap();
        assert_eq!(records.retention().await.unwrap().adult_years, 6);
        let odd = records.change_setting(&administrator, "Odd Name", "6", start()).await;
        assert!(matches!(odd, Err(WriteError::Refused(_))));
        site.close(records).await;
        let records = site.open().await;
        assert_eq!(records.retention().await.unwrap().adult_years, 6);
        records.change_setting(&person(&records, Role::Administrator, &[]), ADULT_YEARS, "", start()).await.unwrap();
        assert_eq!(records.retention().await.unwrap(), Retention::default());
    }

    async fn the_first_use_of_a_version_pins_it_by_its_hash_once(site: Site) {
        let records = site.open().await;
        let pair = in_therapy(&records, "Ben").await;
        for each in [0, 1, 2] {
            enter(&records, &pair.client, pair.record, check_in(each), start()).await.unwrap();
        }
        in_therapy(&records, "Cleo").await;
        let clinic = records.clinic_state().await.unwrap().unwrap();
        assert_eq!(clinic.pinned.len(), 2, "{:?}", clinic.pinned.keys());
        for (content, id) in [(ContentType::Protocol, "ipt-adult-16"), (ContentType::Instrument, "phq-9")] {
            let ((_, _, version), pinned) = clinic.pinned.iter().find(|((c, i, _), _)| *c == content && i == id).unwrap();
            let text = records.pinned_text(content, id, version).await.unwrap().unwrap();
            let hash: String = Sha256::digest(text.as_bytes()).iter().map(|b| format!("{b:02x}")).collect();
            assert_eq!(hash, pinned.sha256);
            assert!(text.contains(id));
        }
        let report = records.verify().await.unwrap();
        assert!(report.is_clean(), "{:?}", report.problems);
    }

    async fn nobody_erases_the_clinics_own_record(site: Site) {
        let records = site.open().await;
        in_therapy(&records, "Dora").await;
        let refused = records.erase_record(&administrator(&records), records.clinic_record(), crate::erasing::much_later()).await;
        assert!(refused.is_err());
        assert!(records.clinic_state().await.unwrap().is_some());
    }
}
