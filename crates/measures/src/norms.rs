//! Figures from the literature that an instrument carries, each with its source and version, and the definitions of
//! change built on them. Old courses keep the version that they were judged by.

use serde::{Deserialize, Serialize};

/// A reliability coefficient.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reliability {
    /// Its id within the instrument.
    pub id: String,
    /// How it was found.
    pub kind: ReliabilityKind,
    /// The coefficient, 0 to 1.
    pub value: f64,
    /// Where it was published.
    pub source: String,
    /// Raised whenever the figure changes.
    pub version: String,
}

/// How a reliability was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReliabilityKind {
    /// Internal consistency. It makes a change look reliable more easily than a retest does.
    Alpha,
    /// The same people asked twice.
    Retest,
}

/// Mean and spread of a population.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Norm {
    /// Its id within the instrument.
    pub id: String,
    /// Who was asked.
    pub population: Population,
    /// Mean score.
    pub mean: f64,
    /// Standard deviation.
    pub sd: f64,
    /// Where it was published.
    pub source: String,
    /// Raised whenever a figure changes.
    pub version: String,
}

/// Who a norm was taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Population {
    /// People in treatment.
    Clinical,
    /// People at large.
    General,
}

/// A named, versioned way to judge change on one instrument. A published threshold is a definition of its own and is
/// never derived from a formula.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// Its id within the instrument; stored with every result.
    pub id: String,
    /// Raised whenever the rule or a figure in it changes.
    pub version: String,
    /// What it is called, for clinicians.
    pub name: String,
    /// Where it was published.
    pub source: String,
    /// The rule.
    pub rule: Rule,
}

/// How change is judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Rule {
    /// A statistical method with its norms by id; see [`crate::change`].
    ReliableChange {
        /// The method.
        #[serde(default)]
        method: crate::change::Method,
        /// The clinical norm: spread before treatment, and the mean for cut-off a and c.
        clinical: String,
        /// The general norm, for cut-offs b and c.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        normal: Option<String>,
        /// The reliability.
        reliability: String,
        /// Two-sided confidence: 0.95 or 0.9.
        #[serde(default = "ninety_five")]
        confidence: f64,
        /// The cut-off for clinical significance.
        #[serde(default)]
        cutoff: CutoffChoice,
        /// The group after treatment, for the methods that need it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<crate::change::After>,
    },
    /// A published number of points: a change of at least this many.
    Points {
        /// The points.
        points: f64,
    },
    /// A drop of at least this share of the baseline, in per cent.
    PercentDrop {
        /// The share.
        percent: f64,
    },
    /// At the end below this score (toward health).
    Below {
        /// The score that is no longer remission.
        below: f64,
    },
    /// At the start a case: at this score or beyond.
    Caseness {
        /// The first score that is a case.
        at: f64,
    },
}

/// Which cut-off separates clinical from non-clinical.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CutoffChoice {
    /// Two standard deviations from the clinical mean, toward health.
    A,
    /// Within two standard deviations of the general mean.
    B,
    /// Between both, weighted by their spread; the usual choice where they overlap.
    #[default]
    C,
    /// A published score.
    At(f64),
}

fn ninety_five() -> f64 {
    0.95
}
