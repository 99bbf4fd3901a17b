//! Pinning: a protocol or questionnaire is copied into the clinic's own record, by hash, when it is first used in a
//! version, so that a changed file never changes an old course.

use attune_therapy::clinic::{ClinicFounded, ContentPinned, ContentType};
use attune_therapy::confidentiality::Compartment;
use attune_therapy::ids::{EntryId, Token};
use attune_therapy::{Author, Case, Content, Entry, Fact, Occurred};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Content in one version.
pub(super) type Used<'a> = (ContentType, &'a str, &'a str);

/// The content that a fact uses.
pub(super) fn used_by(fact: &Fact) -> Option<Used<'_>> {
    match fact {
        Fact::CourseOpened(opened) => {
            Some((ContentType::Protocol, &opened.protocol, &opened.version))
        }
        Fact::MeasureCompleted(completed) => Some((
            ContentType::Instrument,
            &completed.instrument,
            &completed.version,
        )),
        Fact::CriticalAnswered(answered) => Some((
            ContentType::Instrument,
            &answered.instrument,
            &answered.version,
        )),
        _ => None,
    }
}

/// The first entry of the clinic's own record.
pub(super) fn founding(author: Author, at: Timestamp) -> Entry {
    Entry {
        id: EntryId(Uuid::now_v7()),
        fact: Fact::ClinicFounded(ClinicFounded { name: None }),
        course: None,
        occurred: Occurred::utc(at),
        recorded_at: at,
        author,
        on_behalf_of: None,
        device: None,
        compartment: Compartment::Administrative,
        token: Token(Uuid::new_v4()),
    }
}

/// Whether the clinic has pinned it already.
pub(super) fn is_pinned(clinic: &Case, (kind, id, version): &Used<'_>) -> bool {
    let key = (*kind, (*id).to_owned(), (*version).to_owned());
    clinic
        .clinic()
        .is_some_and(|clinic| clinic.pinned.contains_key(&key))
}

/// The entry that pins `used`. It is authored by whoever used it, because that is who brought it in.
pub(super) fn pin(used: &Used<'_>, by: &Entry, content: &Content) -> Option<Entry> {
    let (kind, id, version) = *used;
    let text = match kind {
        ContentType::Protocol => &content.protocol(id, version)?.source_text,
        ContentType::Instrument => content.instrument(id, version)?.source_text(),
    };
    let fact = ContentPinned {
        content: kind,
        id: id.to_owned(),
        version: version.to_owned(),
        sha256: crate::hexadecimal(&Sha256::digest(text.as_bytes())),
        text: text.to_owned(),
    };
    Some(Entry {
        id: EntryId(Uuid::now_v7()),
        fact: Fact::ContentPinned(fact),
        course: None,
        occurred: by.occurred.clone(),
        recorded_at: by.recorded_at,
        author: by.author,
        on_behalf_of: None,
        device: None,
        compartment: Compartment::Administrative,
        token: Token(Uuid::new_v4()),
    })
}
