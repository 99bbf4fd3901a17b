use crate::expected::{all_close, at, close, close_to, column, load, number, numbers, rows, words};
use attune_outcomes::meta::{
    MetaModel, PoolOptions, Side, Study, Tau2Method, TrimFillEstimator, baujat, cluster_robust,
    egger, egger_mixed, influence, leave_one_out, meta_regression, pet_peese, pool, subgroups,
    three_level, trim_and_fill,
};
use serde_json::Value;

fn expected() -> Value {
    load(include_str!("../expected/meta.json"))
}

fn bcg(e: &Value) -> Vec<Study> {
    let v = numbers(e, "/vi");
    numbers(e, "/yi")
        .iter()
        .zip(v)
        .enumerate()
        .map(|(i, (y, v))| Study {
            label: format!("trial {}", i + 1),
            effect: *y,
            se: v.sqrt(),
        })
        .collect()
}

fn options(method: Tau2Method, knapp_hartung: bool) -> PoolOptions {
    PoolOptions {
        method,
        knapp_hartung,
        level: 0.95,
    }
}

#[test]
fn every_estimator_pools_as_metafor_does_with_and_without_knapp_and_hartung() {
    let e = expected();
    let studies = bcg(&e);
    for (name, method) in [
        ("reml", Tau2Method::Reml),
        ("dl", Tau2Method::Dl),
        ("pm", Tau2Method::Pm),
        ("ml", Tau2Method::Ml),
        ("eb", Tau2Method::Eb),
        ("sj", Tau2Method::Sj),
    ] {
        for (knha, key) in [(false, "z"), (true, "knha")] {
            let p = pool(&studies, &options(method, knha)).unwrap();
            let prediction = p.prediction.unwrap();
            let ours = [
                p.k as f64,
                p.estimate,
                p.se,
                p.interval.low,
                p.interval.high,
                p.p,
                p.tau2,
                p.i2,
                p.h2,
                p.q,
                p.q_p,
                prediction.low,
                prediction.high,
            ];
            all_close(
                &ours,
                &numbers(&e, &format!("/{key}/{name}")),
                &format!("{name} {key}"),
            );
        }
    }
    let se: Vec<f64> = [
        Tau2Method::Reml,
        Tau2Method::Dl,
        Tau2Method::Pm,
        Tau2Method::Ml,
        Tau2Method::Eb,
    ]
    .into_iter()
    .map(|m| pool(&studies, &options(m, false)).unwrap().tau2_se.unwrap())
    .collect();
    all_close(&se, &numbers(&e, "/tau2_se"), "standard error of tau²");
    let interval = pool(&studies, &options(Tau2Method::Reml, false))
        .unwrap()
        .tau2_interval
        .unwrap();
    // The reference finds the ends to 1e-4.
    close_to(
        interval.low,
        numbers(&e, "/tau2_ci")[0],
        2e-4,
        "lower end of tau²",
    );
    close_to(
        interval.high,
        numbers(&e, "/tau2_ci")[1],
        2e-4,
        "upper end of tau²",
    );
    let fe = pool(&studies, &options(Tau2Method::Common, false)).unwrap();
    all_close(
        &[fe.estimate, fe.se, fe.interval.low, fe.interval.high, fe.q],
        &numbers(&e, "/fe"),
        "common effect",
    );
    assert!(fe.prediction.is_none());
}

fn same_model(m: &MetaModel, e: &Value) {
    let pick = |f: fn(&attune_outcomes::linear::Coefficient) -> f64| {
        m.coefficients.iter().map(f).collect::<Vec<f64>>()
    };
    all_close(&pick(|c| c.estimate), &numbers(e, "/estimate"), "estimate");
    all_close(&pick(|c| c.se), &numbers(e, "/se"), "standard error");
    all_close(&pick(|c| c.p), &numbers(e, "/p"), "p");
    all_close(&pick(|c| c.interval.low), &numbers(e, "/low"), "lower end");
    all_close(
        &pick(|c| c.interval.high),
        &numbers(e, "/high"),
        "upper end",
    );
    let (qm, _, qmp) = m.moderators.unwrap();
    for (value, key) in [
        (m.tau2, "tau2"),
        (m.i2, "i2"),
        (m.q, "q"),
        (qm, "qm"),
        (qmp, "qmp"),
        (m.r2.unwrap(), "r2"),
    ] {
        // R² inherits the reference's default precision of the null model's tau².
        close_to(
            value,
            number(e, &format!("/{key}")),
            if key == "r2" { 1e-4 } else { 1e-6 },
            key,
        );
    }
}

#[test]
fn meta_regression_agrees_with_metafor() {
    let e = expected();
    let latitude = ("latitude".to_owned(), numbers(&e, "/ablat"));
    let random: Vec<f64> = words(&e, "/alloc")
        .iter()
        .map(|a| f64::from(u8::from(a == "random")))
        .collect();
    same_model(
        &meta_regression(
            &bcg(&e),
            &[latitude.clone(), ("random".to_owned(), random)],
            &options(Tau2Method::Reml, false),
        )
        .unwrap(),
        at(&e, "/regression"),
    );
    same_model(
        &meta_regression(&bcg(&e), &[latitude], &options(Tau2Method::Reml, true)).unwrap(),
        at(&e, "/regression_knha"),
    );
}

#[test]
fn leaving_one_out_and_influence_agree_with_metafor() {
    let e = expected();
    let left = leave_one_out(&bcg(&e), &PoolOptions::default()).unwrap();
    let check = |ours: Vec<f64>, path: &str, key: &str| {
        for (a, b) in ours.iter().zip(column(&e, path, key)) {
            // The reference refits with its default threshold of 1e-5 for tau².
            close_to(*a, b, 2e-5, key);
        }
    };
    check(
        left.iter().map(|l| l.estimate).collect(),
        "/leave_one_out",
        "estimate",
    );
    check(left.iter().map(|l| l.se).collect(), "/leave_one_out", "se");
    check(
        left.iter().map(|l| l.low).collect(),
        "/leave_one_out",
        "ci.lb",
    );
    check(
        left.iter().map(|l| l.high).collect(),
        "/leave_one_out",
        "ci.ub",
    );
    check(
        left.iter().map(|l| l.tau2).collect(),
        "/leave_one_out",
        "tau2",
    );
    check(left.iter().map(|l| l.q).collect(), "/leave_one_out", "Q");
    let inf = influence(&bcg(&e), &PoolOptions::default()).unwrap();
    check(
        inf.iter().map(|i| i.rstudent).collect(),
        "/influence",
        "rstudent",
    );
    check(
        inf.iter().map(|i| i.dffits).collect(),
        "/influence",
        "dffits",
    );
    check(
        inf.iter().map(|i| i.cooks_distance).collect(),
        "/influence",
        "cook.d",
    );
    check(
        inf.iter().map(|i| i.covariance_ratio).collect(),
        "/influence",
        "cov.r",
    );
    check(inf.iter().map(|i| i.hat).collect(), "/influence", "hat");
    check(
        inf.iter().map(|i| i.weight).collect(),
        "/influence",
        "weight",
    );
    let points = baujat(&bcg(&e), &PoolOptions::default()).unwrap();
    for (point, (x, y)) in points.iter().zip(
        numbers(&e, "/baujat/x")
            .into_iter()
            .zip(numbers(&e, "/baujat/y")),
    ) {
        close_to(point.heterogeneity, x, 2e-5, "Baujat x");
        close_to(point.influence, y, 2e-5, "Baujat y");
    }
}

fn asymmetric(e: &Value, sign: f64) -> Vec<Study> {
    numbers(e, "/asymmetric/yi")
        .iter()
        .zip(numbers(e, "/asymmetric/sei"))
        .enumerate()
        .map(|(i, (y, se))| Study {
            label: i.to_string(),
            effect: sign * y,
            se,
        })
        .collect()
}

#[test]
fn small_study_effects_agree_with_metafor_and_lm() {
    let e = expected();
    let studies = asymmetric(&e, 1.0);
    let a = at(&e, "/asymmetric");
    let test = egger(&studies, 0.95).unwrap();
    all_close(
        &[test.slope.statistic, test.slope.df.unwrap(), test.slope.p],
        &numbers(a, "/egger"),
        "Egger",
    );
    all_close(
        &[
            test.slope.estimate,
            test.slope.se,
            test.slope.statistic,
            test.slope.p,
        ],
        &numbers(a, "/slope"),
        "slope",
    );
    let mixed = egger_mixed(&studies, &PoolOptions::default()).unwrap();
    for (ours, theirs) in [mixed.slope.statistic, mixed.slope.p]
        .into_iter()
        .zip(numbers(a, "/egger_mixed"))
    {
        close_to(ours, theirs, 2e-5, "Egger with random effects");
    }
    let p = pet_peese(&studies, 0.95).unwrap();
    all_close(
        &[p.pet.estimate, p.pet.se, p.pet.statistic, p.pet.p],
        &numbers(a, "/pet"),
        "PET",
    );
    all_close(
        &[p.peese.estimate, p.peese.se, p.peese.statistic, p.peese.p],
        &numbers(a, "/peese"),
        "PEESE",
    );
}

#[test]
fn trim_and_fill_agrees_with_metafor_on_both_sides() {
    let e = expected();
    let run = |studies: &[Study], estimator, path: &str| {
        let t = trim_and_fill(studies, &PoolOptions::default(), estimator, None).unwrap();
        let r = at(&e, path);
        assert_eq!(t.missing as f64, number(r, "/k0"), "{path}");
        assert_eq!(
            if t.side == Side::Left {
                "left"
            } else {
                "right"
            },
            at(r, "/side").as_str().unwrap(),
            "{path}"
        );
        close_to(t.pooled.estimate, number(r, "/estimate"), 2e-5, path);
        close_to(t.pooled.se, number(r, "/se"), 2e-5, path);
    };
    run(&bcg(&e), TrimFillEstimator::L0, "/bcg_trim/l0");
    run(&bcg(&e), TrimFillEstimator::R0, "/bcg_trim/r0");
    run(
        &asymmetric(&e, 1.0),
        TrimFillEstimator::L0,
        "/asymmetric/l0",
    );
    run(
        &asymmetric(&e, 1.0),
        TrimFillEstimator::R0,
        "/asymmetric/r0",
    );
    run(
        &asymmetric(&e, -1.0),
        TrimFillEstimator::L0,
        "/asymmetric/turned",
    );
}

#[test]
fn several_effects_of_one_trial_agree_with_metafor_and_clubsandwich() {
    let e = expected();
    let clusters = words(&e, "/clusters");
    let r = cluster_robust(&bcg(&e), &clusters, &PoolOptions::default()).unwrap();
    all_close(
        &[
            r.cr1.estimate,
            r.cr1.se,
            r.cr1.df.unwrap(),
            r.cr1.interval.low,
            r.cr1.interval.high,
        ],
        &numbers(&e, "/robust"),
        "CR1",
    );
    all_close(&[r.cr2.se, r.cr2.df.unwrap()], &numbers(&e, "/cr2"), "CR2");
    let t = three_level(&bcg(&e), &clusters, 0.95).unwrap();
    let expected = numbers(&e, "/three_level");
    for (ours, theirs) in [
        t.estimate,
        t.se,
        t.between,
        t.within,
        t.interval.low,
        t.interval.high,
    ]
    .into_iter()
    .zip(expected)
    {
        close(ours, theirs, "three levels");
    }
}

#[test]
fn subgroups_and_their_difference_agree() {
    let e = expected();
    let s = subgroups(&bcg(&e), &words(&e, "/alloc"), &PoolOptions::default()).unwrap();
    let mut groups: Vec<(String, Vec<f64>)> = s
        .groups
        .iter()
        .map(|g| {
            (
                g.name.clone(),
                vec![
                    g.pooled.k as f64,
                    g.pooled.estimate,
                    g.pooled.se,
                    g.pooled.tau2,
                ],
            )
        })
        .collect();
    groups.sort_by(|a, b| a.0.cmp(&b.0));
    for ((name, ours), theirs) in groups.iter().zip(rows(&e, "/subgroups/groups")) {
        all_close(ours, &theirs, name);
    }
    close(s.q_between, number(&e, "/subgroups/q"), "Q between");
    close(s.p.unwrap(), number(&e, "/subgroups/p"), "p between");
}

#[test]
fn without_heterogeneity_tau2_is_zero() {
    let e = expected();
    let v = numbers(&e, "/homogeneous/vi");
    let studies: Vec<Study> = numbers(&e, "/homogeneous/yi")
        .iter()
        .zip(v)
        .map(|(y, v)| Study {
            label: String::new(),
            effect: *y,
            se: v.sqrt(),
        })
        .collect();
    for method in [
        Tau2Method::Reml,
        Tau2Method::Ml,
        Tau2Method::Dl,
        Tau2Method::Pm,
    ] {
        let p = pool(&studies, &options(method, false)).unwrap();
        assert_eq!(p.tau2, 0.0, "{method:?}");
        close(p.estimate, number(&e, "/homogeneous/estimate"), "estimate");
        close(p.se, number(&e, "/homogeneous/se"), "standard error");
    }
}

#[test]
fn one_study_is_itself_and_none_is_refused() {
    let one = vec![Study {
        label: "a".into(),
        effect: 0.4,
        se: 0.2,
    }];
    let p = pool(&one, &PoolOptions::default()).unwrap();
    close(p.estimate, 0.4, "estimate");
    assert!(p.prediction.is_none());
    assert!(pool(&one, &options(Tau2Method::Reml, true)).is_err());
    assert!(pool(&[], &PoolOptions::default()).is_err());
    assert!(
        pool(
            &[Study {
                label: "a".into(),
                effect: 0.4,
                se: 0.0
            }],
            &PoolOptions::default()
        )
        .is_err()
    );
}
