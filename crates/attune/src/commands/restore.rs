//! `attune restore`: a backup becomes a clinic again, on either engine.

use super::called_wrongly;
use super::maintain::{Opens, json_with, private_folder, report_in_words, working};
use super::outcomes::print;
use crate::clinic::{DATA_FILE, KEYS_FILE, Place};
use crate::content;
use attune_record::db::Db;
use attune_record::keys::{DestroyedKey, KeyStore};
use attune_record::{Part, Records, RestoreError, Restored, Restoring, RootKey, Secret, restore};
use attune_therapy::Content;
use clap::Args;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// See [`self`].
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  attune restore --from-data data.age --from-keys keys.age --identity-file key.txt \
--data /var/lib/attune-new --root-key-file /safe/root.key --erased-in /var/lib/attune
  attune restore --from-data data.age --from-keys keys.age --passphrase-file phrase.txt \
--database postgres://.../data --keys-database postgres://.../keys --root-key-file root.key

Restores into an empty folder or empty databases; a backup made on SQLite restores on PostgreSQL and \
the other way round. The root key is not in a backup: name it. What was erased since the backup was \
made stays erased if you name the clinic as it is now with --erased-in.

Exit status: 0 restored and verified, 1 it could not be done or something is wrong, 2 called wrongly.")]
pub(crate) struct Restore {
    /// The file with the sealed data.
    #[arg(long, value_name = "FILE")]
    from_data: PathBuf,
    /// The file with the keys; without it the keys that are in place stay.
    #[arg(long, value_name = "FILE")]
    from_keys: Option<PathBuf>,
    /// Folder of the clinic as it is now: keys that were destroyed there are not brought back.
    #[arg(long, value_name = "DIR")]
    erased_in: Option<PathBuf>,
    #[command(flatten)]
    opens: Opens,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

impl Restore {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        super::serve::runtime()?.block_on(self.restore())
    }

    async fn restore(self) -> anyhow::Result<ExitCode> {
        let files = std::iter::once(&self.from_data).chain(&self.from_keys);
        for file in files {
            if !file.is_file() {
                return called_wrongly(format!(
                    "there is no file {}; look at its name and folder",
                    file.display()
                ));
            }
        }
        let occupied = |file: &str| self.place.data.join(file).exists();
        let keys_come_too = self.from_keys.is_some() && self.place.keys_database.is_none();
        if self.place.database.is_none()
            && (occupied(DATA_FILE) || (keys_come_too && occupied(KEYS_FILE)))
        {
            return called_wrongly(format!(
                "{} holds a clinic already; restore into an empty folder and put it in place afterwards",
                self.place.data.display()
            ));
        }
        let secret = match self.opens.read() {
            Ok(secret) => secret,
            Err(problem) => return called_wrongly(problem),
        };
        let root = match root_of_backup(&self.place) {
            Ok(root) => root,
            Err(problem) => return called_wrongly(problem),
        };
        let destroyed = match &self.erased_in {
            Some(folder) => match destroyed_in(folder, &root).await? {
                Ok(destroyed) => destroyed,
                Err(problem) => return called_wrongly(problem),
            },
            None => Vec::new(),
        };
        let content = Arc::new(content::load(self.place.content.as_deref())?);
        private_folder(&self.place.data)?;
        let (data, keys) = self.place.databases().await?;
        let bar = working("restoring");
        let files = Files {
            data_file: &self.from_data,
            keys_file: self.from_keys.as_deref(),
            secret: &secret,
            data: &data,
            keys: &keys,
            content: &content,
            destroyed,
        };
        let outcome = restored(files, &root).await;
        bar.finish_and_clear();
        data.close().await;
        keys.close().await;
        if outcome.is_err() && self.place.database.is_none() {
            self.remove_unfinished();
        }
        let restored = outcome?;
        let clean = restored.report.is_clean();
        print(&if self.json {
            json_with(&restored, &[("ok", clean.into())])?
        } else {
            let warning = match &self.erased_in {
                Some(_) => "",
                None => {
                    "Whatever was erased after this backup was made is back; name the clinic as it is now with --erased-in to prevent that.\n"
                }
            };
            format!(
                "{}{warning}Restored. Start it with `attune serve` and the same root key.\n",
                report_in_words(&restored.report)
            )
        })?;
        Ok(if clean {
            ExitCode::SUCCESS
        } else {
            ExitCode::from(1)
        })
    }
}

impl Restore {
    /// Half a clinic is worse than none: the next try finds an empty folder again.
    fn remove_unfinished(&self) {
        let keys = self
            .from_keys
            .as_ref()
            .filter(|_| self.place.keys_database.is_none());
        let files = std::iter::once(DATA_FILE).chain(keys.map(|_| KEYS_FILE));
        for file in files {
            for end in ["", "-wal", "-shm"] {
                // What is not there need not be removed.
                let _removed = std::fs::remove_file(self.place.data.join(format!("{file}{end}")));
            }
        }
    }
}

/// What `identity` keeps in the data database.
pub(super) fn identity_part() -> Part {
    Part {
        name: "identity",
        migrations: attune_identity::MIGRATIONS,
    }
}

/// What a clinic's keys are opened with.
pub(super) enum Root {
    /// A key.
    Key(RootKey),
    /// A passphrase, whose salt comes with the keys.
    Passphrase(String),
}

/// The root key that a backup was made under; it is never made anew here.
pub(super) fn root_of_backup(place: &Place) -> Result<Root, String> {
    if let Some(key) = &place.root_key {
        let key = RootKey::from_text(key, "ATTUNE_ROOT_KEY").map_err(|error| error.to_string())?;
        return Ok(Root::Key(key));
    }
    if let Some(passphrase) = &place.passphrase {
        return Ok(Root::Passphrase(passphrase.clone()));
    }
    let file = place
        .root_key_file
        .clone()
        .unwrap_or_else(|| place.data.join("root.key"));
    if !file.is_file() {
        return Err(format!(
            "the root key is not in {}; name its file with --root-key-file",
            file.display()
        ));
    }
    let key = RootKey::from_file(&file).map_err(|error| error.to_string())?;
    Ok(Root::Key(key))
}

impl Root {
    /// The key, with the salt of a key database that is in place.
    pub(super) async fn key(&self, keys: &Db) -> anyhow::Result<RootKey> {
        match self {
            Root::Key(key) => Ok(key.clone()),
            Root::Passphrase(passphrase) => {
                let salt = KeyStore::passphrase_salt(keys).await?;
                Ok(RootKey::from_passphrase(passphrase, &salt)?)
            }
        }
    }
}

/// What is restored, apart from the root key.
pub(super) struct Files<'a> {
    pub(super) data_file: &'a Path,
    pub(super) keys_file: Option<&'a Path>,
    pub(super) secret: &'a Secret,
    pub(super) data: &'a Db,
    pub(super) keys: &'a Db,
    pub(super) content: &'a Arc<Content>,
    pub(super) destroyed: Vec<(DestroyedKey, i64)>,
}

/// Restores with a key, or with a passphrase whose salt is in the backup itself.
pub(super) async fn restored(files: Files<'_>, root: &Root) -> anyhow::Result<Restored> {
    let parts = [identity_part()];
    let restoring = |root| Restoring {
        data_file: files.data_file,
        keys_file: files.keys_file,
        secret: files.secret,
        data: files.data.clone(),
        keys: files.keys.clone(),
        root,
        content: Arc::clone(files.content),
        parts: &parts,
        destroyed: files.destroyed.clone(),
    };
    let in_backup = matches!(root, Root::Passphrase(_)) && files.keys_file.is_some();
    if !in_backup {
        let key = root.key(files.keys).await?;
        return Ok(restore(restoring(&key)).await?.1);
    }
    // The salt is known when the keys are in place, and only opening them is left: it fails with a key that is
    // nobody's, and is done again with the right one.
    match restore(restoring(&RootKey::random())).await {
        Err(RestoreError::Open(_)) => {}
        Err(error) => return Err(error.into()),
        Ok(_) => {
            anyhow::bail!("the keys of this backup open with any key at all; they are damaged")
        }
    }
    let key = root.key(files.keys).await?;
    let records = Records::open(
        files.data.clone(),
        files.keys.clone(),
        &key,
        Arc::clone(files.content),
    )
    .await?;
    let count = records.rebuild().await?;
    let report = records.verify().await?;
    Ok(Restored {
        rows: BTreeMap::new(),
        records: count,
        report,
    })
}

/// The names of the keys that were destroyed in a clinic, so that no backup brings them back.
async fn destroyed_in(
    folder: &Path,
    root: &Root,
) -> anyhow::Result<Result<Vec<(DestroyedKey, i64)>, String>> {
    let file = folder.join(KEYS_FILE);
    if !file.is_file() {
        return Ok(Err(format!(
            "there is no clinic in {}; --erased-in needs its folder",
            folder.display()
        )));
    }
    let keys = Db::open_sqlite(&file).await?;
    let open = async || -> anyhow::Result<_> {
        let root = root.key(&keys).await?;
        Ok(KeyStore::open(keys.clone(), &root)
            .await?
            .destroyed()
            .await?)
    };
    let destroyed = open().await;
    keys.close().await;
    Ok(Ok(destroyed?))
}
