//! Sealing: XChaCha20-Poly1305 with the position of what is sealed as associated data, so that a sealed body
//! opens only in the place where it was put.
//!
//! Root key → clinic key → record key → compartment keys → entry keys: each random, each wrapped by the one
//! above. Erasing is destroying a key.

mod root;
mod sealer;

pub use root::{RootKey, RootKeyError};
pub use sealer::Sealer;

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use rand::TryRngCore;
use rand::rngs::OsRng;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// What is sealed begins with this byte; another means a newer program sealed it.
const FORMAT: u8 = 1;
const NONCE: usize = 24;

/// A key of 256 bits that is wiped from memory when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct SecretKey([u8; 32]);

impl std::fmt::Debug for SecretKey {
    /// Hides the key: debug output ends up in logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretKey(hidden)")
    }
}

/// Why something could not be sealed or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The key does not fit, or the sealed bytes were changed or moved.
    #[error(
        "a sealed part of the record does not open: it was changed, moved, or sealed with another key"
    )]
    DoesNotOpen,
    /// Sealed by a newer program.
    #[error("a sealed part of the record was written by a newer program")]
    Newer,
}

impl SecretKey {
    /// A new key from the operating system's generator.
    ///
    /// # Panics
    /// When the operating system has no randomness to give; a record must not be written without it.
    pub fn random() -> SecretKey {
        let mut bytes = [0; 32];
        fill_random(&mut bytes);
        SecretKey(bytes)
    }

    /// A key of given bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> SecretKey {
        SecretKey(bytes)
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Seals `plain` so that it opens only with the same `position`.
    pub fn seal(&self, position: &[u8], plain: &[u8]) -> Vec<u8> {
        let mut nonce = [0; NONCE];
        fill_random(&mut nonce);
        self.seal_with_nonce(position, plain, nonce)
    }

    pub(crate) fn seal_with_nonce(
        &self,
        position: &[u8],
        plain: &[u8],
        nonce: [u8; NONCE],
    ) -> Vec<u8> {
        let cipher = XChaCha20Poly1305::new(&self.0.into());
        let body = cipher
            .encrypt(
                &XNonce::from(nonce),
                Payload {
                    msg: plain,
                    aad: position,
                },
            )
            .expect("XChaCha20-Poly1305 refuses only messages over 256 GiB, and no form takes one");
        let mut sealed = Vec::with_capacity(1 + NONCE + body.len());
        sealed.push(FORMAT);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(&body);
        sealed
    }

    /// Opens what [`SecretKey::seal`] sealed at the same `position`.
    pub fn open(&self, position: &[u8], sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let (&format, rest) = sealed.split_first().ok_or(SealError::DoesNotOpen)?;
        if format != FORMAT {
            return Err(SealError::Newer);
        }
        let (nonce, body) = rest
            .split_first_chunk::<NONCE>()
            .ok_or(SealError::DoesNotOpen)?;
        let cipher = XChaCha20Poly1305::new(&self.0.into());
        cipher
            .decrypt(
                &XNonce::from(*nonce),
                Payload {
                    msg: body,
                    aad: position,
                },
            )
            .map_err(|_| SealError::DoesNotOpen)
    }

    /// Wraps another key.
    pub fn wrap(&self, position: &[u8], key: &SecretKey) -> Vec<u8> {
        self.seal(position, &key.0)
    }

    /// Unwraps a wrapped key.
    pub fn unwrap_key(&self, position: &[u8], wrapped: &[u8]) -> Result<SecretKey, SealError> {
        let mut plain = self.open(position, wrapped)?;
        let bytes = <[u8; 32]>::try_from(plain.as_slice()).map_err(|_| SealError::DoesNotOpen)?;
        plain.zeroize();
        Ok(SecretKey(bytes))
    }
}

/// The length of a wrapped key.
pub(crate) const WRAPPED: usize = 1 + NONCE + 32 + 16;

pub(crate) fn fill_random(bytes: &mut [u8]) {
    OsRng
        .try_fill_bytes(bytes)
        .expect("without the operating system's randomness no key can be made, and writing on would be unsafe");
}

/// A position for associated data: a label and parts, each with its length, so that no two read alike.
pub(crate) fn position(label: &str, parts: &[&[u8]]) -> Vec<u8> {
    let mut bytes =
        Vec::with_capacity(label.len() + 1 + parts.iter().map(|p| p.len() + 4).sum::<usize>());
    bytes.extend_from_slice(label.as_bytes());
    bytes.push(0);
    for part in parts {
        let length = u32::try_from(part.len()).unwrap_or(u32::MAX);
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(part);
    }
    bytes
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_is_sealed_opens_only_at_its_own_position_and_with_its_own_key() {
        let key = SecretKey::random();
        let sealed = key.seal(b"here", b"a hard week");
        assert_eq!(key.open(b"here", &sealed).unwrap(), b"a hard week");
        assert_eq!(key.open(b"there", &sealed), Err(SealError::DoesNotOpen));
        assert_eq!(
            SecretKey::random().open(b"here", &sealed),
            Err(SealError::DoesNotOpen)
        );
    }

    #[test]
    fn one_changed_bit_anywhere_does_not_open() {
        let key = SecretKey::random();
        let sealed = key.seal(b"here", b"a hard week");
        for at in 1..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(
                key.open(b"here", &changed),
                Err(SealError::DoesNotOpen),
                "byte {at}"
            );
        }
        assert_eq!(
            key.open(b"here", &sealed[..10]),
            Err(SealError::DoesNotOpen)
        );
    }

    #[test]
    fn positions_of_different_parts_never_read_alike() {
        assert_ne!(position("a", &[b"bc", b"d"]), position("a", &[b"b", b"cd"]));
        assert_ne!(position("a", &[b"b"]), position("ab", &[b""]));
    }

    #[test]
    fn a_key_is_not_shown_in_debug_output() {
        let key = SecretKey::from_bytes([7; 32]);
        assert_eq!(format!("{key:?}"), "SecretKey(hidden)");
    }
}
