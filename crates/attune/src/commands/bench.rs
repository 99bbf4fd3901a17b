//! `attune bench`: what this program costs on this machine.

use super::outcomes::print;
use crate::bench::{Settings, run};
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

/// See [`self`].
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  attune bench
  attune bench --clients 100000 --seconds 10 --json

Makes a clinic of fictitious clients in a throwaway folder, serves it on loopback in a process of its \
own, and asks over 32 kept connections. Processor time is the server's own, as the system accounts \
for it. benches/README.md holds figures with machine and date.

Exit status: 0 measured, 1 something failed, 2 called wrongly.")]
pub(crate) struct Bench {
    /// Light clients in the clinic.
    #[arg(long, default_value_t = 1000, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    clients: u32,
    /// How long each load lasts.
    #[arg(long, default_value_t = 5, value_name = "S", value_parser = clap::value_parser!(u64).range(1..=3600))]
    seconds: u64,
    /// Where the throwaway folder is made [default: the system's]; its disk is measured too.
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

impl Bench {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let settings = Settings {
            clients: usize::try_from(self.clients)?,
            seconds: self.seconds,
            folder: self.dir.unwrap_or_else(std::env::temp_dir),
            json: self.json,
        };
        print(&run(&settings)?)?;
        Ok(ExitCode::SUCCESS)
    }
}
