//! Permuted blocks, in strata or not.

use super::{AllocationStream, ArmShare, check_arms, check_seed};
use crate::error::{OutcomesError, Result};
use serde::Serialize;

/// A plan for permuted blocks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BlockPlan {
    /// The arms.
    pub arms: Vec<ArmShare>,
    /// Block sizes, drawn at random from these; multiples of the sum of shares. Empty is simple randomisation.
    pub block_sizes: Vec<usize>,
    /// Strata; empty for one list.
    pub strata: Vec<String>,
    /// Places in each stratum, at least; the last block is completed.
    pub n: usize,
    /// Seed, secret until the trial is closed.
    #[serde(skip)]
    pub seed: String,
}

/// One place of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Allocation {
    /// Number within the stratum, from 1.
    pub number: usize,
    /// Stratum; empty if there is only one list.
    pub stratum: String,
    /// Block within the stratum, from 1; 0 for simple randomisation.
    pub block: usize,
    /// Arm.
    pub arm: String,
}

/// The list: in every stratum blocks of random size, each with the arms in their shares in random order.
///
/// # Errors
/// For arms, block sizes or strata that do not make a list, or a guessable seed.
pub fn block_list(plan: &BlockPlan) -> Result<Vec<Allocation>> {
    check_arms(&plan.arms)?;
    check_seed(&plan.seed)?;
    let unit: usize = plan.arms.iter().map(|a| a.share).sum();
    if let Some(size) = plan
        .block_sizes
        .iter()
        .find(|s| **s == 0 || **s % unit != 0)
    {
        return Err(OutcomesError::Usage(format!(
            "a block of {size} cannot hold the arms in their shares: use multiples of {unit}"
        )));
    }
    if plan.n == 0 || plan.n > 1_000_000 {
        return Err(OutcomesError::Usage(format!(
            "a list of {} places cannot be made: ask for 1 to 1000000",
            plan.n
        )));
    }
    let mut strata = plan.strata.clone();
    strata.sort();
    if let Some(pair) = strata.windows(2).find(|p| p[0] == p[1]) {
        return Err(OutcomesError::Usage(format!(
            "the stratum \"{}\" is named twice",
            pair[0]
        )));
    }
    let one = vec![String::new()];
    let mut list = Vec::new();
    for stratum in if plan.strata.is_empty() {
        &one
    } else {
        &plan.strata
    } {
        stratum_list(plan, unit, stratum, &mut list);
    }
    Ok(list)
}

fn stratum_list(plan: &BlockPlan, unit: usize, stratum: &str, list: &mut Vec<Allocation>) {
    let mut stream = AllocationStream::new(&plan.seed, &format!("stratum {stratum}"));
    let mut number = 0;
    let mut block = 0;
    while number < plan.n {
        let repeats = match plan.block_sizes.len() {
            0 => 0,
            count => plan.block_sizes[stream.below(count)] / unit,
        };
        let mut places: Vec<&str> = Vec::new();
        if repeats == 0 {
            // Simple randomisation: each place on its own.
            let mut at = stream.below(unit);
            for arm in &plan.arms {
                if at < arm.share {
                    places.push(&arm.name);
                    break;
                }
                at -= arm.share;
            }
        } else {
            block += 1;
            for arm in &plan.arms {
                places.extend(std::iter::repeat_n(arm.name.as_str(), arm.share * repeats));
            }
            stream.shuffle(&mut places);
        }
        for arm in places {
            number += 1;
            list.push(Allocation {
                number,
                stratum: stratum.to_owned(),
                block,
                arm: arm.to_owned(),
            });
        }
    }
}
