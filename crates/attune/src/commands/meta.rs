//! `attune meta`: pools the effects of studies.

use super::outcomes::{Destinations, Numbers, read_input};
use attune_outcomes::cli::{MetaOptions, run_meta};
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

/// See [`self`].
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  attune meta trials.csv --effect g --se se --study author --method reml --knha\n  \
                        attune meta metapsy.csv --metapsy --filter condition_arm1=ipt --subgroup format --html report.html"
)]
pub(crate) struct Meta {
    /// The CSV file, one row per effect; `-` reads standard input.
    file: Option<PathBuf>,
    /// Column of the effect; ratios as logarithms.
    #[arg(long, value_name = "COLUMN")]
    effect: Option<String>,
    /// Column of its standard error.
    #[arg(long, value_name = "COLUMN")]
    se: Option<String>,
    /// Column of its variance, in place of --se.
    #[arg(long, value_name = "COLUMN")]
    variance: Option<String>,
    /// Column of the study's name; several effects of one study are noticed.
    #[arg(long, value_name = "COLUMN")]
    study: Option<String>,
    /// Column of the trial, if not the study.
    #[arg(long, value_name = "COLUMN")]
    cluster: Option<String>,
    /// Column of subgroups.
    #[arg(long, value_name = "COLUMN")]
    subgroup: Option<String>,
    /// Column of a predictor (meta-regression); may be repeated.
    #[arg(long = "predictor", value_name = "COLUMN")]
    predictors: Vec<String>,
    /// Only rows with one of these values; may be repeated.
    #[arg(long = "filter", value_name = "COLUMN=VALUE[,VALUE]")]
    filters: Vec<String>,
    /// The file is in Metapsy's format.
    #[arg(long)]
    metapsy: bool,
    /// Variance between studies: reml, dl, pm, ml, eb, sj, common [default: reml].
    #[arg(long, value_name = "METHOD")]
    method: Option<String>,
    /// Knapp & Hartung's intervals.
    #[arg(long)]
    knha: bool,
    /// Effects are logarithms of ratios: show the ratios too.
    #[arg(long)]
    ratio: bool,
    /// Level of all intervals [default: 0.95].
    #[arg(long, value_name = "LEVEL")]
    level: Option<f64>,
    #[command(flatten)]
    numbers: Numbers,
    #[command(flatten)]
    to: Destinations,
}

impl Meta {
    pub(crate) fn run(mut self) -> anyhow::Result<ExitCode> {
        let file = self.to.rescue(self.file.take());
        let (source, bytes) = match read_input(file.as_deref()) {
            Ok(read) => read,
            Err(code) => return Ok(code),
        };
        let options = MetaOptions {
            effect: self.effect,
            se: self.se,
            variance: self.variance,
            study: self.study,
            cluster: self.cluster,
            subgroup: self.subgroup,
            predictors: self.predictors,
            filters: self.filters,
            metapsy: self.metapsy,
            method: self.method,
            knapp_hartung: self.knha,
            ratio: self.ratio,
            level: self.level,
            numbers: self.numbers.into(),
            wanted: self.to.wanted(),
        };
        self.to.write(run_meta(&options, &source, &bytes))
    }
}
