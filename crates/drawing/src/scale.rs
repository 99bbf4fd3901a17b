//! Values on paper: even for differences, by ratio for ratios, with round figures at the ticks.

/// How values are spread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Spread {
    /// Equal differences take equal room: effect sizes, mean differences.
    #[default]
    Difference,
    /// Equal ratios take equal room: odds ratios, relative risks. Values must be above 0.
    Ratio,
}

impl Spread {
    /// Whether a value has a place.
    pub(crate) fn admits(self, value: f64) -> bool {
        value.is_finite() && (self == Self::Difference || value > 0.0)
    }

    fn even(self, value: f64) -> f64 {
        match self {
            Self::Difference => value,
            Self::Ratio => value.max(f64::MIN_POSITIVE).ln(),
        }
    }
}

/// Values on a stretch of paper; `start` may lie to the right of or below `end`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ValueAxis {
    pub(crate) least: f64,
    pub(crate) most: f64,
    pub(crate) start: f64,
    pub(crate) end: f64,
    pub(crate) spread: Spread,
}

impl ValueAxis {
    /// An axis that holds the values with a little air at both ends.
    pub(crate) fn holding(
        values: impl IntoIterator<Item = f64>,
        spread: Spread,
        start: f64,
        end: f64,
    ) -> Self {
        let (mut least, mut most) = (f64::MAX, f64::MIN);
        for value in values.into_iter().filter(|value| spread.admits(*value)) {
            least = least.min(value);
            most = most.max(value);
        }
        if least > most {
            (least, most) = if spread == Spread::Ratio {
                (0.5, 2.0)
            } else {
                (-1.0, 1.0)
            };
        }
        match spread {
            Spread::Difference => {
                let air = ((most - least) * 0.04)
                    .max(least.abs().max(most.abs()) * 1e-6)
                    .max(1e-6);
                Self {
                    least: least - air,
                    most: most + air,
                    start,
                    end,
                    spread,
                }
            }
            Spread::Ratio => {
                let air = (most / least).powf(0.04).max(1.02);
                Self {
                    least: least / air,
                    most: most * air,
                    start,
                    end,
                    spread,
                }
            }
        }
    }

    pub(crate) fn place(&self, value: f64) -> f64 {
        let (from, to) = (self.spread.even(self.least), self.spread.even(self.most));
        let part = if to > from {
            (self.spread.even(value) - from) / (to - from)
        } else {
            0.5
        };
        self.start + (self.end - self.start) * part
    }

    /// The place, kept on the axis.
    pub(crate) fn clamped(&self, value: f64) -> f64 {
        self.place(value)
            .clamp(self.start.min(self.end), self.start.max(self.end))
    }

    /// Round values, about `count` of them.
    pub(crate) fn ticks(&self, count: f64) -> Vec<f64> {
        match self.spread {
            Spread::Difference => self.even_ticks(count),
            Spread::Ratio => self.ratio_ticks(count),
        }
    }

    fn even_ticks(&self, count: f64) -> Vec<f64> {
        let step = tidy((self.most - self.least) / count.max(1.0));
        let first = (self.least / step).ceil();
        (0..40u8)
            // Adding 0 turns a negative zero into a plain one.
            .map(|i| (first + f64::from(i)) * step + 0.0)
            .take_while(|value| *value <= self.most)
            .collect()
    }

    fn ratio_ticks(&self, count: f64) -> Vec<f64> {
        let within = |value: &f64| (self.least..=self.most).contains(value);
        let fine: Vec<f64> = (-6i8..=6)
            .flat_map(|power| [1.0, 2.0, 5.0].map(|n| n * 10f64.powi(i32::from(power))))
            .filter(within)
            .collect();
        let count = count.max(2.0);
        if f64::from(u16::try_from(fine.len()).unwrap_or(u16::MAX)) <= count {
            return fine;
        }
        (-6i8..=6)
            .map(|power| 10f64.powi(i32::from(power)))
            .filter(within)
            .collect()
    }
}

/// The round number (1, 2 or 5 times a power of ten) at or just above.
pub(crate) fn tidy(value: f64) -> f64 {
    if !(value.is_finite() && value > 0.0) {
        return 1.0;
    }
    let power = 10f64.powf(value.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|n| n * power)
        .find(|step| *step >= value * 0.999);
    step.unwrap_or(power * 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tidy_steps_are_one_two_or_five() {
        assert!((tidy(6.75) - 10.0).abs() < 1e-9);
        assert!((tidy(1.7) - 2.0).abs() < 1e-9);
        assert!((tidy(0.3) - 0.5).abs() < 1e-9);
        assert!((tidy(-3.0) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn equal_ratios_take_equal_room() {
        let axis = ValueAxis {
            least: 0.25,
            most: 4.0,
            start: 0.0,
            end: 100.0,
            spread: Spread::Ratio,
        };
        assert!((axis.place(1.0) - 50.0).abs() < 1e-9);
        assert!((axis.place(2.0) - 75.0).abs() < 1e-9);
        assert_eq!(axis.ticks(6.0), [0.5, 1.0, 2.0]);
    }

    #[test]
    fn ticks_of_differences_are_round_and_within() {
        let axis = ValueAxis::holding([-0.31, 1.24], Spread::Difference, 0.0, 100.0);
        assert_eq!(axis.ticks(5.0), [0.0, 0.5, 1.0]);
        assert!(axis.place(-0.31) > 0.0 && axis.place(1.24) < 100.0);
    }

    #[test]
    fn values_that_have_no_place_do_no_harm() {
        let axis = ValueAxis::holding([f64::NAN, -1.0, 0.0], Spread::Ratio, 0.0, 100.0);
        assert!(axis.place(0.0).is_finite() && axis.clamped(0.0) >= 0.0);
        assert!(!axis.ticks(5.0).is_empty());
    }
}
