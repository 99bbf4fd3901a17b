//! The append-only record: sealing, chain, storage, projections, drafts and the access log.
//!
//! [`Records`] is the way in. Who is asking is the first argument of every call.

mod access;
mod cache;
mod caseload;
mod chain;
pub mod db;
mod drafts;
mod inner;
pub mod keys;
mod projection;
mod records;
pub mod schema;
pub mod sealing;
pub mod statements;
mod stored;
mod writer;

pub use access::Reading;
pub use caseload::{CaseloadRow, WaitingAlert};
pub use drafts::{Draft, DraftError, LONGEST_DRAFT};
pub use projection::Summary;
pub use records::{OpenError, ReadError, Records};
pub use sealing::{RootKey, RootKeyError, SealError, Sealer};
pub use stored::StoredError;
pub use writer::{NewEntry, Outcome, WriteError};
