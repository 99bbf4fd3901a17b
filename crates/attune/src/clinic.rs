//! Opening a clinic: where its data, its keys and its root key are.

use anyhow::{Context, bail};
use attune_identity::{Config, Identity};
use attune_record::db::Db;
use attune_record::keys::KeyStore;
use attune_record::{Records, RootKey};
use clap::Args;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where a clinic lives. The same for every command that touches one.
#[derive(Debug, Clone, Args)]
pub(crate) struct Place {
    /// Folder of the clinic's data, keys and root key.
    #[arg(
        long,
        env = "ATTUNE_DATA",
        default_value = "attune-data",
        value_name = "DIR"
    )]
    pub(crate) data: PathBuf,
    /// Keep the data in PostgreSQL instead of a file in the folder (postgres://...).
    #[arg(
        long,
        env = "ATTUNE_DATABASE",
        value_name = "URL",
        hide_env_values = true
    )]
    pub(crate) database: Option<String>,
    /// Keep the keys in PostgreSQL, in another database than the data.
    #[arg(
        long,
        env = "ATTUNE_KEYS_DATABASE",
        value_name = "URL",
        hide_env_values = true
    )]
    pub(crate) keys_database: Option<String>,
    /// File with the root key [default: root.key in the folder; made if missing].
    #[arg(long, env = "ATTUNE_ROOT_KEY_FILE", value_name = "FILE")]
    pub(crate) root_key_file: Option<PathBuf>,
    /// The root key itself, base64.
    #[arg(
        long,
        env = "ATTUNE_ROOT_KEY",
        value_name = "KEY",
        hide = true,
        hide_env_values = true
    )]
    pub(crate) root_key: Option<String>,
    /// A passphrase in place of a key file.
    #[arg(
        long,
        env = "ATTUNE_PASSPHRASE",
        value_name = "WORDS",
        hide = true,
        hide_env_values = true
    )]
    pub(crate) passphrase: Option<String>,
    /// Folder with the clinic's own content, beside what is built in.
    #[arg(long, env = "ATTUNE_CONTENT", value_name = "DIR")]
    pub(crate) content: Option<PathBuf>,
}

/// An open clinic.
#[derive(Debug, Clone)]
pub(crate) struct Clinic {
    pub(crate) records: Records,
    pub(crate) identity: Identity,
}

impl Clinic {
    /// Closes both databases cleanly.
    pub(crate) async fn close(&self) {
        self.records.db().close().await;
        self.records.keys().db().close().await;
    }
}

/// Name of the data file in the folder.
pub(crate) const DATA_FILE: &str = "attune.db";
/// Name of the key file in the folder: apart from the data, so that both can be backed up apart.
pub(crate) const KEYS_FILE: &str = "keys.db";

impl Place {
    /// A place in a folder of files, with everything else as by default.
    pub(crate) fn in_folder(data: PathBuf) -> Place {
        Place {
            data,
            database: None,
            keys_database: None,
            root_key_file: None,
            root_key: None,
            passphrase: None,
            content: None,
        }
    }

    /// Opens the clinic, making it if there is none.
    pub(crate) async fn open(&self, config: Config) -> anyhow::Result<Clinic> {
        make_folder(&self.data)?;
        let content = Arc::new(crate::content::load(self.content.as_deref())?);
        let (data, keys) = self.databases().await?;
        let root = self.root_key(&keys).await?;
        crate::upgrade::back_up_before_migrating(self, &data).await?;
        Identity::migrate(&data).await?;
        let records = Records::open(data.clone(), keys, &root, content).await?;
        let identity = Identity::new(data, records.sealer().clone(), records.clinic(), config)?;
        Ok(Clinic { records, identity })
    }

    /// Opens a clinic that must be there already.
    pub(crate) async fn open_existing(&self) -> anyhow::Result<Clinic> {
        if self.database.is_none() && !self.data.join(DATA_FILE).exists() {
            bail!(
                "there is no clinic in {}; start one with `attune serve --data {}`",
                self.data.display(),
                self.data.display()
            );
        }
        self.open(Config::new("localhost", "http://localhost"))
            .await
    }

    /// The two databases.
    pub(crate) async fn databases(&self) -> anyhow::Result<(Db, Db)> {
        let data = match &self.database {
            Some(url) => Db::connect_postgres(url)
                .await
                .context("the database cannot be reached")?,
            None => Db::open_sqlite(&self.data.join(DATA_FILE))
                .await
                .context("the data file cannot be opened")?,
        };
        let keys = match &self.keys_database {
            Some(url) if self.database.as_ref() == Some(url) => {
                bail!(
                    "--keys-database must be another database than --database: keys and data are kept apart"
                )
            }
            Some(url) => Db::connect_postgres(url)
                .await
                .context("the key database cannot be reached")?,
            None => Db::open_sqlite(&self.data.join(KEYS_FILE))
                .await
                .context("the key file cannot be opened")?,
        };
        Ok((data, keys))
    }

    async fn root_key(&self, keys: &Db) -> anyhow::Result<RootKey> {
        if let Some(key) = &self.root_key {
            return Ok(RootKey::from_text(key, "ATTUNE_ROOT_KEY")?);
        }
        if let Some(passphrase) = &self.passphrase {
            let salt = KeyStore::passphrase_salt(keys).await?;
            return Ok(RootKey::from_passphrase(passphrase, &salt)?);
        }
        let file = self
            .root_key_file
            .clone()
            .unwrap_or_else(|| self.data.join("root.key"));
        // A new key beside keys that another one made would open nothing, and hide that the right one is missing.
        if !file.exists() && keys.schema_version("keys").await? > 0 {
            bail!(
                "the root key of this clinic is not in {}; put it back, or name its file with --root-key-file",
                file.display()
            );
        }
        Ok(RootKey::from_file_or_new(&file)?)
    }
}

/// The folder is its owner's only.
fn make_folder(folder: &Path) -> anyhow::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder
        .create(folder)
        .with_context(|| format!("the folder {} cannot be made", folder.display()))
}
