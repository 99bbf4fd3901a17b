//! The analysts' commands without their argument parser: options in, texts out.
//!
//! Exit codes: 0 all is well; 1 something is wrong with the data; 2 called wrongly.

mod meta;
mod outcomes;
mod power;
mod randomise;

pub use meta::{MetaOptions, run_meta};
pub use outcomes::{OutcomesOptions, run_outcomes};
pub use power::{PowerOptions, run_power};
pub use randomise::{RandomiseOptions, run_randomise};

use crate::error::{OutcomesError, Result};
use crate::report::{Figure, decode};
use serde::Serialize;

/// What a command produced.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Output {
    /// For standard output, unless the HTML goes there.
    pub text: String,
    /// For standard error.
    pub warnings: Vec<String>,
    /// The HTML report, if asked for.
    pub html: Option<String>,
    /// Figures.
    pub figures: Vec<Figure>,
    /// Further files: name and content.
    pub files: Vec<(&'static str, String)>,
    /// Exit code.
    pub exit: u8,
}

/// The exit code of a refusal.
#[must_use]
pub fn exit_code(error: &OutcomesError) -> u8 {
    if error.is_usage() { 2 } else { 1 }
}

/// What to write.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wanted {
    /// JSON in place of text.
    pub json: bool,
    /// An HTML report.
    pub html: bool,
    /// SVG figures.
    pub svg: bool,
}

/// How numbers are written in the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NumberOptions {
    /// `auto`, `point` or `comma`; `auto` if absent.
    pub decimal: Option<String>,
    /// Texts that mean missing.
    pub missing: Vec<String>,
    /// Numbers that look like codes for missing but are real.
    pub keep: Vec<String>,
}

impl NumberOptions {
    fn rules(&self) -> Result<crate::report::NumberRules> {
        let decimal = match self.decimal.as_deref() {
            None => crate::report::Decimal::Auto,
            Some(name) => crate::report::Decimal::from_name(name).ok_or_else(|| {
                OutcomesError::Usage(format!(
                    "--decimal must be auto, point or comma, not \"{name}\""
                ))
            })?,
        };
        Ok(crate::report::NumberRules {
            decimal,
            missing: self.missing.clone(),
            keep: self.keep.clone(),
        })
    }
}

fn json(report: &impl Serialize) -> Result<String> {
    serde_json::to_string_pretty(report)
        .map(|s| s + "\n")
        .map_err(|e| OutcomesError::Data(format!("the report cannot be written as JSON: {e}")))
}

fn read(bytes: &[u8], output: &mut Output) -> Result<crate::report::Table> {
    let (text, note) = decode(bytes)?;
    output.warnings.extend(note.map(str::to_owned));
    crate::report::parse_csv(&text)
}
