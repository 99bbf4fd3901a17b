//! Corrections: a mistake is put right by a new entry that points at the old one.

use crate::fact::Fact;
use crate::ids::EntryId;
use crate::text::Text;
use serde::{Deserialize, Serialize};

/// `entry.replaced`: what the target should have said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Replaced {
    /// The original entry (never a correction of it).
    pub target: EntryId,
    /// What it should have said; of the same kind.
    pub new: Box<Fact>,
    /// When it really happened, if that was wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred: Option<crate::entry::Occurred>,
    /// Why.
    pub reason: Text,
}

/// `entry.retracted`: the target should not have been entered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Retracted {
    /// The original entry.
    pub target: EntryId,
    /// Why.
    pub reason: Text,
}
