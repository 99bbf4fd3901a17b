//! The reader that every call to the record asks for. Nothing else makes one.

use crate::actor::Actor;
use crate::error::{IdentityError, Refusal};
use crate::identity::Identity;
use crate::session::Session;
use attune_therapy::confidentiality::{Membership, Purpose, Reader, Role};
use attune_therapy::ids::{AccountId, RecordId};
use jiff::Timestamp;
use std::sync::Arc;
use uuid::Uuid;

impl Identity {
    /// Somebody with a live session, reading for care or their own record. Emergency access is left out: what is
    /// read by it goes through [`Identity::reader_in`], so that the access log says so.
    pub fn reader(&self, session: &Session) -> Reader {
        Reader::vouched(
            self.clinic(),
            session.account,
            session.role,
            Purpose::Care,
            session.memberships().clone(),
        )
    }

    /// The same, for one record: by emergency access where no place in the team holds.
    pub fn reader_in(&self, session: &Session, record: RecordId, now: Timestamp) -> Reader {
        let regular = self.reader(session);
        let emergency = session.emergency_access().iter().any(|m| {
            m.record == record && m.from <= now && m.until.is_none_or(|until| now < until)
        });
        if regular.knows(record, now) || !emergency {
            return regular;
        }
        Reader::vouched(
            self.clinic(),
            session.account,
            session.role,
            Purpose::BreakGlass,
            session.emergency_access().clone(),
        )
    }

    /// The program itself, working on the records named: reminders, imports, checks. It has no account.
    pub fn background(&self, records: &[RecordId], now: Timestamp) -> Reader {
        let memberships: Arc<[Membership]> = records
            .iter()
            .map(|record| Membership {
                record: *record,
                role: Role::Therapist,
                from: now,
                until: None,
            })
            .collect();
        let nobody = AccountId(Uuid::nil());
        Reader::vouched(
            self.clinic(),
            nobody,
            Role::Therapist,
            Purpose::Background,
            memberships,
        )
    }

    /// The program acting for somebody whose account it has just made and placed: the demo clinic is entered
    /// through the same gates as real entries.
    ///
    /// # Errors
    /// When a person asks for it: nobody acts for anybody else.
    pub fn acting_for(
        &self,
        actor: Actor<'_>,
        account: AccountId,
        role: Role,
        record: RecordId,
        from: Timestamp,
    ) -> Result<Reader, IdentityError> {
        if let Actor::Person(_) = actor {
            return Err(Refusal::NotAllowed.into());
        }
        let membership = Membership {
            record,
            role,
            from,
            until: None,
        };
        Ok(Reader::vouched(
            self.clinic(),
            account,
            role,
            Purpose::Care,
            Arc::from([membership]),
        ))
    }
}
