//! `attune import`: what was recorded elsewhere comes in through the same gate as everything else.

use crate::clinic::{Clinic, Place};
use crate::import::{Report, measures};
use anyhow::Context;
use clap::{Args, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// See [`self`].
#[derive(Debug, Args)]
pub(crate) struct Import {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Answered questionnaires from a CSV file.
    ///
    /// Columns: client (the clinic's reference), date (2025-03-21), instrument (phq-9), and either answers (0 1 2 3 ...,
    /// in the order of the form, a dash or nothing between commas for a missing one), or one column for each item named
    /// by its number, or total (a total only, flagged wherever it is shown).
    Measures(Measures),
}

#[derive(Debug, Args)]
struct Measures {
    /// The file.
    file: PathBuf,
    /// Enter the good lines. Without this nothing is entered: a dry run.
    #[arg(long)]
    apply: bool,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

impl Import {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let What::Measures(command) = self.what;
        super::serve::runtime()?.block_on(command.import())
    }
}

impl Measures {
    async fn import(self) -> anyhow::Result<ExitCode> {
        let bytes = std::fs::read(&self.file)
            .with_context(|| format!("{} cannot be read", self.file.display()))?;
        let clinic: Clinic = self.place.open_existing().await?;
        let now = jiff::Timestamp::now();
        let report = measures::import(&clinic, &bytes, self.apply, now).await?;
        print(&report, self.json)?;
        clinic.close().await;
        Ok(if report.bad.is_empty() {
            ExitCode::SUCCESS
        } else {
            ExitCode::from(1)
        })
    }
}

#[allow(clippy::print_stdout, reason = "the report is what the command is for")]
fn print(report: &Report, json: bool) -> anyhow::Result<()> {
    if json {
        println!("{}", serde_json::to_string(report)?);
        return Ok(());
    }
    for line in &report.good {
        println!(
            "{:>6}  {}  {}  {}",
            line.line, line.client, line.date, line.what
        );
    }
    for bad in &report.bad {
        println!("{:>6}  {}: {}", bad.line, bad.column, bad.reason);
    }
    let done = if report.applied {
        format!(
            "{} entered, {} were there already",
            report.entered, report.duplicates
        )
    } else {
        format!(
            "{} would be entered; run again with --apply to enter them",
            report.good.len()
        )
    };
    println!("{done}; {} lines with a problem.", report.bad.len());
    Ok(())
}
