//! Codes of an authenticator app (RFC 6238: SHA-1, six digits, 30 seconds), each accepted once.

use crate::actor::Actor;
use crate::error::{IdentityError, Refusal};
use crate::event::SecurityEventKind as Kind;
use crate::factor::FactorHolder;
use crate::identity::{Identity, at, maybe_at, maybe_time};
use crate::recovery::RecoveryCodes;
use crate::secret::random_bytes;
use crate::session::Session;
use crate::statements::{
    CONFIRM_TOTP, DELETE_RECOVERY_CODES, DELETE_TOTP, DELETE_UNCONFIRMED_TOTP, INSERT_TOTP,
    SELECT_TOTP, USE_TOTP_STEP,
};
use attune_record::db::DbError;
use attune_therapy::ids::AccountId;
use jiff::Timestamp;
use totp_rs::{Builder, Secret, Totp};
use zeroize::Zeroizing;

const STEP_SECONDS: u64 = 30;

/// What the page shows while an authenticator app is being set up.
#[derive(Clone)]
pub struct TotpEnrolment {
    /// The content of the QR code: an `otpauth://` URL.
    pub url: Zeroizing<String>,
    /// The same secret in letters and digits, for typing.
    pub secret: Zeroizing<String>,
}

impl Identity {
    /// Begins to set up an authenticator app. Beginning again makes a new secret.
    pub async fn begin_totp(
        &self,
        holder: FactorHolder<'_>,
        now: Timestamp,
    ) -> Result<TotpEnrolment, IdentityError> {
        let account = holder.account(now)?;
        let bytes = random_bytes::<20>()?;
        let secret = Zeroizing::new(Secret::from(bytes).to_base32());
        self.insert_totp(account, &secret, None).await?;
        let name = self.account_row(account).await?.account.sign_in_name;
        let clinic = self.clinic_name().await?.unwrap_or_default();
        let url = authenticator(&secret, &name, &clinic)?
            .to_url()
            .map_err(internal)?;
        Ok(TotpEnrolment {
            url: Zeroizing::new(url),
            secret,
        })
    }

    /// Finishes it with a first code. Answers recovery codes, to be shown once, if the account had none.
    pub async fn confirm_totp(
        &self,
        holder: FactorHolder<'_>,
        code: &str,
        now: Timestamp,
    ) -> Result<Option<RecoveryCodes>, IdentityError> {
        let account = holder.account(now)?;
        let values = [self.tenant(), account.0.into()];
        let row = self
            .db()
            .fetch_optional(SELECT_TOTP, &values)
            .await?
            .ok_or(Refusal::ChallengeExpired)?;
        if maybe_time(&row, 1)?.is_some() {
            return Err(Refusal::FactorExists.into());
        }
        let secret = Zeroizing::new(self.open("totp-secret", account.0, &row.bytes(0)?)?);
        let step = accepted_step(&secret, code, now)?.ok_or(Refusal::WrongCode)?;
        let codes = match self.second_factors(account).await?.recovery_codes {
            0 => Some(self.make_recovery_codes()?),
            _ => None,
        };
        let mut tx = self.db().begin().await?;
        let values = [self.tenant(), account.0.into(), at(now), step.into()];
        if tx.execute(CONFIRM_TOTP, &values).await? == 0 {
            return Err(Refusal::FactorExists.into());
        }
        self.note(
            &mut tx,
            Kind::SecondFactorAdded,
            Some(account),
            Some(account),
            now,
        )
        .await?;
        if let Some(codes) = &codes {
            self.insert_recovery_codes(&mut tx, account, codes, now)
                .await?;
        }
        tx.commit().await?;
        Ok(codes)
    }

    /// Sets up an authenticator app with a given secret (base 32): for the demo and tests, which print it.
    pub async fn set_totp(
        &self,
        actor: Actor<'_>,
        account: AccountId,
        secret: &str,
        now: Timestamp,
    ) -> Result<(), IdentityError> {
        if !matches!(actor, Actor::Program) {
            return Err(Refusal::NotAllowed.into());
        }
        authenticator(secret, "", "")?;
        self.insert_totp(account, secret, Some(now)).await
    }

    /// Removes the authenticator app, unless it is the last factor of an account that needs one.
    pub async fn remove_totp(
        &self,
        session: &Session,
        now: Timestamp,
    ) -> Result<(), IdentityError> {
        let account = FactorHolder::Session(session).account(now)?;
        let factors = self.second_factors(account).await?;
        if !factors.totp {
            return Err(Refusal::NotFound.into());
        }
        self.refuse_if_last_factor(account).await?;
        let values = [self.tenant(), account.0.into()];
        let mut tx = self.db().begin().await?;
        tx.execute(DELETE_TOTP, &values).await?;
        if factors.passkeys == 0 {
            tx.execute(DELETE_RECOVERY_CODES, &values).await?;
        }
        self.note(
            &mut tx,
            Kind::SecondFactorRemoved,
            Some(account),
            Some(account),
            now,
        )
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Checks a code and uses it up.
    pub(crate) async fn use_totp_code(
        &self,
        account: AccountId,
        code: &str,
        now: Timestamp,
    ) -> Result<(), IdentityError> {
        let values = [self.tenant(), account.0.into()];
        let row = self
            .db()
            .fetch_optional(SELECT_TOTP, &values)
            .await?
            .ok_or(Refusal::WrongCode)?;
        if maybe_time(&row, 1)?.is_none() {
            return Err(Refusal::WrongCode.into());
        }
        let secret = Zeroizing::new(self.open("totp-secret", account.0, &row.bytes(0)?)?);
        let step = accepted_step(&secret, code, now)?.ok_or(Refusal::WrongCode)?;
        // The condition on the step makes each code work once, on whichever node it arrives.
        let values = [self.tenant(), account.0.into(), step.into()];
        match self.db().execute(USE_TOTP_STEP, &values).await? {
            0 => Err(Refusal::CodeUsed.into()),
            _ => Ok(()),
        }
    }

    async fn insert_totp(
        &self,
        account: AccountId,
        secret: &str,
        confirmed_at: Option<Timestamp>,
    ) -> Result<(), IdentityError> {
        let mut tx = self.db().begin().await?;
        tx.execute(DELETE_UNCONFIRMED_TOTP, &[self.tenant(), account.0.into()])
            .await?;
        let values = [
            self.tenant(),
            account.0.into(),
            self.seal("totp-secret", account.0, secret),
            maybe_at(confirmed_at),
            0_i64.into(),
        ];
        match tx.insert(INSERT_TOTP, &values).await {
            Err(DbError::Unique(_)) => Err(Refusal::FactorExists.into()),
            Err(other) => Err(other.into()),
            Ok(_) => Ok(tx.commit().await?),
        }
    }
}

fn authenticator(secret: &str, account: &str, clinic: &str) -> Result<Totp, IdentityError> {
    // The label's parts are separated by a colon.
    let without_colon = |text: &str| text.replace(':', " ");
    let issuer = if clinic.is_empty() {
        "Attune".to_owned()
    } else {
        format!("Attune {}", without_colon(clinic))
    };
    Builder::new()
        .with_secret(Secret::try_from_base32(secret).map_err(internal)?)
        .with_step_duration(STEP_SECONDS)
        // A phone's clock may be off by a step in either direction.
        .with_skew(1)
        .with_account_name(without_colon(account))
        .with_issuer(Some(issuer))
        .build()
        .map_err(internal)
}

/// The time step to which a code belongs, if it is right. Spaces, which apps show in the middle, do not matter.
fn accepted_step(secret: &str, code: &str, now: Timestamp) -> Result<Option<i64>, IdentityError> {
    let code: String = code
        .chars()
        .filter(|c| !c.is_whitespace())
        .take(12)
        .collect();
    let seconds = u64::try_from(now.as_second()).unwrap_or(0);
    let totp = authenticator(secret, "", "")?;
    let this = seconds / STEP_SECONDS;
    // Which of the three steps it is decides what is used up; all three are looked at, whatever matches.
    let mut found = None;
    for step in [this.saturating_sub(1), this, this + 1] {
        let expected = totp.generate(step * STEP_SECONDS).to_string();
        if crate::secret::equal_in_constant_time(expected.as_bytes(), code.as_bytes()) {
            found = i64::try_from(step).ok();
        }
    }
    Ok(found)
}

fn internal(error: impl std::fmt::Display) -> IdentityError {
    IdentityError::Internal(format!(
        "the authenticator code could not be computed: {error}"
    ))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// RFC 6238, appendix B: the ASCII secret "12345678901234567890", last six of the eight digits.
    const RFC_SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    fn second(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn the_codes_of_rfc_6238_are_accepted_at_their_times() {
        for (time, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
        ] {
            assert_eq!(
                accepted_step(RFC_SECRET, code, second(time)).unwrap(),
                Some(time / 30),
                "{time}"
            );
        }
    }

    #[test]
    fn one_step_of_drift_is_allowed_in_either_direction_and_no_more() {
        for (time, accepted) in [(29, true), (30, true), (59, true), (89, true), (119, false)] {
            let step = accepted_step(RFC_SECRET, "287 082", second(time)).unwrap();
            assert_eq!(step, accepted.then_some(1), "{time}");
        }
    }

    #[test]
    fn anything_but_the_six_digits_is_refused() {
        for code in ["", "28708", "2870820", "+287082", "abcdef", "２８７０８２"] {
            assert_eq!(
                accepted_step(RFC_SECRET, code, second(59)).unwrap(),
                None,
                "{code:?}"
            );
        }
    }

    #[test]
    fn the_url_names_issuer_and_account_even_with_colons_in_them() {
        let url = authenticator(RFC_SECRET, "ana:x@example.org", "Casa: Abierta")
            .unwrap()
            .to_url()
            .unwrap();
        assert!(url.starts_with("otpauth://totp/"), "{url}");
        assert!(
            url.contains("Casa") && url.contains("secret=GEZDGNBV"),
            "{url}"
        );
    }
}
