//! Lists that say who gets which arm, and that nobody can foresee.

mod blocks;
mod concealment;
mod minimise;
mod stream;

pub use blocks::{Allocation, BlockPlan, block_list};
pub use concealment::{ConcealedList, conceal};
pub use minimise::{MinimisationPlan, Minimised, minimise};
pub use stream::AllocationStream;

use crate::error::{OutcomesError, Result};
use serde::Serialize;

/// An arm with its share, for example 1 and 1, or 2 and 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ArmShare {
    /// Name of the arm.
    pub name: String,
    /// Share.
    pub share: usize,
}

pub(crate) fn check_arms(arms: &[ArmShare]) -> Result<()> {
    if arms.len() < 2 {
        return Err(OutcomesError::Usage(
            "randomisation needs two arms or more: pass --arms ipt,control".into(),
        ));
    }
    for (i, arm) in arms.iter().enumerate() {
        if arm.name.trim().is_empty() || arm.share == 0 {
            return Err(OutcomesError::Usage(
                "every arm needs a name and a share of at least 1".into(),
            ));
        }
        if arms[..i].iter().any(|other| other.name == arm.name) {
            return Err(OutcomesError::Usage(format!(
                "the arm \"{}\" is named twice",
                arm.name
            )));
        }
    }
    Ok(())
}

pub(crate) fn check_seed(seed: &str) -> Result<()> {
    if seed.chars().count() >= 16 {
        return Ok(());
    }
    Err(OutcomesError::Usage("the seed must have 16 characters or more, so that nobody can guess the list by trying seeds; leave --seed out to have one drawn".into()))
}
