//! A forgotten password: a link that works once.

use crate::actor::Actor;
use crate::device::Arrival;
use crate::error::{IdentityError, Refusal};
use crate::event::SecurityEventKind as Kind;
use crate::identity::{Identity, at, maybe_time, time};
use crate::secret::{SecretToken, hash_token};
use crate::statements::{
    INSERT_RESET_LINK, REVOKE_RESET_LINKS, SELECT_RESET_LINK, UPDATE_PASSWORD, USE_RESET_LINK,
};
use crate::throttle::Bucket;
use attune_record::db::Tx;
use attune_therapy::ids::AccountId;
use jiff::{SignedDuration, Timestamp};

const BY_ADMINISTRATOR: SignedDuration = SignedDuration::from_hours(24);
const BY_ONESELF: SignedDuration = SignedDuration::from_hours(1);

/// A link by which a password is set anew.
#[derive(Debug, Clone)]
pub struct ResetLink {
    /// Whose password.
    pub account: AccountId,
    /// What the link carries.
    pub token: SecretToken,
    /// Until when it works.
    pub expires_at: Timestamp,
}

impl Identity {
    /// Makes a reset link for somebody who asked the administrator. Earlier links stop working.
    pub async fn issue_reset(
        &self,
        actor: Actor<'_>,
        account: AccountId,
        now: Timestamp,
    ) -> Result<ResetLink, IdentityError> {
        actor.require_administrator()?;
        actor.require_step_up(now)?;
        self.account_row(account).await?;
        let mut tx = self.db().begin().await?;
        let earlier = [self.tenant(), account.0.into(), at(now)];
        tx.execute(REVOKE_RESET_LINKS, &earlier).await?;
        self.make_reset_link(tx, account, actor.account(), BY_ADMINISTRATOR, now)
            .await
    }

    /// Makes a reset link for whoever types a sign-in name, to be sent to that account's own address. Earlier
    /// links go on working.
    ///
    /// The answer is for the outbox. The page says the same whether there is one or not.
    pub async fn request_reset(
        &self,
        sign_in_name: &str,
        arrival: Arrival<'_>,
        now: Timestamp,
    ) -> Result<Option<ResetLink>, IdentityError> {
        self.count_attempt(Bucket::ResetFrom(arrival.address), now)
            .await?;
        match self.account_by_sign_in_name(sign_in_name).await? {
            Some(row) if row.account.deactivated_at.is_none() => {
                // Whoever merely knows a sign-in name must not make the administrator's link useless.
                let tx = self.db().begin().await?;
                let account = row.account.id;
                let link = self
                    .make_reset_link(tx, account, None, BY_ONESELF, now)
                    .await?;
                Ok(Some(link))
            }
            _ => {
                // As much work as for a real account, so that time reveals nothing.
                self.note_alone(Kind::ResetForNobody, None, now).await?;
                Ok(None)
            }
        }
    }

    /// Whether a reset link may be used, for the page that it opens.
    pub async fn check_reset_link(
        &self,
        token: &str,
        now: Timestamp,
    ) -> Result<AccountId, IdentityError> {
        let values = [self.tenant(), hash_token(token)[..].into()];
        let row = self.db().fetch_optional(SELECT_RESET_LINK, &values).await?;
        let row = row.ok_or(Refusal::LinkUnknown)?;
        let expires_at = time(&row, 1)?;
        if let Some(on) = maybe_time(&row, 2)? {
            return Err(Refusal::LinkUsed { on }.into());
        }
        if let Some(on) = maybe_time(&row, 3)? {
            return Err(Refusal::LinkRevoked { on }.into());
        }
        if expires_at <= now {
            return Err(Refusal::LinkExpired { on: expires_at }.into());
        }
        Ok(AccountId(row.uuid(0)?))
    }

    /// Sets a new password through a link: all sessions end, failures are forgotten, second factors stay.
    pub async fn complete_reset(
        &self,
        token: &str,
        password: &str,
        now: Timestamp,
    ) -> Result<(), IdentityError> {
        let id = self.check_reset_link(token, now).await?;
        let account = self.account_row(id).await?.account;
        if account.deactivated_at.is_some() {
            return Err(Refusal::Deactivated.into());
        }
        let (sealed, stands_alone) = self.prepare_password(&account, password).await?;
        let mut tx = self.db().begin().await?;
        let link = [self.tenant(), hash_token(token)[..].into(), at(now)];
        if tx.execute(USE_RESET_LINK, &link).await? == 0 {
            return Err(Refusal::LinkUsed { on: now }.into());
        }
        tx.execute(REVOKE_RESET_LINKS, &[self.tenant(), id.0.into(), at(now)])
            .await?;
        tx.execute(
            UPDATE_PASSWORD,
            &[self.tenant(), id.0.into(), sealed, stands_alone.into()],
        )
        .await?;
        self.end_everything(&mut tx, id).await?;
        let name = self.throttle_name(&account.sign_in_name);
        self.clear_failures(&mut tx, Bucket::SignInName(&name))
            .await?;
        self.note(&mut tx, Kind::PasswordReset, Some(id), None, now)
            .await?;
        tx.commit().await?;
        self.inner.cache.forget_account(id);
        Ok(())
    }

    async fn make_reset_link(
        &self,
        mut tx: Tx,
        account: AccountId,
        actor: Option<AccountId>,
        lasts: SignedDuration,
        now: Timestamp,
    ) -> Result<ResetLink, IdentityError> {
        let token = SecretToken::random()?;
        let expires_at = now.checked_add(lasts).unwrap_or(Timestamp::MAX);
        let values = [
            self.tenant(),
            token.hash()[..].into(),
            account.0.into(),
            at(now),
            at(expires_at),
        ];
        tx.insert(INSERT_RESET_LINK, &values).await?;
        self.note(&mut tx, Kind::ResetIssued, Some(account), actor, now)
            .await?;
        tx.commit().await?;
        Ok(ResetLink {
            account,
            token,
            expires_at,
        })
    }
}
