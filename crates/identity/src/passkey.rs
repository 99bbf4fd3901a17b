//! Passkeys (WebAuthn): as second factor, as the whole sign-in, and to prove again who is there.
//!
//! Every ceremony demands user verification (finger, face or PIN), so that a passkey alone is two factors: having
//! the device and unlocking it. What goes to and comes from the browser is JSON as `navigator.credentials` has it.

use crate::challenge::Begun;
use crate::device::Arrival;
use crate::error::{IdentityError, Refusal};
use crate::event::SecurityEventKind as Kind;
use crate::factor::FactorHolder;
use crate::identity::{Identity, at, maybe_time, new_id, time};
use crate::recovery::RecoveryCodes;
use crate::secret::SecretToken;
use crate::session::{Session, SignedIn};
use crate::statements::{
    DELETE_PASSKEY, DELETE_RECOVERY_CODES, INSERT_PASSKEY, LIST_PASSKEYS, RENAME_PASSKEY,
    SELECT_PASSKEY_BY_CREDENTIAL, UPDATE_PASSKEY_USE,
};
use crate::throttle::Bucket;
use attune_record::db::DbError;
use attune_therapy::ids::AccountId;
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;
use webauthn_rs::prelude::{
    AuthenticationResult, DiscoverableAuthentication, DiscoverableKey, Passkey,
    PasskeyAuthentication, PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential,
};

/// A ceremony that was begun: what the browser needs, and what the page sends back with the browser's answer.
#[derive(Debug, Clone)]
pub struct PasskeyCeremony {
    /// The argument of `navigator.credentials.create` or `.get`, binary parts in base64url.
    pub options: serde_json::Value,
    /// Names the ceremony when it is finished. Good for five minutes and one answer.
    pub handle: SecretToken,
}

/// A registered passkey, as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeyInfo {
    /// What renaming and removing take.
    pub id: Uuid,
    /// The name its owner gave it.
    pub name: String,
    /// Registered then.
    pub created_at: Timestamp,
    /// Last used then.
    pub last_used_at: Option<Timestamp>,
}

/// A stored passkey.
struct Stored {
    info: PasskeyInfo,
    passkey: Passkey,
}

impl Identity {
    /// Begins to register a passkey.
    pub async fn begin_passkey_registration(
        &self,
        holder: FactorHolder<'_>,
        now: Timestamp,
    ) -> Result<PasskeyCeremony, IdentityError> {
        let account = self.account_row(holder.account(now)?).await?.account;
        let known = self.stored_passkeys(account.id).await?;
        let known: Vec<_> = known
            .iter()
            .map(|stored| stored.passkey.cred_id().clone())
            .collect();
        let (options, state) = self
            .inner
            .webauthn
            .start_passkey_registration(
                account.id.0,
                &account.sign_in_name,
                &account.name,
                Some(known),
            )
            .map_err(ceremony_failed)?;
        let mut options = to_json(&options)?;
        // Signing in with nothing but the passkey needs it to know whose it is; devices that cannot still may join.
        if let Some(selection) = options.pointer_mut("/publicKey/authenticatorSelection") {
            selection["residentKey"] = "preferred".into();
        }
        let handle = self
            .keep_ceremony(Begun::PasskeyRegistration, Some(account.id), &state, now)
            .await?;
        Ok(PasskeyCeremony { options, handle })
    }

    /// Finishes it. Answers recovery codes, to be shown once, if the account had none.
    pub async fn finish_passkey_registration(
        &self,
        holder: FactorHolder<'_>,
        handle: &str,
        answer: &str,
        name: &str,
        now: Timestamp,
    ) -> Result<Option<RecoveryCodes>, IdentityError> {
        let account = holder.account(now)?;
        let name = crate::account::checked_name(name)?;
        let answer: RegisterPublicKeyCredential = parse_answer(answer)?;
        let state: PasskeyRegistration = self
            .take_ceremony(Begun::PasskeyRegistration, handle, Some(account), now)
            .await?;
        let passkey = self
            .inner
            .webauthn
            .finish_passkey_registration(&answer, &state)
            .map_err(refused_passkey)?;
        let codes = match self.second_factors(account).await?.recovery_codes {
            0 => Some(self.make_recovery_codes()?),
            _ => None,
        };
        let id = new_id(now);
        let values = [
            self.tenant(),
            account.0.into(),
            id.into(),
            self.key_of("passkey-credential", passkey.cred_id()),
            self.seal("passkey", id, &to_json(&passkey)?.to_string()),
            self.seal("passkey-name", id, name),
            at(now),
        ];
        let mut tx = self.db().begin().await?;
        match tx.insert(INSERT_PASSKEY, &values).await {
            Err(DbError::Unique(_)) => return Err(Refusal::PasskeyKnown.into()),
            other => other?,
        };
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

    /// Begins a sign-in with nothing but a passkey; the same for everybody, so that it reveals no account.
    pub async fn begin_passkey_sign_in(
        &self,
        now: Timestamp,
    ) -> Result<PasskeyCeremony, IdentityError> {
        let (mut options, state) = self
            .inner
            .webauthn
            .start_discoverable_authentication()
            .map_err(ceremony_failed)?;
        // Whether it waits in the form's autofill or opens on a button is for the page to say.
        options.mediation = None;
        let handle = self
            .keep_ceremony(Begun::PasskeySignIn, None, &state, now)
            .await?;
        Ok(PasskeyCeremony {
            options: to_json(&options)?,
            handle,
        })
    }

    /// Finishes it: two factors at once, because the device was unlocked.
    pub async fn finish_passkey_sign_in(
        &self,
        handle: &str,
        answer: &str,
        arrival: Arrival<'_>,
        now: Timestamp,
    ) -> Result<SignedIn, IdentityError> {
        let counted = self
            .count_attempt(Bucket::Address(arrival.address), now)
            .await?;
        let answer: PublicKeyCredential = parse_answer(answer)?;
        let state: DiscoverableAuthentication = self
            .take_ceremony(Begun::PasskeySignIn, handle, None, now)
            .await?;
        let (user, credential) = self
            .inner
            .webauthn
            .identify_discoverable_authentication(&answer)
            .map_err(refused_passkey)?;
        let (account, id, passkey) = self.passkey_by_credential(credential).await?;
        if account.0 != user {
            return Err(Refusal::PasskeyRefused.into());
        }
        let key = DiscoverableKey::from(&passkey);
        let result = self
            .inner
            .webauthn
            .finish_discoverable_authentication_v2(&answer, state, &key)
            .map_err(refused_passkey)?;
        self.note_use(account, id, passkey, &result, now).await?;
        let row = self.account_row(account).await?;
        if row.account.deactivated_at.is_some() {
            return Err(Refusal::Deactivated.into());
        }
        let mut tx = self.db().begin().await?;
        let cookie = self
            .insert_session(&mut tx, account, row.account.role, arrival, now)
            .await?;
        self.take_back(&mut tx, &counted).await?;
        tx.commit().await?;
        self.signed_in(cookie, now).await
    }

    /// Begins the second factor of a pending sign-in with a passkey.
    pub async fn begin_second_factor_passkey(
        &self,
        pending: &str,
        now: Timestamp,
    ) -> Result<PasskeyCeremony, IdentityError> {
        let who = self.pending(pending, now).await?;
        self.begin_proof(Begun::PasskeySecondFactor, who.account, now)
            .await
    }

    /// Finishes it.
    pub async fn finish_second_factor_passkey(
        &self,
        pending: &str,
        handle: &str,
        answer: &str,
        arrival: Arrival<'_>,
        now: Timestamp,
    ) -> Result<SignedIn, IdentityError> {
        let (account, attempt) = self.begin_second_factor(pending, arrival, now).await?;
        let checked = self
            .check_proof(Begun::PasskeySecondFactor, account.id, handle, answer, now)
            .await;
        self.finish_second_factor(pending, &account, attempt, checked, arrival, now)
            .await
    }

    /// Begins to prove with a passkey who is there.
    pub async fn begin_step_up_passkey(
        &self,
        session: &Session,
        now: Timestamp,
    ) -> Result<PasskeyCeremony, IdentityError> {
        self.begin_proof(Begun::PasskeyStepUp, session.account, now)
            .await
    }

    /// Finishes it; the cookie changes.
    pub async fn finish_step_up_passkey(
        &self,
        session: &Session,
        handle: &str,
        answer: &str,
        now: Timestamp,
    ) -> Result<SignedIn, IdentityError> {
        if let Err(error) = self
            .check_proof(Begun::PasskeyStepUp, session.account, handle, answer, now)
            .await
        {
            self.note_alone(Kind::StepUpFailed, Some(session.account), now)
                .await?;
            return Err(error);
        }
        self.rotate_session(session, now).await
    }

    /// One's own passkeys, oldest first.
    pub async fn passkeys(&self, session: &Session) -> Result<Vec<PasskeyInfo>, IdentityError> {
        let stored = self.stored_passkeys(session.account).await?;
        Ok(stored.into_iter().map(|stored| stored.info).collect())
    }

    /// Gives one of one's passkeys another name.
    pub async fn rename_passkey(
        &self,
        session: &Session,
        id: Uuid,
        name: &str,
    ) -> Result<(), IdentityError> {
        let name = self.seal("passkey-name", id, crate::account::checked_name(name)?);
        let values = [self.tenant(), session.account.0.into(), id.into(), name];
        match self.db().execute(RENAME_PASSKEY, &values).await? {
            0 => Err(Refusal::NotFound.into()),
            _ => Ok(()),
        }
    }

    /// Removes one of one's passkeys, unless it is the last factor of an account that needs one.
    pub async fn remove_passkey(
        &self,
        session: &Session,
        id: Uuid,
        now: Timestamp,
    ) -> Result<(), IdentityError> {
        let account = FactorHolder::Session(session).account(now)?;
        let factors = self.second_factors(account).await?;
        self.refuse_if_last_factor(account).await?;
        let mut tx = self.db().begin().await?;
        if tx
            .execute(
                DELETE_PASSKEY,
                &[self.tenant(), account.0.into(), id.into()],
            )
            .await?
            == 0
        {
            return Err(Refusal::NotFound.into());
        }
        if factors.passkeys == 1 && !factors.totp {
            tx.execute(DELETE_RECOVERY_CODES, &[self.tenant(), account.0.into()])
                .await?;
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

    async fn begin_proof(
        &self,
        begun: Begun,
        account: AccountId,
        now: Timestamp,
    ) -> Result<PasskeyCeremony, IdentityError> {
        let stored = self.stored_passkeys(account).await?;
        if stored.is_empty() {
            return Err(Refusal::NotFound.into());
        }
        let passkeys: Vec<Passkey> = stored.into_iter().map(|stored| stored.passkey).collect();
        let (options, state) = self
            .inner
            .webauthn
            .start_passkey_authentication(&passkeys)
            .map_err(ceremony_failed)?;
        let handle = self
            .keep_ceremony(begun, Some(account), &state, now)
            .await?;
        Ok(PasskeyCeremony {
            options: to_json(&options)?,
            handle,
        })
    }

    async fn check_proof(
        &self,
        begun: Begun,
        account: AccountId,
        handle: &str,
        answer: &str,
        now: Timestamp,
    ) -> Result<(), IdentityError> {
        let answer: PublicKeyCredential = parse_answer(answer)?;
        let state: PasskeyAuthentication = self
            .take_ceremony(begun, handle, Some(account), now)
            .await?;
        let result = self
            .inner
            .webauthn
            .finish_passkey_authentication(&answer, &state)
            .map_err(refused_passkey)?;
        let (owner, id, passkey) = self.passkey_by_credential(result.cred_id()).await?;
        if owner != account {
            return Err(Refusal::PasskeyRefused.into());
        }
        self.note_use(account, id, passkey, &result, now).await
    }

    /// Keeps the counter by which a copied key would give itself away.
    async fn note_use(
        &self,
        account: AccountId,
        id: Uuid,
        mut passkey: Passkey,
        result: &AuthenticationResult,
        now: Timestamp,
    ) -> Result<(), IdentityError> {
        if !result.user_verified() {
            return Err(Refusal::PasskeyRefused.into());
        }
        passkey.update_credential(result);
        let sealed = self.seal("passkey", id, &to_json(&passkey)?.to_string());
        let values = [self.tenant(), account.0.into(), id.into(), sealed, at(now)];
        match self.db().execute(UPDATE_PASSKEY_USE, &values).await? {
            0 => Err(Refusal::PasskeyRefused.into()),
            _ => Ok(()),
        }
    }

    async fn passkey_by_credential(
        &self,
        credential: &[u8],
    ) -> Result<(AccountId, Uuid, Passkey), IdentityError> {
        let values = [self.tenant(), self.key_of("passkey-credential", credential)];
        let row = self
            .db()
            .fetch_optional(SELECT_PASSKEY_BY_CREDENTIAL, &values)
            .await?;
        let row = row.ok_or(Refusal::PasskeyRefused)?;
        let id = row.uuid(1)?;
        Ok((
            AccountId(row.uuid(0)?),
            id,
            from_json(&self.open("passkey", id, &row.bytes(2)?)?)?,
        ))
    }

    async fn stored_passkeys(&self, account: AccountId) -> Result<Vec<Stored>, IdentityError> {
        let rows = self
            .db()
            .fetch(LIST_PASSKEYS, &[self.tenant(), account.0.into()])
            .await?;
        let stored = rows.iter().map(|row| {
            let id = row.uuid(0)?;
            Ok(Stored {
                passkey: from_json(&self.open("passkey", id, &row.bytes(1)?)?)?,
                info: PasskeyInfo {
                    id,
                    name: self.open("passkey-name", id, &row.bytes(2)?)?,
                    created_at: time(row, 3)?,
                    last_used_at: maybe_time(row, 4)?,
                },
            })
        });
        stored.collect()
    }

    async fn keep_ceremony(
        &self,
        begun: Begun,
        account: Option<AccountId>,
        state: &impl Serialize,
        now: Timestamp,
    ) -> Result<SecretToken, IdentityError> {
        self.keep_challenge(begun, account, &to_json(state)?.to_string(), now)
            .await
    }

    async fn take_ceremony<T: DeserializeOwned>(
        &self,
        begun: Begun,
        handle: &str,
        account: Option<AccountId>,
        now: Timestamp,
    ) -> Result<T, IdentityError> {
        let kept = self.take_challenge(begun, handle, now).await?;
        if kept.account != account {
            return Err(Refusal::ChallengeExpired.into());
        }
        from_json(&kept.state)
    }
}

fn parse_answer<T: DeserializeOwned>(answer: &str) -> Result<T, Refusal> {
    serde_json::from_str(answer).map_err(|_| Refusal::PasskeyRefused)
}

fn to_json(value: &impl Serialize) -> Result<serde_json::Value, IdentityError> {
    serde_json::to_value(value)
        .map_err(|error| IdentityError::Internal(format!("a passkey ceremony: {error}")))
}

fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, IdentityError> {
    serde_json::from_str(text)
        .map_err(|_| IdentityError::Damaged("a stored passkey cannot be read"))
}

fn ceremony_failed(error: impl std::fmt::Display) -> IdentityError {
    IdentityError::Internal(format!("the passkey ceremony could not begin: {error}"))
}

/// Why a device's answer was refused is for the log; the person can only try again.
fn refused_passkey(error: impl std::fmt::Display) -> IdentityError {
    tracing::info!(%error, "a passkey was refused");
    Refusal::PasskeyRefused.into()
}
