//! `attune power`: how many persons, or with which power.

use super::outcomes::{print, refuse};
use attune_outcomes::cli::{PowerOptions, run_power};
use clap::Args;
use std::process::ExitCode;

/// See [`self`].
#[derive(Debug, Args)]
#[command(
    allow_negative_numbers = true,
    after_help = "Examples:\n  attune power --effect 0.4 --power 0.9 --baseline-correlation 0.5 --dropout 0.2\n  \
                  attune power --p1 0.41 --p2 0.17 --n 60\n  \
                  attune power --design courses --effect 4 --n 60 --visits 5 --intercept-sd 5 --change-sd 6 --residual-sd 4 --dropout 0.2"
)]
pub(crate) struct Power {
    /// two-groups, paired, non-inferiority, proportions, correlation, survival or courses (by simulation).
    #[arg(long, value_name = "DESIGN")]
    design: Option<String>,
    /// Difference in standard deviations (a correlation; points of change for courses).
    #[arg(long, value_name = "D")]
    effect: Option<f64>,
    /// Margin of non-inferiority, in standard deviations.
    #[arg(long, value_name = "D")]
    margin: Option<f64>,
    /// Proportion in the first group.
    #[arg(long, value_name = "P")]
    p1: Option<f64>,
    /// Proportion in the second group.
    #[arg(long, value_name = "P")]
    p2: Option<f64>,
    /// Hazard ratio.
    #[arg(long, value_name = "HR")]
    hazard_ratio: Option<f64>,
    /// Share of persons in whom the event is seen [default: 1].
    #[arg(long, value_name = "P")]
    events: Option<f64>,
    /// Persons in the first (or each, or only) group: gives the power.
    #[arg(long, value_name = "N")]
    n: Option<usize>,
    /// Power wanted: gives the number [default: 0.8].
    #[arg(long, value_name = "P")]
    power: Option<f64>,
    /// Level of significance [default: 0.05].
    #[arg(long, value_name = "P")]
    alpha: Option<f64>,
    /// Only one direction counts.
    #[arg(long)]
    one_sided: bool,
    /// Persons in the second group for one in the first [default: 1].
    #[arg(long, value_name = "R")]
    ratio: Option<f64>,
    /// Correlation of the score before with the outcome (analysis of covariance).
    #[arg(long, value_name = "R")]
    baseline_correlation: Option<f64>,
    /// Persons treated together (groups, therapists).
    #[arg(long, value_name = "N")]
    cluster_size: Option<f64>,
    /// Their intraclass correlation.
    #[arg(long, value_name = "R")]
    icc: Option<f64>,
    /// Share who drop out [default: 0].
    #[arg(long, value_name = "P")]
    dropout: Option<f64>,
    /// Visits (courses) [default: 5].
    #[arg(long, value_name = "N")]
    visits: Option<usize>,
    /// Standard deviation of persons' levels (courses).
    #[arg(long, value_name = "SD")]
    intercept_sd: Option<f64>,
    /// Standard deviation of persons' change (courses) [default: 0].
    #[arg(long, value_name = "SD")]
    change_sd: Option<f64>,
    /// Residual standard deviation of one score (courses).
    #[arg(long, value_name = "SD")]
    residual_sd: Option<f64>,
    /// Simulated trials (courses) [default: 1000].
    #[arg(long, value_name = "N")]
    runs: Option<usize>,
    /// Seed of the simulation [default: 1].
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// JSON in place of text.
    #[arg(long)]
    json: bool,
}

impl Power {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let options = PowerOptions {
            design: self.design,
            effect: self.effect,
            margin: self.margin,
            p1: self.p1,
            p2: self.p2,
            hazard_ratio: self.hazard_ratio,
            events: self.events,
            n: self.n,
            power: self.power,
            alpha: self.alpha,
            one_sided: self.one_sided,
            ratio: self.ratio,
            covariate: self.baseline_correlation,
            cluster_size: self.cluster_size,
            icc: self.icc,
            dropout: self.dropout,
            visits: self.visits,
            intercept_sd: self.intercept_sd,
            change_sd: self.change_sd,
            residual_sd: self.residual_sd,
            runs: self.runs,
            seed: self.seed,
            json: self.json,
        };
        match run_power(&options) {
            Ok(output) => {
                print(&output.text)?;
                Ok(ExitCode::from(output.exit))
            }
            Err(error) => Ok(refuse(&error)),
        }
    }
}
