//! `attune meta`.

use super::{NumberOptions, Output, Wanted, json, read};
use crate::error::{OutcomesError, Result};
use crate::meta::{PoolOptions, Tau2Method};
use crate::report::{MetaColumns, MetaRequest, meta_figures, meta_html, meta_report, meta_text};

/// Options, named as on the command line.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MetaOptions {
    /// `--effect`
    pub effect: Option<String>,
    /// `--se`
    pub se: Option<String>,
    /// `--variance`
    pub variance: Option<String>,
    /// `--study`
    pub study: Option<String>,
    /// `--cluster`
    pub cluster: Option<String>,
    /// `--subgroup`
    pub subgroup: Option<String>,
    /// `--predictor`, as often as needed
    pub predictors: Vec<String>,
    /// `--filter COLUMN=VALUE[,VALUE]`, as often as needed
    pub filters: Vec<String>,
    /// `--metapsy`: columns are Metapsy's
    pub metapsy: bool,
    /// `--method`
    pub method: Option<String>,
    /// `--knha`
    pub knapp_hartung: bool,
    /// `--ratio`
    pub ratio: bool,
    /// `--level`
    pub level: Option<f64>,
    /// `--decimal`, `--missing`
    pub numbers: NumberOptions,
    /// `--json`, `--html`, `--svg`
    pub wanted: Wanted,
}

/// Runs the command on a file's bytes; `source` is how the report calls the file.
///
/// # Errors
/// With the reason, if the options or the data cannot be used.
pub fn run_meta(options: &MetaOptions, source: &str, bytes: &[u8]) -> Result<Output> {
    let method = match options.method.as_deref() {
        None => Tau2Method::Reml,
        Some(name) => Tau2Method::from_name(name).ok_or_else(|| {
            OutcomesError::Usage(format!(
                "--method must be reml, dl, pm, ml, eb, sj or common, not \"{name}\""
            ))
        })?,
    };
    let mut output = Output::default();
    let table = read(bytes, &mut output)?;
    let metapsy = |name: &Option<String>, standard: &str| {
        name.clone()
            .or_else(|| options.metapsy.then(|| standard.to_owned()))
    };
    let effect = metapsy(&options.effect, ".g").ok_or_else(|| {
        OutcomesError::Usage(format!(
            "pass --effect COLUMN. The columns are: {}",
            table.headers.join(", ")
        ))
    })?;
    let filters = options
        .filters
        .iter()
        .map(|f| {
            let (column, values) = f.split_once('=').ok_or_else(|| {
                OutcomesError::Usage(format!(
                    "--filter must be COLUMN=VALUE or COLUMN=VALUE,VALUE, not \"{f}\""
                ))
            })?;
            Ok((
                column.trim().to_owned(),
                values.split(',').map(|v| v.trim().to_owned()).collect(),
            ))
        })
        .collect::<Result<_>>()?;
    let columns = MetaColumns {
        effect,
        se: if options.variance.is_some() {
            options.se.clone()
        } else {
            metapsy(&options.se, ".g_se")
        },
        variance: options.variance.clone(),
        study: metapsy(&options.study, "study"),
        cluster: options.cluster.clone(),
        subgroup: options.subgroup.clone(),
        predictors: options.predictors.clone(),
        filters,
        numbers: options.numbers.rules()?,
    };
    let request = MetaRequest {
        columns,
        options: PoolOptions {
            method,
            knapp_hartung: options.knapp_hartung,
            level: options.level.unwrap_or(0.95),
        },
        ratio: options.ratio,
    };
    let report = meta_report(&table, &request)?;
    for refused in &report.refused {
        output
            .warnings
            .push(format!("{}: {}", refused.analysis, refused.why));
    }
    if options.wanted.svg || options.wanted.html {
        output.figures = meta_figures(&report);
    }
    if options.wanted.html {
        output.html = Some(meta_html(&report, source, &output.figures));
    }
    output.text = if options.wanted.json {
        json(&report)?
    } else {
        meta_text(&report, source)
    };
    Ok(output)
}
