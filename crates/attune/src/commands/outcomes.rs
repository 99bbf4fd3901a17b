//! `attune outcomes`: from a plain CSV to a report. What is shared by the analysts' commands is here too.

use attune_outcomes::OutcomesError;
use attune_outcomes::cli::{
    NumberOptions, OutcomesOptions, Output, Wanted, exit_code, run_outcomes,
};
use clap::Args;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// See [`self`].
#[derive(Debug, Args)]
#[command(
    allow_negative_numbers = true,
    after_help = "Examples:\n  attune outcomes scores.csv --id id --time week --score phq9 --group arm --lower-is-better\n  \
                  attune outcomes scores.csv --id id --time visit --score bdi --pre 1 --post 4 --method jt --reliability 0.8 \
                  --functional-mean 8 --functional-sd 8 --cutoff c --lower-is-better --json\n  \
                  attune outcomes wide.csv --id id --wide bdi1,bdi2,bdi3 --times 0,4,8 --html report.html"
)]
pub(crate) struct Outcomes {
    /// The CSV file; `-` reads standard input.
    file: Option<PathBuf>,
    /// Column of the person.
    #[arg(long, value_name = "COLUMN")]
    id: Option<String>,
    /// Column of the time or visit (one row per visit).
    #[arg(long, value_name = "COLUMN")]
    time: Option<String>,
    /// Column of the score (one row per visit).
    #[arg(long, value_name = "COLUMN")]
    score: Option<String>,
    /// Columns of the scores in order of time (one row per person).
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    wide: Vec<String>,
    /// Times of the --wide columns, for example 0,4,8.
    #[arg(long, value_name = "NUMBERS")]
    times: Option<String>,
    /// Column of the group.
    #[arg(long, value_name = "COLUMN")]
    group: Option<String>,
    /// Group that the others are compared with [default: the first by name].
    #[arg(long, value_name = "GROUP")]
    reference: Option<String>,
    /// Two scores of one person at one time: first, last or mean [default: refuse].
    #[arg(long, value_name = "WHICH")]
    duplicates: Option<String>,
    #[command(flatten)]
    numbers: Numbers,
    /// Time before (or `first`) [default: the first time].
    #[arg(long, value_name = "TIME")]
    pre: Option<String>,
    /// Time after (or `last`) [default: the last time].
    #[arg(long, value_name = "TIME")]
    post: Option<String>,
    /// How change is judged: jt, en, gln, ha, hll, nk, hlm, anchor, percent [default: jt].
    #[arg(long, value_name = "METHOD")]
    method: Option<String>,
    /// Reliability of the measure, between 0 and 1.
    #[arg(long, value_name = "R")]
    reliability: Option<f64>,
    /// Reliability after treatment (method nk) [default: the same].
    #[arg(long, value_name = "R")]
    reliability_post: Option<f64>,
    /// Mean of people without the problem.
    #[arg(long, value_name = "MEAN")]
    functional_mean: Option<f64>,
    /// Their standard deviation.
    #[arg(long, value_name = "SD")]
    functional_sd: Option<f64>,
    /// Mean of people with the problem [default: the sample before].
    #[arg(long, value_name = "MEAN")]
    clinical_mean: Option<f64>,
    /// Their standard deviation.
    #[arg(long, value_name = "SD")]
    clinical_sd: Option<f64>,
    /// Cut-off: a, b or c [default: c with a functional population, else a].
    #[arg(long, value_name = "KIND")]
    cutoff: Option<String>,
    /// Lower scores are better [default: higher scores are better].
    #[arg(long, conflicts_with = "higher_is_better")]
    lower_is_better: bool,
    /// Higher scores are better (the default).
    #[arg(long)]
    higher_is_better: bool,
    /// Confidence of reliable change [default: 0.95].
    #[arg(long, value_name = "LEVEL")]
    confidence: Option<f64>,
    /// Least improvement that matters, in points (method anchor).
    #[arg(long, value_name = "POINTS")]
    mid: Option<f64>,
    /// Least worsening that matters [default: as --mid].
    #[arg(long, value_name = "POINTS")]
    mid_worse: Option<f64>,
    /// Least improvement in percent of the score before (method percent).
    #[arg(long, value_name = "PERCENT")]
    percent: Option<f64>,
    /// Least worsening in percent [default: as --percent].
    #[arg(long, value_name = "PERCENT")]
    percent_worse: Option<f64>,
    /// Growth curves (method hlm): judge slopes against zero, not against the mean slope.
    #[arg(long)]
    whole_slope: bool,
    /// Level of all intervals [default: 0.95].
    #[arg(long, value_name = "LEVEL")]
    level: Option<f64>,
    /// Time until the score is so many percent better than at first (50 is usual).
    #[arg(long, value_name = "PERCENT", num_args = 0..=1, default_missing_value = "50")]
    response: Option<f64>,
    /// Impute missed visits so many times (20 is usual).
    #[arg(long, value_name = "TIMES", num_args = 0..=1, default_missing_value = "20")]
    impute: Option<usize>,
    /// Seed of the imputation.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    #[command(flatten)]
    to: Destinations,
}

/// How numbers are written in the file.
#[derive(Debug, Args)]
pub(super) struct Numbers {
    /// Decimals after a point or a comma: auto, point, comma [default: auto].
    #[arg(long, value_name = "HOW")]
    decimal: Option<String>,
    /// A text that means missing, besides an empty cell and NA; may be repeated.
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    missing: Vec<String>,
    /// A number that looks like a code for missing but is real; may be repeated.
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    keep: Vec<String>,
}

impl From<Numbers> for NumberOptions {
    fn from(n: Numbers) -> Self {
        Self {
            decimal: n.decimal,
            missing: n.missing,
            keep: n.keep,
        }
    }
}

/// Where the report goes.
#[derive(Debug, Args)]
pub(super) struct Destinations {
    /// JSON in place of text.
    #[arg(long)]
    json: bool,
    /// A self-contained HTML report, to this file or to standard output.
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "-")]
    html: Option<PathBuf>,
    /// The figures as SVG files in this folder.
    #[arg(long, value_name = "DIR")]
    svg: Option<PathBuf>,
}

impl Destinations {
    pub(super) fn wanted(&self) -> Wanted {
        Wanted {
            json: self.json,
            html: self.html.is_some(),
            svg: self.svg.is_some(),
        }
    }

    /// `--html data.csv` takes the data for the report's name: put it right.
    pub(super) fn rescue(&mut self, file: Option<PathBuf>) -> Option<PathBuf> {
        let taken = self
            .html
            .as_ref()
            .is_some_and(|h| h.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv")));
        if file.is_none() && taken {
            return self.html.replace(PathBuf::from("-"));
        }
        file
    }

    /// Writes everything and gives the exit code.
    pub(super) fn write(&self, outcome: Result<Output, OutcomesError>) -> anyhow::Result<ExitCode> {
        let output = match outcome {
            Ok(output) => output,
            Err(error) => return Ok(refuse(&error)),
        };
        for warning in &output.warnings {
            eprintln!("attune: {warning}");
        }
        if let Some(folder) = &self.svg {
            make_folder(folder)?;
            for figure in &output.figures {
                write_file(&folder.join(format!("{}.svg", figure.name)), &figure.svg)?;
            }
        }
        match (&self.html, &output.html) {
            (Some(path), Some(html)) if path.as_os_str() == "-" => {
                print(if self.json { &output.text } else { html })?
            }
            (Some(path), Some(html)) => {
                write_file(path, html)?;
                print(&output.text)?;
            }
            _ => print(&output.text)?,
        }
        Ok(ExitCode::from(output.exit))
    }
}

impl Outcomes {
    pub(crate) fn run(mut self) -> anyhow::Result<ExitCode> {
        let file = self.to.rescue(self.file.take());
        let (source, bytes) = match read_input(file.as_deref()) {
            Ok(read) => read,
            Err(code) => return Ok(code),
        };
        let wanted = self.to.wanted();
        let options = OutcomesOptions {
            id: self.id,
            time: self.time,
            score: self.score,
            wide: self.wide,
            times: self.times,
            group: self.group,
            reference: self.reference,
            duplicates: self.duplicates,
            numbers: self.numbers.into(),
            pre: self.pre,
            post: self.post,
            method: self.method,
            reliability: self.reliability,
            reliability_post: self.reliability_post,
            functional_mean: self.functional_mean,
            functional_sd: self.functional_sd,
            clinical_mean: self.clinical_mean,
            clinical_sd: self.clinical_sd,
            cutoff: self.cutoff,
            lower_is_better: self.lower_is_better,
            confidence: self.confidence,
            mid: self.mid,
            mid_worse: self.mid_worse,
            percent: self.percent,
            percent_worse: self.percent_worse,
            whole_slope: self.whole_slope,
            level: self.level,
            response: self.response,
            impute: self.impute,
            seed: self.seed,
            wanted,
        };
        self.to.write(run_outcomes(&options, &source, &bytes))
    }
}

/// Says why nothing was computed.
pub(super) fn refuse(error: &OutcomesError) -> ExitCode {
    eprintln!("attune: {error}");
    ExitCode::from(exit_code(error))
}

/// The file's name for the report, and its bytes. A file that cannot be read was named wrongly: exit code 2.
pub(super) fn read_input(file: Option<&Path>) -> Result<(String, Vec<u8>), ExitCode> {
    let Some(path) = file else {
        eprintln!("attune: which file? Name a CSV file, or - for standard input");
        return Err(ExitCode::from(2));
    };
    if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        return match std::io::stdin().read_to_end(&mut bytes) {
            Ok(_) => Ok(("standard input".to_owned(), bytes)),
            Err(error) => {
                eprintln!("attune: standard input cannot be read: {error}");
                Err(ExitCode::from(2))
            }
        };
    }
    let name = path.file_name().map_or_else(
        || path.display().to_string(),
        |n| n.to_string_lossy().into_owned(),
    );
    match std::fs::read(path) {
        Ok(bytes) => Ok((name, bytes)),
        Err(error) => {
            eprintln!("attune: {} cannot be read: {error}", path.display());
            Err(ExitCode::from(2))
        }
    }
}

/// Writes to standard output; a reader that has seen enough (`| head`) is no error.
pub(super) fn print(text: &str) -> anyhow::Result<()> {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

pub(super) fn make_folder(folder: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)
        .map_err(|e| anyhow::anyhow!("the folder {} cannot be made: {e}", folder.display()))
}

pub(super) fn write_file(path: &Path, text: &str) -> anyhow::Result<()> {
    std::fs::write(path, text)
        .map_err(|e| anyhow::anyhow!("{} cannot be written: {e}", path.display()))
}
