use crate::expected::{all_close, at, close, close_to, load, number, numbers};
use attune_outcomes::change::{
    Category, ChangePlan, CutoffKind, Direction, Method, Norm, anchor_between, anchor_within,
    cutoff, judge, judge_growth,
};

fn plan(method: Method) -> ChangePlan {
    ChangePlan {
        method,
        direction: Direction::LowerIsBetter,
        confidence: 0.95,
        reliability: Some(0.84),
        reliability_post: Some(0.9),
        functional: Some(Norm { mean: 9.0, sd: 7.0 }),
        clinical: None,
        cutoff: Some(CutoffKind::C),
        least: None,
        whole_slope: false,
    }
}

#[test]
fn every_method_gives_the_reference_indices_and_counts() {
    let e = load(include_str!("../expected/change.json"));
    let pairs: Vec<(f64, f64)> = numbers(&e, "/pre")
        .into_iter()
        .zip(numbers(&e, "/post"))
        .collect();
    for (name, method) in [
        ("jt", Method::Jt),
        ("en", Method::En),
        ("gln", Method::Gln),
        ("hll", Method::Hll),
        ("nk", Method::Nk),
        ("ha", Method::Ha),
    ] {
        let judged = judge(&plan(method), &pairs).unwrap();
        let index: Vec<f64> = judged.rows.iter().map(|r| r.index.unwrap()).collect();
        all_close(&index, &numbers(&e, &format!("/index/{name}")), name);
        let c = judged.counts;
        for (what, n) in [
            ("recovered", c.recovered),
            ("improved", c.improved),
            ("unchanged", c.unchanged),
            ("deteriorated", c.deteriorated),
            ("harmed", c.harmed),
        ] {
            assert_eq!(
                n as f64,
                number(&e, &format!("/counts/{name}/{what}")),
                "{name}: {what}"
            );
        }
        assert_eq!(
            c.n,
            c.recovered + c.improved + c.unchanged + c.deteriorated,
            "{name}: the categories are exhaustive"
        );
    }
}

#[test]
fn hageman_and_arrindell_gives_true_cutoff_and_group_level() {
    let e = load(include_str!("../expected/change.json"));
    let pairs: Vec<(f64, f64)> = numbers(&e, "/pre")
        .into_iter()
        .zip(numbers(&e, "/post"))
        .collect();
    let judged = judge(&plan(Method::Ha), &pairs).unwrap();
    close(
        judged.cutoff.unwrap().value,
        number(&e, "/ha/cutoff"),
        "true cut-off",
    );
    let group = judged.group_level.unwrap();
    close(group.improved, number(&e, "/ha/improved"), "improved");
    close(
        group.functional.unwrap(),
        number(&e, "/ha/functional"),
        "functional",
    );
}

#[test]
fn growth_curves_give_the_reference_slopes() {
    let e = load(include_str!("../expected/change.json"));
    let g = at(&e, "/growth");
    let visits: Vec<(usize, f64, f64)> = numbers(g, "/id")
        .iter()
        .zip(numbers(g, "/time"))
        .zip(numbers(g, "/y"))
        .map(|((id, t), y)| (*id as usize, t, y))
        .collect();
    let growth = judge_growth(
        &ChangePlan {
            reliability: None,
            ..plan(Method::Hlm)
        },
        &visits,
    )
    .unwrap();
    let person: Vec<f64> = growth.rows.iter().map(|r| r.person as f64).collect();
    assert_eq!(person, numbers(g, "/person"));
    for (i, row) in growth.rows.iter().enumerate() {
        close(row.departure, numbers(g, "/departure")[i], "departure");
        close(
            row.sd,
            numbers(g, "/sd")[i],
            "conditional standard deviation",
        );
        close(row.slope - row.departure, number(g, "/slope"), "mean slope");
    }
}

/// The vectors of the domain reference, sections 5.1 and 5.2.
#[test]
fn published_reliable_change_thresholds_are_met() {
    for (sd, r, z, sem, s_diff, points) in [
        (5.5, 0.84, 0.95, 2.200, 3.111, 6.098),
        (5.5, 0.89, 0.95, 1.824, 2.580, 5.056),
        (4.5, 0.92, 0.95, 1.273, 1.800, 3.528),
        (4.5, 0.83, 0.95, 1.855, 2.624, 5.143),
        (7.7, 0.90, 0.90, 2.435, 3.444, 5.665),
    ] {
        // Two scores with just that standard deviation.
        let half = sd / 2f64.sqrt();
        let pairs = [(20.0 - half, 15.0), (20.0 + half, 12.0)];
        let judged = judge(
            &ChangePlan {
                reliability: Some(r),
                confidence: z,
                cutoff: None,
                ..plan(Method::Jt)
            },
            &pairs,
        )
        .unwrap();
        close_to(
            judged.standard_error.unwrap(),
            s_diff,
            5e-4,
            "standard error of the difference",
        );
        close_to(
            judged.standard_error.unwrap() / 2f64.sqrt(),
            sem,
            5e-4,
            "standard error of measurement",
        );
        close_to(judged.threshold.unwrap(), points, 5e-4, "points");
    }
}

#[test]
fn published_cutoffs_are_met() {
    let at = |kind, m1, s1, m0, s0| {
        cutoff(
            kind,
            Direction::LowerIsBetter,
            Norm { mean: m1, sd: s1 },
            Some(Norm { mean: m0, sd: s0 }),
        )
        .unwrap()
    };
    close_to(at(CutoffKind::A, 15.4, 5.5, 2.9, 3.5), 4.4, 1e-9, "PHQ-9 a");
    close_to(at(CutoffKind::B, 15.4, 5.5, 2.9, 3.5), 9.9, 1e-9, "PHQ-9 b");
    close_to(
        at(CutoffKind::C, 15.4, 5.5, 2.9, 3.5),
        7.76,
        5e-4,
        "PHQ-9 c",
    );
    close_to(
        at(CutoffKind::C, 14.0, 4.5, 2.97, 3.41),
        7.73,
        1e-3,
        "GAD-7 c",
    );
    close_to(
        at(CutoffKind::C, 19.7, 7.7, 4.7, 4.8),
        10.46,
        5e-4,
        "CORE-10 c",
    );
}

#[test]
fn cutoffs_a_and_c_agree_with_the_reference() {
    let e = load(include_str!("../expected/change.json"));
    let pairs: Vec<(f64, f64)> = numbers(&e, "/pre")
        .into_iter()
        .zip(numbers(&e, "/post"))
        .collect();
    for (i, kind) in [CutoffKind::A, CutoffKind::B, CutoffKind::C]
        .into_iter()
        .enumerate()
    {
        let judged = judge(
            &ChangePlan {
                cutoff: Some(kind),
                ..plan(Method::Jt)
            },
            &pairs,
        )
        .unwrap();
        close(
            judged.cutoff.unwrap().value,
            numbers(&e, "/cutoffs")[i],
            kind.name(),
        );
    }
}

#[test]
fn a_functional_mean_on_the_wrong_side_is_refused_with_the_remedy() {
    let wrong = ChangePlan {
        direction: Direction::HigherIsBetter,
        ..plan(Method::Jt)
    };
    let message = judge(&wrong, &[(30.0, 20.0), (35.0, 21.0), (28.0, 25.0)])
        .unwrap_err()
        .to_string();
    assert!(message.contains("--lower-is-better"), "{message}");
}

#[test]
fn a_percentage_of_zero_is_no_index() {
    let percent = ChangePlan {
        least: Some((0.5, 0.5)),
        cutoff: None,
        ..plan(Method::Percent)
    };
    let judged = judge(
        &percent,
        &[(0.0, 5.0), (20.0, 9.0), (20.0, 31.0), (20.0, 15.0)],
    )
    .unwrap();
    assert_eq!(judged.rows[0].index, None);
    let categories: Vec<Category> = judged.rows.iter().map(|r| r.category).collect();
    assert_eq!(
        categories,
        [
            Category::Unchanged,
            Category::Improved,
            Category::Deteriorated,
            Category::Unchanged
        ]
    );
}

#[test]
fn a_minimal_important_difference_counts_from_its_value_on() {
    let anchor = ChangePlan {
        least: Some((5.0, 4.0)),
        cutoff: None,
        ..plan(Method::Anchor)
    };
    let judged = judge(
        &anchor,
        &[(20.0, 15.0), (20.0, 15.1), (20.0, 24.0), (21.0, 24.9)],
    )
    .unwrap();
    let categories: Vec<Category> = judged.rows.iter().map(|r| r.category).collect();
    assert_eq!(
        categories,
        [
            Category::Improved,
            Category::Unchanged,
            Category::Deteriorated,
            Category::Unchanged
        ]
    );
}

#[test]
fn groups_are_judged_against_what_matters() {
    let pre = [20.0, 22.0, 25.0, 19.0, 24.0, 21.0];
    let post = [10.0, 13.0, 14.0, 9.0, 13.0, 12.0];
    let large = anchor_within(&pre, &post, 5.0, Direction::LowerIsBetter, 0.95).unwrap();
    assert_eq!(large.verdict, "large, clinically significant difference");
    let small = anchor_within(&pre, &post, 30.0, Direction::LowerIsBetter, 0.95).unwrap();
    assert_eq!(
        small.verdict,
        "statistically significant, but not clinically relevant"
    );
    let none = anchor_between(
        &pre,
        &[20.5, 22.5, 23.0, 20.0, 23.5, 21.0],
        5.0,
        Direction::LowerIsBetter,
        0.95,
    )
    .unwrap();
    assert_eq!(none.verdict, "no statistically significant difference");
}

#[test]
fn no_variance_before_is_refused() {
    let message = judge(
        &plan(Method::Jt),
        &[(20.0, 10.0), (20.0, 11.0), (20.0, 14.0)],
    )
    .unwrap_err()
    .to_string();
    assert!(message.contains("no variance"), "{message}");
}
