//! `attune backup`: two encrypted files, data and keys, made while serving; and the proof that they restore.

use super::called_wrongly;
use super::maintain::{
    Opens, json_with, missing_clinic, private_folder, recipient, refuse_existing, report_in_words,
    working,
};
use super::outcomes::print;
use super::restore::{Files, Root, identity_part, restored, root_of_backup};
use crate::clinic::Place;
use crate::content;
use attune_record::{BackupFiles, Restored, Secret, check};
use attune_therapy::Content;
use clap::Args;
use jiff::Timestamp;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// See [`self`].
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  attune backup --data-out data.age --keys-out keys.age --recipient age1...
  attune backup --data-out data.age --keys-out keys.age --passphrase-file phrase.txt
  attune backup --check data.age keys.age --passphrase-file phrase.txt
  attune backup --check data.age keys.age --identity-file key.txt --root-key-file root.key

Keep the two files in different places: who has both, what opens them, and the root key, has \
everything. The root key is in neither; keep a copy of it apart. A record that was erased stays \
erased only as long as no older file with its keys is used: throw old files of keys away first.

--check restores both files into a throwaway folder below --scratch, verifies what is there, and \
removes it again.

Exit status: 0 done, 1 it could not be done or something is wrong, 2 called wrongly.")]
pub(crate) struct Backup {
    /// File to write the sealed data to.
    #[arg(
        long,
        value_name = "FILE",
        required_unless_present = "check",
        requires = "keys_out"
    )]
    data_out: Option<PathBuf>,
    /// File to write the keys to; keep it apart from the data.
    #[arg(long, value_name = "FILE", requires = "data_out")]
    keys_out: Option<PathBuf>,
    /// Encrypt for the holder of this public key of age.
    #[arg(long, value_name = "AGE1...", conflicts_with_all = ["passphrase_file", "check"])]
    recipient: Option<String>,
    /// Prove that a copy restores: the file with the data and the file with the keys.
    #[arg(long, num_args = 2, value_names = ["DATA", "KEYS"], conflicts_with_all = ["data_out", "keys_out"])]
    check: Vec<PathBuf>,
    /// Folder for the throwaway copy of --check [default: the system's].
    #[arg(long, value_name = "DIR", requires = "check")]
    scratch: Option<PathBuf>,
    #[command(flatten)]
    opens: Opens,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

impl Backup {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let runtime = super::serve::runtime()?;
        match (&self.data_out, &self.keys_out, self.check.as_slice()) {
            (_, _, [data, keys]) => {
                let files = BackupFiles {
                    data: data.clone(),
                    keys: keys.clone(),
                };
                runtime.block_on(self.prove(&files))
            }
            (Some(data), Some(keys), _) => {
                let files = BackupFiles {
                    data: data.clone(),
                    keys: keys.clone(),
                };
                runtime.block_on(self.make(&files))
            }
            _ => called_wrongly(
                "give --data-out and --keys-out, or --check; see `attune backup --help`",
            ),
        }
    }

    async fn make(&self, files: &BackupFiles) -> anyhow::Result<ExitCode> {
        if let Some(code) = missing_clinic(&self.place) {
            return Ok(code);
        }
        if files.data == files.keys {
            return called_wrongly("data and keys need a file each, to be kept apart");
        }
        let ready = refuse_existing(&files.data)
            .and_then(|()| refuse_existing(&files.keys))
            .and_then(|()| {
                recipient(
                    self.opens.passphrase_file.as_deref(),
                    self.recipient.as_deref(),
                )
            });
        let recipient = match ready {
            Ok(recipient) => recipient,
            Err(problem) => return called_wrongly(problem),
        };
        let clinic = self.place.open_existing().await?;
        let bar = working("copying");
        let outcome = clinic
            .records
            .backup(files, &recipient, Timestamp::now())
            .await;
        bar.finish_and_clear();
        clinic.close().await;
        let made = match outcome {
            Ok(made) => made,
            Err(attune_record::BackupError::Recipient(problem)) => return called_wrongly(problem),
            Err(error) => return Err(error.into()),
        };
        let named = [
            ("data", files.data.display().to_string().into()),
            ("keys", files.keys.display().to_string().into()),
        ];
        print(&if self.json {
            json_with(&made, &named)?
        } else {
            format!(
                "Data: {} ({} rows). Keys: {} ({} rows). Keep them in different places, and prove with `attune backup --check` that they restore.\n",
                files.data.display(),
                made.data_rows.values().sum::<i64>(),
                files.keys.display(),
                made.key_rows.values().sum::<i64>()
            )
        })?;
        Ok(ExitCode::SUCCESS)
    }

    async fn prove(&self, files: &BackupFiles) -> anyhow::Result<ExitCode> {
        for file in [&files.data, &files.keys] {
            if !file.is_file() {
                return called_wrongly(format!(
                    "there is no file {}; look at its name and folder",
                    file.display()
                ));
            }
        }
        let secret = match self.opens.read() {
            Ok(secret) => secret,
            Err(problem) => return called_wrongly(problem),
        };
        let root = match root_of_backup(&self.place) {
            Ok(root) => root,
            Err(problem) => return called_wrongly(problem),
        };
        let content = Arc::new(content::load(self.place.content.as_deref())?);
        let scratch = self.scratch.clone().unwrap_or_else(std::env::temp_dir);
        let bar = working("restoring into a throwaway folder");
        let outcome = match &root {
            Root::Key(key) => check(files, &secret, key, content, &[identity_part()], &scratch)
                .await
                .map_err(anyhow::Error::from),
            Root::Passphrase(_) => {
                check_by_passphrase(files, &secret, &root, &content, &scratch).await
            }
        };
        bar.finish_and_clear();
        let restored = outcome?;
        let clean = restored.report.is_clean();
        print(&if self.json {
            json_with(&restored, &[("ok", clean.into())])?
        } else {
            let said = if clean {
                "This copy restores."
            } else {
                "This copy restores, with problems."
            };
            format!("{}{said}\n", report_in_words(&restored.report))
        })?;
        Ok(if clean {
            ExitCode::SUCCESS
        } else {
            ExitCode::from(1)
        })
    }
}

/// The same proof where the salt of the root key's passphrase is in the backup itself.
async fn check_by_passphrase(
    files: &BackupFiles,
    secret: &Secret,
    root: &Root,
    content: &Arc<Content>,
    scratch: &Path,
) -> anyhow::Result<Restored> {
    let folder = scratch.join(format!(".attune-check-{}", uuid::Uuid::new_v4()));
    private_folder(&folder)?;
    let (data, keys) = Place::in_folder(folder.clone()).databases().await?;
    let files = Files {
        data_file: &files.data,
        keys_file: Some(&files.keys),
        secret,
        data: &data,
        keys: &keys,
        content,
        destroyed: Vec::new(),
    };
    let outcome = restored(files, root).await;
    data.close().await;
    keys.close().await;
    std::fs::remove_dir_all(&folder)?;
    outcome
}
