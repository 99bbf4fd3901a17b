//! Ten codes on paper, for the day the phone is lost. Each works once.

use crate::error::{IdentityError, Refusal};
use crate::event::SecurityEventKind as Kind;
use crate::factor::FactorHolder;
use crate::identity::{Identity, at};
use crate::secret::random_bytes;
use crate::session::Session;
use crate::statements::{DELETE_RECOVERY_CODES, INSERT_RECOVERY_CODE, USE_RECOVERY_CODE};
use attune_record::db::Tx;
use attune_therapy::ids::AccountId;
use jiff::Timestamp;
use zeroize::{Zeroize, ZeroizeOnDrop};

const HOW_MANY: usize = 10;
/// 32 signs that cannot be taken for one another on paper: no i, l, o, u.
const SIGNS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// 5 bits each: 60 bits a code, far beyond guessing where attempts are throttled.
const LENGTH: usize = 12;

/// Recovery codes, shown once.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct RecoveryCodes(Vec<String>);

impl RecoveryCodes {
    /// The ten codes, in groups of four for reading: `k3mz-7qaw-90xt`.
    pub fn reveal(&self) -> &[String] {
        &self.0
    }
}

impl std::fmt::Debug for RecoveryCodes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryCodes(..)")
    }
}

impl Identity {
    /// Makes ten new recovery codes; the old ones stop working.
    pub async fn renew_recovery_codes(
        &self,
        session: &Session,
        now: Timestamp,
    ) -> Result<RecoveryCodes, IdentityError> {
        let account = FactorHolder::Session(session).account(now)?;
        if !self.second_factors(account).await?.any() {
            return Err(Refusal::NotFound.into());
        }
        let codes = self.make_recovery_codes()?;
        let mut tx = self.db().begin().await?;
        self.insert_recovery_codes(&mut tx, account, &codes, now)
            .await?;
        tx.commit().await?;
        Ok(codes)
    }

    pub(crate) fn make_recovery_codes(&self) -> Result<RecoveryCodes, IdentityError> {
        let mut codes = Vec::with_capacity(HOW_MANY);
        for _ in 0..HOW_MANY {
            let bytes = random_bytes::<LENGTH>()?;
            let sign = |byte: &u8| char::from(SIGNS[usize::from(byte % 32)]);
            let groups: Vec<String> = bytes
                .chunks(4)
                .map(|four| four.iter().map(sign).collect())
                .collect();
            codes.push(groups.join("-"));
        }
        Ok(RecoveryCodes(codes))
    }

    pub(crate) async fn insert_recovery_codes(
        &self,
        tx: &mut Tx,
        account: AccountId,
        codes: &RecoveryCodes,
        now: Timestamp,
    ) -> Result<(), IdentityError> {
        tx.execute(DELETE_RECOVERY_CODES, &[self.tenant(), account.0.into()])
            .await?;
        let mut values = Vec::with_capacity(3 * HOW_MANY);
        for code in codes.reveal() {
            values.extend([
                self.tenant(),
                account.0.into(),
                self.key_of("recovery-code", &as_compared(code)),
            ]);
        }
        tx.insert(INSERT_RECOVERY_CODE, &values).await?;
        self.note(
            tx,
            Kind::RecoveryCodesMade,
            Some(account),
            Some(account),
            now,
        )
        .await
    }

    pub(crate) async fn use_recovery_code(
        &self,
        account: AccountId,
        code: &str,
        now: Timestamp,
    ) -> Result<(), IdentityError> {
        let key = self.key_of("recovery-code", &as_compared(code));
        let mut tx = self.db().begin().await?;
        if tx
            .execute(
                USE_RECOVERY_CODE,
                &[self.tenant(), account.0.into(), key, at(now)],
            )
            .await?
            == 0
        {
            return Err(Refusal::WrongCode.into());
        }
        self.note(
            &mut tx,
            Kind::RecoveryCodeUsed,
            Some(account),
            Some(account),
            now,
        )
        .await?;
        tx.commit().await?;
        Ok(())
    }
}

/// As typed from paper: capitals, hyphens and spaces do not matter, and look-alikes are what was printed.
fn as_compared(code: &str) -> Vec<u8> {
    code.chars()
        .take(40)
        .filter(char::is_ascii_alphanumeric)
        .map(|c| match c.to_ascii_lowercase() {
            'o' => b'0',
            'i' | 'l' => b'1',
            // Only ASCII is left here.
            other => other as u8,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_found_however_it_is_typed_from_paper() {
        assert_eq!(as_compared("K3MZ 7QAW 9OXT"), as_compared("k3mz-7qaw-90xt"));
        assert_eq!(as_compared("Il11"), b"1111");
        assert_ne!(as_compared("k3mz-7qaw-90xt"), as_compared("k3mz-7qaw-90xs"));
    }
}
