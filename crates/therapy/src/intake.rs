//! Intake assessment: parts that can be noted in any order.

use crate::refusal::Refusal;
use crate::text::{Text, required};
use serde::{Deserialize, Serialize};

/// Which part of the assessment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IntakePart {
    /// What brings the client, in the client's own words.
    PresentingProblem,
    /// Onset and course of the present episode.
    Onset,
    /// Earlier episodes and treatments.
    History,
    /// Medication and other treatment beside IPT.
    Medication,
    /// Risk as assessed in conversation.
    Risk,
    /// Strengths and supports.
    Strengths,
    /// Suitability for IPT and what speaks against it.
    Suitability,
    /// Diagnosis as the clinician enters it.
    Diagnosis,
}

impl IntakePart {
    /// All parts, in the order of the form.
    pub const ALL: [IntakePart; 8] = [
        IntakePart::PresentingProblem,
        IntakePart::Onset,
        IntakePart::History,
        IntakePart::Medication,
        IntakePart::Risk,
        IntakePart::Strengths,
        IntakePart::Suitability,
        IntakePart::Diagnosis,
    ];

    /// The name used in forms and message keys.
    pub fn name(self) -> &'static str {
        match self {
            IntakePart::PresentingProblem => "presenting-problem",
            IntakePart::Onset => "onset",
            IntakePart::History => "history",
            IntakePart::Medication => "medication",
            IntakePart::Risk => "risk",
            IntakePart::Strengths => "strengths",
            IntakePart::Suitability => "suitability",
            IntakePart::Diagnosis => "diagnosis",
        }
    }

    /// The part of a name.
    pub fn from_name(name: &str) -> Option<IntakePart> {
        IntakePart::ALL.into_iter().find(|part| part.name() == name)
    }
}

/// `intake.noted`: what is known about one part now; replaces what was noted before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IntakeNoted {
    /// Which part.
    pub part: IntakePart,
    /// What was noted.
    pub text: Text,
}

impl IntakeNoted {
    pub(crate) fn admit(&self) -> Result<(), Refusal> {
        required("text", &self.text)
    }
}
