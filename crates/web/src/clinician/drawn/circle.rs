//! The closeness circle: now over how it was, with wished places; and each circle by itself when it is edited.

use super::initials;
use crate::clinician::desk::Desk;
use crate::ui::{Figure, drawn};
use attune_drawing::Frame;
use attune_drawing::circle::{self as paper, Person as Drawn};
use attune_therapy::inventory::{Circle, Person, Place, Ring};
use jiff::Timestamp;

/// What a circle is laid over.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::clinician) enum Beneath {
    /// Nothing.
    Nothing,
    /// The first circle that was drawn.
    First,
    /// The circle before the onset.
    BeforeOnset,
    /// The circle as it is now, beneath one that is wished or was.
    Now,
}

/// The figure of a circle. `at` shows it as it was known to be then.
pub(in crate::clinician) fn figure(
    desk: &Desk,
    circle: Circle,
    beneath: Beneath,
    editable: bool,
    prefix: &str,
) -> Figure {
    let words = desk.words();
    let people: Vec<Drawn> = desk
        .view
        .people()
        .iter()
        .map(|person| person_drawn(desk, person, circle, beneath))
        .collect();
    let title = title(desk, circle);
    let ring = |ring: Ring| words.one_of("ring-short", ring.name()).into_owned();
    let drawing = paper::Circle {
        title: title.clone(),
        centre: initials(desk.name()),
        rings: Ring::ALL.map(ring),
        people,
        editable,
        table: paper::TableWords {
            caption: title.clone(),
            person: words.t("column-person").into_owned(),
            before: words.t("column-before").into_owned(),
            now: words.one_of("circle", circle.name()).into_owned(),
            wished: words.one_of("circle", "wished").into_owned(),
            deceased: words.t("died").into_owned(),
        },
        ..paper::Circle::default()
    };
    let (wide, narrow) = drawn(words, |language| {
        (
            drawing.draw(&Frame::half(format!("{prefix}-wide")), language),
            drawing.draw(&Frame::tall(format!("{prefix}-narrow")), language),
        )
    });
    Figure::new(words, title, wide).narrow(narrow).circle()
}

fn person_drawn(desk: &Desk, person: &Person, circle: Circle, beneath: Beneath) -> Drawn {
    let words = desk.words();
    let now = person.place(circle);
    let before = match beneath {
        Beneath::Nothing => None,
        Beneath::First => person.first_place(),
        Beneath::BeforeOnset => person.place(Circle::BeforeOnset),
        Beneath::Now => person.place(Circle::Now),
    };
    let wished = (circle == Circle::Now)
        .then(|| person.place(Circle::Wished))
        .flatten();
    let differs = |other: &&Place| {
        now.is_none_or(|now| now.ring != other.ring || now.angle.abs_diff(other.angle) > 8)
    };
    let ring = now.map_or_else(
        || words.t("ring-none").into_owned(),
        |place| words.one_of("ring", place.ring.name()).into_owned(),
    );
    let relation = words.one_of("relation", person.relation.name());
    Drawn {
        id: person.id.to_string(),
        initials: initials(&person.name),
        name: person.name.clone(),
        label: format!("{}, {relation}, {ring}", person.name),
        before: before.filter(differs).map(placed),
        now: now.map(placed),
        wished: wished
            .filter(|wished| now.is_none_or(|now| now.ring != wished.ring))
            .map(placed),
        deceased: person.deceased,
        restricted: false,
    }
}

fn placed(place: &Place) -> paper::Place {
    let ring = paper::Ring::of(place.ring.number());
    paper::Place::at(ring.middle(), f64::from(place.angle))
}

/// Says what the picture shows: who came closer and who moved away since the first circle.
fn title(desk: &Desk, circle: Circle) -> String {
    let words = desk.words();
    let name = desk.name().to_owned();
    if circle != Circle::Now {
        let circle = words.one_of("circle", circle.name()).into_owned();
        return words.t_with(
            "circle-title-other",
            &[
                ("name", name.into()),
                ("circle", circle.to_lowercase().into()),
            ],
        );
    }
    let closer = moved(desk, |from, to| to < from);
    let farther = moved(desk, |from, to| to > from);
    match (closer, farther) {
        (Some(closer), Some(farther)) => words.t_with(
            "circle-title-both",
            &[("closer", closer.into()), ("farther", farther.into())],
        ),
        (Some(closer), None) => words.t_with("circle-title-closer", &[("closer", closer.into())]),
        (None, Some(farther)) => {
            words.t_with("circle-title-farther", &[("farther", farther.into())])
        }
        (None, None) => words.t_with("circle-title", &[("name", name.into())]),
    }
}

/// The names of those who moved since the first circle, joined; none if nobody did.
fn moved(desk: &Desk, which: impl Fn(u8, u8) -> bool) -> Option<String> {
    let names: Vec<String> = desk
        .view
        .people()
        .iter()
        .filter(|person| {
            let places = person.first_place().zip(person.place(Circle::Now));
            places.is_some_and(|(first, now)| which(first.ring.number(), now.ring.number()))
        })
        .map(|person| person.name.clone())
        .collect();
    joined(desk, &names)
}

/// "Ana", "Ana and Luis", "Ana, Luis and two more".
pub(in crate::clinician) fn joined(desk: &Desk, names: &[String]) -> Option<String> {
    let words = desk.words();
    Some(match names {
        [] => return None,
        [one] => one.clone(),
        [one, other] => words.t_with(
            "names-two",
            &[("one", one.clone().into()), ("other", other.clone().into())],
        ),
        [one, other, rest @ ..] => words.t_with(
            "names-more",
            &[
                ("one", one.clone().into()),
                ("other", other.clone().into()),
                ("count", rest.len().into()),
            ],
        ),
    })
}

/// A move of somebody on a circle.
pub(in crate::clinician) struct Move<'a> {
    pub(in crate::clinician) person: &'a Person,
    pub(in crate::clinician) circle: Circle,
    pub(in crate::clinician) from: Option<Ring>,
    pub(in crate::clinician) to: Ring,
    pub(in crate::clinician) at: Timestamp,
}

/// Every change of ring, newest first.
pub(in crate::clinician) fn moves(desk: &Desk) -> Vec<Move<'_>> {
    let mut moves = Vec::new();
    for person in desk.view.people() {
        for circle in Circle::ALL {
            let mut from = None;
            for (_, place) in person.places.iter().filter(|(of, _)| *of == circle) {
                if from != Some(place.ring) {
                    moves.push(Move {
                        person,
                        circle,
                        from,
                        to: place.ring,
                        at: place.since,
                    });
                }
                from = Some(place.ring);
            }
        }
    }
    moves.sort_by_key(|one| std::cmp::Reverse(one.at));
    moves
}
