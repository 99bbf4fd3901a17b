//! A signed-in person, from one device.

use crate::account::role_from;
use crate::actor::Actor;
use crate::cache::Remembered;
use crate::config::SessionLimits;
use crate::device::{Arrival, device_name};
use crate::error::{IdentityError, Refusal};
use crate::event::SecurityEventKind as Kind;
use crate::identity::{Identity, at, maybe_at, maybe_time, new_id, time};
use crate::secret::{SecretToken, TokenHash, equal_in_constant_time, hash_token};
use crate::settings::AccountSettings;
use crate::statements::{
    DELETE_SESSION, INSERT_SESSION, NOTE_SIGN_IN, PRUNE_SESSIONS, ROTATE_SESSION, SELECT_SESSION,
    TOUCH_SESSION,
};
use attune_record::db::{DbError, Tx};
use attune_therapy::confidentiality::{Membership, Role};
use attune_therapy::ids::AccountId;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use uuid::Uuid;

/// The last request is noted in the database at most this often.
const NOTE_SEEN_EVERY: SignedDuration = SignedDuration::from_secs(60);

/// A live session.
#[derive(Debug, Clone)]
pub struct Session {
    /// An id that may be shown, unlike the cookie.
    pub id: Uuid,
    /// Whose.
    pub account: AccountId,
    /// In which role.
    pub role: Role,
    /// The name shown to others.
    pub name: String,
    /// Language, zone and looks.
    pub settings: AccountSettings,
    /// When the person signed in.
    pub started_at: Timestamp,
    /// When the person last proved who is there.
    pub stepped_up_at: Option<Timestamp>,
    pub(crate) care: Arc<[Membership]>,
    pub(crate) emergency: Arc<[Membership]>,
    pub(crate) limits: SessionLimits,
    step_up_for: SignedDuration,
    form_token: String,
    token_hash: TokenHash,
}

impl Session {
    /// Memberships in care teams, or of the person's own record; without emergency access.
    pub fn memberships(&self) -> &Arc<[Membership]> {
        &self.care
    }

    /// Emergency access in force.
    pub fn emergency_access(&self) -> &Arc<[Membership]> {
        &self.emergency
    }

    /// Whether the person proved within the last ten minutes who is there; asked before export, erasure, role change.
    pub fn is_stepped_up(&self, now: Timestamp) -> bool {
        self.stepped_up_at
            .is_some_and(|then| now.duration_since(then) < self.step_up_for)
    }

    /// When this session ends, whatever happens.
    pub fn ends_at(&self) -> Timestamp {
        self.started_at
            .checked_add(self.limits.absolute)
            .unwrap_or(Timestamp::MAX)
    }

    /// How long without a request until the person has to sign in again.
    pub fn idle_limit(&self) -> SignedDuration {
        self.limits.idle
    }

    /// The hidden field of this session's forms: a keyed hash of its id, so that no other site can know it.
    pub fn form_token(&self) -> &str {
        &self.form_token
    }

    /// Whether a form that was sent carries this session's token.
    pub fn accepts_form_token(&self, sent: &str) -> bool {
        equal_in_constant_time(self.form_token.as_bytes(), sent.as_bytes())
    }

    /// Whether a session last seen then (microseconds) is neither idle too long nor too old.
    pub(crate) fn lives(&self, seen_at: i64, now: Timestamp) -> bool {
        let idle = SignedDuration::from_micros(now.as_microsecond().saturating_sub(seen_at));
        idle < self.limits.idle && now < self.ends_at()
    }
}

/// What a presented cookie turns out to be.
#[derive(Debug, Clone)]
pub enum SessionState {
    /// Somebody is there.
    Live(Arc<Session>),
    /// Somebody was there too long ago: lay the sign-in over the page and go on afterwards.
    Expired {
        /// Who it was: what was typed may only be shown to the same person.
        account: AccountId,
    },
    /// Nobody: signed out, ended from elsewhere, or never signed in.
    Unknown,
}

impl SessionState {
    /// The session, if it is live.
    pub fn live(self) -> Option<Arc<Session>> {
        match self {
            SessionState::Live(session) => Some(session),
            _ => None,
        }
    }
}

/// Whether a request tells that the person is there.
#[derive(Clone, Copy)]
enum Sign {
    OfLife,
    None,
}

/// A session that just began or changed its cookie.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The new value of the session cookie.
    pub cookie: SecretToken,
    /// Who signed in.
    pub session: Arc<Session>,
}

impl Identity {
    /// Who presents this cookie. Costs a hash and a look into memory in the common case.
    pub async fn session(
        &self,
        cookie: &str,
        now: Timestamp,
    ) -> Result<SessionState, IdentityError> {
        let hash = hash_token(cookie);
        match self.inner.cache.find(&hash, now) {
            Remembered::Fresh(session) => Ok(SessionState::Live(session)),
            Remembered::Stale(seen) => self.load_session(hash, Some(seen), now).await,
            Remembered::Nothing => self.load_session(hash, None, now).await,
        }
    }

    /// The same for a request that a page makes by itself: it is no sign that the person is there, and does not keep
    /// the session alive.
    pub async fn glance(
        &self,
        cookie: &str,
        now: Timestamp,
    ) -> Result<SessionState, IdentityError> {
        let hash = hash_token(cookie);
        match self.inner.cache.peek(&hash, now) {
            Remembered::Fresh(session) => Ok(SessionState::Live(session)),
            Remembered::Stale(seen) => self.look_up(hash, Some(seen), now, Sign::None).await,
            Remembered::Nothing => self.look_up(hash, None, now, Sign::None).await,
        }
    }

    async fn load_session(
        &self,
        hash: TokenHash,
        seen_here: Option<i64>,
        now: Timestamp,
    ) -> Result<SessionState, IdentityError> {
        self.look_up(hash, seen_here, now, Sign::OfLife).await
    }

    async fn look_up(
        &self,
        hash: TokenHash,
        seen_here: Option<i64>,
        now: Timestamp,
        sign: Sign,
    ) -> Result<SessionState, IdentityError> {
        let generation = self.inner.cache.generation();
        let values = [self.tenant(), hash[..].into()];
        let Some(row) = self.db().fetch_optional(SELECT_SESSION, &values).await? else {
            self.inner.cache.drop_gone(&hash);
            return Ok(SessionState::Unknown);
        };
        if row.opt_int(7)?.is_some() {
            return Ok(SessionState::Unknown);
        }
        let (id, account) = (row.uuid(0)?, AccountId(row.uuid(1)?));
        let role = role_from(&row.text(5)?)?;
        let (care, emergency) = self.memberships_of(account, now).await?;
        let session = Session {
            id,
            account,
            role,
            name: self.open("account-name", account.0, &row.bytes(6)?)?,
            settings: AccountSettings::from_row(&row, 8)?,
            started_at: time(&row, 2)?,
            stepped_up_at: maybe_time(&row, 4)?,
            care,
            emergency,
            limits: self.config().limits(role),
            step_up_for: self.config().step_up,
            form_token: self.form_token_of(id),
            token_hash: hash,
        };
        let stored_seen = row.int(3)?;
        let seen = stored_seen.max(seen_here.unwrap_or(stored_seen));
        if !session.lives(seen, now) {
            return Ok(SessionState::Expired { account });
        }
        let seen_at = match sign {
            Sign::OfLife => now.as_microsecond(),
            Sign::None => seen,
        };
        if seen_at - stored_seen >= NOTE_SEEN_EVERY.as_micros() as i64 {
            self.note_seen(&hash, at_micros(seen_at, now)).await;
        }
        let session = Arc::new(session);
        self.inner
            .cache
            .remember(hash, session.clone(), now, seen_at, generation);
        Ok(SessionState::Live(session))
    }

    /// Reading must go on when nothing can be written: a session then merely looks idle for longer than it was.
    async fn note_seen(&self, hash: &TokenHash, now: Timestamp) {
        let values = [self.tenant(), hash[..].into(), at(now)];
        match self.db().execute(TOUCH_SESSION, &values).await {
            Ok(_) | Err(DbError::ReadOnly) => {}
            Err(error) => {
                tracing::warn!(%error, "the time of a session's last request was not noted")
            }
        }
    }

    /// Of the session's id and not its cookie: a form in another tab outlives a change of the cookie.
    fn form_token_of(&self, id: Uuid) -> String {
        URL_SAFE_NO_PAD.encode(self.inner.sealer.fingerprint("form-token", id.as_bytes()))
    }

    /// Begins a session without sign-in, as the program itself only: for the demo's one-click sign-in.
    pub async fn sign_in_for_demo(
        &self,
        actor: Actor<'_>,
        account: AccountId,
        arrival: Arrival<'_>,
        now: Timestamp,
    ) -> Result<SignedIn, IdentityError> {
        if !matches!(actor, Actor::Program) {
            return Err(Refusal::NotAllowed.into());
        }
        let row = self.account_row(account).await?;
        if row.account.deactivated_at.is_some() {
            return Err(Refusal::Deactivated.into());
        }
        self.begin_session(account, row.account.role, arrival, now)
            .await
    }

    /// Begins a session for somebody who proved who they are.
    pub(crate) async fn begin_session(
        &self,
        account: AccountId,
        role: Role,
        arrival: Arrival<'_>,
        now: Timestamp,
    ) -> Result<SignedIn, IdentityError> {
        let mut tx = self.db().begin().await?;
        let cookie = self
            .insert_session(&mut tx, account, role, arrival, now)
            .await?;
        tx.commit().await?;
        self.signed_in(cookie, now).await
    }

    pub(crate) async fn insert_session(
        &self,
        tx: &mut Tx,
        account: AccountId,
        role: Role,
        arrival: Arrival<'_>,
        now: Timestamp,
    ) -> Result<SecretToken, IdentityError> {
        let (cookie, id) = (SecretToken::random()?, new_id(now));
        // Those idle too long are kept until their full age, so that an open page learns that it expired.
        let oldest = now
            .checked_sub(self.config().limits(role).absolute)
            .unwrap_or(Timestamp::MIN);
        tx.execute(
            PRUNE_SESSIONS,
            &[self.tenant(), account.0.into(), at(oldest)],
        )
        .await?;
        let values = [
            self.tenant(),
            cookie.hash()[..].into(),
            id.into(),
            account.0.into(),
            at(now),
            at(now),
            // Signing in is a proof of who is there like any other.
            maybe_at(Some(now)),
            self.seal("session-device", id, &device_name(arrival.user_agent)),
        ];
        tx.insert(INSERT_SESSION, &values).await?;
        tx.execute(NOTE_SIGN_IN, &[self.tenant(), account.0.into(), at(now)])
            .await?;
        self.note(tx, Kind::SignedIn, Some(account), Some(account), now)
            .await?;
        Ok(cookie)
    }

    pub(crate) async fn signed_in(
        &self,
        cookie: SecretToken,
        now: Timestamp,
    ) -> Result<SignedIn, IdentityError> {
        let state = self.load_session(cookie.hash(), None, now).await?;
        let session = state.live().ok_or(Refusal::Deactivated)?;
        Ok(SignedIn { cookie, session })
    }

    /// Gives a session a new cookie and notes that its person proved who is there.
    pub(crate) async fn rotate_session(
        &self,
        session: &Session,
        now: Timestamp,
    ) -> Result<SignedIn, IdentityError> {
        let cookie = SecretToken::random()?;
        let values = [
            self.tenant(),
            session.token_hash[..].into(),
            cookie.hash()[..].into(),
            at(now),
        ];
        let mut tx = self.db().begin().await?;
        if tx.execute(ROTATE_SESSION, &values).await? == 0 {
            return Err(Refusal::ChallengeExpired.into());
        }
        self.note(
            &mut tx,
            Kind::SteppedUp,
            Some(session.account),
            Some(session.account),
            now,
        )
        .await?;
        tx.commit().await?;
        self.inner.cache.forget(&session.token_hash);
        self.signed_in(cookie, now).await
    }

    /// Ends this session.
    pub async fn sign_out(&self, session: &Session, now: Timestamp) -> Result<(), IdentityError> {
        let mut tx = self.db().begin().await?;
        let values = [self.tenant(), session.account.0.into(), session.id.into()];
        tx.execute(DELETE_SESSION, &values).await?;
        self.note(
            &mut tx,
            Kind::SignedOut,
            Some(session.account),
            Some(session.account),
            now,
        )
        .await?;
        tx.commit().await?;
        self.inner.cache.forget_account(session.account);
        Ok(())
    }
}

fn at_micros(micros: i64, now: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(now)
}
