//! `attune restore`: a backup becomes a clinic again, on either engine.

use super::called_wrongly;
use super::maintain::{Opens, json_with, report_in_words, working};
use super::outcomes::print;
use crate::clinic::{DATA_FILE, KEYS_FILE, Place};
use crate::content;
use anyhow::Context;
use attune_record::db::Db;
use attune_record::keys::{DestroyedKey, KeyStore};
use attune_record::{Part, Restoring, RootKey, restore};
use clap::Args;
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
        let root = match root_of_backup(&self.place).await? {
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
        std::fs::create_dir_all(&self.place.data)
            .with_context(|| format!("the folder {} cannot be made", self.place.data.display()))?;
        let (data, keys) = self.place.databases().await?;
        let bar = working("restoring");
        let restoring = Restoring {
            data_file: &self.from_data,
            keys_file: self.from_keys.as_deref(),
            secret: &secret,
            data: data.clone(),
            keys: keys.clone(),
            root: &root,
            content,
            parts: &[identity_part()],
            destroyed,
        };
        let outcome = restore(restoring).await;
        bar.finish_and_clear();
        data.close().await;
        keys.close().await;
        if outcome.is_err() && self.place.database.is_none() {
            self.remove_unfinished();
        }
        let (_, restored) = outcome?;
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

/// The root key that a backup was made under; it is never made anew here.
pub(super) async fn root_of_backup(place: &Place) -> anyhow::Result<Result<RootKey, String>> {
    if let Some(key) = &place.root_key {
        return Ok(RootKey::from_text(key, "ATTUNE_ROOT_KEY").map_err(|error| error.to_string()));
    }
    if let Some(passphrase) = &place.passphrase {
        // The salt is among the clinic's keys, so they must be in place.
        let file = place.data.join(KEYS_FILE);
        if place.keys_database.is_none() && !file.is_file() {
            return Ok(Err(
                "the root key of this clinic is a passphrase, and its salt is among the keys; put the clinic's present key file into the folder first".to_owned(),
            ));
        }
        let keys = match &place.keys_database {
            Some(url) => Db::connect_postgres(url).await?,
            None => Db::open_sqlite(&file).await?,
        };
        let salt = KeyStore::passphrase_salt(&keys).await;
        keys.close().await;
        return Ok(RootKey::from_passphrase(passphrase, &salt?).map_err(|error| error.to_string()));
    }
    let file = place
        .root_key_file
        .clone()
        .unwrap_or_else(|| place.data.join("root.key"));
    if !file.is_file() {
        return Ok(Err(format!(
            "the root key is not in {}; name its file with --root-key-file",
            file.display()
        )));
    }
    Ok(RootKey::from_file(&file).map_err(|error| error.to_string()))
}

/// The names of the keys that were destroyed in a clinic, so that no backup brings them back.
async fn destroyed_in(
    folder: &Path,
    root: &RootKey,
) -> anyhow::Result<Result<Vec<(DestroyedKey, i64)>, String>> {
    let file = folder.join(KEYS_FILE);
    if !file.is_file() {
        return Ok(Err(format!(
            "there is no clinic in {}; --erased-in needs its folder",
            folder.display()
        )));
    }
    let keys = Db::open_sqlite(&file).await?;
    let destroyed = match KeyStore::open(keys.clone(), root).await {
        Ok(store) => store.destroyed().await,
        Err(error) => Err(error),
    };
    keys.close().await;
    Ok(Ok(destroyed?))
}
