//! From nobody to a session: password, then the second factor.

use crate::account::{Account, AccountRow};
use crate::challenge::Begun;
use crate::device::Arrival;
use crate::error::{IdentityError, Refusal};
use crate::event::SecurityEventKind as Kind;
use crate::factor::FactorKind;
use crate::identity::Identity;
use crate::password::normalised;
use crate::secret::SecretToken;
use crate::session::SignedIn;
use crate::statements::REHASH_PASSWORD;
use crate::throttle::{Bucket, Counted};
use attune_therapy::confidentiality::Role;
use attune_therapy::ids::AccountId;
use jiff::Timestamp;

/// What a right password leads to.
#[derive(Debug, Clone)]
pub enum SignIn {
    /// In.
    Complete(SignedIn),
    /// A second factor is asked for.
    NeedsSecondFactor {
        /// Goes into a short-lived cookie; finishes with one of the `second_factor_*` calls.
        pending: SecretToken,
        /// What the account can show.
        kinds: Vec<FactorKind>,
    },
    /// A second factor has to be set up first.
    MustEnrol {
        /// Goes into a short-lived cookie; finishes with [`Identity::finish_enrolment`].
        pending: SecretToken,
    },
}

/// A sign-in that is under way.
#[derive(Debug, Clone)]
pub struct Pending {
    /// Whose password was right.
    pub account: AccountId,
    /// In which role.
    pub role: Role,
    /// What is missing.
    pub stage: PendingStage,
}

/// What a pending sign-in waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PendingStage {
    /// A second factor.
    SecondFactor,
    /// The setting up of one.
    Enrolment,
}

/// A counted attempt at an account, to be taken back when it succeeds.
pub(crate) struct Attempt {
    name: Vec<u8>,
    at_name: Counted,
    at_address: Counted,
}

impl Identity {
    /// Takes sign-in name and password. Unknown names, wrong passwords and the time they take look the same.
    ///
    /// # Errors
    /// [`Refusal::WrongCredentials`], [`Refusal::Throttled`], [`Refusal::Locked`]; [`Refusal::Deactivated`] only to
    /// somebody who knows the password.
    pub async fn sign_in(
        &self,
        sign_in_name: &str,
        password: &str,
        arrival: Arrival<'_>,
        now: Timestamp,
    ) -> Result<SignIn, IdentityError> {
        let attempt = self.begin_attempt(sign_in_name, arrival, now).await?;
        let row = self.account_by_sign_in_name(sign_in_name).await?;
        if !self.password_is_right(row.as_ref(), password).await? {
            // Noted also when there is no such account: the disk's time would tell.
            let account = row.as_ref().map(|row| row.account.id);
            self.note_alone(Kind::SignInFailed, account, now).await?;
            return Err(Refusal::WrongCredentials.into());
        }
        let Some(AccountRow { account, .. }) = row else {
            return Err(Refusal::WrongCredentials.into());
        };
        if account.deactivated_at.is_some() {
            return Err(Refusal::Deactivated.into());
        }
        self.after_password(&account, Some(attempt), arrival, now)
            .await
    }

    /// Goes on after a password that was right or was just chosen.
    pub(crate) async fn after_password(
        &self,
        account: &Account,
        attempt: Option<Attempt>,
        arrival: Arrival<'_>,
        now: Timestamp,
    ) -> Result<SignIn, IdentityError> {
        let kinds = self.second_factors(account.id).await?.kinds();
        if !kinds.is_empty() {
            let pending = self
                .keep_challenge(Begun::SecondFactor, Some(account.id), "", now)
                .await?;
            self.excuse_attempt(attempt).await?;
            return Ok(SignIn::NeedsSecondFactor { pending, kinds });
        }
        if account.needs_second_factor() {
            let pending = self
                .keep_challenge(Begun::Enrolment, Some(account.id), "", now)
                .await?;
            self.finish_attempt(attempt).await?;
            return Ok(SignIn::MustEnrol { pending });
        }
        self.finish_attempt(attempt).await?;
        Ok(SignIn::Complete(
            self.begin_session(account.id, account.role, arrival, now)
                .await?,
        ))
    }

    /// Who is behind a pending sign-in.
    pub async fn pending(&self, token: &str, now: Timestamp) -> Result<Pending, IdentityError> {
        let (kept, stage) = match self
            .look_at_challenge(Begun::SecondFactor, token, now)
            .await
        {
            Ok(kept) => (kept, PendingStage::SecondFactor),
            Err(IdentityError::Refused(_)) => (
                self.look_at_challenge(Begun::Enrolment, token, now).await?,
                PendingStage::Enrolment,
            ),
            Err(other) => return Err(other),
        };
        let id = kept
            .account
            .ok_or(IdentityError::Damaged("a pending sign-in without account"))?;
        let account = self.account_row(id).await?.account;
        if account.deactivated_at.is_some() {
            return Err(Refusal::Deactivated.into());
        }
        Ok(Pending {
            account: id,
            role: account.role,
            stage,
        })
    }

    /// Finishes a pending sign-in whose second factor is a code of an authenticator app.
    pub async fn second_factor_totp(
        &self,
        pending: &str,
        code: &str,
        arrival: Arrival<'_>,
        now: Timestamp,
    ) -> Result<SignedIn, IdentityError> {
        let (account, attempt) = self.begin_second_factor(pending, arrival, now).await?;
        let checked = self.use_totp_code(account.id, code, now).await;
        self.finish_second_factor(pending, &account, attempt, checked, arrival, now)
            .await
    }

    /// Finishes a pending sign-in with a recovery code, which works once.
    pub async fn second_factor_recovery(
        &self,
        pending: &str,
        code: &str,
        arrival: Arrival<'_>,
        now: Timestamp,
    ) -> Result<SignedIn, IdentityError> {
        let (account, attempt) = self.begin_second_factor(pending, arrival, now).await?;
        let checked = self.use_recovery_code(account.id, code, now).await;
        self.finish_second_factor(pending, &account, attempt, checked, arrival, now)
            .await
    }

    /// Finishes a sign-in that had to set up a second factor.
    pub async fn finish_enrolment(
        &self,
        pending: &str,
        arrival: Arrival<'_>,
        now: Timestamp,
    ) -> Result<SignedIn, IdentityError> {
        let who = self.pending(pending, now).await?;
        let factors = self.second_factors(who.account).await?;
        if who.stage != PendingStage::Enrolment || !factors.any() {
            return Err(Refusal::LastSecondFactor.into());
        }
        let mut tx = self.db().begin().await?;
        self.use_challenge(&mut tx, pending).await?;
        let cookie = self
            .insert_session(&mut tx, who.account, who.role, arrival, now)
            .await?;
        tx.commit().await?;
        self.signed_in(cookie, now).await
    }

    pub(crate) async fn begin_second_factor(
        &self,
        pending: &str,
        arrival: Arrival<'_>,
        now: Timestamp,
    ) -> Result<(Account, Attempt), IdentityError> {
        let kept = self
            .look_at_challenge(Begun::SecondFactor, pending, now)
            .await?;
        let id = kept
            .account
            .ok_or(IdentityError::Damaged("a pending sign-in without account"))?;
        let account = self.account_row(id).await?.account;
        let attempt = self
            .begin_attempt(&account.sign_in_name, arrival, now)
            .await?;
        Ok((account, attempt))
    }

    pub(crate) async fn finish_second_factor(
        &self,
        pending: &str,
        account: &Account,
        attempt: Attempt,
        checked: Result<(), IdentityError>,
        arrival: Arrival<'_>,
        now: Timestamp,
    ) -> Result<SignedIn, IdentityError> {
        if let Err(error) = checked {
            self.note_alone(Kind::SignInFailed, Some(account.id), now)
                .await?;
            return Err(error);
        }
        if account.deactivated_at.is_some() {
            return Err(Refusal::Deactivated.into());
        }
        let mut tx = self.db().begin().await?;
        self.use_challenge(&mut tx, pending).await?;
        let cookie = self
            .insert_session(&mut tx, account.id, account.role, arrival, now)
            .await?;
        self.clear_failures(&mut tx, Bucket::SignInName(&attempt.name))
            .await?;
        self.take_back(&mut tx, &attempt.at_address).await?;
        tx.commit().await?;
        self.signed_in(cookie, now).await
    }

    /// Counts an attempt at a sign-in name from an address; refuses when it is not to be looked at.
    pub(crate) async fn begin_attempt(
        &self,
        sign_in_name: &str,
        arrival: Arrival<'_>,
        now: Timestamp,
    ) -> Result<Attempt, IdentityError> {
        let name = self.throttle_name(sign_in_name);
        let at_address = self
            .count_attempt(Bucket::Address(arrival.address), now)
            .await?;
        let at_name = self.count_attempt(Bucket::SignInName(&name), now).await?;
        Ok(Attempt {
            name,
            at_name,
            at_address,
        })
    }

    /// An attempt that succeeded altogether.
    async fn finish_attempt(&self, attempt: Option<Attempt>) -> Result<(), IdentityError> {
        let Some(attempt) = attempt else {
            return Ok(());
        };
        let mut tx = self.db().begin().await?;
        self.clear_failures(&mut tx, Bucket::SignInName(&attempt.name))
            .await?;
        self.take_back(&mut tx, &attempt.at_address).await?;
        tx.commit().await?;
        Ok(())
    }

    /// A right password with the second factor still due: this attempt was no failure, but those before it go on
    /// counting, so that somebody who knows the password cannot guess codes for ever.
    async fn excuse_attempt(&self, attempt: Option<Attempt>) -> Result<(), IdentityError> {
        let Some(attempt) = attempt else {
            return Ok(());
        };
        let mut tx = self.db().begin().await?;
        self.take_back(&mut tx, &attempt.at_address).await?;
        self.take_back(&mut tx, &attempt.at_name).await?;
        tx.commit().await?;
        Ok(())
    }

    pub(crate) fn throttle_name(&self, sign_in_name: &str) -> Vec<u8> {
        match self.sign_in_key(sign_in_name) {
            attune_record::db::Value::Bytes(Some(key)) => key,
            _ => Vec::new(),
        }
    }

    /// Asks for the current password of somebody who is signed in.
    pub(crate) async fn confirm_password(
        &self,
        row: &AccountRow,
        password: &str,
        now: Timestamp,
    ) -> Result<(), IdentityError> {
        let name = self.throttle_name(&row.account.sign_in_name);
        self.count_attempt(Bucket::SignInName(&name), now).await?;
        if !self.password_is_right(Some(row), password).await? {
            self.note_alone(Kind::StepUpFailed, Some(row.account.id), now)
                .await?;
            return Err(Refusal::WrongPassword.into());
        }
        let mut tx = self.db().begin().await?;
        self.clear_failures(&mut tx, Bucket::SignInName(&name))
            .await?;
        tx.commit().await?;
        Ok(())
    }

    async fn password_is_right(
        &self,
        row: Option<&AccountRow>,
        password: &str,
    ) -> Result<bool, IdentityError> {
        let stored = row.map(|row| self.password_hash(row)).transpose()?;
        let stored = stored.map(|hash| hash.to_string());
        let verdict = self
            .inner
            .hasher
            .verify(normalised(password), stored)
            .await?;
        if let (Some(row), true, true) = (row, verdict.matches, verdict.outdated) {
            self.rehash(row, password).await?;
        }
        Ok(verdict.matches)
    }

    /// The cost of hashing was changed: store the password at the new cost, unless it was changed meanwhile.
    async fn rehash(&self, row: &AccountRow, password: &str) -> Result<(), IdentityError> {
        let hash = self.inner.hasher.hash(normalised(password)).await?;
        let values = [
            self.tenant(),
            row.account.id.0.into(),
            self.seal("account-password", row.account.id.0, &hash),
            row.password_sealed.as_slice().into(),
        ];
        self.db().execute(REHASH_PASSWORD, &values).await?;
        Ok(())
    }

    pub(crate) async fn note_alone(
        &self,
        kind: Kind,
        account: Option<AccountId>,
        now: Timestamp,
    ) -> Result<(), IdentityError> {
        let mut tx = self.db().begin().await?;
        self.note(&mut tx, kind, account, None, now).await?;
        tx.commit().await?;
        Ok(())
    }
}
