//! The generator of allocation lists: reproducible by anyone with the seed, unpredictable to anyone without it.

use sha2::{Digest, Sha256};

/// SHA-256 in counter mode: block i is `SHA-256("attune allocation 1\n" seed "\n" purpose "\n" i)` with i in decimal, read as
/// four big-endian 64-bit words. It can be checked with any program that computes SHA-256, years later.
#[derive(Debug, Clone)]
pub struct AllocationStream {
    prefix: String,
    counter: u64,
    words: Vec<u64>,
}

impl AllocationStream {
    /// The stream of `seed` for one `purpose`, for example a stratum.
    #[must_use]
    pub fn new(seed: &str, purpose: &str) -> Self {
        Self {
            prefix: format!("attune allocation 1\n{seed}\n{purpose}\n"),
            counter: 0,
            words: Vec::new(),
        }
    }

    /// 64 bits.
    pub fn bits(&mut self) -> u64 {
        if self.words.is_empty() {
            let digest = Sha256::digest(format!("{}{}", self.prefix, self.counter).as_bytes());
            self.counter += 1;
            self.words = digest
                .chunks_exact(8)
                .rev()
                .map(|c| {
                    c.iter()
                        .fold(0u64, |word, byte| word << 8 | u64::from(*byte))
                })
                .collect();
        }
        self.words.pop().unwrap_or_default()
    }

    /// Uniform in 0..n without bias; 0 for n = 0.
    pub fn below(&mut self, n: usize) -> usize {
        let n = (n as u64).max(1);
        let limit = u64::MAX - u64::MAX % n;
        loop {
            let x = self.bits();
            if x < limit {
                return (x % n) as usize;
            }
        }
    }

    /// Uniform in [0, 1).
    pub fn uniform(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Shuffles in place (Fisher & Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}
