//! What each answer to an item counts.

use crate::instrument::{Item, ItemKind};

/// Value to score, after reversal.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Table {
    /// By value less the lowest; NaN where there is no such option.
    Choices {
        lowest: i64,
        scores: Vec<f64>,
    },
    Number {
        min: i64,
        max: i64,
        reversed: bool,
    },
    Unscored,
}

impl Table {
    pub(super) fn new(item: &Item, reversed: bool) -> Self {
        match &item.kind {
            ItemKind::Choice { choices, .. } => {
                let lowest = choices
                    .iter()
                    .map(|choice| choice.value)
                    .min()
                    .unwrap_or_default();
                let highest = choices
                    .iter()
                    .map(|choice| choice.value)
                    .max()
                    .unwrap_or_default();
                let least = choices
                    .iter()
                    .map(|choice| choice.score())
                    .fold(f64::INFINITY, f64::min);
                let most = choices
                    .iter()
                    .map(|choice| choice.score())
                    .fold(f64::NEG_INFINITY, f64::max);
                let length = usize::try_from(highest.saturating_sub(lowest))
                    .unwrap_or_default()
                    .min(9_999);
                let mut scores = vec![f64::NAN; length + 1];
                for choice in choices {
                    let slot = usize::try_from(choice.value - lowest)
                        .ok()
                        .and_then(|at| scores.get_mut(at));
                    if let Some(slot) = slot {
                        let score = choice.score();
                        *slot = if reversed {
                            least + most - score
                        } else {
                            score
                        };
                    }
                }
                Self::Choices { lowest, scores }
            }
            ItemKind::Number { min, max } => Self::Number {
                min: *min,
                max: *max,
                reversed,
            },
            ItemKind::Time | ItemKind::Text => Self::Unscored,
        }
    }

    #[allow(clippy::cast_precision_loss)]
    pub(super) fn score(&self, value: i64) -> Option<f64> {
        match self {
            Self::Choices { lowest, scores } => {
                let at = usize::try_from(value.checked_sub(*lowest)?).ok()?;
                scores.get(at).copied().filter(|score| !score.is_nan())
            }
            Self::Number { min, max, reversed } => {
                let turned = if *reversed { min + max - value } else { value };
                (min..=max).contains(&&value).then_some(turned as f64)
            }
            Self::Unscored => None,
        }
    }

    #[allow(clippy::cast_precision_loss)]
    pub(super) fn ends(&self) -> Option<(f64, f64)> {
        match self {
            Self::Choices { scores, .. } => {
                let scores = || scores.iter().copied().filter(|score| !score.is_nan());
                Some((
                    scores().fold(f64::INFINITY, f64::min),
                    scores().fold(f64::NEG_INFINITY, f64::max),
                ))
            }
            Self::Number { min, max, .. } => Some((*min as f64, *max as f64)),
            Self::Unscored => None,
        }
    }
}
