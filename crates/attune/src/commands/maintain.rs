//! What the commands that look after a clinic share.

use crate::clinic::{DATA_FILE, Place};
use anyhow::Context;
use attune_record::{Recipient, Report, Secret};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// Says that there is no clinic where one was named.
pub(super) fn missing_clinic(place: &Place) -> Option<ExitCode> {
    if place.database.is_some() || place.data.join(DATA_FILE).is_file() {
        return None;
    }
    let folder = place.data.display();
    eprintln!("attune: there is no clinic in {folder}; name its folder with --data");
    Some(ExitCode::from(2))
}

/// Says on a terminal that work is under way; draws nothing elsewhere.
pub(super) fn working(what: &'static str) -> ProgressBar {
    let bar = ProgressBar::new_spinner().with_message(what);
    // The template is checked by a test; without it the bar would only look plainer.
    if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

const TEMPLATE: &str = "{spinner} {msg} {elapsed}";

/// What verifying found, in words.
pub(super) fn report_in_words(report: &Report) -> String {
    let mut text = String::new();
    for problem in &report.problems {
        // Writing to memory cannot fail.
        let _written = writeln!(text, "{problem}");
    }
    let walked = format!(
        "{} records, {} entries ({} erased), {} attachments, {} commits",
        report.records, report.entries, report.erased, report.attachments, report.commits
    );
    let found = match report.problem_count {
        0 => "nothing is wrong".to_owned(),
        1 => "1 problem. Keep everything as it is and compare with a backup".to_owned(),
        many => format!("{many} problems. Keep everything as it is and compare with a backup"),
    };
    let _written = writeln!(text, "{walked}: {found}.");
    text
}

/// What opens the files of a backup.
#[derive(Debug, Args)]
pub(super) struct Opens {
    /// File whose first line is the passphrase.
    #[arg(long, value_name = "FILE", conflicts_with = "identity_file")]
    pub(super) passphrase_file: Option<PathBuf>,
    /// File with the identity that belongs to the public key (AGE-SECRET-KEY-1...).
    #[arg(long, value_name = "FILE")]
    pub(super) identity_file: Option<PathBuf>,
}

impl Opens {
    /// Reads it, or says what is missing.
    pub(super) fn read(&self) -> Result<Secret, String> {
        match (&self.passphrase_file, &self.identity_file) {
            (Some(file), _) => Ok(Secret::Passphrase(first_line(file)?)),
            (None, Some(file)) => Ok(Secret::Identity(text(file)?)),
            (None, None) => {
                Err("what opens the backup? Give --passphrase-file or --identity-file".to_owned())
            }
        }
    }
}

/// For whom a backup is made, from a passphrase file or a public key.
pub(super) fn recipient(
    passphrase_file: Option<&Path>,
    public_key: Option<&str>,
) -> Result<Recipient, String> {
    match (passphrase_file, public_key) {
        (Some(file), None) => Ok(Recipient::Passphrase(first_line(file)?)),
        (None, Some(key)) => Ok(Recipient::PublicKey(key.to_owned())),
        _ => Err(
            "for whom is the backup? Give --passphrase-file FILE or --recipient age1...".to_owned(),
        ),
    }
}

fn first_line(file: &Path) -> Result<String, String> {
    let text = text(file)?;
    match text.lines().next().map(str::trim) {
        Some(line) if !line.is_empty() => Ok(line.to_owned()),
        _ => Err(format!(
            "{} is empty; write the passphrase into its first line",
            file.display()
        )),
    }
}

fn text(file: &Path) -> Result<String, String> {
    if file.is_dir() {
        return Err(format!("{} is a folder; name a file in it", file.display()));
    }
    std::fs::read_to_string(file).map_err(|error| {
        format!(
            "{} cannot be read ({error}); look at its name and at who may read it",
            file.display()
        )
    })
}

/// A file that is to be written must not be there yet: a backup is never overwritten.
pub(super) fn refuse_existing(file: &Path) -> Result<(), String> {
    if file.exists() {
        return Err(format!(
            "{} is there already; choose another name, or remove it first",
            file.display()
        ));
    }
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    match folder {
        Some(folder) if !folder.is_dir() => Err(format!(
            "there is no folder {}; make it first",
            folder.display()
        )),
        _ => Ok(()),
    }
}

/// Makes a folder, if it is not there, that is its owner's only.
pub(super) fn private_folder(folder: &Path) -> anyhow::Result<()> {
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

/// One JSON object of something that reports.
pub(super) fn json_with(
    report: &impl serde::Serialize,
    more: &[(&str, serde_json::Value)],
) -> anyhow::Result<String> {
    let mut object = serde_json::to_value(report).context("the report is no JSON")?;
    for (name, value) in more {
        object[*name] = value.clone();
    }
    Ok(format!("{object}\n"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_progress_template_can_be_read() {
        ProgressStyle::with_template(TEMPLATE).unwrap();
    }
}
