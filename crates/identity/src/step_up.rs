//! Proving again who is there, before export, erasure or a change of role. The cookie changes with it.

use crate::device::Arrival;
use crate::error::IdentityError;
use crate::event::SecurityEventKind as Kind;
use crate::identity::Identity;
use crate::session::{Session, SignedIn};
use crate::throttle::Bucket;
use jiff::Timestamp;

impl Identity {
    /// Proves it with the password.
    pub async fn step_up_password(
        &self,
        session: &Session,
        password: &str,
        now: Timestamp,
    ) -> Result<SignedIn, IdentityError> {
        let row = self.account_row(session.account).await?;
        self.confirm_password(&row, password, now).await?;
        self.rotate_session(session, now).await
    }

    /// Proves it with a code of the authenticator app.
    pub async fn step_up_totp(
        &self,
        session: &Session,
        code: &str,
        arrival: Arrival<'_>,
        now: Timestamp,
    ) -> Result<SignedIn, IdentityError> {
        let row = self.account_row(session.account).await?;
        let name = self.throttle_name(&row.account.sign_in_name);
        self.begin_attempt(&row.account.sign_in_name, arrival, now)
            .await?;
        if let Err(error) = self.use_totp_code(session.account, code, now).await {
            self.note_alone(Kind::StepUpFailed, Some(session.account), now)
                .await?;
            return Err(error);
        }
        let mut tx = self.db().begin().await?;
        self.clear_failures(&mut tx, Bucket::SignInName(&name))
            .await?;
        tx.commit().await?;
        self.rotate_session(session, now).await
    }
}
