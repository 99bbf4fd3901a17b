//! Backing up while serving: two encrypted files (age), one of the data and one of the keys, to be kept apart. The data first,
//! then the keys, so that every key that the data needs is there. Projections are not backed up.

use crate::db::DbError;
use crate::dump::{DumpError, Header, Sink, dump};
use crate::records::Records;
use crate::schema::DISPOSABLE;
use age::secrecy::SecretString;
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use tokio::sync::mpsc;
use uuid::Uuid;

/// For whom a backup is encrypted.
#[derive(Debug, Clone)]
pub enum Recipient {
    /// Whoever knows this passphrase.
    Passphrase(String),
    /// Whoever has the identity that belongs to this public key (`age1...`).
    PublicKey(String),
}

/// What opens a backup.
#[derive(Debug, Clone)]
pub enum Secret {
    /// The passphrase.
    Passphrase(String),
    /// The identity (`AGE-SECRET-KEY-1...`).
    Identity(String),
}

/// The two files of a backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupFiles {
    /// The data.
    pub data: PathBuf,
    /// The keys; kept apart from the data.
    pub keys: PathBuf,
}

/// What was backed up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BackedUp {
    /// When it was begun.
    pub made_at: Timestamp,
    /// Rows of each table of the data.
    pub data_rows: BTreeMap<String, i64>,
    /// Rows of each table of the keys.
    pub key_rows: BTreeMap<String, i64>,
}

/// Why there is no backup.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// A database failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// A file cannot be written.
    #[error("the backup {path} cannot be written: {source}")]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Not a recipient.
    #[error("{0}")]
    Recipient(&'static str),
}

const SHORTEST_PASSPHRASE: usize = 20;

impl Records {
    /// Writes both files, each complete or not at all. Memory does not grow with what is backed up.
    pub async fn backup(
        &self,
        files: &BackupFiles,
        recipient: &Recipient,
        now: Timestamp,
    ) -> Result<BackedUp, BackupError> {
        let data = self.backup_one("data", &files.data, recipient, now).await?;
        let keys = self.backup_one("keys", &files.keys, recipient, now).await?;
        let rows = |header: Header| {
            let tables = header.tables.into_iter();
            tables.map(|table| (table.name, table.rows)).collect()
        };
        Ok(BackedUp {
            made_at: now,
            data_rows: rows(data),
            key_rows: rows(keys),
        })
    }

    async fn backup_one(
        &self,
        part: &'static str,
        path: &Path,
        recipient: &Recipient,
        now: Timestamp,
    ) -> Result<Header, BackupError> {
        let db = match part {
            "keys" => self.keys().db(),
            _ => self.db(),
        };
        // Encrypting is asked for first, so that a bad recipient is refused before anything is read.
        let recipient = recipient.parse()?;
        let unfinished = path.with_file_name(format!(
            ".{}.{}",
            path.file_name().unwrap_or_default().to_string_lossy(),
            Uuid::new_v4()
        ));
        let (to, lines) = mpsc::channel::<Vec<u8>>(4);
        let (at, target) = (unfinished.clone(), path.to_owned());
        let writing =
            tokio::task::spawn_blocking(move || encrypt(&at, &target, recipient.as_ref(), lines));
        let mut tx = db.begin_reading().await?;
        let mut sink = Sink::new(to.clone());
        let dumped = dump(
            &mut tx,
            part,
            Some(self.clinic().0),
            DISPOSABLE,
            now,
            &mut sink,
        )
        .await;
        if dumped.is_ok() {
            // An empty message says that it is complete; without it the file is thrown away.
            let _ = to.send(Vec::new()).await;
        }
        drop((sink, to));
        let written = writing
            .await
            .unwrap_or_else(|_| Err(std::io::Error::other("the writing thread failed")));
        let failed = |source| BackupError::File {
            path: path.to_owned(),
            source,
        };
        match (dumped, written) {
            (Ok(header), Ok(())) => Ok(header),
            (Err(DumpError::Db(error)), _) => Err(error.into()),
            (_, Err(error)) => Err(failed(error)),
            (Err(DumpError::Gone), Ok(())) => Err(failed(std::io::Error::other("it ended early"))),
        }
    }
}

fn encrypt(
    unfinished: &Path,
    target: &Path,
    recipient: &(dyn age::Recipient + Send),
    mut lines: mpsc::Receiver<Vec<u8>>,
) -> std::io::Result<()> {
    let mut complete = false;
    let mut write = || -> std::io::Result<()> {
        let file = BufWriter::new(new_private_file(unfinished)?);
        let recipients = std::iter::once(recipient as &dyn age::Recipient);
        let encryptor =
            age::Encryptor::with_recipients(recipients).map_err(std::io::Error::other)?;
        let mut encrypted = encryptor.wrap_output(file)?;
        while let Some(lines) = lines.blocking_recv() {
            if lines.is_empty() {
                complete = true;
                break;
            }
            encrypted.write_all(&lines)?;
        }
        let file = encrypted.finish()?;
        file.into_inner()
            .map_err(|error| error.into_error())?
            .sync_all()
    };
    let mut outcome = write();
    if outcome.is_ok() && complete {
        outcome = std::fs::rename(unfinished, target);
        if let (Ok(()), Some(folder)) = (&outcome, target.parent())
            && let Ok(folder) = File::open(folder)
        {
            // The name must survive a power cut too; not every file system can promise it.
            let _ = folder.sync_all();
        }
    }
    if outcome.is_err() || !complete {
        let _ = std::fs::remove_file(unfinished);
    }
    outcome
}

/// Makes a file that only its owner can read.
pub(crate) fn new_private_file(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

impl Recipient {
    fn parse(&self) -> Result<Box<dyn age::Recipient + Send>, BackupError> {
        match self {
            Recipient::Passphrase(phrase) if phrase.chars().count() < SHORTEST_PASSPHRASE => {
                Err(BackupError::Recipient(
                    "the passphrase of a backup must have at least 20 characters",
                ))
            }
            Recipient::Passphrase(phrase) => {
                let phrase = SecretString::from(phrase.clone());
                Ok(Box::new(age::scrypt::Recipient::new(phrase)))
            }
            Recipient::PublicKey(key) => {
                let key = age::x25519::Recipient::from_str(key.trim());
                let key = key.map_err(|_| {
                    BackupError::Recipient(
                        "this is not a public key of age; `age-keygen` makes a pair, and the public one begins with age1",
                    )
                })?;
                Ok(Box::new(key))
            }
        }
    }
}

impl Secret {
    pub(crate) fn parse(&self) -> Option<Box<dyn age::Identity + Send>> {
        match self {
            Secret::Passphrase(phrase) => {
                let phrase = SecretString::from(phrase.clone());
                Some(Box::new(age::scrypt::Identity::new(phrase)))
            }
            Secret::Identity(text) => {
                // A key file has comments above the key.
                let line = text
                    .lines()
                    .map(str::trim)
                    .find(|l| !l.starts_with('#') && !l.is_empty())?;
                let identity = age::x25519::Identity::from_str(line).ok()?;
                Some(Box::new(identity))
            }
        }
    }
}
