//! `/people`: the closeness circle as I see it. People are moved by drag, by keyboard, or by a plain list.

pub(super) mod add;
pub(super) mod circle;
pub(super) mod person;

use crate::frame;
use crate::sent::{Asked, Form, Sent};
use crate::ui::{self, Act, Choice, Empty, Field, Figure, Guard, Icon, Line, Lines, Page};
use crate::who::ClientHere;
use crate::words::Words;
use crate::wrong::Wrong;
use askama::Template;
use attune_record::{NewEntry, WriteError};
use attune_therapy::ids::PersonId;
use attune_therapy::inventory::{Circle, Person, PersonPlaced, Ring};
use attune_therapy::{Occurred, Refusal, View};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

#[derive(Template)]
#[template(path = "client/people.html")]
struct PeoplePage {
    page: Page,
    guard: Guard,
    empty: Option<Empty>,
    circle: Option<Figure>,
    person: Field,
    ring: Field,
    lines: Option<Lines>,
}

/// Shows the circle.
pub(super) async fn show(here: ClientHere, Asked(asked): Asked) -> Result<Response, Wrong> {
    let said = match asked.get("done") {
        "placed" => Some("people-placed"),
        "added" => Some("people-added"),
        "changed" => Some("people-changed"),
        "removed" => Some("people-removed"),
        _ => None,
    };
    let view = view(&here).await?;
    Ok(page(&here, &view, StatusCode::OK, said, None))
}

/// Places a person on the circle as it is now.
pub(super) async fn place(here: ClientHere, Form(sent): Form) -> Result<Response, Wrong> {
    sent.only(&["person", "ring", "distance", "angle"])?;
    let view = view(&here).await?;
    let words = here.who.words();
    let refuse = |field: &'static str, key: &str| {
        let wrong = Refused {
            field,
            wrong: words.t(key).into_owned(),
            sent: &sent,
        };
        Ok(page(
            &here,
            &view,
            StatusCode::UNPROCESSABLE_ENTITY,
            None,
            Some(wrong),
        ))
    };
    let Some(person) = chosen(&view, &sent) else {
        return refuse("person", "people-choose-person");
    };
    let Some(ring) = ring_of(sent.get("ring")) else {
        return refuse("ring", "people-choose-ring");
    };
    let placed = PersonPlaced {
        person: person.id,
        circle: Circle::Now,
        ring,
        angle: angle(sent.get("angle"))
            .or(person.place(Circle::Now).map(|place| place.angle))
            .unwrap_or_else(|| circle::free_angle(view.people().len())),
    };
    match enter(&here, vec![(placed.into(), &sent, 0)]).await {
        Ok(()) => Ok(Redirect::to("/people?done=placed").into_response()),
        Err(WriteError::Refused(Refusal::NoPerson)) => refuse("person", "people-not-there"),
        Err(WriteError::Refused(_)) => refuse("ring", "people-choose-ring"),
        Err(error) => Err(error.into()),
    }
}

/// The client's record, as the page of the people.
pub(super) async fn view(here: &ClientHere) -> Result<View, Wrong> {
    let who = &here.who;
    let records = &who.app().records;
    Ok(records
        .view(&who.reader, here.record, "people", who.now())
        .await?)
}

/// Enters facts together; each has the form's token, turned by its number so that they differ and stay the same.
pub(super) async fn enter(
    here: &ClientHere,
    facts: Vec<(attune_therapy::Fact, &Sent, u128)>,
) -> Result<(), WriteError> {
    let who = &here.who;
    let entries = facts.into_iter().map(|(fact, sent, number)| {
        let mut token = sent.token();
        token.0 = uuid::Uuid::from_u128(token.0.as_u128() ^ number);
        NewEntry {
            occurred: Occurred {
                at: who.now(),
                zone: who.session.settings.time_zone.clone(),
            },
            ..NewEntry::now(fact, who.now(), token)
        }
    });
    let entries = entries.collect();
    let records = &who.app().records;
    records
        .append(&who.reader, here.record, entries, who.now())
        .await
        .map(|_| ())
}

/// A ring by its number, as the drawing counts them, or by its name.
pub(super) fn ring_of(sent: &str) -> Option<Ring> {
    let numbered = |ring: &Ring| ring.number().to_string() == sent;
    Ring::ALL
        .into_iter()
        .find(numbered)
        .or_else(|| Ring::from_name(sent))
}

/// Degrees from the top, as a script sends them.
fn angle(sent: &str) -> Option<u16> {
    let degrees: f64 = sent
        .parse()
        .ok()
        .filter(|degrees: &f64| degrees.is_finite())?;
    // In the range of 0 to 359 after rem_euclid, so that nothing is lost.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let whole = degrees.round().rem_euclid(360.0) as u16;
    Some(whole)
}

fn chosen<'v>(view: &'v View, sent: &Sent) -> Option<&'v Person> {
    let id: PersonId = sent.get("person").parse().ok()?;
    view.people().iter().find(|person| person.id == id)
}

struct Refused<'a> {
    field: &'static str,
    wrong: String,
    sent: &'a Sent,
}

fn page(
    here: &ClientHere,
    view: &View,
    status: StatusCode,
    said: Option<&str>,
    refused: Option<Refused<'_>>,
) -> Response {
    let words = here.who.words();
    let mut page = frame::client(here, words.t("place-people"), "/people");
    page.status = said.map(|key| words.t(key).into_owned());
    let mut guard = page.guard();
    if let Some(refused) = &refused {
        guard.token = refused.sent.token().0;
    }
    let typed = |field: &str| {
        refused
            .as_ref()
            .map_or(String::new(), |refused| refused.sent.get(field).to_owned())
    };
    let wrong = |field: &str| {
        let refused = refused.as_ref().filter(|refused| refused.field == field);
        refused.map(|refused| refused.wrong.clone())
    };
    let people = view.people();
    let choose = Choice::new("", words.t("people-choose"));
    let person = people
        .iter()
        .map(|person| Choice::new(person.id.to_string(), person.name.clone()));
    let empty = Empty::new(words.t("people-empty-title"), words.t("people-empty-text"))
        .next(Act::link(words.t("people-empty-next"), "/people/new").primary());
    let shown = PeoplePage {
        guard,
        empty: people.is_empty().then_some(empty),
        circle: (!people.is_empty()).then(|| circle::figure(words, view)),
        person: Field::select(
            "person",
            words.t("people-who"),
            std::iter::once(choose).chain(person).collect(),
        )
        .value(typed("person"))
        .error(wrong("person")),
        ring: Field::select("ring", words.t("people-how-close"), rings(words))
            .value(typed("ring"))
            .error(wrong("ring")),
        lines: (!people.is_empty()).then(|| Lines {
            lines: people.iter().map(|person| line(words, person)).collect(),
        }),
        page,
    };
    ui::render(status, &shown)
}

/// The rings to choose from, the innermost first.
pub(super) fn rings(words: Words) -> Vec<Choice> {
    Ring::ALL
        .into_iter()
        .map(|ring| {
            Choice::new(
                ring.number().to_string(),
                words.one_of("people-ring", ring.name()),
            )
        })
        .collect()
}

fn line(words: Words, person: &Person) -> Line {
    let relation = words.one_of("people-relation", person.relation.name());
    let place = person.place(Circle::Now);
    let ring = place.map(|place| words.one_of("people-ring", place.ring.name()));
    let died = person.deceased.then(|| words.t("people-died"));
    let parts: Vec<_> = [Some(relation), ring, died].into_iter().flatten().collect();
    Line {
        what: person.name.clone(),
        detail: Some(parts.join(", ")),
        href: format!("/people/{}", person.id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_angle_is_a_whole_number_of_degrees_whatever_a_script_sends() {
        assert_eq!(angle("70.4"), Some(70));
        assert_eq!(angle("359.9"), Some(0));
        assert_eq!(angle("-90"), Some(270));
        assert_eq!(angle("NaN"), None);
        assert_eq!(angle(""), None);
        assert_eq!(angle("inf"), None);
    }

    #[test]
    fn a_ring_is_known_by_its_number_and_by_its_name() {
        assert_eq!(ring_of("1"), Some(Ring::Inner));
        assert_eq!(ring_of("4"), Some(Ring::Outside));
        assert_eq!(ring_of("middle"), Some(Ring::Middle));
        assert_eq!(ring_of("5"), None);
        assert_eq!(ring_of(""), None);
    }
}
