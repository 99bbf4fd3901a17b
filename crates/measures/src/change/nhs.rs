//! The figures of NHS Talking Therapies: recovery, reliable improvement, reliable deterioration, reliable recovery.
//!
//! They look at depression and anxiety together and rest on published thresholds, which are never derived from a
//! formula. 'Recovery' here is not the 'recovered' of Jacobson and Truax, nor remission, nor response.

use serde::{Deserialize, Serialize};

use crate::instrument::Instrument;
use crate::norms::Rule;

/// The id that is stored with a result.
pub const DEFINITION: &str = "nhs-talking-therapies";
/// The version of the rules below.
pub const VERSION: &str = "1";
/// Where they were published.
pub const SOURCE: &str = "NHS Talking Therapies manual";

/// The published thresholds of one measure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Thresholds {
    /// The first score that is a case.
    pub case_at: f64,
    /// The points that are reliable change.
    pub reliable: f64,
}

impl Thresholds {
    /// Those that an instrument carries as `nhs-caseness` and `nhs-reliable-change`.
    pub fn of(instrument: &Instrument) -> Option<Self> {
        let Rule::Caseness { at } = instrument.definition("nhs-caseness")?.rule else {
            return None;
        };
        let Rule::Points { points } = instrument.definition("nhs-reliable-change")?.rule else {
            return None;
        };
        Some(Self {
            case_at: at,
            reliable: points,
        })
    }
}

/// First and last score of one measure within a course.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Course {
    /// The first score.
    pub first: f64,
    /// The last score, even where an earlier one was better.
    pub last: f64,
    /// The measure's thresholds.
    pub thresholds: Thresholds,
}

impl Course {
    fn was_case(&self) -> bool {
        self.first >= self.thresholds.case_at
    }

    fn is_case(&self) -> bool {
        self.last >= self.thresholds.case_at
    }

    fn fell(&self) -> bool {
        self.first - self.last >= self.thresholds.reliable
    }

    fn rose(&self) -> bool {
        self.last - self.first >= self.thresholds.reliable
    }
}

/// The outcome of one finished course.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The definition's id.
    pub definition: String,
    /// The definition's version.
    pub version: String,
    /// A case on either measure at the start.
    pub case_at_start: bool,
    /// Below both thresholds at the end; none for those who were no case.
    pub recovery: Option<bool>,
    /// A reliable fall on at least one measure and no reliable rise on the other.
    pub reliable_improvement: bool,
    /// A reliable rise on at least one measure and no reliable fall on the other.
    pub reliable_deterioration: bool,
    /// Recovery and reliable improvement; none for those who were no case.
    pub reliable_recovery: Option<bool>,
}

/// The outcome of a course from both measures.
pub fn outcome(depression: &Course, anxiety: &Course) -> Outcome {
    let case_at_start = depression.was_case() || anxiety.was_case();
    let recovered = !depression.is_case() && !anxiety.is_case();
    let fell = depression.fell() || anxiety.fell();
    let rose = depression.rose() || anxiety.rose();
    let reliable_improvement = fell && !rose;
    Outcome {
        definition: DEFINITION.to_owned(),
        version: VERSION.to_owned(),
        case_at_start,
        recovery: case_at_start.then_some(recovered),
        reliable_improvement,
        reliable_deterioration: rose && !fell,
        reliable_recovery: case_at_start.then_some(recovered && reliable_improvement),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(phq: (f64, f64), gad: (f64, f64)) -> Outcome {
        let depression = Course {
            first: phq.0,
            last: phq.1,
            thresholds: Thresholds {
                case_at: 10.0,
                reliable: 6.0,
            },
        };
        let anxiety = Course {
            first: gad.0,
            last: gad.1,
            thresholds: Thresholds {
                case_at: 8.0,
                reliable: 4.0,
            },
        };
        outcome(&depression, &anxiety)
    }

    #[test]
    fn recovery_needs_both_measures_below_their_thresholds() {
        assert_eq!(both((15.0, 9.0), (12.0, 7.0)).recovery, Some(true));
        assert_eq!(both((15.0, 9.0), (12.0, 8.0)).recovery, Some(false));
        assert_eq!(both((15.0, 10.0), (12.0, 7.0)).recovery, Some(false));
    }

    #[test]
    fn a_case_is_one_on_either_measure() {
        assert!(both((9.0, 9.0), (8.0, 8.0)).case_at_start);
        assert!(both((10.0, 9.0), (0.0, 0.0)).case_at_start);
        assert_eq!(both((9.0, 2.0), (7.0, 2.0)).recovery, None);
    }

    #[test]
    fn recovery_by_one_point_is_not_reliable_recovery() {
        let outcome = both((10.0, 9.0), (7.0, 7.0));
        assert_eq!(
            (outcome.recovery, outcome.reliable_recovery),
            (Some(true), Some(false))
        );
    }

    #[test]
    fn a_reliable_rise_on_the_other_measure_undoes_improvement() {
        let outcome = both((20.0, 10.0), (8.0, 12.0));
        assert!(!outcome.reliable_improvement && !outcome.reliable_deterioration);
        assert!(both((10.0, 12.0), (8.0, 12.0)).reliable_deterioration);
        assert!(both((16.0, 10.0), (8.0, 8.0)).reliable_improvement);
    }
}
