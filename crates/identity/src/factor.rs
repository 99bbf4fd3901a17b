//! Second factors as a whole: which an account has, and who may change them.

use crate::actor::Actor;
use crate::error::{IdentityError, Refusal};
use crate::event::SecurityEventKind as Kind;
use crate::identity::{Identity, maybe_time};
use crate::session::Session;
use crate::sign_in::{Pending, PendingStage};
use crate::statements::{
    COUNT_PASSKEYS, COUNT_RECOVERY_CODES, DELETE_PASSKEYS, DELETE_RECOVERY_CODES, DELETE_TOTP,
    SELECT_TOTP,
};
use attune_therapy::ids::AccountId;
use jiff::Timestamp;

/// A kind of second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FactorKind {
    /// A passkey: device or security key. Withstands phishing.
    Passkey,
    /// A code of an authenticator app.
    Totp,
    /// One of ten codes on paper.
    RecoveryCode,
}

/// The second factors of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SecondFactors {
    /// An authenticator app is set up.
    pub totp: bool,
    /// So many passkeys.
    pub passkeys: usize,
    /// So many unused recovery codes.
    pub recovery_codes: usize,
}

impl SecondFactors {
    /// Whether there is any; recovery codes alone are none.
    pub fn any(&self) -> bool {
        self.totp || self.passkeys > 0
    }

    /// What can be asked for at sign-in, the strongest first.
    pub fn kinds(&self) -> Vec<FactorKind> {
        if !self.any() {
            return Vec::new();
        }
        let each = [
            (self.passkeys > 0, FactorKind::Passkey),
            (self.totp, FactorKind::Totp),
            (self.recovery_codes > 0, FactorKind::RecoveryCode),
        ];
        each.into_iter()
            .filter_map(|(has, kind)| has.then_some(kind))
            .collect()
    }
}

/// Somebody who may set up a second factor.
#[derive(Debug, Clone, Copy)]
pub enum FactorHolder<'a> {
    /// Signed in; has to have proved just now who is there.
    Session(&'a Session),
    /// In the middle of a sign-in that asks for the first one.
    Enrolling(&'a Pending),
}

impl FactorHolder<'_> {
    pub(crate) fn account(self, now: Timestamp) -> Result<AccountId, IdentityError> {
        match self {
            FactorHolder::Session(session) if session.is_stepped_up(now) => Ok(session.account),
            FactorHolder::Session(_) => Err(Refusal::StepUpNeeded.into()),
            FactorHolder::Enrolling(pending) if pending.stage == PendingStage::Enrolment => {
                Ok(pending.account)
            }
            FactorHolder::Enrolling(_) => Err(Refusal::NotAllowed.into()),
        }
    }
}

impl Identity {
    /// The second factors of an account.
    pub async fn second_factors(&self, account: AccountId) -> Result<SecondFactors, IdentityError> {
        let values = [self.tenant(), account.0.into()];
        let totp = self.db().fetch_optional(SELECT_TOTP, &values).await?;
        let totp = totp
            .map(|row| maybe_time(&row, 1))
            .transpose()?
            .flatten()
            .is_some();
        let mut counts = [0; 2];
        for (count, statement) in counts
            .iter_mut()
            .zip([COUNT_PASSKEYS, COUNT_RECOVERY_CODES])
        {
            let row = self.db().fetch_optional(statement, &values).await?;
            *count = row.map_or(Ok(0), |row| row.int(0))?;
        }
        let [passkeys, recovery_codes] = counts.map(|count| usize::try_from(count).unwrap_or(0));
        Ok(SecondFactors {
            totp,
            passkeys,
            recovery_codes,
        })
    }

    /// Removes all second factors of somebody who lost them. The next sign-in sets up new ones; sessions end.
    pub async fn reset_second_factors(
        &self,
        actor: Actor<'_>,
        account: AccountId,
        now: Timestamp,
    ) -> Result<(), IdentityError> {
        actor.require_administrator()?;
        actor.require_step_up(now)?;
        self.account_row(account).await?;
        let values = [self.tenant(), account.0.into()];
        let mut tx = self.db().begin().await?;
        for statement in [DELETE_TOTP, DELETE_RECOVERY_CODES, DELETE_PASSKEYS] {
            tx.execute(statement, &values).await?;
        }
        self.end_everything(&mut tx, account).await?;
        self.note(
            &mut tx,
            Kind::SecondFactorRemoved,
            Some(account),
            actor.account(),
            now,
        )
        .await?;
        tx.commit().await?;
        self.inner.cache.forget_account(account);
        Ok(())
    }

    /// Refuses to remove a factor when it is the only one of an account that needs one.
    pub(crate) async fn refuse_if_last_factor(
        &self,
        account: AccountId,
    ) -> Result<(), IdentityError> {
        let factors = self.second_factors(account).await?;
        let last = usize::from(factors.totp) + factors.passkeys <= 1;
        if last
            && self
                .account_row(account)
                .await?
                .account
                .needs_second_factor()
        {
            return Err(Refusal::LastSecondFactor.into());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recovery_codes_alone_are_no_second_factor() {
        let only_codes = SecondFactors {
            recovery_codes: 10,
            ..SecondFactors::default()
        };
        assert!(!only_codes.any());
        assert!(only_codes.kinds().is_empty());
        let all = SecondFactors {
            totp: true,
            passkeys: 1,
            recovery_codes: 3,
        };
        assert_eq!(
            all.kinds(),
            [
                FactorKind::Passkey,
                FactorKind::Totp,
                FactorKind::RecoveryCode
            ]
        );
    }
}
