//! The drawing of the circle: as it is now, with where people stood at first and where they are wished to be.

use crate::ui::{Figure, drawn};
use crate::words::Words;
use attune_drawing::Frame;
use attune_drawing::circle::{self as drawing, TableWords};
use attune_therapy::View;
use attune_therapy::inventory::{Circle, Person, Place, Ring};

/// The circle of a client, to be moved about.
pub(in crate::client) fn figure(words: Words, view: &View) -> Figure {
    let title = words.t("people-circle-title").into_owned();
    let ring = |ring: Ring| words.one_of("people-ring", ring.name()).into_owned();
    let circle = drawing::Circle {
        title: title.clone(),
        description: words.t("people-circle-description").into_owned(),
        centre: words.t("people-me").into_owned(),
        rings: Ring::ALL.map(ring),
        people: view
            .people()
            .iter()
            .map(|person| drawn_person(words, person))
            .collect(),
        editable: true,
        table: TableWords {
            caption: title.clone(),
            person: words.t("people-who").into_owned(),
            before: words.t("people-at-first").into_owned(),
            now: words.t("people-now").into_owned(),
            wished: words.t("people-wished").into_owned(),
            deceased: words.t("people-died-mark").into_owned(),
        },
    };
    let (wide, narrow) = drawn(words, |language| {
        (
            circle.draw(&Frame::half("circle-w"), language),
            circle.draw(&Frame::tall("circle-n"), language),
        )
    });
    let figure = Figure::new(words, title, wide).narrow(narrow).circle();
    if circle.people.iter().any(|person| person.before.is_some()) {
        figure.note(words.t("people-arrow"))
    } else {
        figure
    }
}

/// An angle for somebody who has none yet, far from the others.
pub(in crate::client) fn free_angle(people: usize) -> u16 {
    // The golden angle never meets itself for as many people as a circle holds.
    u16::try_from(people * 137 % 360).unwrap_or_default()
}

fn drawn_person(words: Words, person: &Person) -> drawing::Person {
    let place = |place: &Place| {
        drawing::Place::at(
            drawing::Ring::of(place.ring.number()).middle(),
            f64::from(place.angle),
        )
    };
    let now = person.place(Circle::Now);
    let first = person
        .first_place()
        .filter(|first| Some(*first) != now && now.is_some_and(|now| now.ring != first.ring));
    let ring = now.map_or_else(
        || words.t("people-not-placed"),
        |now| words.one_of("people-ring", now.ring.name()),
    );
    drawing::Person {
        id: person.id.to_string(),
        initials: initials(&person.name),
        name: person.name.clone(),
        label: format!(
            "{}, {}, {ring}",
            person.name,
            words.one_of("people-relation", person.relation.name())
        ),
        before: first.map(place),
        // Somebody without a place stands outside until they get one, so that they can be moved.
        now: Some(now.map_or_else(|| drawing::Place::on(drawing::Ring::Outside), place)),
        wished: person.place(Circle::Wished).map(place),
        deceased: person.deceased,
        restricted: false,
    }
}

/// At most two letters: of the first two words, or the first two of one word.
fn initials(name: &str) -> String {
    let mut words = name
        .split_whitespace()
        .filter(|word| word.chars().any(char::is_alphanumeric));
    let (first, second) = (words.next(), words.next());
    let letters: String = match (first, second) {
        (Some(first), Some(second)) => first
            .chars()
            .take(1)
            .chain(second.chars().take(1))
            .collect(),
        (Some(only), None) => only.chars().take(2).collect(),
        _ => String::new(),
    };
    letters.to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disc_holds_two_letters_of_a_name() {
        assert_eq!(initials("Ana"), "AN");
        assert_eq!(initials("ana maría vega"), "AM");
        assert_eq!(initials("J."), "J.");
        assert_eq!(initials("Ñ"), "Ñ");
        assert_eq!(initials(" - "), "");
    }

    #[test]
    fn new_people_stand_apart_from_one_another() {
        let angles: std::collections::BTreeSet<u16> = (0..20).map(free_angle).collect();
        assert_eq!(angles.len(), 20);
        assert!(angles.iter().all(|angle| *angle < 360));
    }
}
