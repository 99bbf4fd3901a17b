//! Choosing another password.

use crate::account::Account;
use crate::error::IdentityError;
use crate::event::SecurityEventKind as Kind;
use crate::identity::Identity;
use crate::password::{self, SHORTEST_ALONE, SHORTEST_WITH_SECOND_FACTOR};
use crate::session::Session;
use crate::statements::{DELETE_CHALLENGES_OF, DELETE_OTHER_SESSIONS, UPDATE_PASSWORD};
use attune_record::db::Value;
use jiff::Timestamp;

impl Identity {
    /// Changes one's own password; asks for the current one and ends all other sessions.
    pub async fn change_password(
        &self,
        session: &Session,
        current: &str,
        new: &str,
        now: Timestamp,
    ) -> Result<(), IdentityError> {
        let row = self.account_row(session.account).await?;
        self.confirm_password(&row, current, now).await?;
        let (sealed, stands_alone) = self.prepare_password(&row.account, new).await?;
        let mut tx = self.db().begin().await?;
        let values = [
            self.tenant(),
            session.account.0.into(),
            sealed,
            stands_alone.into(),
        ];
        tx.execute(UPDATE_PASSWORD, &values).await?;
        let others = [self.tenant(), session.account.0.into(), session.id.into()];
        tx.execute(DELETE_OTHER_SESSIONS, &others).await?;
        tx.execute(
            DELETE_CHALLENGES_OF,
            &[self.tenant(), session.account.0.into()],
        )
        .await?;
        self.note(
            &mut tx,
            Kind::PasswordChanged,
            Some(session.account),
            Some(session.account),
            now,
        )
        .await?;
        tx.commit().await?;
        self.inner.cache.forget_account(session.account);
        Ok(())
    }

    /// Judges and stretches a new password of an existing account; answers it sealed, and whether it stands alone.
    pub(crate) async fn prepare_password(
        &self,
        account: &Account,
        new: &str,
    ) -> Result<(Value, bool), IdentityError> {
        let factors = self.second_factors(account.id).await?;
        let least = if account.role.is_staff() || factors.any() {
            SHORTEST_WITH_SECOND_FACTOR
        } else {
            SHORTEST_ALONE
        };
        let clinic_name = self.clinic_name().await?.unwrap_or_default();
        let known = [
            account.name.as_str(),
            &account.sign_in_name,
            &clinic_name,
            "attune",
        ];
        let accepted = password::judge(new, least, &known)?;
        let stands_alone = accepted.stands_alone;
        Ok((
            self.stretch_and_seal(account.id, accepted).await?,
            stands_alone,
        ))
    }
}
