//! Where else one is signed in.

use crate::error::{IdentityError, Refusal};
use crate::event::SecurityEventKind as Kind;
use crate::identity::{Identity, time};
use crate::session::Session;
use crate::statements::{DELETE_OTHER_SESSIONS, DELETE_SESSION, LIST_SESSIONS};
use jiff::Timestamp;
use uuid::Uuid;

/// One of the devices on which an account is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionInfo {
    /// What [`Identity::end_session`] takes.
    pub id: Uuid,
    /// The device in plain words, for example "Firefox on Android".
    pub device: String,
    /// Signed in then.
    pub started_at: Timestamp,
    /// Last seen then, to the minute.
    pub seen_at: Timestamp,
    /// Whether it is the asking session itself.
    pub current: bool,
}

impl Identity {
    /// The devices on which one is signed in, newest first.
    pub async fn sessions(
        &self,
        session: &Session,
        now: Timestamp,
    ) -> Result<Vec<SessionInfo>, IdentityError> {
        let rows = self
            .db()
            .fetch(LIST_SESSIONS, &[self.tenant(), session.account.0.into()])
            .await?;
        let mut listed = Vec::with_capacity(rows.len());
        for row in &rows {
            let id = row.uuid(0)?;
            let info = SessionInfo {
                id,
                started_at: time(row, 1)?,
                seen_at: time(row, 2)?,
                device: self.open("session-device", id, &row.bytes(3)?)?,
                current: id == session.id,
            };
            let age = now.duration_since(info.started_at);
            let idle = now.duration_since(info.seen_at);
            if info.current || age < session.limits.absolute && idle < session.limits.idle {
                listed.push(info);
            }
        }
        Ok(listed)
    }

    /// Ends one of one's own sessions.
    pub async fn end_session(
        &self,
        session: &Session,
        id: Uuid,
        now: Timestamp,
    ) -> Result<(), IdentityError> {
        let mut tx = self.db().begin().await?;
        let values = [self.tenant(), session.account.0.into(), id.into()];
        if tx.execute(DELETE_SESSION, &values).await? == 0 {
            return Err(Refusal::NotFound.into());
        }
        self.note(
            &mut tx,
            Kind::SessionsEnded,
            Some(session.account),
            Some(session.account),
            now,
        )
        .await?;
        tx.commit().await?;
        self.inner.cache.forget_account(session.account);
        Ok(())
    }

    /// Signs out everywhere else. Answers how many sessions ended.
    pub async fn end_other_sessions(
        &self,
        session: &Session,
        now: Timestamp,
    ) -> Result<u64, IdentityError> {
        let mut tx = self.db().begin().await?;
        let values = [self.tenant(), session.account.0.into(), session.id.into()];
        let ended = tx.execute(DELETE_OTHER_SESSIONS, &values).await?;
        self.note(
            &mut tx,
            Kind::SessionsEnded,
            Some(session.account),
            Some(session.account),
            now,
        )
        .await?;
        tx.commit().await?;
        self.inner.cache.forget_account(session.account);
        Ok(ended)
    }
}
