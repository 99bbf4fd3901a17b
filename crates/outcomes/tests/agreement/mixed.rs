use crate::expected::{all_close, at, close, close_to, load, number, numbers};
use attune_outcomes::mixed::{
    MixedData, MixedFit, RandomEffects, ancova, fit_mixed, fit_trajectory, pool_rubin,
};
use attune_outcomes::random::Random;
use serde_json::Value;

fn data(e: &Value, slope: bool) -> MixedData {
    let (time, arm) = (numbers(e, "/time"), numbers(e, "/arm"));
    let product = time.iter().zip(&arm).map(|(t, a)| t * a).collect();
    MixedData {
        y: numbers(e, "/y"),
        x: vec![vec![1.0; time.len()], time.clone(), arm, product],
        names: ["intercept", "time", "arm", "time x arm"]
            .map(String::from)
            .to_vec(),
        subject: numbers(e, "/id").iter().map(|i| *i as usize).collect(),
        random: if slope {
            RandomEffects::InterceptAndSlope(time)
        } else {
            RandomEffects::Intercept
        },
    }
}

fn same(fit: &MixedFit, e: &Value, df_tolerance: f64) {
    let pick = |f: fn(&attune_outcomes::linear::Coefficient) -> f64| {
        fit.fixed.iter().map(f).collect::<Vec<f64>>()
    };
    all_close(&pick(|c| c.estimate), &numbers(e, "/estimate"), "estimate");
    all_close(&pick(|c| c.se), &numbers(e, "/se"), "standard error");
    for (ours, theirs) in pick(|c| c.df.unwrap()).iter().zip(numbers(e, "/df")) {
        close_to(*ours, theirs, df_tolerance, "degrees of freedom");
    }
    for (ours, theirs) in pick(|c| c.p).iter().zip(numbers(e, "/p")) {
        close(*ours, theirs, "p");
    }
    close(fit.sigma, number(e, "/sigma"), "sigma");
    close(fit.deviance, number(e, "/deviance"), "deviance");
    for (ours, theirs) in fit.random.iter().zip(numbers(e, "/random")) {
        close_to(*ours, theirs, 5e-6, "random effects' covariance");
    }
}

#[test]
fn random_slopes_by_reml_agree_with_lme4_and_satterthwaite_with_lmertest() {
    let e = load(include_str!("../expected/mixed.json"));
    let fit = fit_mixed(&data(&e, true), true).unwrap();
    assert!(!fit.singular);
    same(&fit, at(&e, "/slope"), 1e-4);
    let contrast = fit.contrast("end of treatment", &[0.0, 8.0, 0.0, 8.0], 0.95);
    let expected = numbers(&e, "/contrast");
    close(contrast.estimate, expected[0], "contrast");
    close(contrast.se, expected[1], "its standard error");
    close_to(
        contrast.df.unwrap(),
        expected[2],
        1e-4,
        "its degrees of freedom",
    );
    close(contrast.interval.low, expected[3], "its lower end");
    close(contrast.interval.high, expected[4], "its upper end");
}

#[test]
fn random_slopes_by_maximum_likelihood_agree() {
    let e = load(include_str!("../expected/mixed.json"));
    same(
        &fit_mixed(&data(&e, true), false).unwrap(),
        at(&e, "/slope_ml"),
        1e-4,
    );
}

#[test]
fn random_intercepts_agree() {
    let e = load(include_str!("../expected/mixed.json"));
    same(
        &fit_mixed(&data(&e, false), true).unwrap(),
        at(&e, "/intercept"),
        1e-4,
    );
}

#[test]
fn analysis_of_covariance_agrees_with_lm() {
    let e = load(include_str!("../expected/mixed.json"));
    let a = at(&e, "/ancova");
    let group: Vec<usize> = numbers(a, "/arm").iter().map(|g| *g as usize).collect();
    let result = ancova(
        &numbers(a, "/pre"),
        &numbers(a, "/post"),
        &group,
        2,
        &["control".into(), "ipt".into()],
        0.95,
    )
    .unwrap();
    let d = &result.differences[0];
    all_close(
        &[result.baseline.estimate, d.estimate],
        &numbers(a, "/estimate")[1..],
        "estimates",
    );
    all_close(
        &[result.baseline.se, d.se],
        &numbers(a, "/se")[1..],
        "standard errors",
    );
    all_close(
        &[d.p, d.interval.low, d.interval.high],
        &[numbers(a, "/p")[2], number(a, "/low"), number(a, "/high")],
        "difference",
    );
    for (group, mean) in result.adjusted.iter().enumerate() {
        all_close(
            &[mean.mean, mean.interval.low, mean.interval.high],
            &numbers(a, &format!("/adjusted/{group}")),
            "adjusted mean",
        );
    }
    close(
        result.slopes_p.unwrap(),
        number(a, "/slopes_p"),
        "p of different slopes",
    );
    close(result.sigma, number(a, "/sigma"), "sigma");
}

#[test]
fn imputations_are_pooled_as_mice_pools_them() {
    let e = load(include_str!("../expected/mixed.json"));
    let estimates: Vec<(f64, f64)> = numbers(&e, "/rubin/estimates")
        .into_iter()
        .zip(numbers(&e, "/rubin/variances"))
        .collect();
    for (df, key) in [(50.0, "df50"), (f64::INFINITY, "inf")] {
        let p = pool_rubin(&estimates, df, 0.95).unwrap();
        all_close(
            &[p.estimate, p.se, p.df],
            &numbers(&e, &format!("/rubin/{key}")),
            key,
        );
    }
}

#[test]
fn a_variance_of_zero_is_called_singular_and_not_an_error() {
    // Every person is the mean of everybody plus noise that cancels.
    let mut random = Random::new(5);
    let (mut y, mut time, mut subject) = (vec![], vec![], vec![]);
    for person in 0..30 {
        let noise: Vec<f64> = (0..6).map(|_| random.normal()).collect();
        let mean = noise.iter().sum::<f64>() / 6.0;
        for (t, e) in noise.iter().enumerate() {
            y.push(20.0 - t as f64 + e - mean);
            time.push(t as f64);
            subject.push(person);
        }
    }
    let data = MixedData {
        x: vec![vec![1.0; y.len()], time],
        names: vec!["intercept".into(), "time".into()],
        y,
        subject,
        random: RandomEffects::Intercept,
    };
    let fit = fit_mixed(&data, true).unwrap();
    assert!(fit.singular);
    assert!(fit.random[(0, 0)] < 1e-6);
}

#[test]
fn one_visit_a_person_is_refused() {
    let data = MixedData {
        y: vec![1.0, 2.0, 4.0, 3.0],
        x: vec![vec![1.0; 4]],
        names: vec!["intercept".into()],
        subject: vec![0, 1, 2, 3],
        random: RandomEffects::Intercept,
    };
    assert!(fit_mixed(&data, true).is_err());
}

#[test]
fn expected_courses_need_two_hundred_and_cover_what_they_promise() {
    let mut random = Random::new(11);
    let mut courses = Vec::new();
    for _ in 0..400 {
        let (level, pace) = (20.0 + 4.0 * random.normal(), -4.0 + 1.5 * random.normal());
        let course: Vec<(u32, f64)> = (1..=12)
            .map(|s| (s, level + pace * f64::from(s).ln() + 2.0 * random.normal()))
            .collect();
        courses.push(course);
    }
    assert!(fit_trajectory(&courses[..199], 0.8, 1).is_err());
    let model = fit_trajectory(&courses, 0.8, 1).unwrap();
    assert!(
        (model.held_out_coverage - 0.8).abs() < 0.03,
        "covers {}",
        model.held_out_coverage
    );
    let severe = model.at(28.0, 8);
    let mild = model.at(12.0, 8);
    assert!(
        severe.expected > mild.expected
            && severe.low < severe.expected
            && severe.expected < severe.high
    );
}
