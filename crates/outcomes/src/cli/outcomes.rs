//! `attune outcomes`.

use super::{NumberOptions, Output, Wanted, json, read};
use crate::change::{CutoffKind, Method};
use crate::error::{OutcomesError, Result};
use crate::mixed::ImputationPlan;
use crate::report::{
    ChangeOptions, Columns, Duplicates, OutcomesRequest, Table, number_list, outcomes_figures,
    outcomes_html, outcomes_report, outcomes_text,
};

/// Options, named as on the command line.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OutcomesOptions {
    /// `--id`
    pub id: Option<String>,
    /// `--time`
    pub time: Option<String>,
    /// `--score`
    pub score: Option<String>,
    /// `--wide`
    pub wide: Vec<String>,
    /// `--times`
    pub times: Option<String>,
    /// `--group`
    pub group: Option<String>,
    /// `--reference`
    pub reference: Option<String>,
    /// `--duplicates`
    pub duplicates: Option<String>,
    /// `--decimal`, `--missing`, `--keep`
    pub numbers: NumberOptions,
    /// `--pre`
    pub pre: Option<String>,
    /// `--post`
    pub post: Option<String>,
    /// `--method`
    pub method: Option<String>,
    /// `--reliability`
    pub reliability: Option<f64>,
    /// `--reliability-post`
    pub reliability_post: Option<f64>,
    /// `--functional-mean`
    pub functional_mean: Option<f64>,
    /// `--functional-sd`
    pub functional_sd: Option<f64>,
    /// `--clinical-mean`
    pub clinical_mean: Option<f64>,
    /// `--clinical-sd`
    pub clinical_sd: Option<f64>,
    /// `--cutoff`
    pub cutoff: Option<String>,
    /// `--lower-is-better`
    pub lower_is_better: bool,
    /// `--confidence`
    pub confidence: Option<f64>,
    /// `--mid`
    pub mid: Option<f64>,
    /// `--mid-worse`
    pub mid_worse: Option<f64>,
    /// `--percent`
    pub percent: Option<f64>,
    /// `--percent-worse`
    pub percent_worse: Option<f64>,
    /// `--whole-slope`
    pub whole_slope: bool,
    /// `--level`
    pub level: Option<f64>,
    /// `--response`: percent
    pub response: Option<f64>,
    /// `--impute`: number of imputations.
    pub impute: Option<usize>,
    /// `--seed`
    pub seed: Option<u64>,
    /// `--json`, `--html`, `--svg`
    pub wanted: Wanted,
}

/// Runs the command on a file's bytes; `source` is how the report calls the file.
///
/// # Errors
/// With the reason, if the options or the data cannot be used.
pub fn run_outcomes(options: &OutcomesOptions, source: &str, bytes: &[u8]) -> Result<Output> {
    let mut output = Output::default();
    let table = read(bytes, &mut output)?;
    let request = request(options, &table, &mut output)?;
    let report = outcomes_report(&table, &request)?;
    drop(table);
    for refused in &report.refused {
        output
            .warnings
            .push(format!("{}: {}", refused.analysis, refused.why));
    }
    // A report without any comparison of before and after has not done what it is for.
    output.exit = u8::from(report.within.is_empty() && report.change.is_none());
    if options.wanted.svg || options.wanted.html {
        output.figures = outcomes_figures(&report);
    }
    if options.wanted.html {
        output.html = Some(outcomes_html(&report, source, &output.figures));
    }
    output.text = if options.wanted.json {
        json(&report)?
    } else {
        outcomes_text(&report, source)
    };
    Ok(output)
}

fn request(o: &OutcomesOptions, table: &Table, output: &mut Output) -> Result<OutcomesRequest> {
    let method = o.method.as_deref().map(|name| Method::from_name(name).ok_or_else(|| OutcomesError::Usage(format!("--method must be jt, en, gln, ha, hll, nk, hlm, anchor or percent, not \"{name}\"")))).transpose()?;
    let cutoff = o
        .cutoff
        .as_deref()
        .map(|name| {
            CutoffKind::from_name(name).ok_or_else(|| {
                OutcomesError::Usage(format!("--cutoff must be a, b or c, not \"{name}\""))
            })
        })
        .transpose()?;
    let duplicates = match o.duplicates.as_deref() {
        None => Duplicates::Refuse,
        Some("first") => Duplicates::First,
        Some("last") => Duplicates::Last,
        Some("mean") => Duplicates::Mean,
        Some(other) => {
            return Err(OutcomesError::Usage(format!(
                "--duplicates must be first, last or mean, not \"{other}\""
            )));
        }
    };
    let mut columns = Columns {
        id: o.id.clone(),
        time: o.time.clone(),
        score: o.score.clone(),
        wide: o.wide.clone(),
        wide_times: o
            .times
            .as_deref()
            .map(|t| number_list(t, "--times"))
            .transpose()?
            .unwrap_or_default(),
        group: o.group.clone(),
        reference: o.reference.clone(),
        duplicates,
        numbers: o.numbers.rules()?,
    };
    if !columns.wide.is_empty() && (columns.time.is_some() || columns.score.is_some()) {
        return Err(OutcomesError::Usage("--wide is for one row per person, --time and --score for one row per visit: pass one or the other".into()));
    }
    if columns.wide.is_empty() && columns.time.is_none() && columns.score.is_none() {
        guess(&mut columns, o, table, output);
    }
    let change = ChangeOptions {
        method,
        reliability: o.reliability,
        reliability_post: o.reliability_post,
        functional_mean: o.functional_mean,
        functional_sd: o.functional_sd,
        clinical_mean: o.clinical_mean,
        clinical_sd: o.clinical_sd,
        cutoff,
        lower_is_better: o.lower_is_better,
        confidence: o.confidence,
        mid: o.mid,
        mid_worse: o.mid_worse,
        percent: o.percent,
        percent_worse: o.percent_worse,
        whole_slope: o.whole_slope,
    };
    if !change.wanted() && (o.functional_mean.is_some() || o.functional_sd.is_some()) {
        return Err(OutcomesError::Usage(
            "norms alone do not judge change: pass --reliability (or --method and what it needs)"
                .into(),
        ));
    }
    let impute = o.impute.map(|imputations| ImputationPlan {
        imputations,
        seed: o.seed.unwrap_or(ImputationPlan::default().seed),
        level: o.level.unwrap_or(0.95),
        ..ImputationPlan::default()
    });
    Ok(OutcomesRequest {
        columns,
        pre: o.pre.clone(),
        post: o.post.clone(),
        change,
        level: o.level,
        response: o.response,
        impute,
    })
}

/// Without --time and --score: two columns named by --pre and --post are a wide table; columns called id, time and score
/// are a long one.
fn guess(columns: &mut Columns, o: &OutcomesOptions, table: &Table, output: &mut Output) {
    if let (Some(pre), Some(post)) = (&o.pre, &o.post)
        && table.column(pre).is_ok()
        && table.column(post).is_ok()
    {
        columns.wide = vec![pre.clone(), post.clone()];
        return;
    }
    let has = |name: &str| table.column(name).is_ok();
    if has("time") && has("score") && (columns.id.is_some() || has("id")) {
        columns.id.get_or_insert_with(|| "id".into());
        columns.time = Some("time".into());
        columns.score = Some("score".into());
        output.warnings.push(
            "using the columns id, time and score (choose others with --id, --time, --score)"
                .into(),
        );
    }
}
