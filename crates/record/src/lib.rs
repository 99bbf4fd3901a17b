//! The append-only record: sealing, chain, storage, projections, drafts and the access log.
//!
//! [`Records`] is the way in. Who is asking is the first argument of every call.

mod access;
mod attachments;
mod backup;
mod cache;
mod caseload;
mod chain;
mod clinic;
pub mod db;
mod directory;
mod drafts;
mod dump;
mod erase;
mod inner;
pub mod keys;
mod outbox;
mod projection;
mod rebuild;
mod records;
mod restore;
mod retention;
pub mod schema;
pub mod sealing;
mod snapshot;
pub mod statements;
mod stored;
mod verify;
mod writer;

pub use access::Reading;
pub use attachments::{AttachError, AttachmentProblem, NewAttachment, OpenedAttachment};
pub use backup::{BackedUp, BackupError, BackupFiles, Recipient, Secret};
pub use caseload::{CaseloadRow, WaitingAlert};
pub use directory::token_of;
pub use drafts::{Draft, DraftError, LONGEST_DRAFT};
pub use erase::EraseError;
pub use outbox::{LeasedNotice, Notice, Settled};
pub use projection::Summary;
pub use records::{Entering, OpenError, ReadError, Records};
pub use restore::{Part, RECORD, RestoreError, Restored, Restoring, check, restore};
pub use retention::{ADULT_YEARS, MINOR_UNTIL_AGE, Retention, RetentionDue};
pub use sealing::{RootKey, RootKeyError, SealError, Sealer};
pub use stored::StoredError;
pub use verify::{Problem, Report};
pub use writer::{NewEntry, Outcome, WriteError};

/// Bytes in hexadecimal.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing into a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
