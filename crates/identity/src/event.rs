//! What happened to accounts: kept with opaque ids only, shown to the administrator and to the account's owner.

use crate::actor::Actor;
use crate::error::IdentityError;
use crate::identity::{Identity, at, new_id, time};
use crate::session::Session;
use crate::statements::{INSERT_EVENT, LIST_EVENTS, LIST_EVENTS_OF_ACCOUNT};
use attune_record::db::{Row, Tx, Value};
use attune_therapy::ids::AccountId;
use jiff::Timestamp;
use uuid::Uuid;

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $code:literal),* $(,)?) => {
        /// A kind of security event.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum SecurityEventKind { $($(#[$doc])* $variant),* }

        impl SecurityEventKind {
            /// All kinds.
            pub const ALL: &[SecurityEventKind] = &[$(SecurityEventKind::$variant),*];

            /// The stable name, used in tables and message catalogues.
            pub fn code(self) -> &'static str {
                match self { $(SecurityEventKind::$variant => $code),* }
            }

            /// The kind of a name.
            pub fn from_code(code: &str) -> Option<SecurityEventKind> {
                SecurityEventKind::ALL.iter().copied().find(|kind| kind.code() == code)
            }
        }
    };
}

kinds! {
    /// The clinic was set up.
    ClinicSetUp = "clinic-set-up",
    /// An account was made.
    AccountCreated = "account-created",
    /// An account was deactivated.
    AccountDeactivated = "account-deactivated",
    /// An account was activated again.
    AccountReactivated = "account-reactivated",
    /// A role was changed.
    RoleChanged = "role-changed",
    /// Language, theme, zone or text size was changed.
    SettingsChanged = "settings-changed",
    /// Signed in.
    SignedIn = "signed-in",
    /// Failed to sign in; no account if the name is nobody's.
    SignInFailed = "sign-in-failed",
    /// Signed out.
    SignedOut = "signed-out",
    /// Sessions on other devices were ended.
    SessionsEnded = "sessions-ended",
    /// Proved again who is there.
    SteppedUp = "stepped-up",
    /// Failed to prove it.
    StepUpFailed = "step-up-failed",
    /// The password was changed by its owner.
    PasswordChanged = "password-changed",
    /// A reset link was made.
    ResetIssued = "reset-issued",
    /// Somebody asked for a reset link for a name that is nobody's.
    ResetForNobody = "reset-for-nobody",
    /// The password was set through a reset link.
    PasswordReset = "password-reset",
    /// A second factor was set up.
    SecondFactorAdded = "second-factor-added",
    /// A second factor was removed.
    SecondFactorRemoved = "second-factor-removed",
    /// Recovery codes were made.
    RecoveryCodesMade = "recovery-codes-made",
    /// A recovery code was used.
    RecoveryCodeUsed = "recovery-code-used",
    /// An invitation was made.
    InvitationMade = "invitation-made",
    /// An invitation was used.
    InvitationUsed = "invitation-used",
    /// An invitation was taken back.
    InvitationRevoked = "invitation-revoked",
    /// Somebody joined a care team.
    MembershipAdded = "membership-added",
    /// Somebody left a care team.
    MembershipEnded = "membership-ended",
    /// Emergency access to a record.
    BreakGlass = "break-glass",
}

/// One security event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityEvent {
    /// Its id, which sorts by time; hand the last one shown to the next listing.
    pub id: Uuid,
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: SecurityEventKind,
    /// To whose account, if to one.
    pub account: Option<AccountId>,
    /// By whom; `None` when by the program or by somebody who was not signed in.
    pub actor: Option<AccountId>,
}

impl Identity {
    pub(crate) async fn note(
        &self,
        tx: &mut Tx,
        kind: SecurityEventKind,
        account: Option<AccountId>,
        actor: Option<AccountId>,
        now: Timestamp,
    ) -> Result<(), IdentityError> {
        let id = |account: Option<AccountId>| Value::Uuid(account.map(|account| account.0));
        let values = [
            self.tenant(),
            new_id(now).into(),
            at(now),
            kind.code().into(),
            id(account),
            id(actor),
        ];
        tx.insert(INSERT_EVENT, &values).await?;
        Ok(())
    }

    /// The clinic's latest 100 security events, or the 100 before `before`. For the administrator.
    pub async fn security_events(
        &self,
        actor: Actor<'_>,
        before: Option<Uuid>,
    ) -> Result<Vec<SecurityEvent>, IdentityError> {
        actor.require_administrator()?;
        let values = [self.tenant(), before.unwrap_or(Uuid::max()).into()];
        self.db()
            .fetch(LIST_EVENTS, &values)
            .await?
            .iter()
            .map(event_from)
            .collect()
    }

    /// The latest 100 security events of one's own account, or the 100 before `before`.
    pub async fn own_security_events(
        &self,
        session: &Session,
        before: Option<Uuid>,
    ) -> Result<Vec<SecurityEvent>, IdentityError> {
        let values = [
            self.tenant(),
            session.account.0.into(),
            before.unwrap_or(Uuid::max()).into(),
        ];
        self.db()
            .fetch(LIST_EVENTS_OF_ACCOUNT, &values)
            .await?
            .iter()
            .map(event_from)
            .collect()
    }
}

fn event_from(row: &Row) -> Result<SecurityEvent, IdentityError> {
    Ok(SecurityEvent {
        id: row.uuid(0)?,
        at: time(row, 1)?,
        kind: SecurityEventKind::from_code(&row.text(2)?)
            .ok_or(IdentityError::Damaged("unknown kind of security event"))?,
        account: row.opt_uuid(3)?.map(AccountId),
        actor: row.opt_uuid(4)?.map(AccountId),
    })
}
