//! Emergency access: a clinician who is not in a care team reads a record for four hours, with a reason that the
//! administrator and the client read.

use crate::actor::Actor;
use crate::error::{IdentityError, Refusal};
use crate::event::SecurityEventKind as Kind;
use crate::identity::{Identity, at, new_id, time};
use crate::membership::{NewMembership, TeamMember};
use crate::session::Session;
use crate::statements::{INSERT_BREAK_GLASS, LIST_BREAK_GLASS, LIST_BREAK_GLASS_OF_RECORD};
use attune_record::db::Row;
use attune_therapy::confidentiality::Role;
use attune_therapy::ids::{AccountId, RecordId};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

/// How long emergency access lasts.
pub const BREAK_GLASS_HOURS: i64 = 4;

/// One emergency access.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BreakGlass {
    /// Its id.
    pub id: Uuid,
    /// To which record.
    pub record: RecordId,
    /// By whom.
    pub account: AccountId,
    /// The reason given.
    pub reason: String,
    /// Since when.
    pub from: Timestamp,
    /// Until when.
    pub until: Timestamp,
}

impl Identity {
    /// Whether somebody may ask for emergency access: a therapist, facilitator or supervisor who is not in the team
    /// of a record that there is (every record has a team from its registration on).
    pub async fn may_break_glass(
        &self,
        session: &Session,
        record: RecordId,
        now: Timestamp,
    ) -> Result<(), IdentityError> {
        if !matches!(
            session.role,
            Role::Therapist | Role::Facilitator | Role::Supervisor
        ) {
            return Err(Refusal::NotAllowed.into());
        }
        let team = self.team_rows(record).await?;
        if team.is_empty() {
            return Err(Refusal::NotFound.into());
        }
        let mine = |m: &&TeamMember| m.account == session.account && !m.break_glass;
        if team.iter().filter(mine).any(|m| m.holds_at(now)) {
            return Err(Refusal::NotNeeded.into());
        }
        Ok(())
    }

    /// Opens a record to somebody who may ask for emergency access, for four hours.
    pub async fn break_glass(
        &self,
        session: &Session,
        record: RecordId,
        reason: &str,
        now: Timestamp,
    ) -> Result<BreakGlass, IdentityError> {
        self.may_break_glass(session, record, now).await?;
        let reason = reason.trim();
        if !(10..=1000).contains(&reason.chars().count()) {
            return Err(Refusal::ReasonNeeded.into());
        }
        let until = now
            .checked_add(SignedDuration::from_hours(BREAK_GLASS_HOURS))
            .unwrap_or(Timestamp::MAX);
        let event = BreakGlass {
            id: new_id(now),
            record,
            account: session.account,
            reason: reason.to_owned(),
            from: now,
            until,
        };
        let membership = NewMembership {
            record,
            account: session.account,
            role: Role::Therapist,
            from: now,
            until: Some(until),
            break_glass: true,
        };
        let values = [
            self.tenant(),
            event.id.into(),
            record.0.into(),
            session.account.0.into(),
            self.seal("break-glass-reason", event.id, reason),
            at(now),
            at(until),
        ];
        let mut tx = self.db().begin().await?;
        self.insert_membership(&mut tx, &membership, now).await?;
        tx.insert(INSERT_BREAK_GLASS, &values).await?;
        self.note(
            &mut tx,
            Kind::BreakGlass,
            Some(session.account),
            Some(session.account),
            now,
        )
        .await?;
        tx.commit().await?;
        self.inner.cache.forget_account(session.account);
        Ok(event)
    }

    /// Emergency accesses to one record, newest first: for its client, its team and the administrator.
    pub async fn break_glass_events(
        &self,
        actor: Actor<'_>,
        record: RecordId,
        now: Timestamp,
    ) -> Result<Vec<BreakGlass>, IdentityError> {
        self.team(actor, record, now).await?;
        let values = [self.tenant(), record.0.into()];
        let rows = self.db().fetch(LIST_BREAK_GLASS_OF_RECORD, &values).await?;
        rows.iter().map(|row| self.break_glass_from(row)).collect()
    }

    /// The clinic's latest 500 emergency accesses, newest first: for the administrator.
    pub async fn all_break_glass_events(
        &self,
        actor: Actor<'_>,
    ) -> Result<Vec<BreakGlass>, IdentityError> {
        actor.require_administrator()?;
        let rows = self.db().fetch(LIST_BREAK_GLASS, &[self.tenant()]).await?;
        rows.iter().map(|row| self.break_glass_from(row)).collect()
    }

    fn break_glass_from(&self, row: &Row) -> Result<BreakGlass, IdentityError> {
        let id = row.uuid(0)?;
        Ok(BreakGlass {
            id,
            record: RecordId(row.uuid(1)?),
            account: AccountId(row.uuid(2)?),
            reason: self.open("break-glass-reason", id, &row.bytes(3)?)?,
            from: time(row, 4)?,
            until: time(row, 5)?,
        })
    }
}
