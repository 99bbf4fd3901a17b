//! Stretching passwords with Argon2id, as many at a time as there are cores.

use crate::config::HashCost;
use crate::error::IdentityError;
use crate::secret::random_bytes;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use std::sync::{Arc, OnceLock};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

#[derive(Debug, Clone)]
pub(crate) struct Hasher {
    params: Params,
    /// More at once would only make each slower, and each takes 19 MiB.
    permits: Arc<Semaphore>,
    /// Verified against when there is no account, so that time reveals nothing.
    decoy: Arc<OnceLock<String>>,
}

/// What came of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) matches: bool,
    /// The stored hash was made at another cost: hash again while the password is at hand.
    pub(crate) outdated: bool,
}

impl Hasher {
    pub(crate) fn new(cost: HashCost) -> Result<Hasher, IdentityError> {
        let params =
            Params::new(cost.memory_kib, cost.passes, cost.lanes, None).map_err(|error| {
                IdentityError::Internal(format!("the cost of password hashing is invalid: {error}"))
            })?;
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Ok(Hasher {
            params,
            permits: Arc::new(Semaphore::new(cores)),
            decoy: Arc::new(OnceLock::new()),
        })
    }

    pub(crate) async fn hash(&self, password: Zeroizing<String>) -> Result<String, IdentityError> {
        let params = self.params.clone();
        self.stretch(move || hash(&params, &password)).await?
    }

    /// Compares with a stored hash; without one, does the same work and answers no.
    pub(crate) async fn verify(
        &self,
        password: Zeroizing<String>,
        stored: Option<String>,
    ) -> Result<Verdict, IdentityError> {
        let (params, decoy) = (self.params.clone(), self.decoy.clone());
        self.stretch(move || {
            // Made at the first comparison of all, whoever it is for.
            if decoy.get().is_none() {
                let made = hash(&params, "a password that nobody has")?;
                let _ = decoy.set(made);
            }
            let known = stored.is_some();
            let stored = stored.or_else(|| decoy.get().cloned()).unwrap_or_default();
            let parsed = PasswordHash::new(&stored)
                .map_err(|_| IdentityError::Damaged("a stored password hash cannot be read"))?;
            let matches = Argon2::default()
                .verify_password(password.as_bytes(), &parsed)
                .is_ok();
            let outdated = Params::try_from(&parsed).map_or(true, |made_with| {
                made_with.m_cost() != params.m_cost()
                    || made_with.t_cost() != params.t_cost()
                    || made_with.p_cost() != params.p_cost()
            });
            Ok(Verdict {
                matches: matches && known,
                outdated,
            })
        })
        .await?
    }

    async fn stretch<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, IdentityError> {
        let stopped = |_| IdentityError::Internal("the program is stopping".to_owned());
        let permit = self
            .permits
            .clone()
            .acquire_owned()
            .await
            .map_err(stopped)?;
        let done = tokio::task::spawn_blocking(move || {
            let result = work();
            drop(permit);
            result
        });
        done.await
            .map_err(|_| IdentityError::Internal("password hashing was interrupted".to_owned()))
    }
}

fn hash(params: &Params, password: &str) -> Result<String, IdentityError> {
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
    let salt = random_bytes::<16>()?;
    let hashed = argon2
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map_err(|error| {
            IdentityError::Internal(format!("the password could not be hashed: {error}"))
        })?;
    Ok(hashed.to_string())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const CHEAP: HashCost = HashCost {
        memory_kib: 64,
        passes: 1,
        lanes: 1,
    };

    fn secret(text: &str) -> Zeroizing<String> {
        Zeroizing::new(text.to_owned())
    }

    #[tokio::test]
    async fn a_hash_says_its_parameters_and_matches_only_its_password() {
        let hasher = Hasher::new(CHEAP).unwrap();
        let hash = hasher.hash(secret("correct horse battery")).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{hash}");
        let right = hasher
            .verify(secret("correct horse battery"), Some(hash.clone()))
            .await
            .unwrap();
        assert_eq!(
            right,
            Verdict {
                matches: true,
                outdated: false
            }
        );
        assert!(
            !hasher
                .verify(secret("correct horse batterz"), Some(hash))
                .await
                .unwrap()
                .matches
        );
    }

    #[tokio::test]
    async fn a_hash_of_another_cost_still_matches_and_is_outdated() {
        let old = Hasher::new(CHEAP)
            .unwrap()
            .hash(secret("pass phrase"))
            .await
            .unwrap();
        let dearer = Hasher::new(HashCost { passes: 2, ..CHEAP }).unwrap();
        let verdict = dearer
            .verify(secret("pass phrase"), Some(old))
            .await
            .unwrap();
        assert_eq!(
            verdict,
            Verdict {
                matches: true,
                outdated: true
            }
        );
    }

    #[tokio::test]
    async fn without_an_account_nothing_matches_not_even_the_decoys_own_password() {
        let hasher = Hasher::new(CHEAP).unwrap();
        assert!(
            !hasher
                .verify(secret("a password that nobody has"), None)
                .await
                .unwrap()
                .matches
        );
    }
}
