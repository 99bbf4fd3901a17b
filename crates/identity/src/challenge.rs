//! Steps that are begun and not finished: kept in the database, so that any node can finish them, and only for
//! minutes.

use crate::error::{IdentityError, Refusal};
use crate::identity::{Identity, at, time};
use crate::secret::{SecretToken, hash_token};
use crate::statements::{DELETE_CHALLENGE, INSERT_CHALLENGE, PRUNE_CHALLENGES, SELECT_CHALLENGE};
use attune_record::db::{Tx, Value};
use attune_therapy::ids::AccountId;
use jiff::{SignedDuration, Timestamp};

/// What was begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Begun {
    /// Password was right, the second factor is due.
    SecondFactor,
    /// Password was right, a second factor has to be set up.
    Enrolment,
    /// A passkey is being registered.
    PasskeyRegistration,
    /// Signing in with nothing but a passkey.
    PasskeySignIn,
    /// A passkey as second factor.
    PasskeySecondFactor,
    /// A passkey to prove again who is there.
    PasskeyStepUp,
}

impl Begun {
    fn name(self) -> &'static str {
        match self {
            Begun::SecondFactor => "second-factor",
            Begun::Enrolment => "enrolment",
            Begun::PasskeyRegistration => "passkey-registration",
            Begun::PasskeySignIn => "passkey-sign-in",
            Begun::PasskeySecondFactor => "passkey-second-factor",
            Begun::PasskeyStepUp => "passkey-step-up",
        }
    }

    fn lasts(self) -> SignedDuration {
        match self {
            // Somebody may have to install an authenticator app first.
            Begun::Enrolment => SignedDuration::from_mins(30),
            _ => SignedDuration::from_mins(5),
        }
    }
}

/// What was kept of a step.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    pub(crate) account: Option<AccountId>,
    pub(crate) state: String,
}

impl Identity {
    pub(crate) async fn keep_challenge(
        &self,
        begun: Begun,
        account: Option<AccountId>,
        state: &str,
        now: Timestamp,
    ) -> Result<SecretToken, IdentityError> {
        let mut tx = self.db().begin().await?;
        tx.execute(PRUNE_CHALLENGES, &[self.tenant(), at(now)])
            .await?;
        let token = SecretToken::random()?;
        let expires = now.checked_add(begun.lasts()).unwrap_or(Timestamp::MAX);
        let values = [
            self.tenant(),
            token.hash()[..].into(),
            begun.name().into(),
            Value::Uuid(account.map(|account| account.0)),
            self.inner
                .sealer
                .seal(&format!("challenge:{}", begun.name()), state.as_bytes())
                .into(),
            at(expires),
        ];
        tx.insert(INSERT_CHALLENGE, &values).await?;
        tx.commit().await?;
        Ok(token)
    }

    /// What was kept, without using it up.
    pub(crate) async fn look_at_challenge(
        &self,
        begun: Begun,
        token: &str,
        now: Timestamp,
    ) -> Result<Kept, IdentityError> {
        let values = [self.tenant(), hash_token(token)[..].into()];
        let row = self.db().fetch_optional(SELECT_CHALLENGE, &values).await?;
        let row = row.ok_or(Refusal::ChallengeExpired)?;
        if row.text(0)? != begun.name() || time(&row, 3)? <= now {
            return Err(Refusal::ChallengeExpired.into());
        }
        let state = self
            .inner
            .sealer
            .open(&format!("challenge:{}", begun.name()), &row.bytes(2)?)?;
        Ok(Kept {
            account: row.opt_uuid(1)?.map(AccountId),
            state: String::from_utf8(state)
                .map_err(|_| IdentityError::Damaged("a challenge is not UTF-8"))?,
        })
    }

    /// Uses it up; of two at the same moment only one succeeds.
    pub(crate) async fn use_challenge(
        &self,
        tx: &mut Tx,
        token: &str,
    ) -> Result<(), IdentityError> {
        let values = [self.tenant(), hash_token(token)[..].into()];
        if tx.execute(DELETE_CHALLENGE, &values).await? == 0 {
            return Err(Refusal::ChallengeExpired.into());
        }
        Ok(())
    }

    /// What was kept, used up: for ceremonies that allow one answer only.
    pub(crate) async fn take_challenge(
        &self,
        begun: Begun,
        token: &str,
        now: Timestamp,
    ) -> Result<Kept, IdentityError> {
        let kept = self.look_at_challenge(begun, token, now).await?;
        let mut tx = self.db().begin().await?;
        self.use_challenge(&mut tx, token).await?;
        tx.commit().await?;
        Ok(kept)
    }
}
