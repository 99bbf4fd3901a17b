//! `attune retention`: which records have been kept as long as they must.

use super::maintain::{missing_clinic, working};
use super::outcomes::print;
use crate::clinic::Place;
use attune_identity::Actor;
use attune_therapy::Role;
use attune_therapy::ids::AccountId;
use clap::Args;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::fmt::Write;
use std::process::ExitCode;

/// See [`self`].
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  attune retention
  attune retention --data /var/lib/attune --json

Lists the records that may be erased, with the day since when, by the clinic's retention periods. \
Records with an open course or a legal hold are never listed. Nothing is erased by this command; an \
administrator erases a record on its page.

Exit status: 0 done, 1 it could not be done, 2 called wrongly.")]
pub(crate) struct Retention {
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

impl Retention {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        if let Some(code) = missing_clinic(&self.place) {
            return Ok(code);
        }
        super::serve::runtime()?.block_on(async {
            let clinic = self.place.open_existing().await?;
            let now = Timestamp::now();
            // Whoever may run this has the keys; they act as an administrator without an account.
            let nobody = AccountId(uuid::Uuid::nil());
            let reader =
                clinic.identity.acting_for(Actor::Program, nobody, Role::Administrator, clinic.records.clinic_record(), now)?;
            let bar = working("reading every record");
            let periods = clinic.records.retention().await;
            let due = clinic.records.retention_due(&reader, now).await;
            bar.finish_and_clear();
            clinic.close().await;
            let (periods, due) = (periods?, due?);
            print(&if self.json {
                let due: Vec<Value> = due
                    .iter()
                    .map(|due| json!({ "record": due.record.to_string(), "since": due.since.to_string() }))
                    .collect();
                let object = json!({
                    "adult_years": periods.adult_years,
                    "minor_until_age": periods.minor_until_age,
                    "due": due,
                });
                format!("{object}\n")
            } else {
                let mut text = String::new();
                for due in &due {
                    // Writing to memory cannot fail.
                    let _written = writeln!(text, "{}  since {}", due.record, due.since);
                }
                format!(
                    "{text}{} records may be erased (kept {} years after the last entry; minors at least until {}).\n",
                    due.len(),
                    periods.adult_years,
                    periods.minor_until_age
                )
            })?;
            Ok(ExitCode::SUCCESS)
        })
    }
}
