use crate::expected::{all_close, close, close_to, load, number, numbers, rows};
use attune_outcomes::reliability::{
    KappaWeights, cohen_kappa, cronbach_alpha, intraclass, mcdonald_omega,
};

#[test]
fn alpha_agrees_with_psych() {
    let e = load(include_str!("../expected/reliability.json"));
    let a = cronbach_alpha(&rows(&e, "/items"), 0.95).unwrap();
    close(a.alpha, number(&e, "/alpha"), "alpha");
    // The reference prints the interval with few decimals.
    close_to(
        a.interval.low,
        numbers(&e, "/alpha_ci")[0],
        1e-6,
        "lower end",
    );
    close_to(
        a.interval.high,
        numbers(&e, "/alpha_ci")[1],
        1e-6,
        "upper end",
    );
    all_close(
        &a.without_item,
        &numbers(&e, "/without"),
        "alpha without an item",
    );
}

#[test]
fn omega_agrees_with_minimum_residuals() {
    let e = load(include_str!("../expected/reliability.json"));
    let o = mcdonald_omega(&rows(&e, "/items")).unwrap();
    all_close(&o.loadings, &numbers(&e, "/loadings"), "loadings");
    close(o.omega, number(&e, "/omega"), "omega");
    for (ours, psych) in o.loadings.iter().zip(numbers(&e, "/psych_loadings")) {
        close_to(*ours, psych, 1e-3, "the package stops a little earlier");
    }
}

#[test]
fn all_six_intraclass_correlations_agree_with_psych_and_the_published_table() {
    let e = load(include_str!("../expected/reliability.json"));
    let icc = intraclass(&rows(&e, "/shrout"), 0.95).unwrap();
    all_close(&icc.map(|i| i.icc), &numbers(&e, "/icc"), "ICC");
    all_close(&icc.map(|i| i.f), &numbers(&e, "/icc_f"), "F");
    all_close(&icc.map(|i| i.p), &numbers(&e, "/icc_p"), "p");
    all_close(
        &icc.map(|i| i.interval.low),
        &numbers(&e, "/icc_low"),
        "lower end",
    );
    all_close(
        &icc.map(|i| i.interval.high),
        &numbers(&e, "/icc_high"),
        "upper end",
    );
    // Shrout & Fleiss 1979, table 4.
    for (i, published) in [0.17, 0.29, 0.71, 0.44, 0.62, 0.91].into_iter().enumerate() {
        assert!(
            (icc[i].icc - published).abs() < 0.0051,
            "{} is not {published}",
            icc[i].icc
        );
    }
}

#[test]
fn kappas_agree_with_psych() {
    let e = load(include_str!("../expected/reliability.json"));
    let table: Vec<Vec<usize>> = rows(&e, "/table")
        .iter()
        .map(|r| r.iter().map(|v| *v as usize).collect())
        .collect();
    for (weights, name, variance) in [
        (KappaWeights::None, "kappa", "kappa_var"),
        (KappaWeights::Quadratic, "quadratic", "quadratic_var"),
        (KappaWeights::Linear, "linear", "linear_var"),
    ] {
        let k = cohen_kappa(&table, weights, 0.95).unwrap();
        close(k.kappa, number(&e, &format!("/{name}")), name);
        close(k.se * k.se, number(&e, &format!("/{variance}")), variance);
    }
}

#[test]
fn a_missing_rating_is_refused() {
    let mut ratings = vec![vec![1.0, 2.0], vec![2.0, 3.0], vec![4.0, 4.0]];
    ratings[1][0] = f64::NAN;
    assert!(
        intraclass(&ratings, 0.95)
            .unwrap_err()
            .to_string()
            .contains("row 2")
    );
}
