//! What must not depend on the unit of measurement or the order of rows.

use attune_outcomes::change::{ChangePlan, CutoffKind, Direction, Method, Norm, judge};
use attune_outcomes::effect::{Arm, standardised_difference};
use attune_outcomes::meta::{PoolOptions, Study, Tau2Method, pool};
use attune_outcomes::mixed::{MixedData, RandomEffects, fit_mixed};
use attune_outcomes::random::Random;
use proptest::prelude::*;

fn scores() -> impl Strategy<Value = Vec<(f64, f64)>> {
    prop::collection::vec((0u8..60, 0u8..60), 8..40)
        .prop_map(|v| {
            v.into_iter()
                .map(|(a, b)| (f64::from(a), f64::from(b)))
                .collect()
        })
        .prop_filter("some variance before and after", |v: &Vec<(f64, f64)>| {
            v.iter().any(|p| p.0 != v[0].0) && v.iter().any(|p| p.1 != v[0].1)
        })
}

fn plan(method: Method, factor: f64, shift: f64) -> ChangePlan {
    ChangePlan {
        method,
        direction: Direction::LowerIsBetter,
        confidence: 0.95,
        reliability: Some(0.8),
        reliability_post: None,
        functional: Some(Norm {
            mean: -20.0 * factor + shift,
            sd: 30.0 * factor,
        }),
        clinical: None,
        cutoff: Some(CutoffKind::C),
        least: None,
        whole_slope: false,
    }
}

fn studies() -> impl Strategy<Value = Vec<Study>> {
    prop::collection::vec((-300i32..300, 5u32..80), 2..30).prop_map(|v| {
        v.into_iter()
            .map(|(y, s)| Study {
                label: String::new(),
                effect: f64::from(y) / 100.0,
                se: f64::from(s) / 100.0,
            })
            .collect()
    })
}

const METHODS: [Method; 5] = [Method::Jt, Method::En, Method::Gln, Method::Hll, Method::Nk];

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn verdicts_do_not_depend_on_the_unit_of_the_measure(pairs in scores(), which in 0usize..5) {
        let method = METHODS[which];
        let before = judge(&plan(method, 1.0, 0.0), &pairs).unwrap();
        let turned: Vec<(f64, f64)> = pairs.iter().map(|(a, b)| (4.0 * a + 128.0, 4.0 * b + 128.0)).collect();
        let after = judge(&plan(method, 4.0, 128.0), &turned).unwrap();
        for (a, b) in before.rows.iter().zip(&after.rows) {
            prop_assert!((a.index.unwrap() - b.index.unwrap()).abs() < 1e-9);
        }
        prop_assert_eq!(before.counts, after.counts);
    }

    #[test]
    fn verdicts_do_not_depend_on_the_order_of_persons(pairs in scores(), which in 0usize..5) {
        let method = METHODS[which];
        let mut turned = pairs.clone();
        turned.reverse();
        let (a, b) = (judge(&plan(method, 1.0, 0.0), &pairs).unwrap(), judge(&plan(method, 1.0, 0.0), &turned).unwrap());
        prop_assert_eq!(a.counts, b.counts);
        prop_assert_eq!(a.counts.n, a.counts.recovered + a.counts.improved + a.counts.unchanged + a.counts.deteriorated);
    }

    #[test]
    fn turning_the_scale_round_turns_nothing_else_round(pairs in scores()) {
        let low = judge(&plan(Method::Jt, 1.0, 0.0), &pairs).unwrap();
        let turned: Vec<(f64, f64)> = pairs.iter().map(|(a, b)| (-a, -b)).collect();
        let high = ChangePlan { direction: Direction::HigherIsBetter, functional: Some(Norm { mean: 20.0, sd: 30.0 }), ..plan(Method::Jt, 1.0, 0.0) };
        prop_assert_eq!(low.counts, judge(&high, &turned).unwrap().counts);
    }

    #[test]
    fn a_pooled_effect_shifts_scales_and_does_not_mind_order(studies in studies(), which in 0usize..5) {
        let method = [Tau2Method::Reml, Tau2Method::Dl, Tau2Method::Pm, Tau2Method::Ml, Tau2Method::Sj][which];
        let options = PoolOptions { method, ..PoolOptions::default() };
        let Ok(p) = pool(&studies, &options) else { return Ok(()) };
        let mut turned: Vec<Study> = studies.iter().map(|s| Study { label: String::new(), effect: 3.0 * s.effect + 7.0, se: 3.0 * s.se }).collect();
        turned.reverse();
        let t = pool(&turned, &options).unwrap();
        prop_assert!((t.estimate - (3.0 * p.estimate + 7.0)).abs() < 1e-6, "{} {}", t.estimate, p.estimate);
        prop_assert!((t.tau2 - 9.0 * p.tau2).abs() < 1e-5 * (1.0 + t.tau2), "{} {}", t.tau2, p.tau2);
        prop_assert!((t.i2 - p.i2).abs() < 1e-3);
        let (low, high) = studies.iter().fold((f64::MAX, f64::MIN), |(l, h), s| (l.min(s.effect), h.max(s.effect)));
        prop_assert!(p.estimate >= low - 1e-12 && p.estimate <= high + 1e-12, "a pooled effect lies among its studies");
        prop_assert!((p.weights.iter().sum::<f64>() - 100.0).abs() < 1e-9);
    }

    #[test]
    fn an_effect_size_does_not_depend_on_the_unit(n1 in 2usize..60, n2 in 2usize..60, m1 in -50.0f64..50.0, m2 in -50.0f64..50.0, s in 0.5f64..20.0) {
        let arm = |n, m: f64, k: f64| Arm { n, mean: k * m + 5.0, sd: k * s };
        let a = standardised_difference(arm(n1, m1, 1.0), arm(n2, m2, 1.0), 0.95).unwrap();
        let b = standardised_difference(arm(n1, m1, 10.0), arm(n2, m2, 10.0), 0.95).unwrap();
        prop_assert!((a.g - b.g).abs() < 1e-9 && (a.se - b.se).abs() < 1e-9);
        prop_assert!(a.exact.low <= a.d && a.d <= a.exact.high, "{a:?}");
        prop_assert!(a.g.abs() <= a.d.abs());
    }
}

#[test]
fn a_mixed_model_does_not_depend_on_units_or_the_order_of_rows() {
    let mut random = Random::new(21);
    let mut rows = Vec::new();
    for person in 0..25usize {
        let (level, slope) = (20.0 + 5.0 * random.normal(), -1.0 + random.normal());
        for visit in 0..5 {
            if visit == 0 || random.uniform() > 0.15 {
                rows.push((
                    person,
                    f64::from(visit),
                    level + slope * f64::from(visit) + 2.0 * random.normal(),
                ));
            }
        }
    }
    let fit = |rows: &[(usize, f64, f64)], scale: f64, shift: f64, days: f64, start: f64| {
        let time: Vec<f64> = rows.iter().map(|r| r.1 * days + start).collect();
        let data = MixedData {
            y: rows.iter().map(|r| r.2 * scale + shift).collect(),
            x: vec![vec![1.0; rows.len()], time.clone()],
            names: vec!["intercept".into(), "time".into()],
            subject: rows.iter().map(|r| r.0).collect(),
            random: RandomEffects::InterceptAndSlope(time),
        };
        fit_mixed(&data, true).unwrap()
    };
    let plain = fit(&rows, 1.0, 0.0, 1.0, 0.0);
    rows.reverse();
    // Days in place of weeks from a far origin, and a scale a thousand times finer.
    let turned = fit(&rows, 1000.0, 5e6, 7.0, 19_000.0);
    let (a, b) = (&plain.fixed[1], &turned.fixed[1]);
    assert!(
        (a.estimate - b.estimate * 7.0 / 1000.0).abs() < 1e-7,
        "{} {}",
        a.estimate,
        b.estimate
    );
    assert!((a.se - b.se * 7.0 / 1000.0).abs() < 1e-6);
    assert!(
        (a.df.unwrap() - b.df.unwrap()).abs() < 1e-2,
        "{:?} {:?}",
        a.df,
        b.df
    );
    assert!((plain.random[(1, 1)] - turned.random[(1, 1)] * 49.0 / 1e6).abs() < 1e-6);
}
