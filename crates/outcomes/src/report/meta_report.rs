//! The meta-analysis report.

use super::number::{NumberRules, is_missing};
use super::outcomes_report::Refused;
use super::table::Table;
use crate::error::{OutcomesError, Result};
use crate::meta::{
    BaujatPoint, BiasTest, ClusterRobust, Influence, LeaveOneOut, MetaModel, PetPeese, PoolOptions,
    PooledEffect, Study, Subgroups, ThreeLevel, TrimFill, TrimFillEstimator, baujat,
    cluster_robust, egger, egger_mixed, influence, leave_one_out, meta_regression, pet_peese, pool,
    subgroups, three_level, trim_and_fill,
};
use serde::Serialize;

/// Which columns mean what.
#[derive(Debug, Clone, Default)]
pub struct MetaColumns {
    /// Effect; ratios as logarithms.
    pub effect: String,
    /// Standard error; or
    pub se: Option<String>,
    /// variance.
    pub variance: Option<String>,
    /// Name of the study.
    pub study: Option<String>,
    /// Trial to which several effects belong; the study's name if absent.
    pub cluster: Option<String>,
    /// Subgroup.
    pub subgroup: Option<String>,
    /// Predictors: numbers, or words that become groups.
    pub predictors: Vec<String>,
    /// Only rows in which the column has one of the values: `(column, values)`.
    pub filters: Vec<(String, Vec<String>)>,
    /// How numbers are written.
    pub numbers: NumberRules,
}

/// What was asked.
#[derive(Debug, Clone, Default)]
pub struct MetaRequest {
    /// The columns.
    pub columns: MetaColumns,
    /// How to pool.
    pub options: PoolOptions,
    /// Effects are logarithms of ratios: show the ratios beside.
    pub ratio: bool,
}

/// One study in the report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StudyRow {
    /// Its name.
    pub study: String,
    /// Effect.
    pub effect: f64,
    /// Standard error.
    pub se: f64,
    /// Interval.
    pub ci: [f64; 2],
    /// Share of the pooled effect in percent.
    pub weight: f64,
}

/// Small-study effects.
#[derive(Debug, Clone, Serialize)]
pub struct SmallStudy {
    /// Egger's regression.
    pub egger: BiasTest,
    /// The same with random effects.
    pub egger_mixed: BiasTest,
    /// Trim and fill.
    pub trim_and_fill: TrimFill,
    /// PET-PEESE.
    pub pet_peese: PetPeese,
}

/// The report.
#[derive(Debug, Clone, Serialize)]
pub struct MetaReport {
    /// Effects pooled.
    pub k: usize,
    /// Pooled effect.
    pub estimate: f64,
    /// Its standard error.
    pub se: f64,
    /// Its interval.
    pub ci: [f64; 2],
    /// z, or t with Knapp & Hartung.
    pub statistic: f64,
    /// p.
    pub p: f64,
    /// τ².
    pub tau2: f64,
    /// Its standard error.
    pub tau2_se: Option<f64>,
    /// Its Q-profile interval.
    pub tau2_ci: Option<[f64; 2]>,
    /// I² in percent.
    pub i2: f64,
    /// H².
    pub h2: f64,
    /// Cochran's Q.
    pub q: f64,
    /// Its degrees of freedom.
    pub q_df: f64,
    /// Its p.
    pub q_p: f64,
    /// Where the true effect of a new study is expected.
    pub prediction_interval: Option<[f64; 2]>,
    /// How τ² was estimated and intervals were made.
    pub options: PoolOptions,
    /// True if effects are logarithms of ratios.
    pub ratio: bool,
    /// The studies.
    pub studies: Vec<StudyRow>,
    /// Robust to several effects of one trial.
    pub cluster_robust: Option<ClusterRobust>,
    /// Effects nested in trials.
    pub three_level: Option<ThreeLevel>,
    /// Subgroups.
    pub subgroups: Option<Subgroups>,
    /// Meta-regression.
    pub regression: Option<MetaModel>,
    /// Small-study effects.
    pub small_study: Option<SmallStudy>,
    /// Without each study.
    pub leave_one_out: Vec<LeaveOneOut>,
    /// Diagnostics.
    pub influence: Vec<Influence>,
    /// Baujat's plot.
    pub baujat: Vec<BaujatPoint>,
    /// What to bear in mind.
    pub notes: Vec<String>,
    /// What could not be done.
    pub refused: Vec<Refused>,
}

/// Beyond this number, studies are not left out one by one in a report.
const MOST_LEFT_OUT: usize = 500;

/// Makes the report.
///
/// # Errors
/// Names column and line of what cannot be used; refuses if the studies cannot be pooled.
pub fn meta_report(table: &Table, request: &MetaRequest) -> Result<MetaReport> {
    let options = &request.options;
    let mut notes = Vec::new();
    let rows = read(table, &request.columns, &mut notes)?;
    let studies: Vec<Study> = rows.iter().map(|r| r.study.clone()).collect();
    let pooled = pool(&studies, options)?;
    let mut refused = Vec::new();
    let k = studies.len();
    if k == 1 {
        notes.push("one study is not a meta-analysis: its own effect is shown".into());
    } else if k < 5 && !options.knapp_hartung {
        notes.push(format!("with {k} studies the normal interval is too narrow and tau² is hardly known: consider --knha"));
    }
    let clusters: Vec<String> = rows.iter().map(|r| r.cluster.clone()).collect();
    let distinct: std::collections::HashSet<&String> = clusters.iter().collect();
    let nested = (request.columns.study.is_some() || request.columns.cluster.is_some())
        && distinct.len() < k;
    let (mut robust, mut levels) = (None, None);
    if nested {
        notes.push(format!("{k} effects come from {} trials and are not independent: read the cluster-robust interval, not the plain one", distinct.len()));
        keep(
            cluster_robust(&studies, &clusters, options),
            "cluster-robust interval",
            &mut refused,
            |r| robust = Some(r),
        );
        keep(
            three_level(&studies, &clusters, options.level),
            "three-level model",
            &mut refused,
            |r| levels = Some(r),
        );
    }
    let groups = match &request.columns.subgroup {
        Some(_) => Some(subgroups(
            &studies,
            &rows.iter().map(|r| r.subgroup.clone()).collect::<Vec<_>>(),
            options,
        )?),
        None => None,
    };
    let regression = if request.columns.predictors.is_empty() {
        None
    } else {
        Some(meta_regression(
            &studies,
            &predictors(table, &request.columns, &rows)?,
            options,
        )?)
    };
    let mut small_study = None;
    if k >= 3 {
        let all = || -> Result<SmallStudy> {
            Ok(SmallStudy {
                egger: egger(&studies, options.level)?,
                egger_mixed: egger_mixed(&studies, options)?,
                trim_and_fill: trim_and_fill(&studies, options, TrimFillEstimator::L0, None)?,
                pet_peese: pet_peese(&studies, options.level)?,
            })
        };
        keep(all(), "small-study effects", &mut refused, |s| {
            small_study = Some(s)
        });
        if k < 10 {
            notes.push(format!(
                "tests of small-study effects say little with fewer than ten studies (here {k})"
            ));
        }
    }
    let (mut left_out, mut diagnostics, mut points) = (Vec::new(), Vec::new(), Vec::new());
    if (3..=MOST_LEFT_OUT).contains(&k) {
        keep(
            leave_one_out(&studies, options),
            "leaving one study out",
            &mut refused,
            |v| left_out = v,
        );
        keep(
            influence(&studies, options),
            "influence of single studies",
            &mut refused,
            |v| diagnostics = v,
        );
        keep(
            baujat(&studies, options),
            "Baujat's plot",
            &mut refused,
            |v| points = v,
        );
    } else if k > MOST_LEFT_OUT {
        notes.push(format!(
            "with {k} studies they were not left out one by one"
        ));
    }
    Ok(assemble(request, &studies, &pooled, |report| {
        report.cluster_robust = robust;
        report.three_level = levels;
        report.subgroups = groups;
        report.regression = regression;
        report.small_study = small_study;
        report.leave_one_out = left_out;
        report.influence = diagnostics;
        report.baujat = points;
        report.notes = notes;
        report.refused = refused;
    }))
}

fn keep<T>(result: Result<T>, analysis: &str, refused: &mut Vec<Refused>, use_it: impl FnOnce(T)) {
    match result {
        Ok(value) => use_it(value),
        Err(e) => refused.push(Refused {
            analysis: analysis.to_owned(),
            why: e.to_string(),
        }),
    }
}

fn assemble(
    request: &MetaRequest,
    studies: &[Study],
    pooled: &PooledEffect,
    fill: impl FnOnce(&mut MetaReport),
) -> MetaReport {
    let half = crate::dist::normal_quantile(0.5 + request.options.level / 2.0);
    let mut report = MetaReport {
        k: pooled.k,
        estimate: pooled.estimate,
        se: pooled.se,
        ci: [pooled.interval.low, pooled.interval.high],
        statistic: pooled.statistic,
        p: pooled.p,
        tau2: pooled.tau2,
        tau2_se: pooled.tau2_se,
        tau2_ci: pooled.tau2_interval.map(|i| [i.low, i.high]),
        i2: pooled.i2,
        h2: pooled.h2,
        q: pooled.q,
        q_df: pooled.q_df,
        q_p: pooled.q_p,
        prediction_interval: pooled.prediction.map(|i| [i.low, i.high]),
        options: request.options,
        ratio: request.ratio,
        studies: studies
            .iter()
            .zip(&pooled.weights)
            .map(|(s, w)| StudyRow {
                study: s.label.clone(),
                effect: s.effect,
                se: s.se,
                ci: [s.effect - half * s.se, s.effect + half * s.se],
                weight: *w,
            })
            .collect(),
        cluster_robust: None,
        three_level: None,
        subgroups: None,
        regression: None,
        small_study: None,
        leave_one_out: Vec::new(),
        influence: Vec::new(),
        baujat: Vec::new(),
        notes: Vec::new(),
        refused: Vec::new(),
    };
    fill(&mut report);
    report
}

/// A row that takes part.
struct Row {
    at: usize,
    study: Study,
    cluster: String,
    subgroup: String,
}

fn read(table: &Table, columns: &MetaColumns, notes: &mut Vec<String>) -> Result<Vec<Row>> {
    let effect = table.column(&columns.effect)?;
    let (spread, is_variance) = match (&columns.se, &columns.variance) {
        (Some(name), None) => (table.column(name)?, false),
        (None, Some(name)) => (table.column(name)?, true),
        (Some(_), Some(_)) => {
            return Err(OutcomesError::Usage(
                "pass --se or --variance, not both".into(),
            ));
        }
        (None, None) => return Err(OutcomesError::Usage(
            "pass --se COLUMN or --variance COLUMN: an effect without its error cannot be weighted"
                .into(),
        )),
    };
    let optional = |name: &Option<String>| name.as_ref().map(|n| table.column(n)).transpose();
    let (study, cluster, subgroup) = (
        optional(&columns.study)?,
        optional(&columns.cluster)?,
        optional(&columns.subgroup)?,
    );
    let filters: Vec<(usize, &Vec<String>)> = columns
        .filters
        .iter()
        .map(|(name, values)| Ok((table.column(name)?, values)))
        .collect::<Result<_>>()?;
    let effects = columns.numbers.column(table, effect)?;
    let spreads = columns.numbers.column(table, spread)?;
    let mut rows: Vec<Row> = Vec::new();
    let mut skipped: Vec<usize> = Vec::new();
    for at in 0..table.rows() {
        if filters
            .iter()
            .any(|(column, values)| !values.iter().any(|v| v == table.cell(at, *column)))
        {
            continue;
        }
        let (Some(y), Some(s)) = (effects[at], spreads[at]) else {
            skipped.push(table.line(at));
            continue;
        };
        if s <= 0.0 {
            return Err(table.error(
                at,
                spread,
                format!(
                    "{} is {s}, but must be above zero. Correct it or leave the cell empty",
                    if is_variance {
                        "the variance"
                    } else {
                        "the standard error"
                    }
                ),
            ));
        }
        let label = study.map_or_else(
            || format!("line {}", table.line(at)),
            |c| table.cell(at, c).to_owned(),
        );
        let words = |column: Option<usize>, default: &str| -> Result<String> {
            match column {
                None => Ok(default.to_owned()),
                Some(c) if is_missing(table.cell(at, c), &columns.numbers.missing) => Err(table
                    .error(
                        at,
                        c,
                        "is empty: every study needs a value here. Fill it or filter the row out",
                    )),
                Some(c) => Ok(table.cell(at, c).to_owned()),
            }
        };
        rows.push(Row {
            at,
            cluster: words(cluster, &label)?,
            subgroup: words(subgroup, "")?,
            study: Study {
                label,
                effect: y,
                se: if is_variance { s.sqrt() } else { s },
            },
        });
    }
    if let Some(first) = skipped.first() {
        notes.push(format!(
            "{} rows without effect or standard error were left out (the first is line {first})",
            skipped.len()
        ));
    }
    if rows.is_empty() {
        return Err(OutcomesError::Data(if columns.filters.is_empty() {
            "no row has both an effect and a standard error".into()
        } else {
            "no row with an effect is left after the filters".into()
        }));
    }
    if rows.len() > 1 && study.is_some() {
        let mut seen: std::collections::HashMap<(&str, u64, u64), usize> =
            std::collections::HashMap::new();
        for row in &rows {
            if let Some(before) = seen.insert(
                (
                    &row.study.label,
                    row.study.effect.to_bits(),
                    row.study.se.to_bits(),
                ),
                row.at,
            ) {
                notes.push(format!("lines {} and {} have the same study, effect and standard error: is one of them doubled?", table.line(before), table.line(row.at)));
            }
        }
    }
    Ok(rows)
}

/// Numbers as they are; words as 0/1 columns against the first word in alphabetical order.
fn predictors(
    table: &Table,
    columns: &MetaColumns,
    rows: &[Row],
) -> Result<Vec<(String, Vec<f64>)>> {
    let mut result = Vec::new();
    for name in &columns.predictors {
        let column = table.column(name)?;
        for row in rows {
            if is_missing(table.cell(row.at, column), &columns.numbers.missing) {
                return Err(table.error(row.at, column, "is empty: every study needs a value of a predictor. Fill it or filter the row out"));
            }
        }
        let numeric = rows.iter().all(|r| {
            table
                .cell(r.at, column)
                .replace(',', ".")
                .parse::<f64>()
                .is_ok_and(f64::is_finite)
        });
        if numeric {
            let values = columns.numbers.column(table, column)?;
            result.push((
                name.clone(),
                rows.iter()
                    .map(|r| values[r.at].unwrap_or(f64::NAN))
                    .collect(),
            ));
            continue;
        }
        let mut levels: Vec<&str> = rows.iter().map(|r| table.cell(r.at, column)).collect();
        levels.sort_unstable();
        levels.dedup();
        for level in levels.iter().skip(1) {
            result.push((
                format!("{name} {level}"),
                rows.iter()
                    .map(|r| f64::from(u8::from(table.cell(r.at, column) == *level)))
                    .collect(),
            ));
        }
        if levels.len() < 2 {
            return Err(OutcomesError::NoVariance(format!(
                "the meta-regression on \"{name}\""
            )));
        }
    }
    Ok(result)
}
