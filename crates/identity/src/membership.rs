//! Care teams: who works with a record, in which capacity, from when until when. The client's own account is a
//! member of its record too, in the role of client.

use crate::account::role_from;
use crate::actor::Actor;
use crate::error::{IdentityError, Refusal};
use crate::event::SecurityEventKind as Kind;
use crate::identity::{Identity, at, maybe_at, maybe_time, new_id, time};
use crate::session::Session;
use crate::statements::{
    END_MEMBERSHIP, INSERT_MEMBERSHIP, LIST_MEMBERSHIPS_OF_ACCOUNT, LIST_MEMBERSHIPS_OF_RECORD,
};
use attune_record::db::Tx;
use attune_therapy::confidentiality::{Membership, Role};
use attune_therapy::ids::{AccountId, RecordId};
use jiff::Timestamp;
use std::sync::Arc;
use uuid::Uuid;

/// One person's place in a record's care team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamMember {
    /// What [`Identity::end_membership`] takes.
    pub id: Uuid,
    /// Whose.
    pub account: AccountId,
    /// In which capacity.
    pub role: Role,
    /// Since when.
    pub from: Timestamp,
    /// Until when, if it ended or will end.
    pub until: Option<Timestamp>,
    /// Emergency access, not a place in the team.
    pub break_glass: bool,
}

impl TeamMember {
    /// Whether it holds at `at`.
    pub fn holds_at(&self, at: Timestamp) -> bool {
        self.from <= at && self.until.is_none_or(|until| at < until)
    }
}

/// Whether an account of one role may have a place of another in a care team.
///
/// An administrator reads no record by that role; in a small practice the same person may treat, and is then named
/// in the record's team like everybody else.
pub(crate) fn fits(account: Role, place: Role) -> bool {
    match account {
        Role::Client => place == Role::Client,
        Role::Therapist | Role::Supervisor | Role::Administrator => {
            matches!(
                place,
                Role::Therapist | Role::Facilitator | Role::Supervisor | Role::Staff
            )
        }
        Role::Facilitator => matches!(place, Role::Facilitator | Role::Staff),
        Role::Staff => place == Role::Staff,
        Role::ServiceLead | Role::Researcher => false,
    }
}

/// A place to be given.
pub(crate) struct NewMembership {
    pub(crate) record: RecordId,
    pub(crate) account: AccountId,
    pub(crate) role: Role,
    pub(crate) from: Timestamp,
    pub(crate) until: Option<Timestamp>,
    pub(crate) break_glass: bool,
}

impl Identity {
    /// Makes somebody who registers a client the first member of that new record's team.
    pub async fn found_team(
        &self,
        session: &Session,
        record: RecordId,
        now: Timestamp,
    ) -> Result<(), IdentityError> {
        let place = match session.role {
            Role::Therapist | Role::Facilitator | Role::Supervisor | Role::Staff => session.role,
            Role::Administrator => Role::Staff,
            _ => return Err(Refusal::NotAllowed.into()),
        };
        if !self.team_rows(record).await?.is_empty() {
            return Err(Refusal::NotAllowed.into());
        }
        let membership = NewMembership {
            record,
            account: session.account,
            role: place,
            from: now,
            until: None,
            break_glass: false,
        };
        self.add(membership, Some(session.account), now)
            .await
            .map(|_| ())
    }

    /// Gives an account a place in a record's team: by the administrator, or by who has one there.
    pub async fn add_member(
        &self,
        actor: Actor<'_>,
        record: RecordId,
        account: AccountId,
        role: Role,
        until: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<Uuid, IdentityError> {
        // Nobody gives themselves a further place: who only files would soon treat.
        let oneself = actor.account() == Some(account);
        if oneself || !actor.works_in(record, now) {
            actor.require_administrator()?;
            actor.require_step_up(now)?;
        }
        let holder = self.account_row(account).await?.account;
        if !fits(holder.role, role) || until.is_some_and(|until| until <= now) {
            return Err(Refusal::RoleDoesNotFit.into());
        }
        let team = self.team_rows(record).await?;
        if team
            .iter()
            .any(|m| m.account == account && m.role == role && !m.break_glass && m.holds_at(now))
        {
            return Err(Refusal::AlreadyMember.into());
        }
        let membership = NewMembership {
            record,
            account,
            role,
            from: now,
            until,
            break_glass: false,
        };
        self.add(membership, actor.account(), now).await
    }

    /// Ends a place in a team, now. What was written stays; reading stops at once.
    pub async fn end_membership(
        &self,
        actor: Actor<'_>,
        record: RecordId,
        id: Uuid,
        now: Timestamp,
    ) -> Result<(), IdentityError> {
        let team = self.team_rows(record).await?;
        let member = team
            .iter()
            .find(|member| member.id == id)
            .ok_or(Refusal::NotFound)?;
        let leaves = actor.account() == Some(member.account) && member.role.is_staff();
        if !leaves && !actor.works_in(record, now) {
            actor.require_administrator()?;
        }
        let values = [
            self.tenant(),
            record.0.into(),
            member.account.0.into(),
            id.into(),
            at(now),
        ];
        let mut tx = self.db().begin().await?;
        if tx.execute(END_MEMBERSHIP, &values).await? > 0 {
            self.note(
                &mut tx,
                Kind::MembershipEnded,
                Some(member.account),
                actor.account(),
                now,
            )
            .await?;
        }
        tx.commit().await?;
        self.inner.cache.forget_account(member.account);
        Ok(())
    }

    /// Everybody who is or was in a record's team, oldest first: for its members, its client, and the
    /// administrator.
    pub async fn team(
        &self,
        actor: Actor<'_>,
        record: RecordId,
        now: Timestamp,
    ) -> Result<Vec<TeamMember>, IdentityError> {
        let team = self.team_rows(record).await?;
        let is_member = team
            .iter()
            .any(|member| Some(member.account) == actor.account() && member.holds_at(now));
        if !is_member {
            actor.require_administrator()?;
        }
        Ok(team)
    }

    pub(crate) async fn team_rows(
        &self,
        record: RecordId,
    ) -> Result<Vec<TeamMember>, IdentityError> {
        let rows = self
            .db()
            .fetch(
                LIST_MEMBERSHIPS_OF_RECORD,
                &[self.tenant(), record.0.into()],
            )
            .await?;
        let members = rows.iter().map(|row| {
            Ok(TeamMember {
                id: row.uuid(0)?,
                account: AccountId(row.uuid(1)?),
                role: role_from(&row.text(2)?)?,
                from: time(row, 3)?,
                until: maybe_time(row, 4)?,
                break_glass: row.bool(5)?,
            })
        });
        members.collect()
    }

    /// An account's memberships that hold now or later: regular ones, and emergency access.
    pub(crate) async fn memberships_of(
        &self,
        account: AccountId,
        now: Timestamp,
    ) -> Result<(Arc<[Membership]>, Arc<[Membership]>), IdentityError> {
        let values = [self.tenant(), account.0.into(), at(now)];
        let (mut care, mut emergency) = (Vec::new(), Vec::new());
        for row in self
            .db()
            .fetch(LIST_MEMBERSHIPS_OF_ACCOUNT, &values)
            .await?
        {
            let membership = Membership {
                record: RecordId(row.uuid(0)?),
                role: role_from(&row.text(1)?)?,
                from: time(&row, 2)?,
                until: maybe_time(&row, 3)?,
            };
            if row.bool(4)? {
                emergency.push(membership)
            } else {
                care.push(membership)
            }
        }
        // A reader meets a record in the first place that holds: who treats comes before who files.
        care.sort_by_key(|membership| (membership.record, membership.role));
        Ok((care.into(), emergency.into()))
    }

    async fn add(
        &self,
        new: NewMembership,
        actor: Option<AccountId>,
        now: Timestamp,
    ) -> Result<Uuid, IdentityError> {
        let account = new.account;
        let mut tx = self.db().begin().await?;
        let id = self.insert_membership(&mut tx, &new, now).await?;
        self.note(&mut tx, Kind::MembershipAdded, Some(account), actor, now)
            .await?;
        tx.commit().await?;
        self.inner.cache.forget_account(account);
        Ok(id)
    }

    pub(crate) async fn insert_membership(
        &self,
        tx: &mut Tx,
        new: &NewMembership,
        now: Timestamp,
    ) -> Result<Uuid, IdentityError> {
        let id = new_id(now);
        let values = [
            self.tenant(),
            new.record.0.into(),
            new.account.0.into(),
            id.into(),
            new.role.name().into(),
            at(new.from),
            maybe_at(new.until),
            new.break_glass.into(),
        ];
        tx.insert(INSERT_MEMBERSHIP, &values).await?;
        Ok(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_has_no_place_in_a_team_and_nobody_else_the_clients_place() {
        for role in Role::ALL {
            assert_eq!(fits(Role::Client, role), role == Role::Client, "{role:?}");
            assert_eq!(fits(role, Role::Client), role == Role::Client, "{role:?}");
        }
    }

    #[test]
    fn service_leads_and_researchers_have_no_place_at_any_record() {
        for place in Role::ALL {
            assert!(
                !fits(Role::ServiceLead, place) && !fits(Role::Researcher, place),
                "{place:?}"
            );
        }
    }
}
