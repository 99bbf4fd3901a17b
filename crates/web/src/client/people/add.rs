//! `/people/new`: another person on the circle. Initials will do.

use super::{circle, enter, ring_of, rings, view};
use crate::frame;
use crate::sent::{Form, Sent};
use crate::ui::{self, Choice, Field, Guard, Icon, Page, Wrongs};
use crate::who::ClientHere;
use crate::words::Words;
use crate::wrong::Wrong;
use askama::Template;
use attune_record::WriteError;
use attune_therapy::ids::PersonId;
use attune_therapy::inventory::{Circle, PersonAdded, PersonPlaced, Relation};
use attune_therapy::text::{Text, TextProblem};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use uuid::Uuid;

/// The most characters of a name.
pub(super) const LONGEST_NAME: usize = 60;
/// The fields of the form.
pub(super) const FIELDS: [&str; 4] = ["name", "relation", "ring", "deceased"];

#[derive(Template)]
#[template(path = "client/person-new.html")]
struct NewPage {
    page: Page,
    guard: Guard,
    wrongs: Option<Wrongs>,
    fields: Vec<Field>,
}

/// Shows the form.
pub(in crate::client) async fn show(here: ClientHere) -> Result<Response, Wrong> {
    Ok(page(
        &here,
        StatusCode::OK,
        &Sent::default(),
        &Problems::default(),
    ))
}

/// Adds the person and places them.
pub(in crate::client) async fn add(here: ClientHere, Form(sent): Form) -> Result<Response, Wrong> {
    sent.only(&FIELDS)?;
    let words = here.who.words();
    let typed = match Typed::read(words, &sent) {
        Ok(typed) => typed,
        Err(problems) => {
            return Ok(page(
                &here,
                StatusCode::UNPROCESSABLE_ENTITY,
                &sent,
                &problems,
            ));
        }
    };
    let Some(ring) = ring_of(sent.get("ring")) else {
        let problems = Problems {
            ring: Some(words.t("people-choose-ring").into_owned()),
            ..Problems::default()
        };
        return Ok(page(
            &here,
            StatusCode::UNPROCESSABLE_ENTITY,
            &sent,
            &problems,
        ));
    };
    // The same form sent twice names the same person.
    let person = PersonId(Uuid::from_u128(sent.token().0.as_u128() ^ 2));
    let people = view(&here).await?.people().len();
    let added = PersonAdded {
        person,
        name: typed.name,
        relation: typed.relation,
        deceased: typed.deceased,
    };
    let placed = PersonPlaced {
        person,
        circle: Circle::Now,
        ring,
        angle: circle::free_angle(people),
    };
    match enter(
        &here,
        vec![(added.into(), &sent, 0), (placed.into(), &sent, 1)],
    )
    .await
    {
        Ok(()) => Ok(Redirect::to("/people?done=added").into_response()),
        Err(WriteError::Refused(refusal)) => {
            let problems = Problems {
                name: Some(refusal.to_string()),
                ..Problems::default()
            };
            Ok(page(
                &here,
                StatusCode::UNPROCESSABLE_ENTITY,
                &sent,
                &problems,
            ))
        }
        Err(error) => Err(error.into()),
    }
}

/// What was typed about a person.
pub(super) struct Typed {
    pub(super) name: Text,
    pub(super) relation: Relation,
    pub(super) deceased: bool,
}

/// What is wrong at each field.
#[derive(Debug, Default)]
pub(super) struct Problems {
    pub(super) name: Option<String>,
    pub(super) relation: Option<String>,
    pub(super) ring: Option<String>,
}

impl Typed {
    /// Reads the form; every field that is wrong says so at once.
    pub(super) fn read(words: Words, sent: &Sent) -> Result<Typed, Problems> {
        let name = match sent.text("name", LONGEST_NAME) {
            Ok(name) if name.is_empty() => Err(words.t("people-name-missing").into_owned()),
            Ok(name) => Ok(name),
            Err(TextProblem::TooLong(most)) => {
                Err(words.t_with("people-name-long", &[("most", most.into())]))
            }
            Err(TextProblem::Control) => Err(words.t("people-name-signs").into_owned()),
        };
        let relation = Relation::from_name(sent.get("relation"));
        let relation = relation.ok_or_else(|| words.t("people-relation-missing").into_owned());
        match (name, relation) {
            (Ok(name), Ok(relation)) => Ok(Typed {
                name,
                relation,
                deceased: sent.get("deceased") == "yes",
            }),
            (name, relation) => Err(Problems {
                name: name.err(),
                relation: relation.err(),
                ring: None,
            }),
        }
    }
}

/// The fields about a person.
pub(super) fn fields(words: Words, sent: &Sent, problems: &Problems) -> Vec<Field> {
    let relation = Relation::ALL.into_iter().map(|relation| {
        Choice::new(
            relation.name(),
            words.one_of("people-relation", relation.name()),
        )
    });
    let choose = Choice::new("", words.t("people-choose"));
    vec![
        Field::text("name", words.t("people-name"))
            .help(words.t("people-name-help"))
            .at_most(LONGEST_NAME)
            .value(sent.get("name"))
            .error(problems.name.clone()),
        Field::select(
            "relation",
            words.t("people-relation"),
            std::iter::once(choose).chain(relation).collect(),
        )
        .value(sent.get("relation"))
        .error(problems.relation.clone()),
        Field::tick(
            "deceased",
            words.t("people-has-died"),
            sent.get("deceased") == "yes",
        ),
    ]
}

fn page(here: &ClientHere, status: StatusCode, sent: &Sent, problems: &Problems) -> Response {
    let words = here.who.words();
    let mut page = frame::client(here, words.t("people-new-title"), "/people");
    page.back = Some((words.t("place-people").into_owned(), "/people".to_owned()));
    let mut guard = page.guard();
    if status != StatusCode::OK {
        guard.token = sent.token().0;
    }
    let mut fields = fields(words, sent, problems);
    let ring = Field::choose("ring", words.t("people-how-close"), rings(words))
        .value(sent.get("ring"))
        .error(problems.ring.clone());
    fields.insert(2, ring);
    let shown = NewPage {
        wrongs: Wrongs::of(words, &fields),
        fields,
        guard,
        page,
    };
    ui::render(status, &shown)
}
