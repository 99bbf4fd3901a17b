//! One pooled effect, with the interval in which the effect of a new study is expected.

use super::tau2::{Problem, q_root};
use super::{MetaModel, Study, Tau2Method, fit_meta};
use crate::describe::Interval;
use crate::dist;
use crate::error::{OutcomesError, Result};
use serde::Serialize;

/// How studies are pooled.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PoolOptions {
    /// Estimator of τ².
    pub method: Tau2Method,
    /// Knapp & Hartung's variance and t distribution.
    pub knapp_hartung: bool,
    /// Level of the intervals.
    pub level: f64,
}

impl Default for PoolOptions {
    fn default() -> Self {
        Self {
            method: Tau2Method::Reml,
            knapp_hartung: false,
            level: 0.95,
        }
    }
}

/// A pooled effect.
#[derive(Debug, Clone, Serialize)]
pub struct PooledEffect {
    /// Studies.
    pub k: usize,
    /// Pooled effect.
    pub estimate: f64,
    /// Its standard error.
    pub se: f64,
    /// Statistic: z, or t with Knapp & Hartung.
    pub statistic: f64,
    /// Two-sided p.
    pub p: f64,
    /// Its interval.
    pub interval: Interval,
    /// Interval in which the true effect of a new study lies, `estimate ± q √(se² + τ²)`, q from the normal or from t
    /// with k - 1 degrees of freedom as for the interval; absent for one study or a common effect.
    pub prediction: Option<Interval>,
    /// τ².
    pub tau2: f64,
    /// Its standard error where one is known.
    pub tau2_se: Option<f64>,
    /// Its interval by the Q-profile method (Viechtbauer 2007).
    pub tau2_interval: Option<Interval>,
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
    /// Each study's share of the pooled effect, in percent.
    pub weights: Vec<f64>,
}

/// Pools the studies.
///
/// # Errors
/// Without studies, if one has no proper effect or standard error, or with Knapp & Hartung and one study.
pub fn pool(studies: &[Study], options: &PoolOptions) -> Result<PooledEffect> {
    if studies.is_empty() {
        return Err(OutcomesError::too_few("a meta-analysis", "one study", 0));
    }
    let model = fit_meta(
        studies,
        &[vec![1.0; studies.len()]],
        &["pooled".to_owned()],
        options,
    )?;
    let tau2_interval = tau2_interval(studies, options)?;
    Ok(finish(&model, tau2_interval, options))
}

fn finish(
    model: &MetaModel,
    tau2_interval: Option<Interval>,
    options: &PoolOptions,
) -> PooledEffect {
    let c = &model.coefficients[0];
    let reach = c.df.map_or_else(
        || dist::normal_quantile(0.5 + options.level / 2.0),
        |df| dist::t_quantile(0.5 + options.level / 2.0, df),
    );
    let prediction = (model.k > 1 && options.method != Tau2Method::Common).then(|| {
        Interval::around(
            c.estimate,
            reach * (c.se * c.se + model.tau2).sqrt(),
            options.level,
        )
    });
    let total: f64 = model.weights.iter().sum();
    PooledEffect {
        k: model.k,
        estimate: c.estimate,
        se: c.se,
        statistic: c.statistic,
        p: c.p,
        interval: c.interval,
        prediction,
        tau2: model.tau2,
        tau2_se: model.tau2_se,
        tau2_interval,
        i2: model.i2,
        h2: model.h2,
        q: model.q,
        q_df: model.q_df,
        q_p: model.q_p,
        weights: model.weights.iter().map(|w| 100.0 * w / total).collect(),
    }
}

/// Q-profile interval of τ².
fn tau2_interval(studies: &[Study], options: &PoolOptions) -> Result<Option<Interval>> {
    if studies.len() < 2 || options.method == Tau2Method::Common {
        return Ok(None);
    }
    let y: Vec<f64> = studies.iter().map(|s| s.effect).collect();
    let v: Vec<f64> = studies.iter().map(|s| s.se * s.se).collect();
    let x = [vec![1.0; studies.len()]];
    let problem = Problem {
        y: &y,
        v: &v,
        x: &x,
    };
    let df = studies.len() as f64 - 1.0;
    let tail = (1.0 - options.level) / 2.0;
    let low = q_root(&problem, dist::chi2_quantile(1.0 - tail, df))?;
    let high = q_root(&problem, dist::chi2_quantile(tail, df))?;
    Ok(Some(Interval {
        low,
        high,
        level: options.level,
    }))
}

/// One subgroup.
#[derive(Debug, Clone, Serialize)]
pub struct Subgroup {
    /// Its name.
    pub name: String,
    /// Its pooled effect.
    pub pooled: PooledEffect,
}

/// Subgroups with a test of their difference.
#[derive(Debug, Clone, Serialize)]
pub struct Subgroups {
    /// The groups, τ² estimated in each.
    pub groups: Vec<Subgroup>,
    /// `Σ (estimate - mean)² / se²` over the groups (Borenstein, Hedges, Higgins & Rothstein 2009, chapter 19).
    pub q_between: f64,
    /// Its degrees of freedom.
    pub df: f64,
    /// Its p; absent for one group.
    pub p: Option<f64>,
}

/// Pools each subgroup on its own; groups in order of first appearance.
///
/// # Errors
/// As [`pool`].
pub fn subgroups(studies: &[Study], group: &[String], options: &PoolOptions) -> Result<Subgroups> {
    let mut names: Vec<&String> = Vec::new();
    for name in group {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let mut groups = Vec::with_capacity(names.len());
    for name in names {
        let members: Vec<Study> = studies
            .iter()
            .zip(group)
            .filter(|(_, g)| *g == name)
            .map(|(s, _)| s.clone())
            .collect();
        // One study has no degrees of freedom for Knapp & Hartung.
        let own = PoolOptions {
            knapp_hartung: options.knapp_hartung && members.len() > 1,
            ..*options
        };
        groups.push(Subgroup {
            name: name.clone(),
            pooled: pool(&members, &own)?,
        });
    }
    let weights: Vec<f64> = groups
        .iter()
        .map(|g| 1.0 / (g.pooled.se * g.pooled.se))
        .collect();
    let mean = groups
        .iter()
        .zip(&weights)
        .map(|(g, w)| w * g.pooled.estimate)
        .sum::<f64>()
        / weights.iter().sum::<f64>();
    let q_between = groups
        .iter()
        .zip(&weights)
        .map(|(g, w)| w * (g.pooled.estimate - mean).powi(2))
        .sum();
    let df = groups.len() as f64 - 1.0;
    Ok(Subgroups {
        p: (df > 0.0).then(|| dist::chi2_p(q_between, df)),
        groups,
        q_between,
        df,
    })
}
