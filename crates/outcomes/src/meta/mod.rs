//! Meta-analysis: pooling the effects of many studies, and asking what could be wrong with the pooled figure.
//!
//! Notation and estimators follow Viechtbauer (2010), Journal of Statistical Software 36(3), whose package metafor is the
//! reference for the agreement tests.

mod bias;
mod cluster;
mod influence;
mod model;
mod pool;
mod tau2;

pub use bias::{
    BiasTest, PetPeese, Side, TrimFill, TrimFillEstimator, egger, egger_mixed, pet_peese,
    trim_and_fill,
};
pub use cluster::{ClusterRobust, ThreeLevel, cluster_robust, three_level};
pub use influence::{BaujatPoint, Influence, LeaveOneOut, baujat, influence, leave_one_out};
pub use model::{MetaModel, fit_meta, meta_regression};
pub use pool::{PoolOptions, PooledEffect, Subgroup, Subgroups, pool, subgroups};
pub use tau2::Tau2Method;

use crate::error::{OutcomesError, Result};
use serde::Serialize;

/// One study's effect.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Study {
    /// How the study is called.
    pub label: String,
    /// Effect, ratios as logarithms.
    pub effect: f64,
    /// Standard error, above zero.
    pub se: f64,
}

/// Refuses studies that cannot be pooled.
pub(crate) fn check_studies(studies: &[Study]) -> Result<()> {
    for study in studies {
        if !study.effect.is_finite() {
            return Err(OutcomesError::Data(format!(
                "the effect of \"{}\" is not a number",
                study.label
            )));
        }
        if !(study.se > 0.0 && study.se.is_finite() && study.se * study.se > 0.0) {
            return Err(OutcomesError::Data(format!(
                "the standard error of \"{}\" is {}, but must be above zero",
                study.label, study.se
            )));
        }
    }
    Ok(())
}
