//! `attune score`: what answers amount to, by the same arithmetic as the pages.

mod columns;
mod input;
mod result;
mod rows;
mod table;

use super::{called_wrongly, found_wrong, outcomes::print};
use crate::content;
use attune_measures::{Instrument, Library};
use clap::{Args, ValueEnum};
use result::{CsvWriter, Result as Score};
use rows::Sheet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// See [`self`].
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  attune score phq-9 --answers 1,2,,3,0,1,2,1,0
  attune score PHQ9 --answers 1,2,3,0,1,2,1,0,1 --json
  attune score phq-9 --csv answers.csv --csv-out scores.csv
  attune score gad-7 --csv - --json < answers.csv

An answer is the value printed beside the option, before any reversal, or its words (yes). An empty \
place is a missing answer; in a file NA means the same. A file has one form a line, separated by \
commas, semicolons or tabs. Its first line may name the columns: by item (1, item1, q1, phq9_1), or \
in any words if there are as many as items; columns that are no item, such as a client's reference, \
are kept beside the result.

With --json the result is one object (for a file, one object a line) with instrument, version, \
complete, prorated, total (null where too much is missing), subscales, band and critical: the items \
whose answers a person must see.

Exit status: 0 scored; 1 the file holds something that cannot be scored; 2 called wrongly: an \
unknown instrument, answers that do not fit it, a file that cannot be read or written. Nothing is \
printed unless everything could be scored.")]
pub(crate) struct ScoreCommand {
    /// Which questionnaire: phq-9, PHQ9, or one version of it as phq-9@1. `attune instruments` lists them.
    instrument: String,
    /// The answers of one form, in its order, separated by commas.
    #[arg(
        long,
        value_name = "LIST",
        required_unless_present = "csv",
        conflicts_with = "csv",
        allow_hyphen_values = true
    )]
    answers: Option<String>,
    /// A file of forms, one a line; `-` reads standard input.
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Whether the first line names the columns.
    #[arg(long, value_enum, default_value_t, requires = "csv")]
    header: Header,
    /// Write the results as CSV to this file; `-` writes to standard output.
    #[arg(long, value_name = "FILE")]
    csv_out: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    /// Folder with the clinic's own content, beside what is built in.
    #[arg(long, env = "ATTUNE_CONTENT", value_name = "DIR")]
    content: Option<PathBuf>,
}

/// Whether the first line names the columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Header {
    /// As the line looks.
    #[default]
    Auto,
    /// It does.
    Yes,
    /// It holds answers.
    No,
}

impl ScoreCommand {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let to_standard_output = self.csv_out.as_deref() == Some(Path::new("-"));
        if self.json && to_standard_output {
            return called_wrongly(
                "--json and --csv-out - both want standard output; give --csv-out a file",
            );
        }
        let content = content::load(self.content.as_deref())?;
        let Some(instrument) = find(content.library(), &self.instrument) else {
            return called_wrongly(unknown(content.library(), &self.instrument));
        };
        match (&self.answers, &self.csv) {
            (Some(answers), _) => self.one(instrument, answers),
            (None, Some(file)) => self.many(instrument, file),
            (None, None) => called_wrongly("give --answers or --csv; see `attune score --help`"),
        }
    }

    fn one(&self, instrument: &Instrument, answers: &str) -> anyhow::Result<ExitCode> {
        if answers.trim().is_empty() {
            return called_wrongly(
                "--answers holds no answers; give them separated by commas, such as 1,2,,3",
            );
        }
        let scored = instrument
            .parse_answers(answers)
            .and_then(|answers| instrument.score(&answers));
        let scored = match scored {
            Ok(scored) => scored,
            Err(problem) => return called_wrongly(problem),
        };
        let score = Score::of(instrument, &scored);
        if let Some(file) = &self.csv_out {
            let mut out = CsvWriter::new(instrument, &[]);
            out.add(&score, std::iter::empty());
            if let Err(problem) = write_csv(file, &out.bytes) {
                return called_wrongly(problem);
            }
            if file == Path::new("-") {
                return Ok(ExitCode::SUCCESS);
            }
        }
        if self.json {
            print(&format!("{}\n", serde_json::to_string(&score)?))?;
        } else {
            print(&table::one(instrument, &scored))?;
        }
        Ok(ExitCode::SUCCESS)
    }

    fn many(&self, instrument: &Instrument, file: &Path) -> anyhow::Result<ExitCode> {
        let bytes = match input::read(file) {
            Ok(bytes) => bytes,
            Err(problem) => return called_wrongly(problem),
        };
        let name = if file == Path::new("-") {
            "standard input".to_owned()
        } else {
            file.display().to_string()
        };
        let wrong = |problem: String| found_wrong(format!("{name}: {problem}"));
        let text = match input::text(&bytes) {
            Ok(text) => text,
            Err(problem) => return wrong(problem),
        };
        let sheet = match Sheet::of(instrument, text, self.header) {
            Ok(sheet) => sheet,
            Err(problem) => return wrong(problem),
        };
        let mut out = if self.json && self.csv_out.is_none() {
            None
        } else {
            Some(CsvWriter::new(instrument, &sheet.kept_names()))
        };
        let mut json = Vec::new();
        let mut count = table::Count::default();
        let read = sheet.each(|score, kept| {
            count.add(score);
            if let Some(out) = &mut out {
                out.add(score, kept.iter());
            }
            if self.json {
                result::json_line(&mut json, score, kept);
            }
        });
        if let Err(problems) = read {
            for problem in &problems.shown {
                eprintln!("attune: {name}: {problem}");
            }
            return found_wrong(problems.sentence());
        }
        match (&self.csv_out, &out) {
            (Some(file), Some(out)) => {
                if let Err(problem) = write_csv(file, &out.bytes) {
                    return called_wrongly(problem);
                }
                if self.json {
                    write_out(&json)?;
                } else if file != Path::new("-") {
                    print(&format!("{}\n", count.sentence()))?;
                }
            }
            (None, Some(out)) => print(&format!(
                "{}{}\n",
                table::aligned(&out.bytes)?,
                count.sentence()
            ))?,
            _ => write_out(&json)?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The instrument that is meant by `phq-9`, `PHQ9` or `phq-9@1`.
pub(super) fn find<'a>(library: &'a Library, name: &str) -> Option<&'a Instrument> {
    match name.split_once('@') {
        None => library.find(name),
        Some((name, version)) => library.version(&library.find(name)?.id, version),
    }
}

pub(super) fn unknown(library: &Library, name: &str) -> String {
    let known: Vec<&str> = library
        .iter()
        .map(|instrument| instrument.id.as_str())
        .collect();
    format!(
        "there is no questionnaire {name:?}. Known are {}; `attune instruments` tells more",
        known.join(", ")
    )
}

/// All of it or nothing: a file that is there already is replaced at the end.
fn write_csv(file: &Path, bytes: &[u8]) -> Result<(), String> {
    if file == Path::new("-") {
        return write_out(bytes).map_err(|error| error.to_string());
    }
    let mut aside = file.as_os_str().to_owned();
    aside.push(".part");
    let aside = PathBuf::from(aside);
    std::fs::write(&aside, bytes)
        .and_then(|()| std::fs::rename(&aside, file))
        .map_err(|error| {
            // A part that was written is of no use to anybody.
            let _removed = std::fs::remove_file(&aside);
            format!(
                "{} cannot be written ({error}); name a file in a folder that is there and yours",
                file.display()
            )
        })
}

fn write_out(bytes: &[u8]) -> anyhow::Result<()> {
    use std::io::Write;
    match std::io::stdout().lock().write_all(bytes) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}
