//! Sealing of small things beside the record: names of accounts, secrets of second factors, projections.

use super::{SealError, SecretKey, position};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Seals a clinic's small things. Its keys are random, wrapped by the clinic key, and outlive a key rotation.
#[derive(Debug, Clone)]
pub struct Sealer {
    sealing: SecretKey,
    fingerprints: SecretKey,
}

impl Sealer {
    pub(crate) fn new(sealing: SecretKey, fingerprints: SecretKey) -> Sealer {
        Sealer {
            sealing,
            fingerprints,
        }
    }

    /// A sealer of random keys that nobody else has, for tests of code that needs one.
    pub fn for_tests() -> Sealer {
        Sealer::new(SecretKey::random(), SecretKey::random())
    }

    /// Seals `plain` under a label that says what and whose it is (for example `"account-name:<id>"`).
    pub fn seal(&self, label: &str, plain: &[u8]) -> Vec<u8> {
        self.sealing.seal(&small(label), plain)
    }

    /// Opens what was sealed under the same label.
    pub fn open(&self, label: &str, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        self.sealing.open(&small(label), sealed)
    }

    /// Seals so that the same input gives the same bytes: projections must be remade byte-equal. The nonce is a
    /// keyed hash of label and content, so that it repeats only where both are the same.
    pub fn seal_repeatably(&self, label: &str, plain: &[u8]) -> Vec<u8> {
        self.seal_repeatably_with(&self.sealing, label, plain)
    }

    /// The same with a key of a record, so that what is sealed goes when that key is destroyed.
    pub(crate) fn seal_repeatably_with(
        &self,
        key: &SecretKey,
        label: &str,
        plain: &[u8],
    ) -> Vec<u8> {
        let mut mac = self.mac("attune.nonce.v1", label);
        mac.update(plain);
        let digest = mac.finalize().into_bytes();
        let mut nonce = [0; super::NONCE];
        nonce.copy_from_slice(&digest[..super::NONCE]);
        key.seal_with_nonce(&small(label), plain, nonce)
    }

    /// Seals with a key of a record.
    pub(crate) fn seal_with(key: &SecretKey, label: &str, plain: &[u8]) -> Vec<u8> {
        key.seal(&small(label), plain)
    }

    /// Opens what was sealed with a key of a record under the same label.
    pub(crate) fn open_with(
        key: &SecretKey,
        label: &str,
        sealed: &[u8],
    ) -> Result<Vec<u8>, SealError> {
        key.open(&small(label), sealed)
    }

    /// A keyed hash by which something can be found again without being readable.
    pub fn fingerprint(&self, label: &str, data: &[u8]) -> [u8; 32] {
        let mut mac = self.mac("attune.fingerprint.v1", label);
        mac.update(data);
        mac.finalize().into_bytes().into()
    }

    fn mac(&self, domain: &str, label: &str) -> Hmac<Sha256> {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(self.fingerprints.bytes())
            .expect("HMAC takes a key of any length");
        mac.update(&position(domain, &[label.as_bytes()]));
        mac
    }
}

fn small(label: &str) -> Vec<u8> {
    position("attune.sealer.v1", &[label.as_bytes()])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn repeatable_sealing_gives_the_same_bytes_for_the_same_content_only() {
        let sealer = Sealer::for_tests();
        let once = sealer.seal_repeatably("row", b"Ana");
        assert_eq!(once, sealer.seal_repeatably("row", b"Ana"));
        assert_ne!(once, sealer.seal_repeatably("row", b"Eva"));
        assert_eq!(sealer.open("row", &once).unwrap(), b"Ana");
        assert_eq!(sealer.open("other", &once), Err(SealError::DoesNotOpen));
    }

    #[test]
    fn fingerprints_differ_by_label_and_by_clinic() {
        let (one, other) = (Sealer::for_tests(), Sealer::for_tests());
        assert_eq!(
            one.fingerprint("name", b"ana"),
            one.fingerprint("name", b"ana")
        );
        assert_ne!(
            one.fingerprint("name", b"ana"),
            one.fingerprint("mail", b"ana")
        );
        assert_ne!(
            one.fingerprint("name", b"ana"),
            other.fingerprint("name", b"ana")
        );
    }
}
