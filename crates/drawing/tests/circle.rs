//! The closeness circle as a reader, a screen reader and a script meet it.
#![allow(clippy::unwrap_used, clippy::panic)]

mod reading;

use attune_drawing::circle::{Circle, Person, Place, Ring, TableWords};
use attune_drawing::{Frame, Words};
use proptest::prelude::*;
use reading::{
    assert_fit_for_the_page, assert_legible, assert_table_is_even, document, with_class, words,
};

fn person(id: &str, now: Place) -> Person {
    Person {
        id: id.into(),
        initials: id[..1].to_uppercase(),
        name: id.into(),
        label: format!("{id}, somewhere"),
        now: Some(now),
        ..Person::default()
    }
}

fn circle(people: Vec<Person>) -> Circle {
    Circle {
        title: "People".into(),
        description: "Now".into(),
        centre: "I".into(),
        rings: [
            "closest".into(),
            "important".into(),
            "around".into(),
            "outside".into(),
        ],
        people,
        editable: false,
        table: TableWords {
            caption: "People".into(),
            person: "Person".into(),
            before: "Before".into(),
            now: "Now".into(),
            wished: "Wished".into(),
            deceased: "(died)".into(),
        },
    }
}

#[test]
fn restricted_people_are_neither_drawn_nor_listed_and_leave_no_gap() {
    let open = vec![
        person("ana", Place::on(Ring::Inner)),
        person("leo", Place::on(Ring::Outer)),
    ];
    let mut more = open.clone();
    more.insert(
        1,
        Person {
            restricted: true,
            ..person("xaver", Place::on(Ring::Inner))
        },
    );
    let words = Words::neutral();
    let without = circle(open).draw(&Frame::half("c"), &words);
    let with = circle(more).draw(&Frame::half("c"), &words);
    assert!(!with.svg.contains("xaver"));
    assert_eq!(without, with);
}

#[test]
fn before_and_now_are_joined_by_an_arrow_and_an_unchanged_place_is_not() {
    let mut moved = person("ana", Place::at(0.3, 20.0));
    moved.before = Some(Place::at(0.9, 20.0));
    let mut same = person("leo", Place::at(0.6, 200.0));
    same.before = Some(Place::at(0.6, 200.0));
    let picture = circle(vec![moved, same]).draw(&Frame::half("c"), &Words::neutral());
    let document = document(&picture);
    assert_eq!(with_class(&document, "before").len(), 1);
    assert_eq!(with_class(&document, "moved").len(), 2);
    assert_eq!(
        picture.table.rows,
        [
            ["ana", "around", "closest"],
            ["leo", "important", "important"]
        ]
    );
}

#[test]
fn a_wished_place_is_hollow_and_the_dead_bear_a_cross() {
    let mut ana = person("ana", Place::at(0.8, 20.0));
    ana.wished = Some(Place::at(0.3, 20.0));
    ana.deceased = true;
    let picture = circle(vec![ana]).draw(&Frame::half("c"), &Words::neutral());
    let document = document(&picture);
    let wished = with_class(&document, "wished");
    assert!(
        wished
            .iter()
            .any(|node| node.attribute("fill") == Some("none"))
    );
    assert_eq!(with_class(&document, "cross").len(), 1);
    assert_eq!(with_class(&document, "deceased").len(), 1);
    assert_eq!(picture.table.rows[0][0], "ana (died)");
}

#[test]
fn an_editable_circle_can_be_reached_by_keyboard_and_tells_scripts_what_was_recorded() {
    let mut circle = circle(vec![
        person("ana", Place::at(0.6, 90.0)),
        person("leo", Place::at(0.6, 91.0)),
    ]);
    circle.editable = true;
    let picture = circle.draw(&Frame::half("c"), &Words::neutral());
    let document = document(&picture);
    let root = document.root_element();
    assert_eq!(root.attribute("role"), Some("group"));
    assert_eq!(root.attribute("data-rings"), Some("0.42 0.71 1.00"));
    let people = with_class(&document, "person");
    let told = |i: usize, name: &str| people[i].attribute(name).unwrap().to_owned();
    assert_eq!(
        (told(0, "data-person"), told(0, "data-angle")),
        ("ana".into(), "90.00".into())
    );
    // Leo's disc had to make room, his recorded place did not.
    assert_eq!(
        (told(1, "data-distance"), told(1, "data-angle")),
        ("0.60".into(), "91.00".into())
    );
    assert_ne!(told(0, "transform"), told(1, "transform"));
    for i in 0..2 {
        assert_eq!(told(i, "tabindex"), "0");
        assert_eq!(told(i, "data-ring"), "2");
        assert!(told(i, "aria-label").ends_with("somewhere"));
    }
}

#[test]
fn a_circle_that_is_only_read_cannot_be_tabbed_into() {
    let picture = circle(vec![person("ana", Place::on(Ring::Inner))])
        .draw(&Frame::half("c"), &Words::neutral());
    assert!(!picture.svg.contains("tabindex"));
    assert_eq!(
        document(&picture).root_element().attribute("role"),
        Some("img")
    );
}

#[test]
fn every_name_is_written_even_when_all_twelve_stand_in_one_ring() {
    for frame in [Frame::half("c"), Frame::tall("c")] {
        let names = [
            "ana", "bea", "cem", "dag", "eva", "fee", "gus", "hal", "ida", "jan", "kim", "leo",
        ];
        let people = names
            .map(|name| person(name, Place::on(Ring::Inner)))
            .to_vec();
        let picture = circle(people).draw(&frame, &Words::neutral());
        let written = words(&document(&picture));
        for name in names {
            assert!(written.iter().any(|one| one == name), "{name} is missing");
        }
    }
}

fn any_place() -> impl Strategy<Value = Place> {
    (0.0f64..1.3, prop::option::of(-400.0f64..400.0))
        .prop_map(|(distance, angle)| Place { distance, angle })
}

fn any_person() -> impl Strategy<Value = Person> {
    (
        prop_oneof![4 => "[A-ZÁa-z() ]{0,26}", 1 => "\\PC{0,30}"],
        prop::option::of(any_place()),
        prop::option::weighted(0.9, any_place()),
        prop::option::weighted(0.3, any_place()),
        any::<bool>(),
    )
        .prop_map(|(name, before, now, wished, deceased)| Person {
            id: "p".into(),
            initials: name.chars().take(2).collect(),
            label: name.clone(),
            name,
            before,
            now,
            wished,
            deceased,
            restricted: false,
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_words_meet_or_leave_the_paper(
        people in prop::collection::vec(any_person(), 0..=12),
        narrow in any::<bool>(),
        editable in any::<bool>(),
    ) {
        let circle = Circle { editable, ..circle(people) };
        let frame = if narrow { Frame::tall("c") } else { Frame::half("c") };
        let picture = circle.draw(&frame, &Words::neutral());
        let document = document(&picture);
        assert_legible(&document);
        assert_fit_for_the_page(&document, "c-");
        assert_table_is_even(&picture);
        prop_assert_eq!(&picture, &circle.draw(&frame, &Words::neutral()));
    }
}
