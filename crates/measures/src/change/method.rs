//! The statistical methods. Each comes down to the same thing: from a first score, the two bounds beyond which a later
//! one is more than error.

use serde::{Deserialize, Serialize};

use crate::instrument::{Instrument, ScoringMethod};
use crate::norms::{CutoffChoice, Definition, Population, Rule};

/// A statistical method of reliable change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Jacobson and Truax 1991: the change against the standard error of a difference. The default.
    #[default]
    JacobsonTruax,
    /// Edwards, Yarvis, Mueller, Zingale and Wagman 1978, after Nunnally: an interval around the estimated true score.
    EdwardsNunnally,
    /// Gulliksen, Lord and Novick, after Hsu 1989: the error of predicting the second score from the first, where
    /// scores regress to the mean before treatment.
    GulliksenLordNovick,
    /// Hsu, Linn and Lord, after Hsu 1995: as before, with the mean after treatment as the one regressed to.
    Hsu,
    /// Hageman and Arrindell 1999: weighs the person's change and the group's by the reliability of differences.
    HagemanArrindell,
}

/// A group after treatment, which two of the methods need.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct After {
    /// Mean after treatment.
    pub mean: f64,
    /// Standard deviation after treatment.
    pub sd: f64,
    /// Correlation of the scores before and after.
    pub correlation: f64,
}

/// What a method works with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parameters {
    /// The method.
    pub method: Method,
    /// Mean before treatment.
    pub mean: f64,
    /// Standard deviation before treatment.
    pub sd: f64,
    /// Reliability, 0 to below 1.
    pub reliability: f64,
    /// The quantile of the confidence: 1.96 for 95 %.
    pub z: f64,
    /// The group after treatment, for Hsu and for Hageman and Arrindell. A service takes it from its own courses.
    pub after: Option<After>,
    /// Whether scores are whole points, so that the threshold is the next whole number.
    pub whole_points: bool,
}

/// From where on a later score is reliable change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// Below this (or at it) the score has fallen reliably.
    pub low: f64,
    /// Above this (or at it) the score has risen reliably.
    pub high: f64,
    /// Whether the bounds themselves are already reliable change.
    pub inclusive: bool,
}

impl Bounds {
    /// Whether a score has fallen reliably.
    pub fn fallen(&self, score: f64) -> bool {
        if self.inclusive {
            score <= self.low + TINY
        } else {
            score < self.low
        }
    }

    /// Whether a score has risen reliably.
    pub fn risen(&self, score: f64) -> bool {
        if self.inclusive {
            score >= self.high - TINY
        } else {
            score > self.high
        }
    }
}

/// Less than any difference between scores; keeps sums of fractions from missing a bound by rounding.
const TINY: f64 = 1e-9;

/// Standard error of measurement: `sd × √(1 − r)`.
pub fn standard_error_of_measurement(sd: f64, reliability: f64) -> f64 {
    sd * (1.0 - reliability).sqrt()
}

/// Standard error of the difference of two scores: `√2 × SEM`.
pub fn standard_error_of_difference(sd: f64, reliability: f64) -> f64 {
    std::f64::consts::SQRT_2 * standard_error_of_measurement(sd, reliability)
}

/// The quantile of a two-sided confidence, as the literature rounds it: 80, 90, 95 or 99 per cent.
pub fn z_of(confidence: f64) -> Option<f64> {
    let known = [(0.80, 1.282), (0.90, 1.645), (0.95, 1.96), (0.99, 2.576)];
    known
        .iter()
        .find(|(level, _)| (level - confidence).abs() < TINY)
        .map(|(_, z)| *z)
}

/// Cut-off a: two standard deviations from the clinical mean, toward health.
pub fn cutoff_a(clinical: (f64, f64), higher_is_worse: bool) -> f64 {
    if higher_is_worse {
        clinical.0 - 2.0 * clinical.1
    } else {
        clinical.0 + 2.0 * clinical.1
    }
}

/// Cut-off b: two standard deviations from the general mean, toward the clinical one.
pub fn cutoff_b(general: (f64, f64), higher_is_worse: bool) -> f64 {
    if higher_is_worse {
        general.0 + 2.0 * general.1
    } else {
        general.0 - 2.0 * general.1
    }
}

/// Cut-off c: between both means, weighted by the spreads: `(s₁m₀ + s₀m₁) / (s₁ + s₀)`.
pub fn cutoff_c(clinical: (f64, f64), general: (f64, f64)) -> f64 {
    (clinical.1 * general.0 + general.1 * clinical.0) / (clinical.1 + general.1)
}

impl Parameters {
    /// The parameters that a definition names; none for a definition of another kind.
    pub fn of(instrument: &Instrument, definition: &Definition) -> Option<Self> {
        let Rule::ReliableChange {
            method,
            clinical,
            reliability,
            confidence,
            after,
            ..
        } = &definition.rule
        else {
            return None;
        };
        let clinical = instrument.norm(clinical)?;
        Some(Self {
            method: *method,
            mean: clinical.mean,
            sd: clinical.sd,
            reliability: instrument.reliability(reliability)?.value,
            z: z_of(*confidence)?,
            after: *after,
            whole_points: instrument.has_whole_points(),
        })
    }

    /// Standard error of measurement.
    pub fn standard_error(&self) -> f64 {
        standard_error_of_measurement(self.sd, self.reliability)
    }

    /// The number of points that Jacobson and Truax ask for, before rounding up.
    pub fn threshold(&self) -> f64 {
        self.z * standard_error_of_difference(self.sd, self.reliability)
    }

    /// The bounds around a first score; none where the method needs a group that is not given.
    pub fn bounds(&self, first: f64) -> Option<Bounds> {
        let regressed = self.mean + self.reliability * (first - self.mean);
        let prediction_error = self.sd * (1.0 - self.reliability * self.reliability).sqrt();
        let around = |centre: f64, half: f64| {
            Some(Bounds {
                low: centre - half,
                high: centre + half,
                inclusive: false,
            })
        };
        match self.method {
            Method::JacobsonTruax => {
                let points = if self.whole_points {
                    self.threshold().ceil()
                } else {
                    self.threshold()
                };
                Some(Bounds {
                    low: first - points,
                    high: first + points,
                    inclusive: true,
                })
            }
            Method::EdwardsNunnally => around(regressed, self.z * self.standard_error()),
            Method::GulliksenLordNovick => around(regressed, self.z * prediction_error),
            Method::Hsu => {
                let after = self.after?;
                around(
                    regressed - self.mean + after.mean,
                    self.z * prediction_error,
                )
            }
            Method::HagemanArrindell => {
                let after = self.after?;
                let reliability = self.reliability_of_differences()?;
                let group = (after.mean - self.mean) * (1.0 - reliability);
                let error = reliability.sqrt() * std::f64::consts::SQRT_2 * self.standard_error();
                around(first - group / reliability, self.z * error / reliability)
            }
        }
    }

    /// The index of change: how many standard errors, in the sense of the method. The sign is that of the change.
    pub fn index(&self, first: f64, second: f64) -> Option<f64> {
        if self.method == Method::JacobsonTruax {
            return Some(
                (second - first) / standard_error_of_difference(self.sd, self.reliability),
            );
        }
        let bounds = self.bounds(first)?;
        let (centre, half) = (
            f64::midpoint(bounds.low, bounds.high),
            (bounds.high - bounds.low) / 2.0,
        );
        Some(self.z * (second - centre) / half)
    }

    /// Hageman and Arrindell: the share of the spread of differences that is no error. None where that is nothing.
    fn reliability_of_differences(&self) -> Option<f64> {
        let after = self.after?;
        let error = self.standard_error().powi(2);
        let shared = 2.0 * self.sd * after.sd * after.correlation;
        let spread = self.sd.powi(2) + after.sd.powi(2) - shared;
        let reliability = (spread - 2.0 * error) / spread;
        (spread > 0.0 && reliability > 0.0).then_some(reliability)
    }
}

impl Instrument {
    /// The score that separates clinical from non-clinical by a definition.
    pub fn cutoff_of(&self, definition: &Definition) -> Option<f64> {
        let Rule::ReliableChange {
            clinical,
            normal,
            cutoff,
            ..
        } = &definition.rule
        else {
            return None;
        };
        let figures = |id: &str| self.norm(id).map(|norm| (norm.mean, norm.sd));
        let clinical = figures(clinical)?;
        let general = normal.as_deref().and_then(figures);
        let worse = self.higher_is_worse();
        match cutoff {
            CutoffChoice::A => Some(cutoff_a(clinical, worse)),
            CutoffChoice::B => Some(cutoff_b(general?, worse)),
            CutoffChoice::C => Some(cutoff_c(clinical, general?)),
            CutoffChoice::At(at) => Some(*at),
        }
    }

    /// Whether a higher total means more trouble.
    pub fn higher_is_worse(&self) -> bool {
        self.higher_is == crate::instrument::Direction::Worse
    }

    /// The first clinical norm, where a chart needs one and no definition is chosen.
    pub fn clinical_norm(&self) -> Option<&crate::norms::Norm> {
        self.norms
            .iter()
            .find(|norm| norm.population == Population::Clinical)
    }

    fn has_whole_points(&self) -> bool {
        matches!(
            self.scoring.method,
            ScoringMethod::Sum | ScoringMethod::MaxOfGroups
        ) && self.scoring.multiply.is_none_or(|by| by.fract() == 0.0)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 0.0006
    }

    fn of(method: Method, sd: f64, reliability: f64, confidence: f64) -> Parameters {
        let z = z_of(confidence).unwrap();
        Parameters {
            method,
            mean: 10.0,
            sd,
            reliability,
            z,
            after: None,
            whole_points: true,
        }
    }

    #[test]
    fn the_published_vectors_of_jacobson_and_truax_come_out() {
        let vectors = [
            (5.5, 0.84, 0.95, 2.200, 3.111, 6.098, 7.0),
            (5.5, 0.89, 0.95, 1.824, 2.580, 5.056, 6.0),
            (4.5, 0.92, 0.95, 1.273, 1.800, 3.528, 4.0),
            (4.5, 0.83, 0.95, 1.855, 2.624, 5.143, 6.0),
            (7.7, 0.90, 0.90, 2.435, 3.444, 5.665, 6.0),
            (7.7, 0.90, 0.95, 2.435, 3.444, 6.749, 7.0),
        ];
        for (sd, reliability, confidence, sem, difference, points, whole) in vectors {
            let parameters = of(Method::JacobsonTruax, sd, reliability, confidence);
            assert!(near(standard_error_of_measurement(sd, reliability), sem));
            assert!(near(
                standard_error_of_difference(sd, reliability),
                difference
            ));
            assert!(
                near(parameters.threshold(), points),
                "{}",
                parameters.threshold()
            );
            let bounds = parameters.bounds(15.0).unwrap();
            assert!(near(bounds.high - 15.0, whole));
            assert!(bounds.fallen(15.0 - whole) && !bounds.fallen(15.0 - whole + 1.0));
        }
    }

    #[test]
    fn the_published_cut_offs_come_out() {
        let (phq, people) = ((15.4, 5.5), (2.9, 3.5));
        assert!(near(cutoff_a(phq, true), 4.4));
        assert!(near(cutoff_b(people, true), 9.9));
        assert!((cutoff_c(phq, people) - 7.76).abs() < 0.005);
        assert!((cutoff_c((14.0, 4.5), (2.97, 3.41)) - 7.73).abs() < 0.005);
        assert!((cutoff_c((19.7, 7.7), (4.7, 4.8)) - 10.46).abs() < 0.005);
    }

    #[test]
    fn regressing_methods_ask_more_of_improvement_the_further_the_start_is_from_the_mean() {
        for method in [Method::EdwardsNunnally, Method::GulliksenLordNovick] {
            let parameters = of(method, 5.0, 0.8, 0.95);
            let drop = |first: f64| first - parameters.bounds(first).unwrap().low;
            assert!(drop(22.0) > drop(14.0), "{method:?}");
        }
    }

    #[test]
    fn gulliksen_lord_novick_is_the_error_of_prediction() {
        // mean 10, sd 5, r .8: error 5 × √(1 − .64) = 3; from 20 one expects 18.
        let bounds = of(Method::GulliksenLordNovick, 5.0, 0.8, 0.95)
            .bounds(20.0)
            .unwrap();
        assert!(near(bounds.low, 18.0 - 1.96 * 3.0) && near(bounds.high, 18.0 + 1.96 * 3.0));
    }

    #[test]
    fn hsu_regresses_to_the_mean_after_treatment() {
        let mut parameters = of(Method::Hsu, 5.0, 0.8, 0.95);
        assert_eq!(parameters.bounds(20.0), None, "it needs that mean");
        parameters.after = Some(After {
            mean: 7.0,
            sd: 5.0,
            correlation: 0.5,
        });
        // Index of the change from 20 to 2: ((2 − 7) − .8 (20 − 10)) / 3.
        assert!(near(
            parameters.index(20.0, 2.0).unwrap(),
            (-5.0 - 8.0) / 3.0
        ));
    }

    #[test]
    fn hageman_and_arrindell_weigh_person_and_group() {
        let mut parameters = of(Method::HagemanArrindell, 5.0, 0.8, 0.90);
        parameters.after = Some(After {
            mean: 6.0,
            sd: 6.0,
            correlation: 0.4,
        });
        let error = 25.0 * 0.2;
        let spread = 25.0 + 36.0 - 2.0 * 5.0 * 6.0 * 0.4;
        let reliability: f64 = (spread - 2.0 * error) / spread;
        let index = ((8.0 - 18.0) * reliability + (6.0 - 10.0) * (1.0 - reliability))
            / (reliability.sqrt() * (2.0 * error).sqrt());
        assert!(near(parameters.index(18.0, 8.0).unwrap(), index));
    }

    #[test]
    fn the_index_and_the_bounds_agree() {
        let mut parameters = of(Method::JacobsonTruax, 5.5, 0.84, 0.95);
        parameters.whole_points = false;
        for method in [
            Method::JacobsonTruax,
            Method::EdwardsNunnally,
            Method::GulliksenLordNovick,
        ] {
            parameters.method = method;
            for second in 0..28 {
                let second = f64::from(second);
                let bounds = parameters.bounds(14.0).unwrap();
                let beyond = parameters.index(14.0, second).unwrap().abs() > parameters.z;
                assert_eq!(
                    bounds.fallen(second) || bounds.risen(second),
                    beyond,
                    "{method:?} {second}"
                );
            }
        }
    }
}
