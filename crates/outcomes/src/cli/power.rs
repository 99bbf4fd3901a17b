//! `attune power`.

use super::{Output, json};
use crate::error::{OutcomesError, Result};
use crate::power::{CourseTrial, Sides};
use crate::report::{PowerDesign, PowerRequest, power_report, power_text};

/// Options, named as on the command line.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PowerOptions {
    /// `--design`: two-groups, paired, non-inferiority, proportions, correlation, survival, courses
    pub design: Option<String>,
    /// `--effect`: standardised difference, correlation, or points for courses
    pub effect: Option<f64>,
    /// `--margin`
    pub margin: Option<f64>,
    /// `--p1`
    pub p1: Option<f64>,
    /// `--p2`
    pub p2: Option<f64>,
    /// `--hazard-ratio`
    pub hazard_ratio: Option<f64>,
    /// `--events`: share of persons with the event
    pub events: Option<f64>,
    /// `--n`
    pub n: Option<usize>,
    /// `--power`
    pub power: Option<f64>,
    /// `--alpha`
    pub alpha: Option<f64>,
    /// `--one-sided`
    pub one_sided: bool,
    /// `--ratio`
    pub ratio: Option<f64>,
    /// `--baseline-correlation`
    pub covariate: Option<f64>,
    /// `--cluster-size`
    pub cluster_size: Option<f64>,
    /// `--icc`
    pub icc: Option<f64>,
    /// `--dropout`
    pub dropout: Option<f64>,
    /// `--visits`
    pub visits: Option<usize>,
    /// `--intercept-sd`
    pub intercept_sd: Option<f64>,
    /// `--change-sd`
    pub change_sd: Option<f64>,
    /// `--residual-sd`
    pub residual_sd: Option<f64>,
    /// `--runs`
    pub runs: Option<usize>,
    /// `--seed`
    pub seed: Option<u64>,
    /// `--json`
    pub json: bool,
}

/// Runs the command.
///
/// # Errors
/// With the reason, if the options cannot be used.
pub fn run_power(o: &PowerOptions) -> Result<Output> {
    let need = |value: Option<f64>, option: &str| {
        value.ok_or_else(|| OutcomesError::Usage(format!("this design needs {option}")))
    };
    let design = match o.design.as_deref().unwrap_or(if o.p1.is_some() {
        "proportions"
    } else {
        "two-groups"
    }) {
        "two-groups" => PowerDesign::TwoGroups {
            effect: need(o.effect, "--effect, the difference in standard deviations")?,
        },
        "paired" => PowerDesign::Paired {
            effect: need(
                o.effect,
                "--effect, the change in standard deviations of the change",
            )?,
        },
        "non-inferiority" => PowerDesign::NonInferiority {
            effect: o.effect.unwrap_or(0.0),
            margin: need(o.margin, "--margin, in standard deviations")?,
        },
        "proportions" => PowerDesign::Proportions {
            p1: need(o.p1, "--p1")?,
            p2: need(o.p2, "--p2")?,
        },
        "correlation" => PowerDesign::Correlation {
            r: need(o.effect, "--effect, the correlation")?,
        },
        "survival" => PowerDesign::Survival {
            hazard_ratio: need(o.hazard_ratio, "--hazard-ratio")?,
            events: o.events.unwrap_or(1.0),
        },
        "courses" => PowerDesign::Courses {
            trial: CourseTrial {
                n: 0,
                visits: o.visits.unwrap_or(5),
                difference: need(o.effect, "--effect, the difference of change in points")?,
                intercept_sd: need(o.intercept_sd, "--intercept-sd")?,
                change_sd: o.change_sd.unwrap_or(0.0),
                residual_sd: need(o.residual_sd, "--residual-sd")?,
                dropout: 0.0,
                alpha: 0.05,
            },
        },
        other => {
            return Err(OutcomesError::Usage(format!(
                "--design must be two-groups, paired, non-inferiority, proportions, correlation, survival or courses, not \"{other}\""
            )));
        }
    };
    let cluster = match (o.cluster_size, o.icc) {
        (Some(size), Some(icc)) => Some((size, icc)),
        (None, None) => None,
        _ => {
            return Err(OutcomesError::Usage(
                "--cluster-size and --icc belong together: pass both or none".into(),
            ));
        }
    };
    if o.n.is_some() && o.power.is_some() {
        return Err(OutcomesError::Usage(
            "pass --n to get the power, or --power to get the number, not both".into(),
        ));
    }
    let report = power_report(&PowerRequest {
        design,
        n: o.n,
        power: o.power.unwrap_or(0.8),
        alpha: o.alpha.unwrap_or(0.05),
        sides: if o.one_sided { Sides::One } else { Sides::Two },
        ratio: o.ratio.unwrap_or(1.0),
        covariate: o.covariate,
        cluster,
        dropout: o.dropout.unwrap_or(0.0),
        runs: o.runs.unwrap_or(1000),
        seed: o.seed.unwrap_or(1),
    })?;
    Ok(Output {
        text: if o.json {
            json(&report)?
        } else {
            power_text(&report)
        },
        ..Output::default()
    })
}
