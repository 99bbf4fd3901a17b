//! `/clients/{id}/circle`: who is near the client, moved by hand, by keyboard or by a plain form.

use super::desk::{Asked, Desk, Entered, derived};
use super::drawn::circle::{self, Beneath};
use super::facts::person as forms;
use super::problems::{Problems, Reading};
use super::sheet::{FormPart, Head, done, only_fields, said, token_of};
use crate::sent::{Form, Sent};
use crate::ui::{self, Act, Cell, Choice, Empty, Field, Figure, Page, Tab, Table, Tabs};
use crate::wrong::Wrong;
use askama::Template;
use attune_therapy::Compartment;
use attune_therapy::ids::PersonId;
use attune_therapy::inventory::{Circle, PersonPlaced};
use axum::extract::Query;
use axum::response::Response;
use serde::Deserialize;

#[derive(Deserialize, Default)]
pub(super) struct Wanted {
    #[serde(default)]
    circle: String,
    #[serde(default)]
    over: String,
    done: Option<String>,
}

impl Wanted {
    fn circle(&self) -> Circle {
        Circle::from_name(&self.circle).unwrap_or(Circle::Now)
    }

    fn beneath(&self) -> Beneath {
        match (self.circle(), self.over.as_str()) {
            (Circle::Now, "before-onset") => Beneath::BeforeOnset,
            (Circle::Now, "nothing") => Beneath::Nothing,
            (Circle::Now, _) => Beneath::First,
            (_, "nothing") => Beneath::Nothing,
            _ => Beneath::Now,
        }
    }
}

#[derive(Template)]
#[template(path = "clinician/circle.html")]
struct CirclePage {
    page: Page,
    head: Head,
    circles: Tabs,
    overlays: Vec<(String, String, bool)>,
    figure: Figure,
    empty: Option<Empty>,
    place: Option<FormPart>,
    add: Option<FormPart>,
    moves: Option<Table>,
    people: Option<Table>,
}

pub(super) async fn get(asked: Asked, Query(wanted): Query<Wanted>) -> Result<Response, Wrong> {
    let desk = asked.open("circle").await?;
    let none = Problems::default();
    page(&desk, &wanted, &Sent::default(), &none, &none).await
}

/// Somebody is placed: by the list, or by the script that moved a disc.
pub(super) async fn post(
    asked: Asked,
    Query(wanted): Query<Wanted>,
    Form(sent): Form,
) -> Result<Response, Wrong> {
    let desk = asked.open("circle").await?;
    sent.only(&["person", "ring", "distance", "angle", "circle"])?;
    let placed = match placed(&desk, &sent) {
        Ok(placed) => placed,
        Err(problems) => return page(&desk, &wanted, &sent, &problems, &Problems::default()).await,
    };
    let rest = format!("/circle?circle={}", placed.circle.name());
    let entry = desk.new_entry(placed, desk.now_here(), sent.token());
    match desk.enter(vec![entry]).await? {
        Entered::Done(_) => Ok(done(&desk, &rest, "placed")),
        Entered::NotYet(problems) => {
            page(&desk, &wanted, &sent, &problems, &Problems::default()).await
        }
    }
}

/// Somebody joins the inventory and the circle.
pub(super) async fn add(
    asked: Asked,
    Query(wanted): Query<Wanted>,
    Form(sent): Form,
) -> Result<Response, Wrong> {
    let desk = asked.open("circle").await?;
    let none = Problems::default();
    only_fields(&sent, &add_fields(&desk, &sent), &[])?;
    let person = PersonId(derived(sent.token(), desk.who().session.account, "person"));
    let read = forms::read(desk.words(), person, &sent).and_then(|added| {
        let mut reading = Reading::new(desk.words(), &sent);
        let ring = reading.choice("first_ring", forms::ring);
        reading.done(ring.map(|ring| (added, ring)))
    });
    let (added, ring) = match read {
        Ok(read) => read,
        Err(problems) => return page(&desk, &wanted, &sent, &none, &problems).await,
    };
    let placed = PersonPlaced {
        person,
        circle: Circle::Now,
        ring,
        angle: free_angle(desk.view.people().len()),
    };
    let now = desk.now_here();
    let entries = vec![
        desk.new_entry(added, now.clone(), sent.token()),
        desk.new_entry(placed, now, token_of(&desk, sent.token(), 1)),
    ];
    match desk.enter(entries).await? {
        Entered::Done(_) => Ok(done(&desk, "/circle", "added")),
        Entered::NotYet(problems) => page(&desk, &wanted, &sent, &none, &problems).await,
    }
}

/// Where the next disc stands that nobody placed by hand: turned by the golden angle, so that discs spread evenly.
fn free_angle(people: usize) -> u16 {
    u16::try_from((people * 137 + 30) % 360).unwrap_or(0)
}

fn placed(desk: &Desk, sent: &Sent) -> Result<PersonPlaced, Problems> {
    let mut reading = Reading::new(desk.words(), sent);
    let people = desk.view.people();
    let person = reading.choice("person", |id| {
        let id: PersonId = id.parse().ok()?;
        people.iter().position(|person| person.id == id)
    });
    let ring = reading.choice("ring", forms::ring);
    let circle = Circle::from_name(sent.get("circle")).unwrap_or(Circle::Now);
    let turned = sent.get("angle").parse::<f64>().ok().map(whole_degrees);
    let placed = person.zip(ring).map(|(at, ring)| {
        let person = &people[at];
        let stands = person.place(circle).or_else(|| person.place(Circle::Now));
        PersonPlaced {
            person: person.id,
            circle,
            ring,
            angle: turned
                .or_else(|| stands.map(|place| place.angle))
                .unwrap_or_else(|| free_angle(at)),
        }
    });
    reading.done(placed)
}

/// 0 to 359, from any number of degrees.
fn whole_degrees(angle: f64) -> u16 {
    let turned = angle.rem_euclid(360.0).round();
    // A number from 0 to 360 fits; what is no number is 0.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let whole = turned as u16;
    whole % 360
}

async fn page(
    desk: &Desk,
    wanted: &Wanted,
    sent: &Sent,
    place_problems: &Problems,
    add_problems: &Problems,
) -> Result<Response, Wrong> {
    let words = desk.words();
    let mut page = desk.page(words.t("tab-circle")).await?;
    said(&mut page, wanted.done.as_deref());
    let circle = Circle::from_name(sent.get("circle")).unwrap_or_else(|| wanted.circle());
    let edits = desk.may_write(Compartment::Shared, "person.placed");
    let is_empty = desk.view.people().is_empty();
    let status = if place_problems.is_empty() {
        add_problems.status()
    } else {
        place_problems.status()
    };
    let template = CirclePage {
        head: Head::of(desk, words.t("tab-circle"), "circle"),
        circles: circles(desk, circle),
        overlays: overlays(desk, circle, wanted),
        figure: circle::figure(desk, circle, wanted.beneath(), edits, "circle"),
        empty: is_empty.then(|| Empty::new(words.t("circle-empty"), words.t("circle-empty-text"))),
        place: (edits && !is_empty).then(|| place_form(&page, desk, circle, sent, place_problems)),
        add: edits.then(|| {
            let nothing = Sent::default();
            let typed = if add_problems.is_empty() {
                &nothing
            } else {
                sent
            };
            FormPart::new(
                &page,
                desk.at("/circle/people"),
                add_fields(desk, typed),
                typed,
                add_problems,
            )
            .act(Act::submit(words.t("person-add")).primary())
        }),
        moves: moves(desk),
        people: people(desk),
        page,
    };
    Ok(ui::render(status, &template))
}

fn add_fields(desk: &Desk, sent: &Sent) -> Vec<Field> {
    let mut fields = forms::fields(desk, sent);
    let ring = if sent.has("first_ring") {
        sent.get("first_ring")
    } else {
        "2"
    };
    fields.insert(2, forms::ring_field(desk, "first_ring", ring));
    fields
}

fn place_form(
    page: &Page,
    desk: &Desk,
    circle: Circle,
    sent: &Sent,
    problems: &Problems,
) -> FormPart {
    let words = desk.words();
    let people = desk
        .view
        .people()
        .iter()
        .map(|person| {
            let ring = person.place(circle).map_or_else(
                || words.t("ring-none").into_owned(),
                |place| words.one_of("ring-short", place.ring.name()).into_owned(),
            );
            Choice::new(person.id.to_string(), format!("{} ({ring})", person.name))
        })
        .collect();
    let person = Field::select("person", words.t("person-who"), people).value(sent.get("person"));
    let fields = vec![person, forms::ring_field(desk, "ring", sent.get("ring"))];
    let mut form = FormPart::new(page, desk.at("/circle"), fields, sent, problems)
        .hide("circle", circle.name())
        .act(Act::submit(words.t("person-place")).primary());
    form.circle = true;
    form
}

fn circles(desk: &Desk, circle: Circle) -> Tabs {
    let words = desk.words();
    Tabs {
        label: words.t("circles-label").into_owned(),
        tabs: Circle::ALL
            .iter()
            .map(|one| Tab {
                label: words.one_of("circle", one.name()).into_owned(),
                href: desk.at(&format!("/circle?circle={}", one.name())),
                current: *one == circle,
            })
            .collect(),
    }
}

/// What the circle may be laid over: words, address, and whether it is.
fn overlays(desk: &Desk, circle: Circle, wanted: &Wanted) -> Vec<(String, String, bool)> {
    let words = desk.words();
    let choices: &[(&str, Beneath)] = if circle == Circle::Now {
        &[
            ("first", Beneath::First),
            ("before-onset", Beneath::BeforeOnset),
            ("nothing", Beneath::Nothing),
        ]
    } else {
        &[("now", Beneath::Now), ("nothing", Beneath::Nothing)]
    };
    choices
        .iter()
        .map(|(name, beneath)| {
            let href = desk.at(&format!("/circle?circle={}&over={name}", circle.name()));
            let label = words.one_of("circle-over", name).into_owned();
            (label, href, *beneath == wanted.beneath())
        })
        .collect()
}

/// Who moved, and when.
fn moves(desk: &Desk) -> Option<Table> {
    let words = desk.words();
    let rows: Vec<Vec<Cell>> = circle::moves(desk)
        .into_iter()
        .take(60)
        .map(|one| {
            let from = one.from.map_or_else(
                || "\u{2013}".to_owned(),
                |ring| words.one_of("ring-short", ring.name()).into_owned(),
            );
            vec![
                Cell::text(words.near_date(desk.day(one.at), desk.today())),
                Cell::text(one.person.name.clone()),
                Cell::text(words.one_of("circle", one.circle.name())),
                Cell::text(from),
                Cell::text(words.one_of("ring-short", one.to.name())),
            ]
        })
        .collect();
    (!rows.is_empty()).then(|| Table {
        caption: words.t("circle-moves").into_owned(),
        head: ["when", "person", "circle", "from", "to"]
            .map(|name| words.one_of("circle-column", name).into_owned())
            .to_vec(),
        rows,
        folds: true,
    })
}

/// The inventory as a list, each with the way to correct it.
fn people(desk: &Desk) -> Option<Table> {
    let words = desk.words();
    let ring = |person: &attune_therapy::inventory::Person, circle| {
        person.place(circle).map_or_else(
            || "\u{2013}".to_owned(),
            |place| words.one_of("ring-short", place.ring.name()).into_owned(),
        )
    };
    let rows: Vec<Vec<Cell>> = desk
        .view
        .people()
        .iter()
        .map(|person| {
            let relation = words
                .one_of("relation", person.relation.name())
                .into_owned();
            let relation = if person.deceased {
                format!("{relation}, {}", words.t("died"))
            } else {
                relation
            };
            let correct = desk.at(&format!("/entries/{}/correct", person.entry));
            vec![
                Cell::link(person.name.clone(), correct),
                Cell::text(relation),
                Cell::text(ring(person, Circle::BeforeOnset)),
                Cell::text(ring(person, Circle::Now)),
                Cell::text(ring(person, Circle::Wished)),
            ]
        })
        .collect();
    (!rows.is_empty()).then(|| Table {
        caption: words.t("people-caption").into_owned(),
        head: vec![
            words.t("column-person").into_owned(),
            words.t("person-relation").into_owned(),
            words.one_of("circle", "before-onset").into_owned(),
            words.one_of("circle", "now").into_owned(),
            words.one_of("circle", "wished").into_owned(),
        ],
        rows,
        folds: true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_angle_is_a_whole_degree_of_one_turn() {
        assert_eq!(whole_degrees(359.7), 0);
        assert_eq!(whole_degrees(-90.0), 270);
        assert_eq!(whole_degrees(725.2), 5);
        assert_eq!(whole_degrees(f64::NAN), 0);
    }

    #[test]
    fn twelve_people_stand_apart() {
        let mut angles: Vec<u16> = (0..12).map(free_angle).collect();
        angles.sort_unstable();
        assert!(
            angles.windows(2).all(|pair| pair[1] - pair[0] >= 10),
            "{angles:?}"
        );
    }
}
