//! `attune verify`: is the record what was entered?

use super::maintain::{json_with, missing_clinic, report_in_words, working};
use super::outcomes::print;
use crate::clinic::Place;
use clap::Args;
use std::process::ExitCode;

/// See [`self`].
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  attune verify
  attune verify --data /var/lib/attune --json

Walks the chain of every record and the clinic's chain of commits and opens every entry: finds any \
row that was changed, moved, taken out or put in twice, and any key that is missing. Works while the \
clinic is served.

Exit status: 0 nothing is wrong, 1 something is, 2 called wrongly.")]
pub(crate) struct Verify {
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

impl Verify {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        if let Some(code) = missing_clinic(&self.place) {
            return Ok(code);
        }
        super::serve::runtime()?.block_on(async {
            let clinic = self.place.open_existing().await?;
            let bar = working("walking every record");
            let report = clinic.records.verify().await;
            bar.finish_and_clear();
            clinic.close().await;
            let report = report?;
            let clean = report.is_clean();
            print(&if self.json {
                json_with(&report, &[("ok", clean.into())])?
            } else {
                report_in_words(&report)
            })?;
            Ok(if clean {
                ExitCode::SUCCESS
            } else {
                ExitCode::from(1)
            })
        })
    }
}
