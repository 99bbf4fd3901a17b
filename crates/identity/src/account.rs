//! People with an account.

use crate::actor::Actor;
use crate::error::{IdentityError, Refusal};
use crate::event::SecurityEventKind as Kind;
use crate::identity::{Identity, at, maybe_time, new_id, time};
use crate::password::{self, AcceptedPassword, SHORTEST_ALONE, SHORTEST_WITH_SECOND_FACTOR};
use crate::settings::AccountSettings;
use crate::statements::{
    INSERT_ACCOUNT, LIST_ACCOUNTS, SELECT_ACCOUNT, SELECT_ACCOUNT_BY_SIGN_IN_KEY, UPDATE_NAME,
};
use attune_record::db::{DbError, Row, Tx, Value};
use attune_therapy::confidentiality::Role;
use attune_therapy::ids::AccountId;
use jiff::Timestamp;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// A person's account as the administrator sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Whose.
    pub id: AccountId,
    /// In which role.
    pub role: Role,
    /// The name shown to others.
    pub name: String,
    /// The name typed at sign-in.
    pub sign_in_name: String,
    /// Since when.
    pub created_at: Timestamp,
    /// When it was deactivated, if it is.
    pub deactivated_at: Option<Timestamp>,
    /// When somebody last signed in to it.
    pub last_signed_in_at: Option<Timestamp>,
    /// Language, zone and looks.
    pub settings: AccountSettings,
    /// Whether its password is long enough to be the only factor.
    pub(crate) password_stands_alone: bool,
}

impl Account {
    /// Whether sign-in asks for a second factor even before one is set up.
    pub fn needs_second_factor(&self) -> bool {
        self.role.is_staff() || !self.password_stands_alone
    }
}

/// What an account is made from.
#[derive(Clone)]
pub struct NewAccount<'a> {
    /// The name shown to others.
    pub name: &'a str,
    /// The name typed at sign-in.
    pub sign_in_name: &'a str,
    /// In which role.
    pub role: Role,
    /// The password; of a client without second factor at least 15 characters, otherwise at least 8.
    pub password: &'a str,
    /// Whether a client will set up a second factor; staff always does.
    pub with_second_factor: bool,
    /// Language, zone and looks.
    pub settings: AccountSettings,
}

/// A new account, judged and with its password stretched: what is slow is done before the transaction.
pub(crate) struct PreparedAccount {
    pub(crate) id: AccountId,
    values: Vec<Value>,
}

/// An account with what only signing in needs.
pub(crate) struct AccountRow {
    pub(crate) account: Account,
    pub(crate) password_sealed: Vec<u8>,
}

impl Identity {
    /// Makes an account without invitation: for the demo, tests and the command line.
    pub async fn create_account(
        &self,
        actor: Actor<'_>,
        new: NewAccount<'_>,
        now: Timestamp,
    ) -> Result<AccountId, IdentityError> {
        actor.require_administrator()?;
        actor.require_step_up(now)?;
        let clinic_name = self.clinic_name().await?.unwrap_or_default();
        let prepared = self.prepare_account(&new, &clinic_name, now).await?;
        let mut tx = self.db().begin().await?;
        self.insert_account(&mut tx, &prepared).await?;
        self.note(
            &mut tx,
            Kind::AccountCreated,
            Some(prepared.id),
            actor.account(),
            now,
        )
        .await?;
        tx.commit().await?;
        Ok(prepared.id)
    }

    /// All accounts, oldest first. For the administrator.
    pub async fn accounts(&self, actor: Actor<'_>) -> Result<Vec<Account>, IdentityError> {
        actor.require_administrator()?;
        let rows = self.db().fetch(LIST_ACCOUNTS, &[self.tenant()]).await?;
        rows.iter()
            .map(|row| Ok(self.account_from(row)?.account))
            .collect()
    }

    /// One account. For the administrator, and for everybody their own.
    pub async fn account(&self, actor: Actor<'_>, id: AccountId) -> Result<Account, IdentityError> {
        if actor.account() != Some(id) {
            actor.require_administrator()?;
        }
        Ok(self.account_row(id).await?.account)
    }

    /// Changes the name shown to others: one's own, or anybody's for the administrator.
    pub async fn rename_account(
        &self,
        actor: Actor<'_>,
        id: AccountId,
        name: &str,
    ) -> Result<(), IdentityError> {
        if actor.account() != Some(id) {
            actor.require_administrator()?;
        }
        let name = checked_name(name)?;
        let values = [
            self.tenant(),
            id.0.into(),
            self.seal("account-name", id.0, name),
        ];
        if self.db().execute(UPDATE_NAME, &values).await? == 0 {
            return Err(Refusal::NotFound.into());
        }
        self.inner.cache.forget_account(id);
        self.inner.names.forget(id);
        Ok(())
    }

    pub(crate) async fn prepare_account(
        &self,
        new: &NewAccount<'_>,
        clinic_name: &str,
        now: Timestamp,
    ) -> Result<PreparedAccount, IdentityError> {
        let name = checked_name(new.name)?;
        let sign_in_name = checked_sign_in_name(new.sign_in_name)?;
        new.settings.check()?;
        let least = if new.role.is_staff() || new.with_second_factor {
            SHORTEST_WITH_SECOND_FACTOR
        } else {
            SHORTEST_ALONE
        };
        let known = [name, &sign_in_name, clinic_name, "attune"];
        let accepted = password::judge(new.password, least, &known)?;
        let stands_alone = accepted.stands_alone && !new.with_second_factor;
        let id = AccountId(new_id(now));
        let sealed = self.stretch_and_seal(id, accepted).await?;
        let mut values = vec![
            self.tenant(),
            id.0.into(),
            new.role.name().into(),
            self.sign_in_key(&sign_in_name),
            self.seal("account-sign-in-name", id.0, &sign_in_name),
            self.seal("account-name", id.0, name),
            sealed,
            stands_alone.into(),
            at(now),
        ];
        values.extend(new.settings.values());
        Ok(PreparedAccount { id, values })
    }

    pub(crate) async fn insert_account(
        &self,
        tx: &mut Tx,
        prepared: &PreparedAccount,
    ) -> Result<(), IdentityError> {
        match tx.insert(INSERT_ACCOUNT, &prepared.values).await {
            Err(DbError::Unique(_)) => Err(Refusal::SignInNameTaken.into()),
            other => Ok(other.map(|_| ())?),
        }
    }

    pub(crate) async fn stretch_and_seal(
        &self,
        id: AccountId,
        accepted: AcceptedPassword,
    ) -> Result<Value, IdentityError> {
        let hash = self.inner.hasher.hash(accepted.text).await?;
        Ok(self.seal("account-password", id.0, &hash))
    }

    /// The stored hash of a password, readable.
    pub(crate) fn password_hash(
        &self,
        row: &AccountRow,
    ) -> Result<Zeroizing<String>, IdentityError> {
        Ok(Zeroizing::new(self.open(
            "account-password",
            row.account.id.0,
            &row.password_sealed,
        )?))
    }

    pub(crate) fn sign_in_key(&self, sign_in_name: &str) -> Value {
        self.key_of(
            "sign-in-name",
            normalised_sign_in_name(sign_in_name).as_bytes(),
        )
    }

    pub(crate) async fn account_row(&self, id: AccountId) -> Result<AccountRow, IdentityError> {
        let row = self
            .db()
            .fetch_optional(SELECT_ACCOUNT, &[self.tenant(), id.0.into()])
            .await?;
        self.account_from(&row.ok_or(Refusal::NotFound)?)
    }

    pub(crate) async fn account_by_sign_in_name(
        &self,
        sign_in_name: &str,
    ) -> Result<Option<AccountRow>, IdentityError> {
        let values = [self.tenant(), self.sign_in_key(sign_in_name)];
        let row = self
            .db()
            .fetch_optional(SELECT_ACCOUNT_BY_SIGN_IN_KEY, &values)
            .await?;
        row.map(|row| self.account_from(&row)).transpose()
    }

    pub(crate) fn account_from(&self, row: &Row) -> Result<AccountRow, IdentityError> {
        let id = row.uuid(0)?;
        Ok(AccountRow {
            account: Account {
                id: AccountId(id),
                role: role_from(&row.text(1)?)?,
                sign_in_name: self.open("account-sign-in-name", id, &row.bytes(2)?)?,
                name: self.open("account-name", id, &row.bytes(3)?)?,
                created_at: time(row, 6)?,
                deactivated_at: maybe_time(row, 7)?,
                last_signed_in_at: maybe_time(row, 12)?,
                settings: AccountSettings::from_row(row, 8)?,
                password_stands_alone: row.bool(5)?,
            },
            password_sealed: row.bytes(4)?,
        })
    }
}

pub(crate) fn role_from(name: &str) -> Result<Role, IdentityError> {
    Role::from_name(name).ok_or(IdentityError::Damaged("unknown role"))
}

pub(crate) fn checked_name(name: &str) -> Result<&str, Refusal> {
    let name = name.trim();
    let length = name.chars().count();
    if length == 0 || length > 120 || name.chars().any(char::is_control) {
        return Err(Refusal::NameInvalid);
    }
    Ok(name)
}

/// The form in which a sign-in name is kept: as typed, without space around.
fn checked_sign_in_name(name: &str) -> Result<String, Refusal> {
    let name = name.trim();
    let length = name.chars().count();
    let odd = |c: char| c.is_control() || c.is_whitespace();
    if !(3..=100).contains(&length) || name.chars().any(odd) {
        return Err(Refusal::SignInNameInvalid);
    }
    Ok(name.to_owned())
}

/// The form in which sign-in names are compared: capitals and look-alike encodings do not matter.
fn normalised_sign_in_name(name: &str) -> String {
    name.trim()
        .chars()
        .take(200)
        .nfkc()
        .collect::<String>()
        .to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sign_in_names_are_compared_without_regard_to_capitals_and_encodings() {
        assert_eq!(
            normalised_sign_in_name(" Ana.López@Example.org "),
            "ana.lópez@example.org"
        );
        assert_eq!(normalised_sign_in_name("ｊｏｓｅ"), "jose");
        assert_eq!(
            normalised_sign_in_name("jose\u{301}"),
            normalised_sign_in_name("josé")
        );
    }

    #[test]
    fn names_without_content_or_with_control_characters_are_refused() {
        for name in ["", "   ", "two\nlines", "bell\u{7}"] {
            assert_eq!(checked_name(name), Err(Refusal::NameInvalid), "{name:?}");
        }
        assert_eq!(checked_name(&"x".repeat(121)), Err(Refusal::NameInvalid));
        assert_eq!(checked_name("  Ana López "), Ok("Ana López"));
        for name in ["ab", "has space", "tab\there", ""] {
            assert_eq!(
                checked_sign_in_name(name),
                Err(Refusal::SignInNameInvalid),
                "{name:?}"
            );
        }
    }
}
