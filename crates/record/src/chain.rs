//! The hash chain: each entry's hash covers the one before, so that nothing can be changed, moved, taken out or
//! put in twice without being found. A second chain over the clinic's commits finds a missing tail or record.

use crate::keys::KeyPlace;
use attune_therapy::Compartment;
use attune_therapy::ids::{ClinicId, EntryId, RecordId, Token};
use sha2::{Digest, Sha256};

/// A link of a chain.
pub(crate) type Hash = [u8; 32];

/// What comes before the first link.
pub(crate) const START: Hash = [0; 32];

/// What one entry's link covers, beside the link before it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Link<'a> {
    pub(crate) clinic: ClinicId,
    pub(crate) record: RecordId,
    pub(crate) seq: i64,
    pub(crate) id: EntryId,
    pub(crate) compartment: Compartment,
    pub(crate) place: KeyPlace,
    pub(crate) token: Token,
    pub(crate) sealed: &'a [u8],
}

impl Link<'_> {
    /// The hash of this entry after `before`.
    pub(crate) fn after(&self, before: &Hash) -> Hash {
        let mut hash = Sha256::new();
        hash.update(b"attune.chain.v1");
        hash.update(before);
        hash.update(self.clinic.0.as_bytes());
        hash.update(self.record.0.as_bytes());
        hash.update(self.seq.to_be_bytes());
        hash.update(self.id.0.as_bytes());
        hash.update(self.compartment.number().to_be_bytes());
        hash.update(self.place.epoch.to_be_bytes());
        hash.update(self.place.block.unwrap_or_default().as_bytes());
        hash.update(self.place.slot.to_be_bytes());
        hash.update(self.token.0.as_bytes());
        hash.update(self.sealed);
        hash.finalize().into()
    }
}

/// Where a record's chain stood after a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) record: RecordId,
    pub(crate) seq: i64,
    pub(crate) hash: Hash,
}

const HEAD: usize = 16 + 8 + 32;

/// The heads of one commit as they are stored.
pub(crate) fn write_heads(heads: &[Head]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(heads.len() * HEAD);
    for head in heads {
        bytes.extend_from_slice(head.record.0.as_bytes());
        bytes.extend_from_slice(&head.seq.to_be_bytes());
        bytes.extend_from_slice(&head.hash);
    }
    bytes
}

/// Reads [`write_heads`]; `None` when the bytes are not whole heads.
pub(crate) fn read_heads(bytes: &[u8]) -> Option<Vec<Head>> {
    let chunks = bytes.chunks_exact(HEAD);
    if !chunks.remainder().is_empty() {
        return None;
    }
    chunks
        .map(|chunk| {
            let (record, rest) = chunk.split_first_chunk::<16>()?;
            let (seq, hash) = rest.split_first_chunk::<8>()?;
            Some(Head {
                record: RecordId(uuid::Uuid::from_bytes(*record)),
                seq: i64::from_be_bytes(*seq),
                hash: hash.try_into().ok()?,
            })
        })
        .collect()
}

/// The link of commit `n` with these heads after `before`.
pub(crate) fn commit_after(before: &Hash, clinic: ClinicId, n: i64, heads: &[u8]) -> Hash {
    let mut hash = Sha256::new();
    hash.update(b"attune.commit.v1");
    hash.update(before);
    hash.update(clinic.0.as_bytes());
    hash.update(n.to_be_bytes());
    hash.update(heads);
    hash.finalize().into()
}
