//! Courses over time: linear mixed models, analysis of covariance, imputation of missed visits, expected trajectories.

mod ancova;
mod fit;
mod imputation;
mod profile;
mod trajectory;

pub use ancova::{AdjustedMean, Ancova, ancova};
pub use fit::{MixedFit, Mode, fit_mixed};
pub use imputation::{
    ImputationPlan, Imputed, ImputedMean, Pooled, impute_visits, pool_rubin, tipping_point,
};
pub use trajectory::{ExpectedCourse, LEAST_COURSES, TrajectoryModel, fit_trajectory};

/// What varies from person to person.
#[derive(Debug, Clone, PartialEq)]
pub enum RandomEffects {
    /// A random intercept.
    Intercept,
    /// Random intercept and slope with unstructured covariance; the values that the slope multiplies, one per row.
    InterceptAndSlope(Vec<f64>),
}

/// Rows for a mixed model: one row per visit that took place. Missed visits are simply absent, which is valid if
/// missing depends on what was observed only (missing at random).
#[derive(Debug, Clone, PartialEq)]
pub struct MixedData {
    /// Outcome.
    pub y: Vec<f64>,
    /// Columns of the fixed part; an intercept is a column of ones.
    pub x: Vec<Vec<f64>>,
    /// Names of the columns.
    pub names: Vec<String>,
    /// Person of each row.
    pub subject: Vec<usize>,
    /// Random part.
    pub random: RandomEffects,
}
