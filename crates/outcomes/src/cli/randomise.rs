//! `attune randomise`.

use super::{Output, json, read};
use crate::error::Result;
use crate::report::{RandomiseRequest, randomise_report, randomise_text};

/// Options, named as on the command line.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RandomiseOptions {
    /// `--arms`
    pub arms: String,
    /// `--n`
    pub n: usize,
    /// `--blocks`
    pub blocks: String,
    /// `--factor`, as often as needed
    pub factors: Vec<String>,
    /// `--probability`
    pub probability: Option<f64>,
    /// `--seed`; the caller draws one if the user gave none
    pub seed: String,
    /// `--json`
    pub json: bool,
}

/// Runs the command; `persons` are the bytes of the table for minimisation. The output's files are the open list, the
/// sealed list and the commitment.
///
/// # Errors
/// With the reason, if the options or the table cannot be used.
pub fn run_randomise(o: &RandomiseOptions, persons: Option<&[u8]>) -> Result<Output> {
    let mut output = Output::default();
    let table = persons.map(|bytes| read(bytes, &mut output)).transpose()?;
    let request = RandomiseRequest {
        arms: o.arms.clone(),
        n: o.n,
        blocks: o.blocks.clone(),
        factors: o.factors.clone(),
        probability: o.probability.unwrap_or(0.8),
        seed: o.seed.clone(),
    };
    let report = randomise_report(&request, table.as_ref())?;
    output.files = vec![
        ("open.csv", report.concealed.open.clone()),
        ("sealed.csv", report.concealed.sealed.clone()),
        ("commitment.txt", format!("{}\n", report.commitment)),
        ("seed.txt", format!("{}\n", report.seed)),
    ];
    output.text = if o.json {
        json(&report)?
    } else {
        randomise_text(&report)
    };
    Ok(output)
}
