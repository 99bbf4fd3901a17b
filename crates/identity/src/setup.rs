//! The first start: one link, shown once on the console, that makes the clinic and its first administrator.

use crate::account::{NewAccount, checked_name};
use crate::actor::Actor;
use crate::device::Arrival;
use crate::error::{IdentityError, Refusal};
use crate::event::SecurityEventKind as Kind;
use crate::identity::{Identity, at, maybe_time};
use crate::secret::{SecretToken, equal_in_constant_time, hash_token};
use crate::settings::AccountSettings;
use crate::sign_in::SignIn;
use crate::statements::{
    COMPLETE_SETUP, INSERT_SETUP, RENAME_CLINIC, SELECT_CLINIC_ZONE, SELECT_SETUP,
    UPDATE_CLINIC_ZONE, UPDATE_SETUP_TOKEN,
};
use attune_record::db::DbError;
use attune_therapy::confidentiality::Role;
use jiff::{SignedDuration, Timestamp};

const LINK_LASTS: SignedDuration = SignedDuration::from_hours(24);

/// What the set-up page asks for.
#[derive(Clone)]
pub struct CompleteSetup<'a> {
    /// The clinic's name.
    pub clinic_name: &'a str,
    /// The first administrator's name.
    pub name: &'a str,
    /// The first administrator's sign-in name.
    pub sign_in_name: &'a str,
    /// At least 8 characters; a second factor is set up right afterwards.
    pub password: &'a str,
    /// Language, zone and looks.
    pub settings: AccountSettings,
}

impl Identity {
    /// Makes the one-time token of the set-up link, unless the clinic is set up. A new one replaces the last.
    pub async fn setup_link(&self, now: Timestamp) -> Result<Option<SecretToken>, IdentityError> {
        let setup = self
            .db()
            .fetch_optional(SELECT_SETUP, &[self.tenant()])
            .await?;
        if let Some(row) = &setup
            && maybe_time(row, 3)?.is_some()
        {
            return Ok(None);
        }
        let token = SecretToken::random()?;
        let expires = now.checked_add(LINK_LASTS).unwrap_or(Timestamp::MAX);
        let values = [self.tenant(), token.hash()[..].into(), at(expires)];
        let mut tx = self.db().begin().await?;
        if setup.is_none() {
            match tx.insert(INSERT_SETUP, &values).await {
                // Another node was quicker; its link is on its console.
                Err(DbError::Unique(_)) => return Ok(None),
                other => other?,
            };
        } else if tx.execute(UPDATE_SETUP_TOKEN, &values).await? == 0 {
            return Ok(None);
        }
        tx.commit().await?;
        Ok(Some(token))
    }

    /// Whether a set-up link may be used, for the page that it opens.
    pub async fn check_setup_link(&self, token: &str, now: Timestamp) -> Result<(), IdentityError> {
        let row = self
            .db()
            .fetch_optional(SELECT_SETUP, &[self.tenant()])
            .await?;
        let row = row.ok_or(Refusal::LinkUnknown)?;
        if maybe_time(&row, 3)?.is_some() {
            return Err(Refusal::SetUpAlready.into());
        }
        let expected = row.opt_bytes(1)?.unwrap_or_default();
        if !equal_in_constant_time(&expected, &hash_token(token)) {
            return Err(Refusal::LinkUnknown.into());
        }
        match maybe_time(&row, 2)? {
            Some(on) if on <= now => Err(Refusal::LinkExpired { on }.into()),
            _ => Ok(()),
        }
    }

    /// Makes the clinic and its first administrator, who then sets up a second factor.
    pub async fn complete_setup(
        &self,
        token: &str,
        setup: CompleteSetup<'_>,
        arrival: Arrival<'_>,
        now: Timestamp,
    ) -> Result<SignIn, IdentityError> {
        self.check_setup_link(token, now).await?;
        let clinic_name = checked_name(setup.clinic_name)?;
        let zone = setup.settings.time_zone.clone();
        let administrator = NewAccount {
            name: setup.name,
            sign_in_name: setup.sign_in_name,
            role: Role::Administrator,
            password: setup.password,
            with_second_factor: true,
            settings: setup.settings,
        };
        let prepared = self
            .prepare_account(&administrator, clinic_name, now)
            .await?;
        let values = [
            self.tenant(),
            self.seal("clinic-name", self.clinic().0, clinic_name),
            at(now),
            hash_token(token)[..].into(),
        ];
        let mut tx = self.db().begin().await?;
        if tx.execute(COMPLETE_SETUP, &values).await? == 0 {
            return Err(Refusal::SetUpAlready.into());
        }
        // The clinic is where its first administrator is, until somebody says otherwise.
        tx.execute(UPDATE_CLINIC_ZONE, &[self.tenant(), zone.into()])
            .await?;
        self.insert_account(&mut tx, &prepared).await?;
        self.note(
            &mut tx,
            Kind::ClinicSetUp,
            Some(prepared.id),
            Some(prepared.id),
            now,
        )
        .await?;
        tx.commit().await?;
        let account = self.account_row(prepared.id).await?.account;
        self.after_password(&account, None, arrival, now).await
    }

    /// The clinic's name, once it is set up.
    pub async fn clinic_name(&self) -> Result<Option<String>, IdentityError> {
        let row = self
            .db()
            .fetch_optional(SELECT_SETUP, &[self.tenant()])
            .await?;
        let sealed = row.map(|row| row.opt_bytes(0)).transpose()?.flatten();
        sealed
            .map(|sealed| self.open("clinic-name", self.clinic().0, &sealed))
            .transpose()
    }

    /// The clinic's time zone, for visitors and new accounts; UTC until one is chosen.
    pub async fn clinic_time_zone(&self) -> Result<String, IdentityError> {
        let row = self
            .db()
            .fetch_optional(SELECT_CLINIC_ZONE, &[self.tenant()])
            .await?;
        let chosen = row.map(|row| row.opt_text(0)).transpose()?.flatten();
        Ok(chosen.unwrap_or_else(|| AccountSettings::default().time_zone))
    }

    /// Changes the clinic's time zone. For the administrator.
    pub async fn change_clinic_time_zone(
        &self,
        actor: Actor<'_>,
        zone: &str,
    ) -> Result<(), IdentityError> {
        actor.require_administrator()?;
        let settings = AccountSettings {
            time_zone: zone.to_owned(),
            ..AccountSettings::default()
        };
        settings.check()?;
        self.db()
            .execute(UPDATE_CLINIC_ZONE, &[self.tenant(), zone.into()])
            .await?;
        Ok(())
    }

    /// Changes the clinic's name. For the administrator.
    pub async fn rename_clinic(&self, actor: Actor<'_>, name: &str) -> Result<(), IdentityError> {
        actor.require_administrator()?;
        let name = self.seal("clinic-name", self.clinic().0, checked_name(name)?);
        self.db()
            .execute(RENAME_CLINIC, &[self.tenant(), name])
            .await?;
        Ok(())
    }
}
