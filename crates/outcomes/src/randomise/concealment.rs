//! Concealment: a list for who must not know, a list for who must, and a proof that nobody changed it.

use super::{Allocation, AllocationStream, check_seed};
use crate::error::Result;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// The list in two halves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConcealedList {
    /// For the sites: number, stratum and code, without the arm (CSV).
    pub open: String,
    /// For whoever holds the allocation: number, stratum, block, code and arm (CSV). Keep it where recruiters cannot go.
    pub sealed: String,
    /// SHA-256 of the sealed list in hexadecimal. Register it before the first person is recruited: it tells nothing about
    /// the arms (the codes are secret) and proves later that the list was not changed.
    pub commitment: String,
}

/// Gives each place a code of eight letters (drawn from the seed, unique) and splits the list.
///
/// # Errors
/// For a guessable seed.
pub fn conceal(list: &[Allocation], seed: &str) -> Result<ConcealedList> {
    check_seed(seed)?;
    let mut stream = AllocationStream::new(seed, "codes");
    let mut used = std::collections::HashSet::new();
    let mut open = String::from("number,stratum,code\n");
    let mut sealed = String::from("number,stratum,block,code,arm\n");
    for place in list {
        let code = loop {
            let code = code(&mut stream);
            if used.insert(code.clone()) {
                break code;
            }
        };
        let stratum = csv_cell(&place.stratum);
        open.push_str(&format!("{},{stratum},{code}\n", place.number));
        sealed.push_str(&format!(
            "{},{stratum},{},{code},{}\n",
            place.number,
            place.block,
            csv_cell(&place.arm)
        ));
    }
    let commitment = Sha256::digest(sealed.as_bytes())
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    Ok(ConcealedList {
        open,
        sealed,
        commitment,
    })
}

/// Letters that are not mistaken for one another or for digits.
fn code(stream: &mut AllocationStream) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRTUVWXY";
    (0..8)
        .map(|_| char::from(LETTERS[stream.below(LETTERS.len())]))
        .collect()
}

pub(crate) fn csv_cell(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r', ';']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
