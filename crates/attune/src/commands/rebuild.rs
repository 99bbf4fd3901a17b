//! `attune rebuild`: what is derived from the record is thrown away and made again.

use super::maintain::{missing_clinic, working};
use super::outcomes::print;
use crate::clinic::Place;
use clap::Args;
use serde_json::json;
use std::process::ExitCode;

/// See [`self`].
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  attune rebuild
  attune rebuild --data /var/lib/attune --json

Remakes caseloads, scores, due dates and alert lists from the entries. Nothing that was entered is \
touched. Works while the clinic is served; entries wait meanwhile.

Exit status: 0 done, 1 it could not be done, 2 called wrongly.")]
pub(crate) struct Rebuild {
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

impl Rebuild {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        if let Some(code) = missing_clinic(&self.place) {
            return Ok(code);
        }
        super::serve::runtime()?.block_on(async {
            let clinic = self.place.open_existing().await?;
            let bar = working("remaking from every record");
            let outcome = clinic.records.rebuild().await;
            bar.finish_and_clear();
            clinic.close().await;
            let records = outcome?;
            print(&if self.json {
                format!("{}\n", json!({ "records": records }))
            } else {
                format!("Remade from {records} records.\n")
            })?;
            Ok(ExitCode::SUCCESS)
        })
    }
}
