//! Anchor-based judgement of groups: is the mean change as large as the least that matters to patients?

use crate::change::Direction;
use crate::describe::Interval;
use crate::effect::tests::{paired_t, welch_t};
use crate::error::{OutcomesError, Result};
use serde::Serialize;

/// A group's mean change (or difference) against a minimal important difference.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct AnchorGroup {
    /// Mean change, or mean difference between the groups.
    pub difference: f64,
    /// Its interval from Student's t.
    pub interval: Interval,
    /// Verdict in words (Claus, Wager & Bonnet 2024).
    pub verdict: &'static str,
}

/// Mean change within a group against `mid` points.
///
/// # Errors
/// As [`paired_t`], or if `mid` is not above zero.
pub fn anchor_within(
    pre: &[f64],
    post: &[f64],
    mid: f64,
    direction: Direction,
    level: f64,
) -> Result<AnchorGroup> {
    check_mid(mid)?;
    let test = paired_t(post, pre, level)?;
    Ok(AnchorGroup {
        difference: test.difference,
        interval: test.interval,
        verdict: verdict(test.difference, test.interval, mid, direction),
    })
}

/// Difference of a group's mean after treatment to the reference group's, against `mid` points (Welch).
///
/// # Errors
/// As [`welch_t`], or if `mid` is not above zero.
pub fn anchor_between(
    group: &[f64],
    reference: &[f64],
    mid: f64,
    direction: Direction,
    level: f64,
) -> Result<AnchorGroup> {
    check_mid(mid)?;
    let test = welch_t(group, reference, level)?;
    Ok(AnchorGroup {
        difference: test.difference,
        interval: test.interval,
        verdict: verdict(test.difference, test.interval, mid, direction),
    })
}

fn verdict(difference: f64, interval: Interval, mid: f64, direction: Direction) -> &'static str {
    let sign = direction.sign();
    let better = sign * difference;
    let (low, high) = if sign > 0.0 {
        (interval.low, interval.high)
    } else {
        (-interval.high, -interval.low)
    };
    if low <= 0.0 && high >= 0.0 {
        "no statistically significant difference"
    } else if low > mid {
        "large, clinically significant difference"
    } else if better > mid {
        "probably clinically significant difference"
    } else if high > mid {
        "not significantly below the important difference"
    } else {
        "statistically significant, but not clinically relevant"
    }
}

fn check_mid(mid: f64) -> Result<()> {
    if mid > 0.0 && mid.is_finite() {
        Ok(())
    } else {
        Err(OutcomesError::Range {
            what: "the minimal important difference",
            value: mid,
            allowed: "above 0",
        })
    }
}
