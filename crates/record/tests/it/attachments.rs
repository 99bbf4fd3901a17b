//! Attachments.

use crate::people::*;
use crate::site::{on_both_engines, tamper};
use attune_record::{AttachError, AttachmentProblem, NewAttachment, ReadError, WriteError};
use attune_therapy::attachment::{AttachmentAdded, MediaType};
use attune_therapy::ids::AttachmentId;
use attune_therapy::{Compartment, Fact, Occurred, Role};
use uuid::Uuid;

fn new(content: &[u8], compartment: Compartment) -> NewAttachment {
    NewAttachment {
        name: text("letter.txt"),
        content: content.to_vec(),
        compartment,
        occurred: Occurred::utc(start()),
        token: token(),
    }
}

on_both_engines! {
    async fn a_file_is_attached_once_and_opened_by_those_who_may_see_it(site: Site) {
        let records = site.open().await;
        let pair = in_therapy(&records, "Ana").await;
        let letter = new(b"Dear colleague", Compartment::Progress);
        let first = records.attach(&pair.therapist, pair.record, letter.clone(), start()).await.unwrap();
        let again = records.attach(&pair.therapist, pair.record, letter, start()).await.unwrap();
        assert_eq!(first, again);
        let view = records.view(&pair.therapist, pair.record, "case", start()).await.unwrap();
        let [attached] = view.attachments() else { panic!("{:?}", view.attachments()) };
        assert_eq!(attached.added.media_type, MediaType::PlainText);
        let id = attached.added.attachment;
        let opened = records.attachment(&pair.therapist, pair.record, id, start()).await.unwrap();
        assert_eq!(opened.content, b"Dear colleague");
        let client = records.attachment(&pair.client, pair.record, id, start()).await;
        assert!(matches!(client, Err(ReadError::NotFound)));
        let later = start() + minutes(5);
        let log = records.readings(&pair.client, pair.record, later, later).await.unwrap();
        assert!(log.iter().any(|reading| reading.what == "attachment"));
    }

    async fn an_administrative_attachment_has_a_key_of_its_own(site: Site) {
        let records = site.open().await;
        let pair = in_therapy(&records, "Ben").await;
        let desk = person(&records, Role::Staff, &[pair.record]);
        records.attach(&desk, pair.record, new(b"signed", Compartment::Administrative), start()).await.unwrap();
        let sql = "UPDATE attachment SET slot = slot WHERE record = $1 AND block IS NOT NULL";
        assert_eq!(tamper(records.db(), sql, &[pair.record.0.into()]).await, 1);
        site.close(records).await;
        let records = site.open().await;
        let view = records.view(&desk, pair.record, "case", start()).await.unwrap();
        let id = view.attachments()[0].added.attachment;
        assert_eq!(records.attachment(&desk, pair.record, id, start()).await.unwrap().content, b"signed");
        assert_eq!(records.verify().await.unwrap().attachments, 1);
    }

    async fn a_changed_swapped_or_missing_attachment_is_found(site: Site) {
        let records = site.open().await;
        let pair = in_therapy(&records, "Cleo").await;
        for content in ["one", "other"] {
            records.attach(&pair.therapist, pair.record, new(content.as_bytes(), Compartment::Progress), start()).await.unwrap();
        }
        assert!(records.verify().await.unwrap().is_clean());
        let sql = "UPDATE attachment SET sealed = (SELECT sealed FROM attachment WHERE record = $1 ORDER BY id LIMIT 1) WHERE record = $1";
        tamper(records.db(), sql, &[pair.record.0.into()]).await;
        assert_eq!(records.verify().await.unwrap().problem_count, 1);
        tamper(records.db(), "DELETE FROM attachment WHERE record = $1", &[pair.record.0.into()]).await;
        assert_eq!(records.verify().await.unwrap().problem_count, 2);
    }

    async fn what_cannot_be_attached_is_refused_and_leaves_nothing(site: Site) {
        let records = site.open().await;
        let pair = in_therapy(&records, "Dora").await;
        let zip = records.attach(&pair.therapist, pair.record, new(b"PK\x03\x04\0", Compartment::Progress), start()).await;
        assert!(matches!(zip, Err(AttachError::Problem(AttachmentProblem::OtherKind))));
        let hidden = records.attach(&pair.client, pair.record, new(b"x", Compartment::Process), start()).await;
        assert!(matches!(hidden, Err(AttachError::Write(WriteError::Refused(_)))));
        let bare = Fact::AttachmentAdded(AttachmentAdded {
            attachment: AttachmentId(Uuid::now_v7()),
            media_type: MediaType::Pdf,
            name: text("nothing behind it"),
            size: 3,
            sha256: "0".repeat(64),
            compartment: Compartment::Progress,
        });
        let bare = enter(&records, &pair.therapist, pair.record, bare, start()).await;
        assert!(matches!(bare, Err(WriteError::Refused(_))));
        let sql = "UPDATE attachment SET slot = slot WHERE record = $1";
        assert_eq!(tamper(records.db(), sql, &[pair.record.0.into()]).await, 0);
    }
}
