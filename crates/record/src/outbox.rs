//! The outbox: notices written in the same commit as the entry that calls for them, and taken by one node at a time.
//! A row holds no text and no address: a template's name and whom it is for.

use crate::db::{DbError, Value};
use crate::records::Records;
use crate::statements as sql;
use attune_therapy::ids::{AccountId, ClinicId, RecordId};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

/// Something to be sent because of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The same notice twice is one: for example `alert:<entry>:first`.
    pub dedup: String,
    /// Not before this moment.
    pub not_before: Timestamp,
    /// The name of the text that is sent.
    pub template: String,
    /// To whom.
    pub recipient: AccountId,
}

/// A notice that was leased to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeasedNotice {
    /// Its row. Also makes the Message-ID of a mail, so that it is the same at every attempt.
    pub id: Uuid,
    /// See [`Notice::dedup`].
    pub dedup: String,
    /// The name of the text.
    pub template: String,
    /// To whom.
    pub recipient: AccountId,
    /// About which record.
    pub record: Option<RecordId>,
    /// Which attempt this is, from 1.
    pub attempt: i64,
}

/// What became of a leased notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// It was sent.
    Sent,
    /// It is not wanted any more.
    Dropped,
    /// Whether it was sent is not known: shown to a person, never sent again by itself.
    Unknown,
}

impl Settled {
    fn name(self) -> &'static str {
        match self {
            Settled::Sent => "sent",
            Settled::Dropped => "dropped",
            Settled::Unknown => "unknown",
        }
    }
}

const WAITING: &str = "waiting";

impl Notice {
    pub(crate) fn values(&self, clinic: ClinicId, record: RecordId) -> [Value; 10] {
        [
            clinic.0.into(),
            Uuid::now_v7().into(),
            self.dedup.as_str().into(),
            self.not_before.as_microsecond().into(),
            0_i64.into(),
            0_i64.into(),
            self.template.as_str().into(),
            self.recipient.0.into(),
            record.0.into(),
            WAITING.into(),
        ]
    }
}

impl Records {
    /// Leases notices that are due, for `lease`: no other node gets them before it ends. What was not settled by then
    /// is due again.
    pub async fn lease_due(
        &self,
        now: Timestamp,
        lease: SignedDuration,
    ) -> Result<Vec<LeasedNotice>, DbError> {
        let clinic: Value = self.clinic().0.into();
        let (now, until) = (now.as_microsecond(), (now + lease).as_microsecond());
        let values = [clinic.clone(), WAITING.into(), now.into()];
        let mut leased = Vec::new();
        for row in self.inner.data.fetch(sql::OUTBOX_DUE, &values).await? {
            let id = row.uuid(0)?;
            let values = [
                clinic.clone(),
                id.into(),
                until.into(),
                now.into(),
                WAITING.into(),
            ];
            if self.inner.data.execute(sql::LEASE_OUTBOX, &values).await? == 1 {
                leased.push(LeasedNotice {
                    id,
                    dedup: row.text(1)?,
                    template: row.text(2)?,
                    recipient: AccountId(row.uuid(3)?),
                    record: row.opt_uuid(4)?.map(RecordId),
                    attempt: row.int(5)? + 1,
                });
            }
        }
        Ok(leased)
    }

    /// Says what became of a leased notice.
    pub async fn settle(&self, id: Uuid, settled: Settled) -> Result<(), DbError> {
        let values = [self.clinic().0.into(), id.into(), settled.name().into()];
        self.inner.data.execute(sql::SETTLE_OUTBOX, &values).await?;
        Ok(())
    }
}
