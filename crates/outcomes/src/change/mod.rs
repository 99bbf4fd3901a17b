//! Did this person change by more than the measure's own error, and did they leave the clinical range?
//!
//! All formulas are written for one outcome measured before (`pre`) and after (`post`). The general overview is
//! Claus, Wager & Bonnet (2024), Journal of Statistical Software 111(1); the sources of the single methods stand at
//! [`Method`].

mod anchor;
mod cutoff;
mod growth;
mod index;
mod judge;

pub use anchor::{AnchorGroup, anchor_between, anchor_within};
pub use cutoff::{Cutoff, CutoffKind, cutoff};
pub use growth::{GrowthJudgement, PersonSlope, judge_growth};
pub use index::ReliableChange;
pub use judge::{ChangeJudgement, Counts, GroupLevel, Judged, judge};

use serde::Serialize;

/// Which way is better on the measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Symptoms: a fall is an improvement.
    LowerIsBetter,
    /// Well-being, functioning: a rise is an improvement.
    HigherIsBetter,
}

impl Direction {
    /// -1 or 1, so that `sign * change > 0` is an improvement.
    #[must_use]
    pub fn sign(self) -> f64 {
        match self {
            Self::LowerIsBetter => -1.0,
            Self::HigherIsBetter => 1.0,
        }
    }
}

/// How change is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// Jacobson & Truax 1991: `(post - pre) / (sd_pre √(1 - r) √2)`.
    Jt,
    /// Edwards, Yarvis, Mueller, Zingale & Wagman 1978 (after Nunnally; Speer 1992): distance of `post` from the
    /// estimated true score before, `post - (r (pre - m) + m)`, over the standard error of measurement.
    En,
    /// Gulliksen, Lord & Novick (Hsu 1989): the same distance over the standard error of prediction `sd_pre √(1 - r²)`.
    Gln,
    /// Hageman & Arrindell 1999: change corrected for the unreliability of differences, with true cut-offs, one-sided.
    Ha,
    /// Hsu, Linn & Lord (Hsu 1995): as Gulliksen, Lord & Novick, with the mean after treatment as the point that
    /// scores regress to.
    Hll,
    /// Nunnally & Kotsch 1983: distance from the estimated true score over
    /// `√(r² sd² (1 - r) + sd² (1 - r_post))`.
    Nk,
    /// Each person's slope from a linear mixed model over all visits, over its conditional standard deviation.
    Hlm,
    /// At least a minimal important difference, whatever the measurement error.
    Anchor,
    /// At least a stated proportion of the score before.
    Percent,
}

impl Method {
    /// The method's name as sources print it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Jt => "Jacobson & Truax",
            Self::En => "Edwards & Nunnally",
            Self::Gln => "Gulliksen, Lord & Novick",
            Self::Ha => "Hageman & Arrindell",
            Self::Hll => "Hsu, Linn & Lord",
            Self::Nk => "Nunnally & Kotsch",
            Self::Hlm => "growth curve (linear mixed model)",
            Self::Anchor => "minimal important difference",
            Self::Percent => "percentage change",
        }
    }

    /// The method from its short name (`jt`, `en`, `gln`, `ha`, `hll`, `nk`, `hlm`, `anchor`, `percent`).
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "jt" => Self::Jt,
            "en" => Self::En,
            "gln" => Self::Gln,
            "ha" => Self::Ha,
            "hll" => Self::Hll,
            "nk" => Self::Nk,
            "hlm" => Self::Hlm,
            "anchor" => Self::Anchor,
            "percent" => Self::Percent,
            _ => return None,
        })
    }

    /// True if the method needs the measure's reliability.
    #[must_use]
    pub fn needs_reliability(self) -> bool {
        !matches!(self, Self::Hlm | Self::Anchor | Self::Percent)
    }
}

/// Mean and standard deviation of a population.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Norm {
    /// Mean.
    pub mean: f64,
    /// Standard deviation.
    pub sd: f64,
}

/// Everything that decides how change is judged; kept beside the result so that it can be traced.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChangePlan {
    /// Index of change.
    pub method: Method,
    /// Which way is better.
    pub direction: Direction,
    /// Level of confidence of the index, usually 0.95 (two-sided; one-sided for Hageman & Arrindell).
    pub confidence: f64,
    /// Reliability of the measure, between 0 and 1.
    pub reliability: Option<f64>,
    /// Reliability after treatment (Nunnally & Kotsch); the first if absent.
    pub reliability_post: Option<f64>,
    /// The population without the problem.
    pub functional: Option<Norm>,
    /// The clinical population; the sample before treatment if absent.
    pub clinical: Option<Norm>,
    /// Cut-off between the two populations.
    pub cutoff: Option<CutoffKind>,
    /// Least improvement and least deterioration that count, in points ([`Method::Anchor`]) or as a proportion
    /// ([`Method::Percent`]).
    pub least: Option<(f64, f64)>,
    /// Growth curves: judge the person's whole slope (Speer & Greenbaum 1995) and not their departure from the mean
    /// slope (as the R package clinicalsignificance does).
    pub whole_slope: bool,
}

/// The verdict on one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Category {
    /// Reliably improved, and from the clinical into the functional range.
    Recovered,
    /// Reliably improved without leaving the clinical range (or not having been in it).
    Improved,
    /// No reliable change.
    Unchanged,
    /// Reliably worse.
    Deteriorated,
}

impl Category {
    /// The category's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Recovered => "recovered",
            Self::Improved => "improved",
            Self::Unchanged => "unchanged",
            Self::Deteriorated => "deteriorated",
        }
    }
}
