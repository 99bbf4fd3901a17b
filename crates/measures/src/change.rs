//! What a difference between two scores means: reliable change, clinical significance, response, remission.
//!
//! Every judgement names the definition that it was made by and that definition's version, so that a change of norms
//! never re-classes an old course. The definitions are data of the instrument ([`crate::norms::Definition`]);
//! 'recovery' in the sense of NHS Talking Therapies is another thing altogether and lives in [`nhs`].

mod method;
pub mod nhs;
mod verdict;

pub use method::{After, Bounds, Method, Parameters, cutoff_a, cutoff_b, cutoff_c};
pub use method::{standard_error_of_difference, standard_error_of_measurement, z_of};
pub use verdict::{Class, Point, Verdict, Why};

use crate::instrument::Instrument;
use crate::norms::{Definition, Rule};

impl Instrument {
    /// Judges the change between two totals by one of the instrument's definitions.
    pub fn judge(
        &self,
        definition: &Definition,
        start: Option<&Point>,
        end: Option<&Point>,
    ) -> Verdict {
        verdict::judge(self, definition, start, end)
    }

    /// The band around a baseline within which a later score is no reliable change, for a chart: its edges are the
    /// first scores that are. Clamped to the instrument's range. None for definitions that are not about change.
    pub fn corridor(&self, definition: &Definition, baseline: f64) -> Option<(f64, f64)> {
        let bounds = match &definition.rule {
            Rule::ReliableChange { .. } => Parameters::of(self, definition)?.bounds(baseline)?,
            Rule::Points { points } => Bounds {
                low: baseline - points,
                high: baseline + points,
                inclusive: true,
            },
            _ => return None,
        };
        let (least, most) = self.range()?;
        Some((
            bounds.low.clamp(least, most),
            bounds.high.clamp(least, most),
        ))
    }
}
