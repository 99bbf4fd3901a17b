//! The timeline as a reader, a screen reader and the page's policy meet it.
#![allow(clippy::unwrap_used, clippy::panic)]

mod reading;

use attune_drawing::timeline::{Item, Lasting, Onset, TableWords, Timeline, Track, When};
use attune_drawing::trajectory::{Score, Series};
use attune_drawing::{Frame, Words};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use reading::{
    assert_fit_for_the_page, assert_legible, assert_table_is_even, document, with_class, words,
};

fn day(after: i64) -> Date {
    date(2024, 1, 5).saturating_add(after.days())
}

fn item(words: &str, when: When, lasting: Lasting) -> Item {
    Item {
        id: words.into(),
        words: words.into(),
        when,
        lasting,
        linked_to_onset: false,
    }
}

fn timeline(symptoms: Vec<Item>, life: Vec<Item>) -> Timeline {
    Timeline {
        title: "What came when".into(),
        description: "Two tracks".into(),
        symptoms: Track {
            name: "Symptoms".into(),
            items: symptoms,
        },
        life: Track {
            name: "Life".into(),
            items: life,
        },
        empty: "Nothing here yet".into(),
        table: TableWords {
            caption: "Timeline".into(),
            when: "When".into(),
            what: "What".into(),
            track: "Track".into(),
            onset: "Onset".into(),
            linked: "linked".into(),
        },
        ..Timeline::default()
    }
}

#[test]
fn a_known_day_is_a_point_and_an_approximate_one_fades_in_and_out() {
    let life = vec![
        item("wedding", When::on(day(0), "5 January"), Lasting::Moment),
        item(
            "move",
            When::between(day(100), day(190), "spring"),
            Lasting::Moment,
        ),
    ];
    let picture = timeline(Vec::new(), life).draw(&Frame::wide("l"), &Words::neutral());
    let document = document(&picture);
    let items = with_class(&document, "item");
    let count = |i: usize, name: &str| {
        items[i]
            .descendants()
            .filter(|node| node.has_tag_name(name))
            .count()
    };
    assert_eq!((count(0, "circle"), count(0, "rect")), (1, 0));
    assert_eq!((count(1, "circle"), count(1, "rect")), (0, 3));
    let fills: Vec<_> = items[1]
        .descendants()
        .filter_map(|node| node.attribute("fill"))
        .collect();
    assert_eq!(fills, ["url(#l-ink-in)", "currentColor", "url(#l-ink-out)"]);
}

#[test]
fn what_belongs_to_the_onset_is_tied_to_its_line() {
    let mut death = item(
        "mother died",
        When::on(day(10), "15 January"),
        Lasting::Moment,
    );
    death.linked_to_onset = true;
    let other = item("wedding", When::on(day(0), "5 January"), Lasting::Moment);
    let mut timeline = timeline(Vec::new(), vec![death, other]);
    timeline.onset = Some(Onset {
        when: When::on(day(60), "March"),
        words: "began in March".into(),
    });
    let picture = timeline.draw(&Frame::wide("l"), &Words::neutral());
    let document = document(&picture);
    assert_eq!(with_class(&document, "onset").len(), 1);
    assert_eq!(with_class(&document, "link").len(), 2);
    assert!(words(&document).contains(&"began in March".to_owned()));
    assert_eq!(
        picture.table.rows[1],
        ["15 January", "mother died", "Life", "linked"]
    );
    assert_eq!(
        picture.table.rows[2],
        ["March", "began in March", "Symptoms", "Onset"]
    );
}

#[test]
fn the_table_says_from_and_until_as_the_client_did() {
    let spring = When::between(day(100), day(190), "spring");
    let symptoms = vec![
        item(
            "low",
            spring.clone(),
            Lasting::Until(When::on(day(300), "31 October")),
        ),
        item("sleepless", spring, Lasting::Ongoing),
    ];
    let table = timeline(symptoms, Vec::new())
        .draw(&Frame::narrow("l"), &Words::neutral())
        .table;
    assert_eq!(table.rows[0][0], "spring – 31 October");
    assert_eq!(table.rows[1][0], "spring –");
}

#[test]
fn an_empty_timeline_says_what_will_be_here() {
    let picture = timeline(Vec::new(), Vec::new()).draw(&Frame::narrow("l"), &Words::neutral());
    assert_eq!(words(&document(&picture)), ["Nothing here yet"]);
}

fn any_when() -> impl Strategy<Value = When> {
    (0i64..900, prop_oneof![Just(0i64), 1i64..200])
        .prop_map(|(from, wide)| When::between(day(from), day(from + wide), "then"))
}

fn any_item() -> impl Strategy<Value = Item> {
    let lasting = prop_oneof![
        Just(Lasting::Moment),
        any_when().prop_map(Lasting::Until),
        Just(Lasting::Ongoing)
    ];
    let words = prop_oneof![5 => "[A-Za-zé ]{0,40}", 1 => "\\PC{0,20}"];
    (words, any_when(), lasting, any::<bool>()).prop_map(
        |(words, when, lasting, linked_to_onset)| Item {
            id: "i".into(),
            words,
            when,
            lasting,
            linked_to_onset,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_words_meet_or_leave_the_paper(
        symptoms in prop::collection::vec(any_item(), 0..=12),
        life in prop::collection::vec(any_item(), 0..=12),
        onset in prop::option::of(any_when()),
        range in prop::option::of((0i64..400, 1i64..600)),
        scores in prop::option::of(prop::collection::vec((0i64..1000, 0.0f64..27.0), 0..10)),
        narrow in any::<bool>(),
    ) {
        let timeline = Timeline {
            onset: onset.map(|when| Onset { when, words: "this episode began".into() }),
            range: range.map(|(from, wide)| (day(from), day(from + wide))),
            scores: scores.map(|points| Series {
                name: "PHQ-9".into(),
                points: points.into_iter().map(|(after, value)| Score::new(day(after), value)).collect(),
                ..Series::on(0.0, 27.0)
            }),
            ..timeline(symptoms, life)
        };
        let frame = if narrow { Frame::narrow("l") } else { Frame::wide("l") };
        let picture = timeline.draw(&frame, &Words::neutral());
        let document = document(&picture);
        assert_legible(&document);
        assert_fit_for_the_page(&document, "l-");
        assert_table_is_even(&picture);
    }
}
