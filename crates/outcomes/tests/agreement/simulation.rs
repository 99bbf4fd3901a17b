//! Intervals cover at the stated rate, with fixed seeds. 1,000 draws put the rate within 0.95 ± 0.021 at three standard
//! errors; fewer where a draw is dear.

use attune_outcomes::effect::tests::{paired_t, welch_t};
use attune_outcomes::effect::{Arm, standardised_difference, wilson};
use attune_outcomes::meta::{PoolOptions, Study, pool};
use attune_outcomes::mixed::{ImputationPlan, MixedData, RandomEffects, fit_mixed, impute_visits};
use attune_outcomes::random::Random;

fn near(hits: usize, draws: usize, rate: f64, what: &str) {
    let share = hits as f64 / draws as f64;
    let error = 3.2 * (rate * (1.0 - rate) / draws as f64).sqrt();
    assert!(
        (share - rate).abs() < error,
        "{what} covers {share}, not {rate}"
    );
}

#[test]
fn intervals_of_differences_and_effects_cover_at_the_stated_rate() {
    let mut random = Random::new(31);
    let (mut welch, mut paired, mut exact, draws) = (0, 0, 0, 1000);
    for _ in 0..draws {
        let x: Vec<f64> = (0..12).map(|_| 10.0 + 3.0 * random.normal()).collect();
        let y: Vec<f64> = (0..18).map(|_| 8.0 + 5.0 * random.normal()).collect();
        let i = welch_t(&x, &y, 0.95).unwrap().interval;
        welch += usize::from(i.low <= 2.0 && 2.0 <= i.high);
        let z: Vec<f64> = x.iter().map(|v| 0.5 * v + 2.0 * random.normal()).collect();
        let i = paired_t(&x, &z, 0.9).unwrap().interval;
        paired += usize::from(i.low <= 5.0 && 5.0 <= i.high);
        let (a, b): (Vec<f64>, Vec<f64>) = (
            (0..9).map(|_| 0.8 + random.normal()).collect(),
            (0..9).map(|_| random.normal()).collect(),
        );
        let i = standardised_difference(Arm::of(&a).unwrap(), Arm::of(&b).unwrap(), 0.95)
            .unwrap()
            .exact;
        exact += usize::from(i.low <= 0.8 && 0.8 <= i.high);
    }
    near(welch, draws, 0.95, "Welch");
    near(paired, draws, 0.9, "paired");
    near(exact, draws, 0.95, "exact interval of d");
}

#[test]
fn knapp_and_hartung_covers_where_the_normal_interval_is_too_narrow() {
    let mut random = Random::new(32);
    let (mut adjusted, mut plain, draws) = (0, 0, 800);
    for _ in 0..draws {
        let studies: Vec<Study> = (0..7)
            .map(|_| {
                let se = 0.1 + 0.3 * random.uniform();
                Study {
                    label: String::new(),
                    effect: 0.5 + 0.3 * random.normal() + se * random.normal(),
                    se,
                }
            })
            .collect();
        let a = pool(
            &studies,
            &PoolOptions {
                knapp_hartung: true,
                ..PoolOptions::default()
            },
        )
        .unwrap()
        .interval;
        let p = pool(&studies, &PoolOptions::default()).unwrap().interval;
        adjusted += usize::from(a.low <= 0.5 && 0.5 <= a.high);
        plain += usize::from(p.low <= 0.5 && 0.5 <= p.high);
    }
    near(adjusted, draws, 0.95, "Knapp & Hartung");
    assert!(
        plain < adjusted,
        "the normal interval covers less: {plain} of {draws}"
    );
}

#[test]
fn a_mixed_model_covers_the_true_slope_with_missing_visits() {
    let mut random = Random::new(33);
    let (mut hits, draws) = (0, 300);
    for _ in 0..draws {
        let (mut y, mut time, mut subject) = (vec![], vec![], vec![]);
        for person in 0..15 {
            let (level, slope) = (20.0 + 4.0 * random.normal(), -1.0 + 0.8 * random.normal());
            let mut last = 20.0;
            for visit in 0..5 {
                // Those who are well stay away: missing at random, given what was seen.
                if visit > 1 && last < 14.0 && random.uniform() < 0.4 {
                    break;
                }
                last = level + slope * f64::from(visit) + 2.0 * random.normal();
                y.push(last);
                time.push(f64::from(visit));
                subject.push(person);
            }
        }
        let data = MixedData {
            x: vec![vec![1.0; y.len()], time.clone()],
            names: vec!["intercept".into(), "time".into()],
            y,
            subject,
            random: RandomEffects::InterceptAndSlope(time),
        };
        let i = fit_mixed(&data, true).unwrap().fixed[1].interval;
        hits += usize::from(i.low <= -1.0 && -1.0 <= i.high);
    }
    near(hits, draws, 0.95, "slope");
}

#[test]
fn imputation_covers_where_completers_mislead() {
    let mut random = Random::new(34);
    let (mut hits, mut completers, draws) = (0, 0, 150);
    for draw in 0..draws {
        let scores: Vec<Vec<Option<f64>>> = (0..60)
            .map(|_| {
                let pre = 25.0 + 5.0 * random.normal();
                let middle = pre - 4.0 + 3.0 * random.normal();
                let post = middle - 4.0 + 3.0 * random.normal();
                let stays = random.uniform() < if middle > pre - 4.0 { 0.45 } else { 0.95 };
                vec![Some(pre), Some(middle), stays.then_some(post)]
            })
            .collect();
        let plan = ImputationPlan {
            imputations: 10,
            rounds: 5,
            seed: draw as u64,
            ..ImputationPlan::default()
        };
        let imputed = impute_visits(&scores, &[0; 60], 1, &plan).unwrap();
        let i = imputed.means[1].change.interval;
        hits += usize::from(i.low <= -8.0 && -8.0 <= i.high);
        let seen: Vec<(f64, f64)> = scores.iter().filter_map(|s| Some((s[0]?, s[2]?))).collect();
        let (pre, post): (Vec<f64>, Vec<f64>) = seen.into_iter().unzip();
        let c = paired_t(&post, &pre, 0.95).unwrap().interval;
        completers += usize::from(c.low <= -8.0 && -8.0 <= c.high);
    }
    near(hits, draws, 0.95, "imputed change");
    assert!(
        completers + 20 < hits,
        "completers cover {completers}, imputation {hits} of {draws}"
    );
}

#[test]
fn wilson_covers_small_proportions() {
    let mut random = Random::new(35);
    let (mut hits, draws) = (0, 1000);
    for _ in 0..draws {
        let events = (0..40).filter(|_| random.uniform() < 0.12).count();
        let i = wilson(events, 40, 0.95);
        hits += usize::from(i.low <= 0.12 && 0.12 <= i.high);
    }
    let share = hits as f64 / f64::from(draws);
    assert!(share > 0.92 && share < 0.985, "{share}");
}
