//! `attune rotate-key`: a new clinic key, and a new root key if wanted.

use super::called_wrongly;
use super::maintain::{missing_clinic, working};
use super::outcomes::print;
use super::restore::root_of_backup;
use crate::clinic::Place;
use attune_record::RootKey;
use clap::Args;
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;

/// See [`self`].
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  attune rotate-key
  attune rotate-key --new-root-key-file /safe/root-2026.key

Every record's key is wrapped anew and new entries are sealed under new keys; nothing that was \
sealed is sealed again. With --new-root-key-file the clinic is opened by that key from then on (it is \
made if the file is not there): start the server with it, and keep the old one as long as you keep \
backups made before.

Exit status: 0 done, 1 it could not be done, 2 called wrongly.")]
pub(crate) struct RotateKey {
    /// File of the new root key; made, for its owner's eyes only, if it is not there.
    #[arg(long, value_name = "FILE")]
    new_root_key_file: Option<PathBuf>,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

impl RotateKey {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        if let Some(code) = missing_clinic(&self.place) {
            return Ok(code);
        }
        super::serve::runtime()?.block_on(self.rotate())
    }

    async fn rotate(self) -> anyhow::Result<ExitCode> {
        let present = match root_of_backup(&self.place) {
            Ok(root) => root,
            Err(problem) => return called_wrongly(problem),
        };
        let clinic = self.place.open_existing().await?;
        // The new key is on the disk before anything is wrapped with it.
        let root = match &self.new_root_key_file {
            Some(file) => match RootKey::from_file_or_new(file) {
                Ok(root) => root,
                Err(problem) => return called_wrongly(problem),
            },
            None => present.key(clinic.records.keys().db()).await?,
        };
        let bar = working("wrapping keys");
        let outcome = clinic.records.keys().rotate(&root).await;
        bar.finish_and_clear();
        clinic.close().await;
        let epoch = outcome?;
        let file = self
            .new_root_key_file
            .as_ref()
            .map(|file| file.display().to_string());
        print(&if self.json {
            format!("{}\n", json!({ "epoch": epoch, "root_key_file": file }))
        } else {
            let next = file.map_or_else(String::new, |file| {
                format!(" The root key is in {file} now: start the server again with --root-key-file {file}.")
            });
            format!("New entries are sealed in epoch {epoch}.{next}\n")
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
