//! Forest and funnel as a reader and the page's policy meet them.
#![allow(clippy::unwrap_used, clippy::panic)]

mod reading;

use attune_drawing::evidence::{Forest, Funnel, Pooled, Prediction, Spread, Study, TableWords};
use attune_drawing::{Frame, Words};
use proptest::prelude::*;
use reading::{
    assert_fit_for_the_page, assert_legible, assert_table_is_even, document, with_class,
};

fn study(name: &str, estimate: f64, error: f64, weight: f64) -> Study {
    Study {
        name: name.into(),
        estimate,
        low: estimate - 1.96 * error,
        high: estimate + 1.96 * error,
        error,
        weight,
        words: format!("{estimate:.2}"),
        own: false,
    }
}

fn words() -> TableWords {
    TableWords {
        caption: "Trials".into(),
        study: "Study".into(),
        effect: "g".into(),
        weight: "Weight".into(),
    }
}

fn forest(studies: Vec<Study>) -> Forest {
    Forest {
        title: "Trials".into(),
        studies,
        pooled: Some(Pooled {
            name: "Random effects".into(),
            estimate: 0.5,
            low: 0.3,
            high: 0.7,
            words: "0.50".into(),
            prediction: Some(Prediction {
                name: "Prediction".into(),
                low: 0.1,
                high: 0.9,
                words: "0.1 to 0.9".into(),
            }),
        }),
        sides: ["favours control".into(), "favours IPT".into()],
        table: words(),
        ..Forest::default()
    }
}

#[test]
fn squares_have_areas_in_the_order_of_the_weights() {
    let studies = vec![study("light", 0.2, 0.3, 1.0), study("heavy", 0.6, 0.1, 9.0)];
    let picture = forest(studies).draw(&Frame::wide("f"), &Words::neutral());
    let document = document(&picture);
    let sides: Vec<f64> = with_class(&document, "study")
        .iter()
        .map(|group| {
            let square = group
                .children()
                .find(|child| child.has_tag_name("rect"))
                .unwrap();
            square.attribute("width").unwrap().parse().unwrap()
        })
        .collect();
    assert_eq!(sides, [7.0, 13.0]);
}

#[test]
fn an_interval_beyond_the_range_ends_in_an_arrow_and_an_effect_beyond_it_has_no_square() {
    let studies = vec![
        study("within", 0.5, 0.1, 1.0),
        study("wide", 0.5, 1.0, 1.0),
        study("far", 3.0, 0.2, 1.0),
    ];
    let forest = Forest {
        range: Some((-0.5, 1.5)),
        ..forest(studies)
    };
    let picture = forest.draw(&Frame::wide("f"), &Words::neutral());
    let document = document(&picture);
    let groups = with_class(&document, "study");
    let count = |i: usize, name: &str| {
        groups[i]
            .children()
            .filter(|child| child.has_tag_name(name))
            .count()
    };
    assert_eq!(
        (count(0, "path"), count(1, "path"), count(2, "path")),
        (0, 2, 1)
    );
    assert_eq!(
        (count(0, "rect"), count(1, "rect"), count(2, "rect")),
        (1, 1, 0)
    );
}

#[test]
fn the_pooled_effect_and_the_prediction_close_the_table() {
    let picture =
        forest(vec![study("one", 0.5, 0.1, 2.0)]).draw(&Frame::narrow("f"), &Words::neutral());
    assert_eq!(
        picture.table.rows,
        [
            ["one", "0.50", "2"],
            ["Random effects", "0.50", ""],
            ["Prediction", "0.1 to 0.9", ""]
        ]
    );
    let document = document(&picture);
    assert_eq!(with_class(&document, "pooled").len(), 1);
    assert_eq!(with_class(&document, "prediction").len(), 1);
}

#[test]
fn in_a_funnel_precise_studies_stand_above_imprecise_ones() {
    let funnel = Funnel {
        title: "Funnel".into(),
        studies: vec![
            study("precise", 0.5, 0.05, 1.0),
            study("imprecise", 0.5, 0.5, 1.0),
        ],
        pooled: 0.5,
        table: words(),
        ..Funnel::default()
    };
    let picture = funnel.draw(&Frame::half("f"), &Words::neutral());
    let document = document(&picture);
    let places: Vec<(f64, f64)> = with_class(&document, "study")
        .iter()
        .map(|group| {
            let disc = group
                .children()
                .find(|child| child.has_tag_name("circle"))
                .unwrap();
            let number = |name: &str| disc.attribute(name).unwrap().parse().unwrap();
            (number("cx"), number("cy"))
        })
        .collect();
    assert!((places[0].0 - places[1].0).abs() < 0.2);
    assert!(places[0].1 + 50.0 < places[1].1);
}

#[test]
fn ratios_and_impossible_numbers_do_no_harm() {
    let odd = Study {
        estimate: -1.0,
        low: f64::NAN,
        error: f64::INFINITY,
        ..study("odd", 0.0, 0.0, f64::NAN)
    };
    let fine = Study {
        low: 0.5,
        high: 4.0,
        error: 0.5,
        ..study("fine", 1.4, 0.0, 1.0)
    };
    let studies = vec![odd, fine];
    let forest = Forest {
        spread: Spread::Ratio,
        no_effect: 1.0,
        ..forest(studies.clone())
    };
    let picture = forest.draw(&Frame::wide("f"), &Words::neutral());
    assert_eq!(with_class(&document(&picture), "study").len(), 1);
    let funnel = Funnel {
        studies,
        spread: Spread::Ratio,
        pooled: 1.2,
        title: "Funnel".into(),
        ..Funnel::default()
    };
    let picture = funnel.draw(&Frame::half("f"), &Words::neutral());
    assert_eq!(with_class(&document(&picture), "study").len(), 1);
    assert_fit_for_the_page(&document(&picture), "f-");
}

fn any_study() -> impl Strategy<Value = Study> {
    (
        prop_oneof!["[A-Za-z ,0-9]{0,50}", "\\PC{0,20}"],
        -2.0f64..3.0,
        0.0f64..1.5,
        0.0f64..50.0,
        any::<bool>(),
    )
        .prop_map(|(name, estimate, error, weight, own)| Study {
            own,
            ..study(&name, estimate, error, weight)
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_words_meet_or_leave_the_paper(
        studies in prop::collection::vec(any_study(), 0..=14),
        range in prop::option::of((-1.0f64..0.0, 0.1f64..2.0)),
        narrow in any::<bool>(),
    ) {
        let (forest_frame, funnel_frame) =
            if narrow { (Frame::narrow("f"), Frame::narrow("f")) } else { (Frame::wide("f"), Frame::half("f")) };
        let funnel = Funnel {
            title: "Funnel".into(),
            studies: studies.clone(),
            pooled: 0.5,
            effect: "effect size".into(),
            error: "standard error".into(),
            remark: "a remark".into(),
            table: words(),
            ..Funnel::default()
        };
        let forest = Forest { range, ..forest(studies) };
        for picture in [forest.draw(&forest_frame, &Words::neutral()), funnel.draw(&funnel_frame, &Words::neutral())] {
            let document = document(&picture);
            assert_legible(&document);
            assert_fit_for_the_page(&document, "f-");
            assert_table_is_even(&picture);
        }
    }
}
