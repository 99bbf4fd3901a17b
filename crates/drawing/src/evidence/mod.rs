//! The trials behind a claim: forest and funnel plots.

mod forest;
mod funnel;

pub use crate::scale::Spread;
pub use forest::Forest;
pub use funnel::Funnel;

/// One study's effect with its interval.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Study {
    /// Its name: "Weissman 1979", or the service's own.
    pub name: String,
    /// The effect.
    pub estimate: f64,
    /// The interval's lower end.
    pub low: f64,
    /// The interval's upper end.
    pub high: f64,
    /// The standard error, on the scale of the spread (the logarithm for ratios).
    pub error: f64,
    /// The share it has in the pooled effect, in any unit; the largest gets the largest square.
    pub weight: f64,
    /// Its effect in words: "0.60 (0.45 to 0.75)".
    pub words: String,
    /// One's own service, set apart from the trials.
    pub own: bool,
}

/// The pooled effect.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Pooled {
    /// Its name: "Random effects, 31 trials".
    pub name: String,
    /// The effect.
    pub estimate: f64,
    /// The interval's lower end.
    pub low: f64,
    /// The interval's upper end.
    pub high: f64,
    /// Its effect in words.
    pub words: String,
    /// Where the effect of a new trial would lie, with its name and words.
    pub prediction: Option<Prediction>,
}

/// Where the effect of a new trial would lie.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Prediction {
    /// Its name: "95% prediction interval".
    pub name: String,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// The interval in words.
    pub words: String,
}

/// Words for the table beside the picture, and for the heads of the forest's columns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TableWords {
    /// What the table shows.
    pub caption: String,
    /// Head of the column of studies.
    pub study: String,
    /// Head of the column of effects.
    pub effect: String,
    /// Head of the column of standard errors (funnel) or weights (forest).
    pub weight: String,
}
