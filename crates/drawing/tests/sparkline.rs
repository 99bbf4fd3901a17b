//! The line in a caseload row.
#![allow(clippy::unwrap_used, clippy::panic)]

mod reading;

use attune_drawing::sparkline::Sparkline;
use attune_drawing::trajectory::{Score, Series};
use attune_drawing::{Frame, Words};
use jiff::civil::date;
use reading::{assert_fit_for_the_page, document};

fn line(points: Vec<Score>) -> Sparkline {
    Sparkline {
        title: "PHQ-9 from 19 to 8".into(),
        score: Series {
            name: "PHQ-9".into(),
            points,
            ..Series::on(0.0, 27.0)
        },
        gap_days: 16,
        table: ["PHQ-9".into(), "Date".into()],
    }
}

#[test]
fn two_scores_make_exactly_this_picture() {
    let points = vec![
        Score::new(date(2026, 3, 9), 0.0),
        Score::new(date(2026, 3, 2), 27.0),
    ];
    let picture = line(points).draw(&Frame::row("r1"), &Words::neutral());
    assert_eq!(
        picture.svg,
        concat!(
            "<svg class=\"drawing sparkline narrow\" viewBox=\"0 0 120 28\" role=\"img\" aria-labelledby=\"r1-title\">",
            "<title id=\"r1-title\">PHQ-9 from 19 to 8</title>",
            "<line class=\"line\" x1=\"4\" y1=\"26\" x2=\"116\" y2=\"26\" stroke=\"currentColor\" stroke-width=\"1\"/>",
            "<path class=\"tie\" d=\"M4 4L116 24\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.6\" ",
            "stroke-linejoin=\"round\" stroke-linecap=\"round\"/>",
            "<circle class=\"tie\" cx=\"116\" cy=\"24\" r=\"2.8\" fill=\"currentColor\"/></svg>",
        )
    );
    assert_eq!(
        picture.table.rows,
        [["2026-03-02", "27"], ["2026-03-09", "0"]]
    );
}

#[test]
fn no_scores_make_an_empty_picture_that_is_still_named() {
    let picture = line(Vec::new()).draw(&Frame::row("r1"), &Words::neutral());
    assert_fit_for_the_page(&document(&picture), "r1-");
    assert!(!picture.svg.contains("circle"));
}
