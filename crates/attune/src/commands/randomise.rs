//! `attune randomise`: allocation lists that nobody can foresee.

use super::outcomes::{make_folder, print, read_input, refuse, write_file};
use attune_outcomes::cli::{RandomiseOptions, run_randomise};
use clap::Args;
use rand::Rng;
use std::path::PathBuf;
use std::process::ExitCode;

/// See [`self`].
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  attune randomise --arms ipt,control --n 60 --blocks 4,6 --factor site=north,south --out lists\n  \
                        attune randomise --arms ipt:2,control:1 --minimise persons.csv --factor sex --factor site --out lists\n\
                        The sealed list and the seed belong to somebody who recruits nobody."
)]
pub(crate) struct Randomise {
    /// Arms with their shares, for example ipt,control or ipt:2,control:1.
    #[arg(long, value_name = "ARMS")]
    arms: String,
    /// Places in each stratum.
    #[arg(long, value_name = "N", default_value_t = 100)]
    n: usize,
    /// Block sizes drawn at random; empty is simple randomisation [default: twice and three times the sum of the shares].
    #[arg(long, value_name = "SIZES")]
    blocks: Option<String>,
    /// Factor of stratification as site=north,south, or column for --minimise; may be repeated.
    #[arg(long = "factor", value_name = "FACTOR")]
    factors: Vec<String>,
    /// Allocate the persons of this CSV file, in order of arrival, by minimisation.
    #[arg(long, value_name = "FILE")]
    minimise: Option<PathBuf>,
    /// Probability of the balancing arm [default: 0.8].
    #[arg(long, value_name = "P")]
    probability: Option<f64>,
    /// Seed of 16 characters or more [default: drawn from the system].
    #[arg(long, value_name = "TEXT")]
    seed: Option<String>,
    /// Folder for open.csv (sites), sealed.csv, seed.txt (allocation holder) and commitment.txt (registry).
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// JSON in place of text; it names every arm.
    #[arg(long)]
    json: bool,
}

impl Randomise {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let persons = match &self.minimise {
            None => None,
            Some(path) => match read_input(Some(path)) {
                Ok((_, bytes)) => Some(bytes),
                Err(code) => return Ok(code),
            },
        };
        let blocks = self.blocks.unwrap_or_else(|| default_blocks(&self.arms));
        let options = RandomiseOptions {
            arms: self.arms,
            n: self.n,
            blocks,
            factors: self.factors,
            probability: self.probability,
            seed: self.seed.unwrap_or_else(draw_seed),
            json: self.json,
        };
        let output = match run_randomise(&options, persons.as_deref()) {
            Ok(output) => output,
            Err(error) => return Ok(refuse(&error)),
        };
        if let Some(folder) = &self.out {
            make_folder(folder)?;
            // A list once made is never overwritten: it may be in use.
            if let Some((name, _)) = output
                .files
                .iter()
                .find(|(name, _)| folder.join(name).exists())
            {
                eprintln!(
                    "attune: {} is there already. Choose an empty folder",
                    folder.join(name).display()
                );
                return Ok(ExitCode::from(2));
            }
            for (name, content) in &output.files {
                write_file(&folder.join(name), content)?;
            }
        } else if !self.json {
            eprintln!("attune: nothing was kept; pass --out DIR to write the lists");
        }
        print(&output.text)?;
        Ok(ExitCode::from(output.exit))
    }
}

/// 256 bits in hexadecimal.
fn draw_seed() -> String {
    let mut bytes = [0u8; 32];
    rand::rng().fill(&mut bytes);
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn default_blocks(arms: &str) -> String {
    let unit: usize = arms
        .split(',')
        .map(|arm| {
            arm.rsplit_once(':')
                .and_then(|(_, share)| share.trim().parse().ok())
                .unwrap_or(1)
        })
        .sum();
    format!("{},{}", 2 * unit, 3 * unit)
}
