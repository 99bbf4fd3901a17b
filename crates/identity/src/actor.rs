//! Who does something to accounts, and what they may do.

use crate::error::{IdentityError, Refusal};
use crate::session::Session;
use attune_therapy::confidentiality::Role;
use attune_therapy::ids::{AccountId, RecordId};
use jiff::Timestamp;

/// Who acts.
#[derive(Debug, Clone, Copy)]
pub enum Actor<'a> {
    /// The program itself: set-up, the demo, the command line.
    Program,
    /// A person with a live session.
    Person(&'a Session),
}

impl<'a> From<&'a Session> for Actor<'a> {
    fn from(session: &'a Session) -> Actor<'a> {
        Actor::Person(session)
    }
}

impl Actor<'_> {
    pub(crate) fn account(self) -> Option<AccountId> {
        match self {
            Actor::Program => None,
            Actor::Person(session) => Some(session.account),
        }
    }

    pub(crate) fn require_administrator(self) -> Result<(), IdentityError> {
        match self {
            Actor::Program => Ok(()),
            Actor::Person(session) if session.role == Role::Administrator => Ok(()),
            Actor::Person(_) => Err(Refusal::NotAllowed.into()),
        }
    }

    pub(crate) fn require_step_up(self, now: Timestamp) -> Result<(), IdentityError> {
        match self {
            Actor::Program => Ok(()),
            Actor::Person(session) if session.is_stepped_up(now) => Ok(()),
            Actor::Person(_) => Err(Refusal::StepUpNeeded.into()),
        }
    }

    /// Whether the actor has a place in this record's care team, so that they may invite its client and name others.
    pub(crate) fn works_in(self, record: RecordId, now: Timestamp) -> bool {
        match self {
            Actor::Program => true,
            Actor::Person(session) => session.memberships().iter().any(|m| {
                m.record == record
                    && m.role.is_staff()
                    && m.from <= now
                    && m.until.is_none_or(|until| now < until)
            }),
        }
    }
}
