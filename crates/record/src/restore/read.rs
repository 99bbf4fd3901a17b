//! Reading an encrypted file line by line on a thread of its own, so that memory does not grow with the file.

use super::RestoreError;
use crate::backup::Secret;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use tokio::sync::mpsc;

/// The longest line: an attachment of 5 MB in base64, with room.
const LONGEST: usize = 16 * 1024 * 1024;

enum Problem {
    File(String),
    Secret,
}

pub(super) struct Lines {
    path: PathBuf,
    from: mpsc::Receiver<Result<String, Problem>>,
    hash: Sha256,
    /// The hash without the last line, which is the footer that states it.
    hash_before: Sha256,
}

impl Lines {
    pub(super) fn open(path: &Path, secret: &Secret) -> Result<Lines, RestoreError> {
        let identity = secret
            .parse()
            .ok_or_else(|| RestoreError::Secret(path.to_owned()))?;
        let (to, from) = mpsc::channel(256);
        let at = path.to_owned();
        tokio::task::spawn_blocking(move || {
            if let Err(problem) = read(&at, identity.as_ref(), &to) {
                // Whoever reads may have given up already.
                let _ = to.blocking_send(Err(problem));
            }
        });
        Ok(Lines {
            path: path.to_owned(),
            from,
            hash: Sha256::new(),
            hash_before: Sha256::new(),
        })
    }

    /// The next line, `None` at the end.
    pub(super) async fn next(&mut self) -> Result<Option<String>, RestoreError> {
        match self.from.recv().await {
            None => Ok(None),
            Some(Ok(line)) => {
                self.hash_before = self.hash.clone();
                self.hash.update(line.as_bytes());
                self.hash.update(b"\n");
                Ok(Some(line))
            }
            Some(Err(Problem::Secret)) => Err(RestoreError::Secret(self.path.clone())),
            Some(Err(Problem::File(why))) => Err(RestoreError::File {
                path: self.path.clone(),
                why,
            }),
        }
    }

    /// The SHA-256 of all lines but the last.
    pub(super) fn hash(&self) -> String {
        crate::hexadecimal(&self.hash_before.clone().finalize())
    }
}

fn read(
    path: &Path,
    identity: &dyn age::Identity,
    to: &mpsc::Sender<Result<String, Problem>>,
) -> Result<(), Problem> {
    let file = |error: std::io::Error| Problem::File(error.to_string());
    let input = BufReader::new(File::open(path).map_err(file)?);
    let decryptor = age::Decryptor::new_buffered(input).map_err(|error| match error {
        age::DecryptError::Io(error) => file(error),
        other => Problem::File(format!("it is not an encrypted backup ({other})")),
    })?;
    let plain = decryptor.decrypt(std::iter::once(identity));
    let mut plain = BufReader::new(plain.map_err(|error| match error {
        age::DecryptError::Io(error) => file(error),
        _ => Problem::Secret,
    })?);
    loop {
        let mut line = Vec::new();
        let mut limited = std::io::Read::take(&mut plain, LONGEST as u64);
        let length = limited
            .read_until(b'\n', &mut line)
            .map_err(|error| Problem::File(format!("it is damaged or cut short ({error})")))?;
        if length == 0 {
            return Ok(());
        }
        if line.pop() != Some(b'\n') {
            return Err(Problem::File("its last line is cut short".to_owned()));
        }
        let line =
            String::from_utf8(line).map_err(|_| Problem::File("it is not text".to_owned()))?;
        if to.blocking_send(Ok(line)).is_err() {
            return Ok(());
        }
    }
}
