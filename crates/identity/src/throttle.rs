//! Slowing down those who guess. Counted in the database, so that it survives restarts and holds on all nodes.
//!
//! An attempt is counted as a failure before it is looked at and taken back when it succeeds: many guesses at the
//! same moment do not slip through together.

use crate::error::{IdentityError, Refusal};
use crate::identity::{Identity, at, time};
use crate::statements::{
    CLEAR_THROTTLE, COUNT_FAILURE, INSERT_THROTTLE, SELECT_THROTTLE, SET_THROTTLE,
    TAKE_BACK_FAILURE,
};
use attune_record::db::{DbError, Tx, Value};
use jiff::{SignedDuration, Timestamp};

const LONGEST_WAIT: SignedDuration = SignedDuration::from_mins(15);
/// NIST SP 800-63B-4: no more consecutive failures than this on one account.
const MOST_FAILURES: i64 = 100;

/// What is counted, and how strictly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Rule {
    /// So many failures cost no waiting.
    free: i64,
    /// After so many nothing but a reset helps.
    lock_after: Option<i64>,
    /// Failures are forgotten after so long without another.
    forget_after: Option<SignedDuration>,
}

/// A thing whose failures are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bucket<'a> {
    /// A sign-in name, whether or not it exists: password and second factor together.
    SignInName(&'a [u8]),
    /// A network address. A clinic shares one, so more is free, and an hour's calm forgets it.
    Address(&'a str),
    /// Requests for reset links from a network address.
    ResetFrom(&'a str),
}

impl Bucket<'_> {
    fn rule(self) -> Rule {
        match self {
            Bucket::SignInName(_) => Rule {
                free: 5,
                lock_after: Some(MOST_FAILURES),
                forget_after: None,
            },
            Bucket::Address(_) => Rule {
                free: 30,
                lock_after: None,
                forget_after: Some(SignedDuration::from_hours(1)),
            },
            Bucket::ResetFrom(_) => Rule {
                free: 5,
                lock_after: None,
                forget_after: Some(SignedDuration::from_hours(1)),
            },
        }
    }
}

/// An attempt that was counted and may be taken back.
#[derive(Debug, Clone)]
pub(crate) struct Counted {
    key: Value,
    last_failure_at: Timestamp,
}

/// How long after its last failure a bucket with `failures` failures has to wait.
fn wait_after(failures: i64, free: i64) -> SignedDuration {
    let over = failures - free;
    if over <= 0 {
        return SignedDuration::ZERO;
    }
    let seconds = 1_i64
        .checked_shl(u32::try_from(over).unwrap_or(u32::MAX))
        .filter(|s| *s > 0);
    seconds
        .map_or(LONGEST_WAIT, SignedDuration::from_secs)
        .min(LONGEST_WAIT)
}

fn judge(rule: Rule, failures: i64, last: Timestamp, now: Timestamp) -> Result<(), Refusal> {
    if rule.lock_after.is_some_and(|most| failures >= most) {
        return Err(Refusal::Locked);
    }
    let until = last
        .checked_add(wait_after(failures, rule.free))
        .unwrap_or(Timestamp::MAX);
    if now < until {
        Err(Refusal::Throttled { until })
    } else {
        Ok(())
    }
}

impl Identity {
    fn bucket_key(&self, bucket: Bucket<'_>) -> Value {
        match bucket {
            Bucket::SignInName(key) => self.key_of("throttle-sign-in-name", key),
            Bucket::Address(address) => self.key_of("throttle-address", address.as_bytes()),
            Bucket::ResetFrom(address) => self.key_of("throttle-reset", address.as_bytes()),
        }
    }

    /// Counts an attempt, or refuses to look at it.
    pub(crate) async fn count_attempt(
        &self,
        bucket: Bucket<'_>,
        now: Timestamp,
    ) -> Result<Counted, IdentityError> {
        let key = self.bucket_key(bucket);
        // The first attempt of all makes the row; if two nodes make it at once, one of them counts instead.
        let mut tries = 0;
        loop {
            tries += 1;
            match self.try_to_count(bucket.rule(), &key, now).await {
                Err(IdentityError::Db(DbError::Unique(_) | DbError::Conflict)) if tries < 4 => {}
                other => return other,
            }
        }
    }

    async fn try_to_count(
        &self,
        rule: Rule,
        key: &Value,
        now: Timestamp,
    ) -> Result<Counted, IdentityError> {
        let id = [self.tenant(), key.clone()];
        let mut tx = self.db().begin().await?;
        // Writing first takes the row's lock; dropping the transaction takes the count back.
        if tx.execute(COUNT_FAILURE, &id).await? == 0 {
            let values = [self.tenant(), key.clone(), 1_i64.into(), at(now)];
            tx.insert(INSERT_THROTTLE, &values).await?;
            tx.commit().await?;
            return Ok(Counted {
                key: key.clone(),
                last_failure_at: now,
            });
        }
        let row = tx.fetch(SELECT_THROTTLE, &id).await?.into_iter().next();
        let row = row.ok_or(IdentityError::Damaged(
            "a counter vanished while it was locked",
        ))?;
        let (mut before, last) = (row.int(0)? - 1, time(&row, 1)?);
        if rule
            .forget_after
            .is_some_and(|calm| now.duration_since(last) >= calm)
        {
            before = 0;
        }
        judge(rule, before, last, now)?;
        tx.execute(
            SET_THROTTLE,
            &[self.tenant(), key.clone(), (before + 1).into(), at(now)],
        )
        .await?;
        tx.commit().await?;
        Ok(Counted {
            key: key.clone(),
            last_failure_at: last,
        })
    }

    /// Takes back an attempt that succeeded, in somebody else's transaction.
    pub(crate) async fn take_back(
        &self,
        tx: &mut Tx,
        counted: &Counted,
    ) -> Result<(), IdentityError> {
        let values = [
            self.tenant(),
            counted.key.clone(),
            at(counted.last_failure_at),
        ];
        tx.execute(TAKE_BACK_FAILURE, &values).await?;
        Ok(())
    }

    /// Forgets all failures of a bucket.
    pub(crate) async fn clear_failures(
        &self,
        tx: &mut Tx,
        bucket: Bucket<'_>,
    ) -> Result<(), IdentityError> {
        tx.execute(CLEAR_THROTTLE, &[self.tenant(), self.bucket_key(bucket)])
            .await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_failures_are_free_then_waiting_doubles_up_to_a_quarter_of_an_hour() {
        let seconds: Vec<i64> = (0..=17).map(|n| wait_after(n, 5).as_secs()).collect();
        assert_eq!(seconds[..6], [0, 0, 0, 0, 0, 0]);
        assert_eq!(seconds[6..15], [2, 4, 8, 16, 32, 64, 128, 256, 512]);
        assert_eq!(seconds[15..], [900, 900, 900]);
        assert_eq!(wait_after(i64::MAX, 5), LONGEST_WAIT);
    }

    #[test]
    fn a_hundred_failures_lock_an_account_but_never_an_address() {
        let now = Timestamp::UNIX_EPOCH;
        let later = now + SignedDuration::from_hours(2);
        assert_eq!(
            judge(Bucket::SignInName(b"x").rule(), 100, now, later),
            Err(Refusal::Locked)
        );
        assert_eq!(
            judge(Bucket::SignInName(b"x").rule(), 99, now, later),
            Ok(())
        );
        assert_eq!(judge(Bucket::Address("x").rule(), 5000, now, later), Ok(()));
    }
}
