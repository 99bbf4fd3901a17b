use crate::expected::{all_close, at, close, load, number, numbers};
use attune_outcomes::dist;
use attune_outcomes::effect::tests::{TTest, paired_t, rank_sum, signed_rank, student_t, welch_t};
use attune_outcomes::effect::{
    Arm, TwoByTwo, change_difference, pearson, pre_post, spearman, standardised_difference, wilson,
};
use serde_json::Value;

fn expected() -> Value {
    load(include_str!("../expected/effects.json"))
}

fn same_test(test: &TTest, e: &Value, what: &str) {
    for (value, key) in [
        (test.difference, "difference"),
        (test.se, "se"),
        (test.t, "t"),
        (test.df, "df"),
        (test.p, "p"),
    ] {
        close(
            value,
            number(e, &format!("/{key}")),
            &format!("{what} {key}"),
        );
    }
    all_close(
        &[test.interval.low, test.interval.high],
        &numbers(e, "/ci"),
        what,
    );
}

#[test]
fn t_tests_agree_with_r() {
    let e = expected();
    let (x, y, p1, p2) = (
        numbers(&e, "/x"),
        numbers(&e, "/y"),
        numbers(&e, "/p1"),
        numbers(&e, "/p2"),
    );
    same_test(&welch_t(&x, &y, 0.95).unwrap(), at(&e, "/welch"), "Welch");
    same_test(
        &student_t(&x, &y, 0.95).unwrap(),
        at(&e, "/student"),
        "Student",
    );
    same_test(
        &paired_t(&p1, &p2, 0.95).unwrap(),
        at(&e, "/paired"),
        "paired",
    );
}

#[test]
fn standardised_differences_agree_with_metafor_and_the_noncentral_t() {
    let e = expected();
    let s = standardised_difference(
        Arm::of(&numbers(&e, "/x")).unwrap(),
        Arm::of(&numbers(&e, "/y")).unwrap(),
        0.95,
    )
    .unwrap();
    all_close(&[s.g, s.se * s.se], &numbers(&e, "/smd"), "SMD");
    all_close(
        &[s.exact.low, s.exact.high],
        &numbers(&e, "/exact"),
        "exact interval",
    );
    let w = pre_post(&numbers(&e, "/p1"), &numbers(&e, "/p2"), 0.95).unwrap();
    all_close(
        &[w.by_baseline_sd, w.se * w.se],
        &numbers(&e, "/smcr"),
        "SMCR",
    );
    all_close(
        &[w.by_change_sd, w.by_change_se * w.by_change_se],
        &numbers(&e, "/smcc"),
        "SMCC",
    );
}

#[test]
fn the_difference_of_changes_agrees_with_morris() {
    let arm = |n, mean, sd| Arm { n, mean, sd };
    let (d, se) = change_difference(
        (arm(25, 24.0, 6.0), arm(25, 15.0, 6.0)),
        (arm(27, 23.0, 5.5), arm(27, 20.0, 5.5)),
        0.55,
    )
    .unwrap();
    all_close(&[d, se * se], &numbers(&expected(), "/morris"), "Morris");
}

#[test]
fn ratios_and_differences_of_events_agree() {
    let e = expected();
    let t = TwoByTwo {
        events1: 15,
        n1: 40,
        events2: 8,
        n2: 38,
    };
    let (or, rr) = (t.odds_ratio(0.95).unwrap(), t.risk_ratio(0.95).unwrap());
    all_close(
        &[or.estimate.ln(), or.se * or.se],
        &numbers(&e, "/or"),
        "odds ratio",
    );
    all_close(
        &[rr.estimate.ln(), rr.se * rr.se],
        &numbers(&e, "/rr"),
        "risk ratio",
    );
    let empty = TwoByTwo {
        events1: 0,
        n1: 20,
        events2: 5,
        n2: 22,
    }
    .odds_ratio(0.95)
    .unwrap();
    all_close(
        &[empty.estimate.ln(), empty.se * empty.se],
        &numbers(&e, "/or0"),
        "odds ratio with an empty cell",
    );
    let d = t.risk_difference(0.95).unwrap();
    all_close(
        &[d.interval.low, d.interval.high],
        &numbers(&e, "/newcombe"),
        "Newcombe",
    );
    let w = wilson(15, 40, 0.95);
    all_close(&[w.low, w.high], &numbers(&e, "/wilson"), "Wilson");
}

#[test]
fn a_number_needed_to_treat_says_when_its_interval_runs_through_infinity() {
    let unsure = TwoByTwo {
        events1: 15,
        n1: 40,
        events2: 8,
        n2: 38,
    }
    .number_needed(0.95)
    .unwrap();
    assert!(unsure.through_infinity);
    let sure = TwoByTwo {
        events1: 82,
        n1: 200,
        events2: 33,
        n2: 200,
    }
    .number_needed(0.95)
    .unwrap();
    assert!(!sure.through_infinity);
    close(sure.estimate, 200.0 / 49.0, "number needed");
    assert!(sure.interval.0 < sure.estimate && sure.estimate < sure.interval.1);
    assert!(
        TwoByTwo {
            events1: 5,
            n1: 10,
            events2: 5,
            n2: 10
        }
        .number_needed(0.95)
        .is_err()
    );
}

#[test]
fn rank_tests_agree_with_r() {
    let e = expected();
    let (a, b) = (numbers(&e, "/ranks1"), numbers(&e, "/ranks2"));
    let (w, v) = (rank_sum(&a, &b).unwrap(), signed_rank(&a, &b).unwrap());
    all_close(&[w.statistic, w.p], &numbers(&e, "/rank_sum"), "rank sum");
    all_close(
        &[v.statistic, v.p],
        &numbers(&e, "/signed_rank"),
        "signed rank",
    );
}

#[test]
fn correlations_agree_with_r() {
    let e = expected();
    let c = pearson(&numbers(&e, "/p1"), &numbers(&e, "/p2"), 0.95).unwrap();
    all_close(
        &[c.r, c.p, c.interval.low, c.interval.high],
        &numbers(&e, "/pearson"),
        "Pearson",
    );
    close(
        spearman(&numbers(&e, "/ranks1"), &numbers(&e, "/ranks2"), 0.95)
            .unwrap()
            .r,
        number(&e, "/spearman"),
        "Spearman",
    );
}

#[test]
fn distributions_agree_with_r() {
    let e = expected();
    all_close(
        &[
            dist::t_cdf(-2.3, 7.4),
            dist::t_quantile(0.975, 4.3),
            dist::t_quantile(0.025, 1.2),
        ],
        &numbers(&e, "/dist/t"),
        "t",
    );
    all_close(
        &[
            dist::f_p(3.2, 2.0, 17.5),
            dist::f_quantile(0.975, 5.0, 24.0),
        ],
        &numbers(&e, "/dist/f"),
        "F",
    );
    all_close(
        &[dist::chi2_p(7.7, 3.0), dist::chi2_quantile(0.025, 12.0)],
        &numbers(&e, "/dist/chi2"),
        "chi-squared",
    );
    all_close(
        &[
            dist::normal_quantile(0.975),
            dist::normal_quantile(1e-9),
            dist::normal_cdf(-5.5),
        ],
        &numbers(&e, "/dist/normal"),
        "normal",
    );
    let n = |t, df, d| dist::noncentral_t_cdf(t, df, d);
    all_close(
        &[
            n(1.5, 20.0, 2.0),
            n(-1.5, 20.0, 0.5),
            n(4.0, 9.0, 3.0),
            n(2.1, 150.0, 2.8),
        ],
        &numbers(&e, "/dist/nct"),
        "noncentral t",
    );
}
