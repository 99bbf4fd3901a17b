//! Mean change by visit with multiple imputation of missed visits, and its sensitivity to dropout.

use crate::describe::{self, Interval, check_level};
use crate::dist;
use crate::error::{OutcomesError, Result};
use crate::linear::fit_linear;
use crate::random::Random;
use nalgebra::DVector;
use serde::Serialize;

/// How missed visits are imputed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ImputationPlan {
    /// Number of completed data sets; 20 or more.
    pub imputations: usize,
    /// Rounds through the visits for each.
    pub rounds: usize,
    /// Seed; the same seed gives the same result.
    pub seed: u64,
    /// Points added to every imputed score after the first visit: 0 is missing at random, a worsening is a pessimist's
    /// view of dropouts.
    pub delta: f64,
    /// Level of the intervals.
    pub level: f64,
}

impl Default for ImputationPlan {
    fn default() -> Self {
        Self {
            imputations: 20,
            rounds: 10,
            seed: 20_240_101,
            delta: 0.0,
            level: 0.95,
        }
    }
}

/// An estimate pooled over imputations.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Pooled {
    /// Estimate.
    pub estimate: f64,
    /// Standard error.
    pub se: f64,
    /// Degrees of freedom (Barnard & Rubin 1999).
    pub df: f64,
    /// Interval.
    pub interval: Interval,
    /// Share of the variance that is due to the missing data, `(1 + 1/m) B / T`.
    pub missing_share: f64,
}

/// Pools `(estimate, variance)` of completed data sets by Rubin's rules (Rubin 1987), with the small-sample degrees of
/// freedom of Barnard & Rubin (1999); `complete_df` are those that complete data would have.
///
/// # Errors
/// For fewer than two imputations.
pub fn pool_rubin(estimates: &[(f64, f64)], complete_df: f64, level: f64) -> Result<Pooled> {
    let m = estimates.len() as f64;
    if estimates.len() < 2 {
        return Err(OutcomesError::too_few(
            "multiple imputation",
            "two imputations",
            estimates.len(),
        ));
    }
    let q: Vec<f64> = estimates.iter().map(|e| e.0).collect();
    let within = estimates.iter().map(|e| e.1).sum::<f64>() / m;
    let between = describe::variance(&q);
    let total = within + (1.0 + 1.0 / m) * between;
    let share = (1.0 + 1.0 / m) * between / total;
    let observed = (complete_df + 1.0) / (complete_df + 3.0) * complete_df * (1.0 - share);
    let df = if share > 0.0 {
        let old = (m - 1.0) / (share * share);
        if complete_df.is_finite() {
            old * observed / (old + observed)
        } else {
            old
        }
    } else if complete_df.is_finite() {
        observed
    } else {
        f64::INFINITY
    };
    let estimate = describe::mean(&q);
    let se = total.sqrt();
    Ok(Pooled {
        estimate,
        se,
        df,
        interval: Interval::around(
            estimate,
            dist::t_quantile(0.5 + level / 2.0, df) * se,
            level,
        ),
        missing_share: share,
    })
}

/// Mean change from the first visit, imputed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ImputedMean {
    /// Place of the group.
    pub group: usize,
    /// Place of the visit.
    pub visit: usize,
    /// Persons whose score was observed.
    pub observed: usize,
    /// Persons in all.
    pub n: usize,
    /// Mean change since the first visit.
    pub change: Pooled,
}

/// Imputed means by group and visit, and for two groups the difference of their changes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Imputed {
    /// By group and visit.
    pub means: Vec<ImputedMean>,
    /// Change in group 1 minus change in group 0 at the last visit, if there are just two groups.
    pub difference: Option<Pooled>,
    /// The plan that produced them.
    pub plan: ImputationPlan,
}

/// Imputes missed visits by chained Bayesian linear regressions within each group (van Buuren 2018, method "norm") and
/// pools the mean changes. `scores[person][visit]` is `None` where missing.
///
/// # Errors
/// If a group has fewer observed scores at a visit than the regression has terms, or nothing varies.
pub fn impute_visits(
    scores: &[Vec<Option<f64>>],
    group: &[usize],
    groups: usize,
    plan: &ImputationPlan,
) -> Result<Imputed> {
    check_level(plan.level)?;
    if plan.imputations < 2 || plan.rounds == 0 {
        return Err(OutcomesError::Usage(
            "multiple imputation needs at least 2 imputations and 1 round".into(),
        ));
    }
    let visits = scores.first().map_or(0, Vec::len);
    if visits < 2 {
        return Err(OutcomesError::too_few(
            "multiple imputation",
            "two visits",
            visits,
        ));
    }
    let mut random = Random::new(plan.seed);
    let mut changes = vec![vec![Vec::with_capacity(plan.imputations); visits]; groups];
    let mut differences = Vec::with_capacity(plan.imputations);
    let members: Vec<Vec<&Vec<Option<f64>>>> = (0..groups)
        .map(|g| {
            scores
                .iter()
                .zip(group)
                .filter(|(_, x)| **x == g)
                .map(|(s, _)| s)
                .collect()
        })
        .collect();
    for (g, rows) in members.iter().enumerate() {
        check_observed(rows, visits, g)?;
    }
    for _ in 0..plan.imputations {
        let mut last = Vec::new();
        for (g, rows) in members.iter().enumerate() {
            let full = complete(rows, visits, plan, &mut random)?;
            for visit in 1..visits {
                let change: Vec<f64> = full.iter().map(|r| r[visit] - r[0]).collect();
                let estimate = (
                    describe::mean(&change),
                    describe::variance(&change) / change.len() as f64,
                );
                changes[g][visit].push(estimate);
                if visit == visits - 1 {
                    last.push((estimate, change.len() as f64));
                }
            }
        }
        if let [(a, _), (b, _)] = last[..] {
            differences.push((b.0 - a.0, a.1 + b.1));
        }
    }
    let mut means = Vec::new();
    for (g, rows) in members.iter().enumerate() {
        for visit in 1..visits {
            let observed = rows
                .iter()
                .filter(|r| r[visit].is_some() && r[0].is_some())
                .count();
            means.push(ImputedMean {
                group: g,
                visit,
                observed,
                n: rows.len(),
                change: pool_rubin(&changes[g][visit], rows.len() as f64 - 1.0, plan.level)?,
            });
        }
    }
    let difference = if groups == 2 {
        Some(pool_rubin(
            &differences,
            scores.len() as f64 - 2.0,
            plan.level,
        )?)
    } else {
        None
    };
    Ok(Imputed {
        means,
        difference,
        plan: *plan,
    })
}

/// The smallest worsening of dropouts of group 1 (against an unchanged group 0) that makes the interval of the groups'
/// difference include zero: `(points, interval)` for each step tried, up to the one that tips. Group 1 is the treated one.
///
/// # Errors
/// As [`impute_visits`].
pub fn tipping_point(
    scores: &[Vec<Option<f64>>],
    group: &[usize],
    plan: &ImputationPlan,
    steps: &[f64],
) -> Result<Vec<(f64, Pooled)>> {
    let mut path = Vec::new();
    for &delta in steps {
        let shifted = impute_treated(scores, group, plan, delta)?;
        let crosses = shifted.interval.low <= 0.0 && shifted.interval.high >= 0.0;
        path.push((delta, shifted));
        if crosses {
            break;
        }
    }
    Ok(path)
}

fn impute_treated(
    scores: &[Vec<Option<f64>>],
    group: &[usize],
    plan: &ImputationPlan,
    delta: f64,
) -> Result<Pooled> {
    let visits = scores.first().map_or(0, Vec::len);
    let mut random = Random::new(plan.seed);
    let rows = |g: usize| -> Vec<&Vec<Option<f64>>> {
        scores
            .iter()
            .zip(group)
            .filter(|(_, x)| **x == g)
            .map(|(s, _)| s)
            .collect()
    };
    let (control, treated) = (rows(0), rows(1));
    check_observed(&control, visits, 0)?;
    check_observed(&treated, visits, 1)?;
    let mut differences = Vec::with_capacity(plan.imputations);
    for _ in 0..plan.imputations {
        let mut of = |rows: &[&Vec<Option<f64>>], delta: f64| -> Result<(f64, f64)> {
            let full = complete(
                rows,
                visits,
                &ImputationPlan { delta, ..*plan },
                &mut random,
            )?;
            let change: Vec<f64> = full.iter().map(|r| r[visits - 1] - r[0]).collect();
            Ok((
                describe::mean(&change),
                describe::variance(&change) / change.len() as f64,
            ))
        };
        let (a, b) = (of(&control, 0.0)?, of(&treated, delta)?);
        differences.push((b.0 - a.0, a.1 + b.1));
    }
    pool_rubin(&differences, scores.len() as f64 - 2.0, plan.level)
}

fn check_observed(rows: &[&Vec<Option<f64>>], visits: usize, group: usize) -> Result<()> {
    for visit in 0..visits {
        let observed = rows.iter().filter(|r| r[visit].is_some()).count();
        if observed < visits + 2 {
            return Err(OutcomesError::Data(format!(
                "multiple imputation needs at least {} observed scores in every group at every visit, but group {} has {observed} at visit {}",
                visits + 2,
                group + 1,
                visit + 1
            )));
        }
    }
    Ok(())
}

/// One completed data set.
fn complete(
    rows: &[&Vec<Option<f64>>],
    visits: usize,
    plan: &ImputationPlan,
    random: &mut Random,
) -> Result<Vec<Vec<f64>>> {
    // Start from values drawn from those observed at the visit.
    let pools: Vec<Vec<f64>> = (0..visits)
        .map(|v| rows.iter().filter_map(|r| r[v]).collect())
        .collect();
    let mut full: Vec<Vec<f64>> = rows
        .iter()
        .map(|r| {
            (0..visits)
                .map(|v| r[v].unwrap_or_else(|| pools[v][random.below(pools[v].len())]))
                .collect()
        })
        .collect();
    let incomplete: Vec<usize> = (0..visits)
        .filter(|v| pools[*v].len() < rows.len())
        .collect();
    for _ in 0..plan.rounds {
        for &visit in &incomplete {
            impute_visit(rows, &mut full, visit, visits, random)?;
        }
    }
    if plan.delta != 0.0 {
        for (row, seen) in full.iter_mut().zip(rows) {
            for visit in 1..visits {
                if seen[visit].is_none() {
                    row[visit] += plan.delta;
                }
            }
        }
    }
    Ok(full)
}

fn impute_visit(
    rows: &[&Vec<Option<f64>>],
    full: &mut [Vec<f64>],
    visit: usize,
    visits: usize,
    random: &mut Random,
) -> Result<()> {
    let seen: Vec<usize> = (0..rows.len())
        .filter(|&i| rows[i][visit].is_some())
        .collect();
    let y: Vec<f64> = seen.iter().map(|&i| full[i][visit]).collect();
    let mut x = vec![vec![1.0; seen.len()]];
    let others: Vec<usize> = (0..visits).filter(|v| *v != visit).collect();
    x.extend(
        others
            .iter()
            .map(|&v| seen.iter().map(|&i| full[i][v]).collect::<Vec<f64>>()),
    );
    let fit = fit_linear(&y, &x, None)?;
    // Draw σ² and β from their posterior, then the missing values.
    let sigma = (fit.rss / random.chi_squared(fit.df)).sqrt();
    let factor = fit
        .unscaled
        .clone()
        .cholesky()
        .ok_or(OutcomesError::Collinear("multiple imputation"))?
        .unpack();
    let noise = DVector::from_fn(x.len(), |_, _| random.normal());
    let beta = &fit.coefficients + factor * noise * sigma;
    for i in 0..rows.len() {
        if rows[i][visit].is_none() {
            let predicted = beta[0]
                + others
                    .iter()
                    .enumerate()
                    .map(|(k, &v)| beta[k + 1] * full[i][v])
                    .sum::<f64>();
            full[i][visit] = predicted + sigma * random.normal();
        }
    }
    Ok(())
}
