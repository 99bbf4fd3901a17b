use crate::expected::{all_close, load, numbers};
use attune_outcomes::power::{
    CourseTrial, Sides, correlation_power, log_rank_events, mean_difference_power,
    non_inferiority_power, paired_power, proportion_power, simulate_course_trial, smallest_n,
};

#[test]
fn power_agrees_with_r() {
    let e = load(include_str!("../expected/power.json"));
    let two = |n1, n2, d, alpha, sides| mean_difference_power(n1, n2, d, alpha, sides).unwrap();
    all_close(
        &[
            two(64.0, 64.0, 0.5, 0.05, Sides::Two),
            two(20.0, 20.0, 0.2, 0.05, Sides::Two),
            two(30.0, 45.0, 0.6, 0.05, Sides::Two),
            two(30.0, 45.0, 0.6, 0.025, Sides::One),
        ],
        &numbers(&e, "/two"),
        "two groups",
    );
    all_close(
        &[paired_power(34.0, 0.5, 0.05, Sides::Two).unwrap()],
        &[e["paired"].as_f64().unwrap()],
        "paired",
    );
    let p = |sides| proportion_power(60.0, 0.41, 0.17, 0.05, sides).unwrap();
    all_close(
        &[p(Sides::Two), p(Sides::One)],
        &numbers(&e, "/proportions"),
        "proportions",
    );
    let n = [
        smallest_n(2, 0.8, |n| {
            mean_difference_power(n, n, 0.5, 0.05, Sides::Two)
        })
        .unwrap(),
        smallest_n(2, 0.9, |n| {
            mean_difference_power(n, n, 0.35, 0.05, Sides::Two)
        })
        .unwrap(),
        smallest_n(2, 0.9, |n| proportion_power(n, 0.5, 0.3, 0.05, Sides::Two)).unwrap(),
    ];
    assert_eq!(n.map(|n| n as f64).to_vec(), numbers(&e, "/n"));
}

/// Cohen 1988, table 3.3.5: r = 0.30, two-sided 0.05, n = 84 gives power 0.80. Schoenfeld: HR 0.5, equal arms, 80 %: 66 events.
#[test]
fn published_sample_sizes_are_met() {
    let p = correlation_power(84.0, 0.3, 0.05, Sides::Two).unwrap();
    assert!((p - 0.80).abs() < 0.006, "{p}");
    let events = log_rank_events(0.5, 0.5, 0.05, 0.8, Sides::Two).unwrap();
    assert_eq!(events.ceil(), 66.0);
}

#[test]
fn not_being_inferior_is_a_one_sided_test_against_the_margin() {
    let a = non_inferiority_power(100.0, 100.0, 0.0, 0.4, 0.025).unwrap();
    let b = mean_difference_power(100.0, 100.0, 0.4, 0.025, Sides::One).unwrap();
    assert!((a - b).abs() < 1e-12);
}

#[test]
fn no_effect_has_no_sample_size() {
    assert!(
        smallest_n(4, 0.8, |n| mean_difference_power(
            n,
            n,
            0.0,
            0.05,
            Sides::Two
        ))
        .is_err()
    );
}

#[test]
fn a_simulated_trial_without_effect_is_significant_as_often_as_alpha_says() {
    let trial = CourseTrial {
        n: 25,
        visits: 4,
        difference: 0.0,
        intercept_sd: 4.0,
        change_sd: 4.0,
        residual_sd: 3.0,
        dropout: 0.2,
        alpha: 0.05,
    };
    let nothing = simulate_course_trial(&trial, 200, 3).unwrap();
    assert!(nothing.power < 0.05 + 3.0 * 0.0154, "{}", nothing.power);
    let much = simulate_course_trial(
        &CourseTrial {
            difference: 6.0,
            ..trial
        },
        60,
        3,
    )
    .unwrap();
    assert!(much.power > 0.8, "{}", much.power);
}
