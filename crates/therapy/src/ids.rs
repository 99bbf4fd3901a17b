//! Names for things that must not be mixed up.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta] $name:ident),* $(,)?) => {$(
        #[$doc]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> { Uuid::parse_str(text).map($name) }
        }
    )*};
}

id! {
    /// A clinic: one tenant of a database.
    ClinicId,
    /// A record: of a client, a couple, a group, or of the clinic itself.
    RecordId,
    /// One entry of a record.
    EntryId,
    /// A person with an account.
    AccountId,
    /// A course of therapy inside a record.
    CourseId,
    /// A person of the client's interpersonal inventory.
    PersonId,
    /// A session note.
    NoteId,
    /// An attachment.
    AttachmentId,
    /// A token that the writer made up, so that the same thing sent twice is one entry.
    Token,
}
