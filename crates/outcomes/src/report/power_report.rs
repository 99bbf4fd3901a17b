//! Power and sample size as a report.

use super::text::{Grid, bullet, heading, number, share_bar};
use crate::error::{OutcomesError, Result};
use crate::power::{
    CourseTrial, Sides, SimulatedPower, correlation_power, design_effect, inflate_for_dropout,
    log_rank_events, mean_difference_power, non_inferiority_power, paired_power, proportion_power,
    simulate_course_trial, smallest_n,
};
use serde::Serialize;

/// What is to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "design")]
pub enum PowerDesign {
    /// Two groups' means: difference in standard deviations.
    TwoGroups {
        /// Standardised difference.
        effect: f64,
    },
    /// Before and after in one group: mean change in standard deviations of the change.
    Paired {
        /// Standardised change.
        effect: f64,
    },
    /// One treatment is not worse than another by more than a margin.
    NonInferiority {
        /// True standardised difference.
        effect: f64,
        /// Margin in standard deviations.
        margin: f64,
    },
    /// Two proportions.
    Proportions {
        /// Proportion in the first group.
        p1: f64,
        /// Proportion in the second group.
        p2: f64,
    },
    /// A correlation.
    Correlation {
        /// Correlation.
        r: f64,
    },
    /// Time to an event.
    Survival {
        /// Hazard ratio.
        hazard_ratio: f64,
        /// Share of persons in whom the event is seen.
        events: f64,
    },
    /// Two arms with repeated visits, by simulation.
    Courses {
        /// The trial; its `n` is used if given, else searched.
        trial: CourseTrial,
    },
}

/// What was asked.
#[derive(Debug, Clone, PartialEq)]
pub struct PowerRequest {
    /// Design.
    pub design: PowerDesign,
    /// Persons in the first (or each, or only) group; searched if absent.
    pub n: Option<usize>,
    /// Power wanted, if `n` is absent.
    pub power: f64,
    /// Level of significance.
    pub alpha: f64,
    /// Sides.
    pub sides: Sides,
    /// Persons in the second group for one in the first.
    pub ratio: f64,
    /// Correlation of the covariate (the score before) with the outcome: analysis of covariance.
    pub covariate: Option<f64>,
    /// Groups of this size with this intraclass correlation (group treatment, therapists).
    pub cluster: Option<(f64, f64)>,
    /// Share who will drop out.
    pub dropout: f64,
    /// Simulated trials.
    pub runs: usize,
    /// Seed of the simulation.
    pub seed: u64,
}

/// The report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PowerReport {
    /// Design.
    #[serde(flatten)]
    pub design: PowerDesign,
    /// Power.
    pub power: f64,
    /// Persons analysed in the first (or each, or only) group.
    pub n: usize,
    /// Persons analysed in all.
    pub n_total: usize,
    /// Persons to recruit in all, with drop-outs and groups.
    pub recruit: usize,
    /// Level of significance.
    pub alpha: f64,
    /// Sides.
    pub sides: Sides,
    /// Events needed (time to an event).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events: Option<usize>,
    /// Simulation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub simulated: Option<SimulatedPower>,
    /// Power by number of persons in the first group.
    pub curve: Vec<(usize, f64)>,
    /// How it was computed.
    pub method: String,
    /// What to bear in mind.
    pub notes: Vec<String>,
}

/// Makes the report.
///
/// # Errors
/// For numbers outside their ranges, or if no sample suffices.
pub fn power_report(request: &PowerRequest) -> Result<PowerReport> {
    if !(request.ratio > 0.0 && request.ratio.is_finite()) {
        return Err(OutcomesError::Range {
            what: "the ratio of the groups",
            value: request.ratio,
            allowed: "above 0",
        });
    }
    inflate_for_dropout(1.0, request.dropout)?;
    match request.design {
        PowerDesign::Courses { trial } => return courses(request, trial),
        PowerDesign::Survival {
            hazard_ratio,
            events,
        } => return survival(request, hazard_ratio, events),
        _ => {}
    }
    let two = !matches!(
        request.design,
        PowerDesign::Paired { .. } | PowerDesign::Correlation { .. }
    );
    let mut notes = Vec::new();
    let shrink = match request.covariate {
        None => 1.0,
        Some(r) if r > -1.0 && r < 1.0 => {
            notes.push(format!(
                "analysis of covariance: the variance left is 1 - r² = {}",
                number(1.0 - r * r, 3)
            ));
            (1.0 - r * r).sqrt()
        }
        Some(r) => {
            return Err(OutcomesError::Range {
                what: "the correlation with the covariate",
                value: r,
                allowed: "between -1 and 1",
            });
        }
    };
    let inflation = match request.cluster {
        None => 1.0,
        Some((size, icc)) => {
            let effect = design_effect(size, icc)?;
            notes.push(format!(
                "groups of {size} with intraclass correlation {icc}: design effect {}",
                number(effect, 3)
            ));
            effect
        }
    };
    let ratio = if two { request.ratio } else { 1.0 };
    // Persons count for 1 / design effect.
    let at = |n: f64| -> Result<f64> {
        let n = n / inflation;
        let second = n * ratio;
        match request.design {
            PowerDesign::TwoGroups { effect } => {
                mean_difference_power(n, second, effect / shrink, request.alpha, request.sides)
            }
            PowerDesign::NonInferiority { effect, margin } => {
                non_inferiority_power(n, second, effect / shrink, margin / shrink, request.alpha)
            }
            PowerDesign::Paired { effect } => paired_power(n, effect, request.alpha, request.sides),
            PowerDesign::Correlation { r } => correlation_power(n, r, request.alpha, request.sides),
            PowerDesign::Proportions { p1, p2 } => {
                // The harmonic mean makes unequal groups equivalent to equal ones.
                proportion_power(
                    2.0 * n * second / (n + second),
                    p1,
                    p2,
                    request.alpha,
                    request.sides,
                )
            }
            PowerDesign::Survival { .. } | PowerDesign::Courses { .. } => Ok(f64::NAN),
        }
    };
    let least = (4.0 * inflation / ratio.min(1.0)).ceil() as usize;
    let n = match request.n {
        Some(n) => n,
        None => smallest_n(least, request.power, at)?,
    };
    let power = at(n as f64)?;
    let second = if two {
        (n as f64 * ratio).ceil() as usize
    } else {
        0
    };
    let recruit = inflate_for_dropout(n as f64, request.dropout)? as usize
        + inflate_for_dropout(second as f64, request.dropout)? as usize;
    let step = (n / 8).max(1);
    let curve = (1..=12)
        .map(|i| i * step)
        .filter(|m| *m >= least)
        .filter_map(|m| at(m as f64).ok().map(|p| (m, p)))
        .collect();
    Ok(PowerReport {
        design: request.design,
        power,
        n,
        n_total: n + second,
        recruit,
        alpha: request.alpha,
        sides: request.sides,
        events: None,
        simulated: None,
        curve,
        method: method(&request.design).into(),
        notes,
    })
}

fn method(design: &PowerDesign) -> &'static str {
    match design {
        PowerDesign::TwoGroups { .. } => "t test of two groups, noncentral t distribution",
        PowerDesign::Paired { .. } => "paired t test, noncentral t distribution",
        PowerDesign::NonInferiority { .. } => {
            "one-sided t test against the margin, noncentral t distribution"
        }
        PowerDesign::Proportions { .. } => {
            "two proportions, normal approximation (Fleiss, Levin & Paik 2003)"
        }
        PowerDesign::Correlation { .. } => "correlation, Fisher's z with bias correction",
        PowerDesign::Survival { .. } => "log-rank test, events by Schoenfeld (1981)",
        PowerDesign::Courses { .. } => {
            "simulation: mixed model with random intercept and slope, group by time, Satterthwaite"
        }
    }
}

fn survival(request: &PowerRequest, hazard_ratio: f64, share: f64) -> Result<PowerReport> {
    if !(share > 0.0 && share <= 1.0) {
        return Err(OutcomesError::Range {
            what: "the share of persons with the event",
            value: share,
            allowed: "above 0 and at most 1",
        });
    }
    let first = 1.0 / (1.0 + request.ratio);
    let events_at =
        |power: f64| log_rank_events(hazard_ratio, first, request.alpha, power, request.sides);
    let (n, power) = match request.n {
        Some(n) => {
            let events = n as f64 * (1.0 + request.ratio) * share;
            // The formula turned round: power at which these events are needed.
            let tail = if request.sides == Sides::Two {
                request.alpha / 2.0
            } else {
                request.alpha
            };
            let z = (events * first * (1.0 - first)).sqrt() * hazard_ratio.ln().abs()
                - crate::dist::normal_quantile(1.0 - tail);
            events_at(0.5)?;
            (n, crate::dist::normal_cdf(z))
        }
        None => {
            let total = events_at(request.power)?.ceil() / share;
            ((total * first).ceil() as usize, request.power)
        }
    };
    let second = (n as f64 * request.ratio).ceil() as usize;
    let events = (((n + second) as f64) * share).floor() as usize;
    let recruit = inflate_for_dropout((n + second) as f64, request.dropout)? as usize;
    Ok(PowerReport {
        design: request.design,
        power,
        n,
        n_total: n + second,
        recruit,
        alpha: request.alpha,
        sides: request.sides,
        events: Some(events),
        simulated: None,
        curve: Vec::new(),
        method: method(&request.design).into(),
        notes: Vec::new(),
    })
}

fn courses(request: &PowerRequest, trial: CourseTrial) -> Result<PowerReport> {
    let n = request.n.ok_or_else(|| {
        OutcomesError::Usage("a simulation needs --n, the persons in each arm".into())
    })?;
    let trial = CourseTrial {
        n,
        dropout: request.dropout,
        alpha: request.alpha,
        ..trial
    };
    let simulated = simulate_course_trial(&trial, request.runs, request.seed)?;
    let mut notes =
        vec!["drop-outs are part of the simulation: persons are those randomised".to_owned()];
    if simulated.failed > 0 {
        notes.push(format!(
            "{} of {} models did not converge and count as not significant",
            simulated.failed, simulated.runs
        ));
    }
    Ok(PowerReport {
        design: PowerDesign::Courses { trial },
        power: simulated.power,
        n,
        n_total: 2 * n,
        recruit: 2 * n,
        alpha: request.alpha,
        sides: Sides::Two,
        events: None,
        simulated: Some(simulated),
        curve: Vec::new(),
        method: method(&request.design).into(),
        notes,
    })
}

/// The report for a terminal.
#[must_use]
pub fn power_text(report: &PowerReport) -> String {
    let mut out = format!("Power: {}\n", report.method);
    let sides = if report.sides == Sides::One {
        "one-sided"
    } else {
        "two-sided"
    };
    out.push_str(&format!(
        "  power {} at {} persons ({sides} alpha {})\n",
        number(report.power, 3),
        report.n_total,
        report.alpha
    ));
    if report.n_total != report.n {
        out.push_str(&format!(
            "  first group {}, second group {}\n",
            report.n,
            report.n_total - report.n
        ));
    }
    out.push_str(&format!("  to recruit: {}\n", report.recruit));
    if let Some(events) = report.events {
        out.push_str(&format!("  events expected: {events}\n"));
    }
    if let Some(s) = report.simulated {
        out.push_str(&format!(
            "  {} simulated trials, standard error of the power {}\n",
            s.runs,
            number(s.se, 3)
        ));
    }
    if !report.curve.is_empty() {
        heading(
            &mut out,
            "Power by persons in the first (or each, or only) group",
        );
        let mut grid = Grid::new(&["n", "power", "<"]);
        for (n, p) in &report.curve {
            grid.row(vec![n.to_string(), number(*p, 3), share_bar(*p, 40)]);
        }
        out.push_str(&grid.text());
    }
    if !report.notes.is_empty() {
        heading(&mut out, "Bear in mind");
        report.notes.iter().for_each(|n| bullet(&mut out, n));
    }
    out
}
