//! The trajectory as a reader, a screen reader and the page's policy meet it.
#![allow(clippy::unwrap_used, clippy::panic)]

mod reading;

use attune_drawing::trajectory::{
    Band, Baseline, Clinical, Corridor, CutOff, Event, Score, Series, Session, TableWords,
    Trajectory,
};
use attune_drawing::{Frame, Words};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use reading::{
    assert_fit_for_the_page, assert_legible, assert_table_is_even, document, lines, with_class,
    words,
};

const START: Date = date(2026, 1, 5);

fn day(after: i64) -> Date {
    START.saturating_add(after.days())
}

fn course() -> Trajectory {
    Trajectory {
        title: "PHQ-9 fell from 19 to 8".into(),
        description: "Scores by week".into(),
        score: Series {
            name: "PHQ-9".into(),
            points: [(0, 19.0), (7, 17.0), (14, 15.0), (42, 10.0), (49, 8.0)]
                .map(|(after, value)| Score::new(day(after), value))
                .to_vec(),
            meaning: "mild".into(),
            ..Series::on(0.0, 27.0)
        },
        sessions: (1..=4)
            .map(|n| Session {
                date: day(n * 7),
                mark: n.to_string(),
                name: format!("Session {n}"),
            })
            .collect(),
        events: vec![Event::new(day(20), "Moved house")],
        medication: vec![Event::new(day(30), "Sertraline 50 mg")],
        baseline: Some(Baseline {
            date: START,
            words: "baseline 19".into(),
        }),
        clinical: Some(Clinical {
            bands: vec![
                Band {
                    from: 0.0,
                    to: 10.0,
                    name: "lesser".into(),
                    tint: 1,
                },
                Band {
                    from: 10.0,
                    to: 27.0,
                    name: "greater".into(),
                    tint: 3,
                },
            ],
            corridor: Some(Corridor {
                low: 13.0,
                high: 25.0,
                words: "no reliable change".into(),
            }),
            cut_off: Some(CutOff {
                at: 10.0,
                words: "cut-off 10".into(),
            }),
        }),
        range: None,
        gap_days: 16,
        companion: None,
        empty: "Nothing yet".into(),
        table: TableWords {
            caption: "PHQ-9".into(),
            date: "Date".into(),
            band: "Band".into(),
            notes: "Notes".into(),
        },
    }
}

#[test]
fn a_gap_wider_than_the_caller_allows_breaks_the_line() {
    let picture = course().draw(&Frame::wide("t"), &Words::neutral());
    assert_eq!(with_class(&document(&picture), "series").len(), 2);
    let joined = Trajectory {
        gap_days: 0,
        ..course()
    }
    .draw(&Frame::wide("t"), &Words::neutral());
    assert_eq!(with_class(&document(&joined), "series").len(), 1);
}

#[test]
fn equal_times_are_equal_distances_on_paper() {
    let picture = course().draw(&Frame::wide("t"), &Words::neutral());
    let document = document(&picture);
    let xs: Vec<f64> = with_class(&document, "score")
        .iter()
        .map(|mark| {
            let disc = mark
                .children()
                .find(|child| child.has_tag_name("circle"))
                .unwrap();
            disc.attribute("cx").unwrap().parse().unwrap()
        })
        .collect();
    let week = xs[1] - xs[0];
    assert!(week > 10.0);
    assert!((xs[3] - xs[2] - week * 4.0).abs() < 0.5, "{xs:?}");
}

#[test]
fn the_last_value_and_its_meaning_are_written_beside_the_line() {
    for frame in [Frame::wide("t"), Frame::narrow("t")] {
        let picture = course().draw(&frame, &Words::neutral());
        let document = document(&picture);
        let lines = lines(&document);
        let value = lines.iter().find(|line| line.words == "8").unwrap();
        let scores = with_class(&document, "score");
        let disc = scores
            .last()
            .unwrap()
            .children()
            .find(|child| child.has_tag_name("circle"))
            .unwrap();
        let x: f64 = disc.attribute("cx").unwrap().parse().unwrap();
        assert!(value.left > x && value.left < x + 30.0);
        assert!(lines.iter().any(|line| line.words == "mild"));
    }
}

#[test]
fn the_clients_view_has_neither_bands_nor_corridor_nor_cut_off() {
    for frame in [Frame::wide("t"), Frame::narrow("t")] {
        let picture = course().without_clinical().draw(&frame, &Words::neutral());
        for word in [
            "lesser", "greater", "reliable", "cut-off", "band-", "corridor", "Band",
        ] {
            assert!(!picture.svg.contains(word), "{word} is in the picture");
            assert!(
                !format!("{:?}", picture.table).contains(word),
                "{word} is in the table"
            );
        }
    }
}

#[test]
fn the_clinicians_view_names_bands_corridor_cut_off_and_baseline() {
    let picture = course().draw(&Frame::wide("t"), &Words::neutral());
    let document = document(&picture);
    let words = words(&document);
    for word in [
        "lesser",
        "greater",
        "no reliable change",
        "cut-off 10",
        "baseline 19",
        "Moved house",
    ] {
        assert!(
            words.iter().any(|one| one == word),
            "{word} is missing from {words:?}"
        );
    }
    assert_eq!(with_class(&document, "band-1").len(), 1);
    assert_eq!(with_class(&document, "corridor").len(), 3);
    assert_eq!(with_class(&document, "flag").len(), 1);
    assert_eq!(with_class(&document, "medication").len(), 1);
}

#[test]
fn the_table_has_every_score_event_and_session_by_date() {
    let table = course().draw(&Frame::wide("t"), &Words::neutral()).table;
    assert_eq!(table.head, ["Date", "PHQ-9", "Band", "Notes"]);
    assert_eq!(
        table.rows[0],
        ["2026-01-05", "19", "greater", "baseline 19"]
    );
    assert_eq!(table.rows[1], ["2026-01-12", "17", "greater", "Session 1"]);
    assert!(table.rows.contains(&vec![
        "2026-01-25".into(),
        String::new(),
        String::new(),
        "Moved house".into()
    ]));
    let mut dates: Vec<&String> = table.rows.iter().map(|row| &row[0]).collect();
    dates.dedup();
    assert!(dates.is_sorted());
    assert_eq!(dates.len(), table.rows.len());
}

#[test]
fn an_estimated_score_is_hollow() {
    let mut course = course();
    course.score.points[1].estimated = true;
    let picture = course.draw(&Frame::wide("t"), &Words::neutral());
    let document = document(&picture);
    let marks = with_class(&document, "score");
    let circles = |i: usize| {
        marks[i]
            .children()
            .filter(|child| child.has_tag_name("circle"))
            .count()
    };
    assert_eq!((circles(0), circles(1)), (1, 2));
}

#[test]
fn without_scores_the_picture_says_so() {
    let mut course = course();
    course.score.points.clear();
    course.clinical = None;
    let picture = course.draw(&Frame::narrow("t"), &Words::neutral());
    assert!(words(&document(&picture)).contains(&"Nothing yet".to_owned()));
    let nothing = Trajectory {
        empty: "Nothing yet".into(),
        ..Trajectory::default()
    };
    let picture = nothing.draw(&Frame::wide("t"), &Words::neutral());
    assert!(words(&document(&picture)).contains(&"Nothing yet".to_owned()));
}

#[test]
fn words_cannot_break_out_of_the_picture() {
    let mut course = course();
    course.title = "</title><script>alert(1)</script>".into();
    course.events[0].words = "<img src=x onerror=\"alert(1)\">".into();
    let picture = course.draw(&Frame::wide("t"), &Words::neutral());
    assert!(!picture.svg.contains("<script") && !picture.svg.contains("<img"));
    assert_fit_for_the_page(&document(&picture), "t-");
}

fn any_words() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => "[A-Za-z áéñ]{0,34}",
        1 => "[a-z<>&\"']{0,80}",
        1 => "\\PC{0,20}",
    ]
}

fn any_series() -> impl Strategy<Value = Series> {
    (
        any_words(),
        any_words(),
        prop::collection::vec((0i64..400, -5.0f64..35.0), 0..25),
    )
        .prop_map(|(name, meaning, points)| Series {
            name,
            meaning,
            points: points
                .into_iter()
                .map(|(after, value)| Score::new(day(after), value.round()))
                .collect(),
            ..Series::on(0.0, 27.0)
        })
}

fn any_events(most: usize) -> impl Strategy<Value = Vec<Event>> {
    prop::collection::vec((0i64..400, any_words()), 0..=most).prop_map(|events| {
        events
            .into_iter()
            .map(|(after, words)| Event::new(day(after), words))
            .collect()
    })
}

fn any_clinical() -> impl Strategy<Value = Clinical> {
    (
        prop::collection::vec(0.0f64..27.0, 0..6),
        any_words(),
        any_words(),
        0.0f64..27.0,
        0.0f64..12.0,
    )
        .prop_map(|(mut edges, name, words, at, wide)| {
            edges.sort_by(f64::total_cmp);
            let bands = edges.windows(2).map(|pair| Band {
                from: pair[0],
                to: pair[1],
                name: name.clone(),
                tint: 2,
            });
            Clinical {
                bands: bands.collect(),
                corridor: Some(Corridor {
                    low: at - wide,
                    high: at + wide,
                    words: words.clone(),
                }),
                cut_off: Some(CutOff { at, words }),
            }
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_words_meet_or_leave_the_paper(
        score in any_series(),
        companion in prop::option::of(any_series()),
        events in any_events(12),
        medication in any_events(3),
        sessions in 0i64..20,
        clinical in prop::option::of(any_clinical()),
        range in prop::option::of((0i64..50, 60i64..420)),
        narrow in any::<bool>(),
    ) {
        let course = Trajectory {
            baseline: score.points.first().map(|p| Baseline { date: p.date, words: "baseline".into() }),
            score,
            companion,
            events,
            medication,
            sessions: (1..=sessions)
                .map(|n| Session { date: day(n * 9), mark: n.to_string(), name: format!("Session {n}") })
                .collect(),
            clinical,
            range: range.map(|(from, to)| (day(from), day(to))),
            ..course()
        };
        let frame = if narrow { Frame::narrow("t") } else { Frame::wide("t") };
        let picture = course.draw(&frame, &Words::neutral());
        let document = document(&picture);
        assert_legible(&document);
        assert_fit_for_the_page(&document, "t-");
        assert_table_is_even(&picture);
        prop_assert_eq!(&picture, &course.draw(&frame, &Words::neutral()));
    }
}
