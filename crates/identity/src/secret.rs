//! Random tokens, shown once and stored as a hash.

use crate::error::IdentityError;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::TryRngCore;
use rand::rngs::OsRng;
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// 256 random bits as 43 characters that fit into a URL or a cookie. Never shown in a log.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct SecretToken(String);

impl SecretToken {
    pub(crate) fn random() -> Result<SecretToken, IdentityError> {
        Ok(SecretToken(URL_SAFE_NO_PAD.encode(random_bytes::<32>()?)))
    }

    /// The characters, for the one place that shows them.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub(crate) fn hash(&self) -> TokenHash {
        hash_token(&self.0)
    }
}

impl std::fmt::Debug for SecretToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretToken(..)")
    }
}

pub(crate) type TokenHash = [u8; 32];

/// What is stored of a token. A plain hash suffices: nobody can try 256 random bits.
pub(crate) fn hash_token(token: &str) -> TokenHash {
    Sha256::digest(token.as_bytes()).into()
}

pub(crate) fn random_bytes<const N: usize>() -> Result<[u8; N], IdentityError> {
    let mut bytes = [0; N];
    OsRng.try_fill_bytes(&mut bytes).map_err(|error| {
        IdentityError::Internal(format!("no randomness from the operating system: {error}"))
    })?;
    Ok(bytes)
}

/// Compares without telling by its duration where the difference is.
pub(crate) fn equal_in_constant_time(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).fold(0, |acc, (a, b)| acc | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn tokens_are_43_characters_differ_and_hide_in_debug_output() {
        let (one, other) = (
            SecretToken::random().unwrap(),
            SecretToken::random().unwrap(),
        );
        assert_eq!(one.reveal().len(), 43);
        assert_ne!(one, other);
        assert!(!format!("{one:?}").contains(one.reveal()));
    }

    #[test]
    fn comparison_finds_every_difference() {
        assert!(equal_in_constant_time(b"same", b"same"));
        assert!(!equal_in_constant_time(b"same", b"sane"));
        assert!(!equal_in_constant_time(b"same", b"sam"));
    }
}
