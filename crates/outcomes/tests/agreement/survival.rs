use crate::expected::{all_close, at, close, load, number, numbers};
use attune_outcomes::survival::{FollowUp, kaplan_meier, log_rank};
use serde_json::Value;

fn group(e: &Value, i: usize) -> Vec<FollowUp> {
    numbers(e, &format!("/t{i}"))
        .into_iter()
        .zip(numbers(e, &format!("/e{i}")))
        .map(|(time, event)| FollowUp {
            time,
            event: event > 0.0,
        })
        .collect()
}

#[test]
fn kaplan_meier_agrees_with_r() {
    let e = load(include_str!("../expected/survival.json"));
    for i in 1..=3 {
        let curve = kaplan_meier(&group(&e, i), 0.95).unwrap();
        let km = at(&e, &format!("/km{i}"));
        let pick = |f: fn(&attune_outcomes::survival::Step) -> f64| {
            curve.steps.iter().map(f).collect::<Vec<f64>>()
        };
        assert_eq!(pick(|s| s.time), numbers(km, "/time"));
        assert_eq!(pick(|s| s.at_risk as f64), numbers(km, "/at_risk"));
        assert_eq!(pick(|s| s.events as f64), numbers(km, "/events"));
        all_close(&pick(|s| s.survival), &numbers(km, "/survival"), "survival");
        for (step, (se, (low, high))) in curve.steps.iter().zip(
            numbers(km, "/se")
                .into_iter()
                .zip(numbers(km, "/low").into_iter().zip(numbers(km, "/high"))),
        ) {
            // Where nobody is left R has no number either.
            if step.survival > 0.0 {
                close(step.se, se, "standard error");
                close(step.interval.low, low, "lower end");
                close(step.interval.high, high, "upper end");
            } else {
                assert!(step.se.is_nan());
            }
        }
        let median = numbers(km, "/median");
        close(curve.median.unwrap(), median[0], "median");
        for (ours, theirs) in [curve.median_interval.0, curve.median_interval.1]
            .into_iter()
            .zip(&median[1..])
        {
            match ours {
                Some(ours) => close(ours, *theirs, "end of the median's interval"),
                None => assert!(theirs.is_nan()),
            }
        }
    }
}

#[test]
fn log_rank_tests_agree_with_r() {
    let e = load(include_str!("../expected/survival.json"));
    for (name, groups) in [
        ("two", vec![group(&e, 1), group(&e, 2)]),
        ("three", vec![group(&e, 1), group(&e, 2), group(&e, 3)]),
    ] {
        let test = log_rank(&groups).unwrap();
        let expected = at(&e, &format!("/{name}"));
        all_close(
            &test.expected,
            &numbers(expected, "/expected"),
            "expected events",
        );
        close(test.chi2, number(expected, "/chi2"), "chi-squared");
        close(test.p, number(expected, "/p"), "p");
    }
}

#[test]
fn no_event_is_no_test() {
    let nothing = vec![
        FollowUp {
            time: 3.0,
            event: false
        };
        4
    ];
    assert!(
        log_rank(&[nothing.clone(), nothing])
            .unwrap_err()
            .to_string()
            .contains("one event")
    );
}
