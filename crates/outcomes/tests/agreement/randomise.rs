use attune_outcomes::randomise::{
    AllocationStream, ArmShare, BlockPlan, MinimisationPlan, block_list, conceal, minimise,
};
use std::collections::HashSet;

const SEED: &str = "a seed of sixteen characters";

fn arms(shares: &[(&str, usize)]) -> Vec<ArmShare> {
    shares
        .iter()
        .map(|(name, share)| ArmShare {
            name: (*name).into(),
            share: *share,
        })
        .collect()
}

fn plan(shares: &[(&str, usize)], blocks: &[usize], strata: &[&str]) -> BlockPlan {
    BlockPlan {
        arms: arms(shares),
        block_sizes: blocks.to_vec(),
        strata: strata.iter().map(|s| (*s).into()).collect(),
        n: 60,
        seed: SEED.into(),
    }
}

/// The first words of the documented stream, computed with a command-line SHA-256.
#[test]
fn the_stream_is_the_documented_one() {
    let mut stream = AllocationStream::new(SEED, "codes");
    let first: Vec<String> = (0..5).map(|_| format!("{:016x}", stream.bits())).collect();
    assert_eq!(
        first.join(" "),
        include_str!("../expected/allocation-stream.txt").trim()
    );
}

#[test]
fn every_block_holds_the_arms_in_their_shares() {
    let list = block_list(&plan(
        &[("ipt", 2), ("control", 1)],
        &[3, 6],
        &["north", "south"],
    ))
    .unwrap();
    let blocks: HashSet<(String, usize)> =
        list.iter().map(|a| (a.stratum.clone(), a.block)).collect();
    for (stratum, block) in &blocks {
        let inside: Vec<&str> = list
            .iter()
            .filter(|a| a.stratum == *stratum && a.block == *block)
            .map(|a| a.arm.as_str())
            .collect();
        assert!(inside.len() == 3 || inside.len() == 6);
        assert_eq!(
            inside.iter().filter(|a| **a == "ipt").count() * 3,
            inside.len() * 2
        );
    }
    assert!(list.iter().filter(|a| a.stratum == "north").count() >= 60);
    let of = |stratum: &str| {
        list.iter()
            .filter(|a| a.stratum == stratum)
            .map(|a| a.arm.clone())
            .collect::<Vec<_>>()
    };
    assert_ne!(
        of("north"),
        of("south"),
        "each stratum has a list of its own"
    );
}

#[test]
fn the_same_seed_gives_the_same_list_and_another_one_another() {
    let make = |seed: &str| {
        block_list(&BlockPlan {
            seed: seed.into(),
            ..plan(&[("a", 1), ("b", 1)], &[4, 6], &[])
        })
        .unwrap()
    };
    assert_eq!(make(SEED), make(SEED));
    assert_ne!(make(SEED), make("another seed of sixteen"));
}

#[test]
fn simple_randomisation_keeps_to_the_shares_in_the_long_run() {
    let list = block_list(&BlockPlan {
        n: 6000,
        ..plan(&[("a", 2), ("b", 1)], &[], &[])
    })
    .unwrap();
    let a = list.iter().filter(|p| p.arm == "a").count();
    assert!(
        (a as f64 - 4000.0).abs() < 3.5 * (6000.0f64 * 2.0 / 9.0).sqrt(),
        "{a}"
    );
}

#[test]
fn a_block_that_cannot_hold_the_arms_is_refused() {
    assert!(
        block_list(&plan(&[("a", 2), ("b", 1)], &[4], &[]))
            .unwrap_err()
            .to_string()
            .contains("multiples of 3")
    );
    assert!(
        block_list(&BlockPlan {
            seed: "short".into(),
            ..plan(&[("a", 1), ("b", 1)], &[4], &[])
        })
        .is_err()
    );
    assert!(block_list(&plan(&[("a", 1)], &[4], &[])).is_err());
}

#[test]
fn the_open_list_tells_no_arm_and_the_commitment_proves_the_sealed_one() {
    let list = block_list(&plan(
        &[("ipt", 1), ("control", 1)],
        &[4, 6],
        &["north, upper", "south"],
    ))
    .unwrap();
    let concealed = conceal(&list, SEED).unwrap();
    assert!(!concealed.open.contains("ipt") && !concealed.open.contains("control"));
    assert!(
        concealed.sealed.contains("\"north, upper\""),
        "a comma is quoted"
    );
    let codes: HashSet<&str> = concealed
        .open
        .lines()
        .skip(1)
        .filter_map(|l| l.rsplit(',').next())
        .collect();
    assert_eq!(codes.len(), list.len(), "codes are unique");
    assert_eq!(concealed.commitment.len(), 64);
    let mut changed = list;
    changed[0].arm = if changed[0].arm == "ipt" {
        "control".into()
    } else {
        "ipt".into()
    };
    assert_ne!(
        conceal(&changed, SEED).unwrap().commitment,
        concealed.commitment
    );
}

#[test]
fn minimisation_balances_the_factors_better_than_chance() {
    let mut random = attune_outcomes::random::Random::new(8);
    let persons: Vec<Vec<String>> = (0..80)
        .map(|_| {
            vec![
                if random.uniform() < 0.3 { "m" } else { "f" }.to_owned(),
                ["a", "b", "c", "d"][random.below(4)].to_owned(),
            ]
        })
        .collect();
    let plan = MinimisationPlan {
        arms: arms(&[("ipt", 1), ("control", 1)]),
        weights: vec![1.0, 1.0],
        probability: 0.8,
        seed: SEED.into(),
    };
    let placed = minimise(&plan, &persons).unwrap();
    for (factor, level) in [(0, "m"), (0, "f"), (1, "a"), (1, "b"), (1, "c"), (1, "d")] {
        let count = |arm: &str| {
            placed
                .iter()
                .zip(&persons)
                .filter(|(p, levels)| levels[factor] == level && p.arm == arm)
                .count()
        };
        assert!(
            count("ipt").abs_diff(count("control")) <= 4,
            "{level}: {} and {}",
            count("ipt"),
            count("control")
        );
    }
    assert!(
        placed.iter().any(|p| !p.preferred),
        "the next arm is never certain"
    );
    assert!(
        minimise(
            &MinimisationPlan {
                probability: 1.0,
                ..plan
            },
            &persons
        )
        .is_err()
    );
}
