//! Judging change by the definitions that instruments carry.

use attune_measures::change::nhs::Thresholds;
use attune_measures::change::{Class, Point, Verdict, Why};

use crate::scoring::instrument;

fn point(total: f64) -> Point {
    Point {
        total,
        prorated: false,
        version: "1".to_owned(),
    }
}

fn judge(id: &str, definition: &str, start: f64, end: f64) -> Verdict {
    let instrument = instrument(id);
    let definition = instrument.definition(definition).unwrap();
    instrument.judge(definition, Some(&point(start)), Some(&point(end)))
}

#[test]
fn the_classes_of_jacobson_and_truax_follow_from_reliability_and_crossing() {
    let class = |start, end| judge("phq-9", "jacobson-truax", start, end).class;
    assert_eq!(class(16.0, 7.0), Class::Recovered);
    assert_eq!(class(24.0, 14.0), Class::ReliablyImproved);
    assert_eq!(
        class(16.0, 10.0),
        Class::Unchanged,
        "six points are less than the seven asked for"
    );
    assert_eq!(class(9.0, 5.0), Class::CrossedWithoutReliability);
    assert_eq!(class(10.0, 17.0), Class::ReliablyDeteriorated);
}

#[test]
fn a_start_below_the_cut_off_is_not_evaluable_but_worsening_from_there_is_told() {
    let better = judge("phq-9", "jacobson-truax", 6.0, 1.0);
    assert_eq!(
        (better.class, better.why),
        (Class::NotEvaluable, Some(Why::StartedBelowCutoff))
    );
    let worse = judge("phq-9", "jacobson-truax", 4.0, 15.0);
    assert_eq!(worse.class, Class::ReliablyDeteriorated);
    assert!(worse.into_clinical_range);
}

#[test]
fn a_published_threshold_is_a_definition_of_its_own() {
    assert_eq!(
        judge("phq-9", "nhs-reliable-change", 16.0, 10.0).class,
        Class::ReliablyImproved
    );
    assert_eq!(
        judge("phq-9", "nhs-reliable-change", 16.0, 11.0).class,
        Class::Unchanged
    );
    assert_eq!(
        judge("gad-7", "nhs-reliable-change", 9.0, 13.0).class,
        Class::ReliablyDeteriorated
    );
    assert_eq!(
        judge("gad-7", "bischoff-2020", 13.0, 8.0).class,
        Class::Unchanged
    );
    assert_eq!(
        judge("core-10", "barkham-2013", 20.0, 14.0).class,
        Class::ReliablyImproved
    );
}

#[test]
fn response_is_half_and_partial_response_a_quarter_of_the_baseline() {
    let class = |end| judge("phq-9", "response", 20.0, end).class;
    assert_eq!(class(10.0), Class::Response);
    assert_eq!(class(11.0), Class::PartialResponse);
    assert_eq!(class(15.0), Class::PartialResponse);
    assert_eq!(class(16.0), Class::NoResponse);
}

#[test]
fn remission_is_below_five_and_is_not_recovery() {
    assert_eq!(
        judge("phq-9", "remission", 6.0, 4.0).class,
        Class::Remission
    );
    assert_eq!(
        judge("phq-9", "remission", 20.0, 5.0).class,
        Class::NoRemission
    );
    assert_eq!(
        judge("phq-9", "jacobson-truax", 6.0, 4.0).class,
        Class::NotEvaluable
    );
}

#[test]
fn what_cannot_be_compared_is_not_evaluable_and_says_why() {
    let phq = instrument("phq-9");
    let definition = phq.definition("jacobson-truax").unwrap();
    let why = |start: Option<Point>, end: Option<Point>| {
        phq.judge(definition, start.as_ref(), end.as_ref()).why
    };
    assert_eq!(why(Some(point(15.0)), None), Some(Why::OnlyOneScore));
    let prorated = Point {
        prorated: true,
        ..point(3.0)
    };
    assert_eq!(why(Some(point(15.0)), Some(prorated)), Some(Why::Prorated));
    let newer = Point {
        version: "2".to_owned(),
        ..point(3.0)
    };
    assert_eq!(
        why(Some(point(15.0)), Some(newer)),
        Some(Why::ChangedVersion)
    );
}

#[test]
fn a_verdict_names_its_definition_and_version_and_figures() {
    let verdict = judge("phq-9", "jacobson-truax", 16.0, 7.0);
    assert_eq!(
        (verdict.definition.as_str(), verdict.version.as_str()),
        ("jacobson-truax", "1")
    );
    assert_eq!(verdict.change, Some(-9.0));
    assert!((verdict.cutoff.unwrap() - 7.76).abs() < 0.005);
    assert!((verdict.index.unwrap() + 9.0 / 3.111).abs() < 0.001);
}

#[test]
fn the_corridor_lies_around_the_baseline_and_inside_the_scale() {
    let phq = instrument("phq-9");
    let corridor = |id: &str, baseline| phq.corridor(phq.definition(id).unwrap(), baseline);
    assert_eq!(corridor("jacobson-truax", 15.0), Some((8.0, 22.0)));
    assert_eq!(corridor("nhs-reliable-change", 24.0), Some((18.0, 27.0)));
    assert_eq!(corridor("jacobson-truax", 3.0), Some((0.0, 10.0)));
    assert_eq!(corridor("remission", 15.0), None);
}

#[test]
fn the_nhs_thresholds_come_from_the_instruments() {
    let thresholds = |id| Thresholds::of(instrument(id)).unwrap();
    assert_eq!(
        thresholds("phq-9"),
        Thresholds {
            case_at: 10.0,
            reliable: 6.0
        }
    );
    assert_eq!(
        thresholds("gad-7"),
        Thresholds {
            case_at: 8.0,
            reliable: 4.0
        }
    );
}
