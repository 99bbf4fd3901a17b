//! Invitations: a link or QR code that expires, works once, and explains itself when it does not.

use crate::account::{NewAccount, checked_name, role_from};
use crate::actor::Actor;
use crate::device::Arrival;
use crate::error::{IdentityError, Refusal};
use crate::event::SecurityEventKind as Kind;
use crate::identity::{Identity, at, maybe_time, new_id, time};
use crate::membership::{NewMembership, fits};
use crate::secret::{SecretToken, hash_token};
use crate::session::Session;
use crate::settings::AccountSettings;
use crate::sign_in::SignIn;
use crate::statements::{
    INSERT_INVITATION, LIST_INVITATIONS, LIST_INVITATIONS_OF_RECORD, REVOKE_INVITATION,
    SELECT_INVITATION, SELECT_INVITATION_BY_TOKEN, USE_INVITATION,
};
use attune_record::db::{Row, Tx, Value};
use attune_therapy::confidentiality::Role;
use attune_therapy::ids::{AccountId, RecordId};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

const DEFAULT_LIFE: SignedDuration = SignedDuration::from_hours(7 * 24);
const SHORTEST_LIFE: SignedDuration = SignedDuration::from_hours(1);
const LONGEST_LIFE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A place in a record's care team (or as its client) that comes with an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InviteTo {
    /// The record.
    pub record: RecordId,
    /// In which capacity.
    pub role: Role,
}

/// What an invitation is made from.
#[derive(Debug, Clone, Copy)]
pub struct NewInvitation<'a> {
    /// The role of the account to come.
    pub role: Role,
    /// A place that comes with it.
    pub to: Option<InviteTo>,
    /// A name by which the inviter tells invitations apart; may be empty.
    pub invitee: &'a str,
    /// When it expires; seven days from now if not said.
    pub expires_at: Option<Timestamp>,
}

/// An invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// What [`Identity::revoke_invitation`] takes.
    pub id: Uuid,
    /// The role of the account to come.
    pub role: Role,
    /// A place that comes with it.
    pub to: Option<InviteTo>,
    /// Who invited; `None` if the program did.
    pub invited_by: Option<AccountId>,
    /// A name by which the inviter tells invitations apart.
    pub invitee: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it expires or expired.
    pub expires_at: Timestamp,
    used: Option<(Timestamp, Option<AccountId>)>,
    revoked_at: Option<Timestamp>,
}

/// How an invitation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvitationState {
    /// Waits to be used.
    Open,
    /// Was used.
    Used {
        /// When.
        on: Timestamp,
        /// By which account.
        by: Option<AccountId>,
    },
    /// Was not used in time.
    Expired {
        /// When.
        on: Timestamp,
    },
    /// Was taken back.
    Revoked {
        /// When.
        on: Timestamp,
    },
}

impl Invitation {
    /// How it stands at `now`.
    pub fn state(&self, now: Timestamp) -> InvitationState {
        match (self.used, self.revoked_at) {
            (Some((on, by)), _) => InvitationState::Used { on, by },
            (None, Some(on)) => InvitationState::Revoked { on },
            (None, None) if self.expires_at <= now => InvitationState::Expired {
                on: self.expires_at,
            },
            (None, None) => InvitationState::Open,
        }
    }

    fn require_open(&self, now: Timestamp) -> Result<(), Refusal> {
        match self.state(now) {
            InvitationState::Open => Ok(()),
            InvitationState::Used { on, .. } => Err(Refusal::LinkUsed { on }),
            InvitationState::Expired { on } => Err(Refusal::LinkExpired { on }),
            InvitationState::Revoked { on } => Err(Refusal::LinkRevoked { on }),
        }
    }
}

/// What the page behind an invitation asks for.
#[derive(Clone)]
pub struct AcceptInvitation<'a> {
    /// The name shown to others.
    pub name: &'a str,
    /// The name typed at sign-in.
    pub sign_in_name: &'a str,
    /// The password.
    pub password: &'a str,
    /// A client who sets up a second factor may choose a shorter password; staff always sets one up.
    pub with_second_factor: bool,
    /// Language, zone and looks.
    pub settings: AccountSettings,
}

impl Identity {
    /// Makes an invitation; the token goes into a link or QR code and is not kept.
    ///
    /// The administrator invites anybody; who has a place in a record's care team invites its client.
    pub async fn invite(
        &self,
        actor: Actor<'_>,
        new: NewInvitation<'_>,
        now: Timestamp,
    ) -> Result<(SecretToken, Invitation), IdentityError> {
        let to_own_record = new
            .to
            .is_some_and(|to| to.role == Role::Client && actor.works_in(to.record, now));
        if new.role != Role::Client || !to_own_record {
            actor.require_administrator()?;
            actor.require_step_up(now)?;
        }
        if new.to.is_some_and(|to| !fits(new.role, to.role)) {
            return Err(Refusal::RoleDoesNotFit.into());
        }
        let invitee = if new.invitee.trim().is_empty() {
            ""
        } else {
            checked_name(new.invitee)?
        };
        let expires_at = checked_expiry(new.expires_at, now)?;
        let (token, id) = (SecretToken::random()?, new_id(now));
        let values = [
            self.tenant(),
            id.into(),
            token.hash()[..].into(),
            new.role.name().into(),
            Value::Uuid(new.to.map(|to| to.record.0)),
            Value::Text(new.to.map(|to| to.role.name().to_owned())),
            Value::Uuid(actor.account().map(|account| account.0)),
            self.seal("invitee", id, invitee),
            at(now),
            at(expires_at),
        ];
        let mut tx = self.db().begin().await?;
        tx.insert(INSERT_INVITATION, &values).await?;
        self.note(&mut tx, Kind::InvitationMade, None, actor.account(), now)
            .await?;
        tx.commit().await?;
        let invitation = Invitation {
            id,
            role: new.role,
            to: new.to,
            invited_by: actor.account(),
            invitee: invitee.to_owned(),
            created_at: now,
            expires_at,
            used: None,
            revoked_at: None,
        };
        Ok((token, invitation))
    }

    /// The invitation behind a link, in whatever state; [`Refusal::LinkUnknown`] if there is none.
    pub async fn invitation(&self, token: &str) -> Result<Invitation, IdentityError> {
        let values = [self.tenant(), hash_token(token)[..].into()];
        let row = self
            .db()
            .fetch_optional(SELECT_INVITATION_BY_TOKEN, &values)
            .await?;
        self.invitation_from(&row.ok_or(Refusal::LinkUnknown)?)
    }

    /// The clinic's latest 500 invitations, newest first. For the administrator.
    pub async fn invitations(&self, actor: Actor<'_>) -> Result<Vec<Invitation>, IdentityError> {
        actor.require_administrator()?;
        let rows = self.db().fetch(LIST_INVITATIONS, &[self.tenant()]).await?;
        rows.iter().map(|row| self.invitation_from(row)).collect()
    }

    /// Invitations to one record, newest first. For that record's care team, and the administrator.
    pub async fn invitations_to(
        &self,
        actor: Actor<'_>,
        record: RecordId,
        now: Timestamp,
    ) -> Result<Vec<Invitation>, IdentityError> {
        if !actor.works_in(record, now) {
            actor.require_administrator()?;
        }
        let values = [self.tenant(), record.0.into()];
        let rows = self.db().fetch(LIST_INVITATIONS_OF_RECORD, &values).await?;
        rows.iter().map(|row| self.invitation_from(row)).collect()
    }

    /// Takes back an invitation that was not used.
    pub async fn revoke_invitation(
        &self,
        actor: Actor<'_>,
        id: Uuid,
        now: Timestamp,
    ) -> Result<(), IdentityError> {
        let row = self
            .db()
            .fetch_optional(SELECT_INVITATION, &[self.tenant(), id.into()])
            .await?;
        let invitation = self.invitation_from(&row.ok_or(Refusal::NotFound)?)?;
        if !invitation
            .to
            .is_some_and(|to| to.role == Role::Client && actor.works_in(to.record, now))
        {
            actor.require_administrator()?;
        }
        let mut tx = self.db().begin().await?;
        if tx
            .execute(REVOKE_INVITATION, &[self.tenant(), id.into(), at(now)])
            .await?
            == 0
        {
            invitation.require_open(now)?;
            return Err(Refusal::LinkUsed { on: now }.into());
        }
        self.note(&mut tx, Kind::InvitationRevoked, None, actor.account(), now)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Accepts an invitation with a new account, and signs in as far as that goes.
    pub async fn accept_invitation(
        &self,
        token: &str,
        accept: AcceptInvitation<'_>,
        arrival: Arrival<'_>,
        now: Timestamp,
    ) -> Result<SignIn, IdentityError> {
        let invitation = self.invitation(token).await?;
        invitation.require_open(now)?;
        let new = NewAccount {
            name: accept.name,
            sign_in_name: accept.sign_in_name,
            role: invitation.role,
            password: accept.password,
            with_second_factor: accept.with_second_factor,
            settings: accept.settings,
        };
        let clinic_name = self.clinic_name().await?.unwrap_or_default();
        let prepared = self.prepare_account(&new, &clinic_name, now).await?;
        let mut tx = self.db().begin().await?;
        self.use_invitation(&mut tx, &invitation, prepared.id, now)
            .await?;
        self.insert_account(&mut tx, &prepared).await?;
        self.note(
            &mut tx,
            Kind::AccountCreated,
            Some(prepared.id),
            Some(prepared.id),
            now,
        )
        .await?;
        tx.commit().await?;
        let account = self.account_row(prepared.id).await?.account;
        self.after_password(&account, None, arrival, now).await
    }

    /// Accepts an invitation with the account that is signed in: its role has to fit, and the place comes with it.
    pub async fn accept_invitation_as(
        &self,
        session: &Session,
        token: &str,
        now: Timestamp,
    ) -> Result<(), IdentityError> {
        let invitation = self.invitation(token).await?;
        invitation.require_open(now)?;
        let place = invitation.to.ok_or(Refusal::RoleDoesNotFit)?;
        if !fits(session.role, place.role) {
            return Err(Refusal::RoleDoesNotFit.into());
        }
        let team = self.team_rows(place.record).await?;
        if team
            .iter()
            .any(|m| m.account == session.account && m.role == place.role && m.holds_at(now))
        {
            return Err(Refusal::AlreadyMember.into());
        }
        let mut tx = self.db().begin().await?;
        self.use_invitation(&mut tx, &invitation, session.account, now)
            .await?;
        tx.commit().await?;
        self.inner.cache.forget_account(session.account);
        Ok(())
    }

    /// Uses an invitation up; of two at the same moment only one succeeds.
    async fn use_invitation(
        &self,
        tx: &mut Tx,
        invitation: &Invitation,
        account: AccountId,
        now: Timestamp,
    ) -> Result<(), IdentityError> {
        let values = [
            self.tenant(),
            invitation.id.into(),
            at(now),
            account.0.into(),
        ];
        if tx.execute(USE_INVITATION, &values).await? == 0 {
            return Err(Refusal::LinkUsed { on: now }.into());
        }
        if let Some(InviteTo { record, role }) = invitation.to {
            let membership = NewMembership {
                record,
                account,
                role,
                from: now,
                until: None,
                break_glass: false,
            };
            self.insert_membership(tx, &membership, now).await?;
            self.note(
                tx,
                Kind::MembershipAdded,
                Some(account),
                invitation.invited_by,
                now,
            )
            .await?;
        }
        self.note(tx, Kind::InvitationUsed, Some(account), Some(account), now)
            .await
    }

    fn invitation_from(&self, row: &Row) -> Result<Invitation, IdentityError> {
        let id = row.uuid(0)?;
        let to = match (row.opt_uuid(2)?, row.opt_text(3)?) {
            (Some(record), Some(role)) => Some(InviteTo {
                record: RecordId(record),
                role: role_from(&role)?,
            }),
            _ => None,
        };
        let used_by = row.opt_uuid(9)?.map(AccountId);
        Ok(Invitation {
            id,
            role: role_from(&row.text(1)?)?,
            to,
            invited_by: row.opt_uuid(4)?.map(AccountId),
            invitee: self.open("invitee", id, &row.bytes(5)?)?,
            created_at: time(row, 6)?,
            expires_at: time(row, 7)?,
            used: maybe_time(row, 8)?.map(|on| (on, used_by)),
            revoked_at: maybe_time(row, 10)?,
        })
    }
}

fn checked_expiry(wished: Option<Timestamp>, now: Timestamp) -> Result<Timestamp, Refusal> {
    let life = wished.map_or(DEFAULT_LIFE, |wished| wished.duration_since(now));
    if !(SHORTEST_LIFE..=LONGEST_LIFE).contains(&life) {
        return Err(Refusal::ExpiryInvalid);
    }
    now.checked_add(life).map_err(|_| Refusal::ExpiryInvalid)
}
