//! `/people/{person}`: another name or relation, or the person taken off the circle.

use super::add::{FIELDS, Problems, Typed, fields};
use super::{enter, view};
use crate::frame;
use crate::sent::{Form, Sent};
use crate::ui::{self, Field, Guard, Icon, Page, Wrongs};
use crate::who::ClientHere;
use crate::wrong::Wrong;
use askama::Template;
use attune_record::WriteError;
use attune_therapy::Fact;
use attune_therapy::correction::{Replaced, Retracted};
use attune_therapy::ids::PersonId;
use attune_therapy::inventory::{Person, PersonAdded};
use attune_therapy::text::Text;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

#[derive(Template)]
#[template(path = "client/person.html")]
struct PersonPage {
    page: Page,
    guard: Guard,
    remove_guard: Guard,
    wrongs: Option<Wrongs>,
    fields: Vec<Field>,
    action: String,
    name: String,
    lost: String,
}

/// Shows what is known of a person.
pub(in crate::client) async fn show(
    here: ClientHere,
    Path(id): Path<String>,
) -> Result<Response, Wrong> {
    let person = find(&here, &id).await?;
    let known = known(&person);
    Ok(page(
        &here,
        &person,
        StatusCode::OK,
        &known,
        &Problems::default(),
    ))
}

/// Changes it: a correction of the entry that added the person.
pub(in crate::client) async fn change(
    here: ClientHere,
    Path(id): Path<String>,
    Form(sent): Form,
) -> Result<Response, Wrong> {
    sent.only(&FIELDS)?;
    let person = find(&here, &id).await?;
    let typed = match Typed::read(here.who.words(), &sent) {
        Ok(typed) => typed,
        Err(problems) => {
            return Ok(page(
                &here,
                &person,
                StatusCode::UNPROCESSABLE_ENTITY,
                &sent,
                &problems,
            ));
        }
    };
    let new = PersonAdded {
        person: person.id,
        name: typed.name,
        relation: typed.relation,
        deceased: typed.deceased,
    };
    let replaced = Replaced {
        target: person.entry,
        new: Box::new(Fact::PersonAdded(new)),
        occurred: None,
        reason: reason(&here, "people-change-reason"),
    };
    answer(
        &here,
        &person,
        &sent,
        replaced.into(),
        "/people?done=changed",
    )
    .await
}

/// Takes the person off the circle.
pub(in crate::client) async fn remove(
    here: ClientHere,
    Path(id): Path<String>,
    Form(sent): Form,
) -> Result<Response, Wrong> {
    sent.only(&[])?;
    // Sent twice: the person is gone already, and that is what was wanted.
    let person = match find(&here, &id).await {
        Ok(person) => person,
        Err(Wrong::NotFound) => return Ok(Redirect::to("/people?done=removed").into_response()),
        Err(wrong) => return Err(wrong),
    };
    let retracted = Retracted {
        target: person.entry,
        reason: reason(&here, "people-remove-reason"),
    };
    answer(
        &here,
        &person,
        &sent,
        retracted.into(),
        "/people?done=removed",
    )
    .await
}

async fn answer(
    here: &ClientHere,
    person: &Person,
    sent: &Sent,
    fact: Fact,
    done: &str,
) -> Result<Response, Wrong> {
    match enter(here, vec![(fact, sent, 0)]).await {
        Ok(()) => Ok(Redirect::to(done).into_response()),
        Err(WriteError::Refused(refusal)) => {
            let problems = Problems {
                name: Some(refusal.to_string()),
                ..Problems::default()
            };
            Ok(page(
                here,
                person,
                StatusCode::UNPROCESSABLE_ENTITY,
                sent,
                &problems,
            ))
        }
        Err(error) => Err(error.into()),
    }
}

async fn find(here: &ClientHere, id: &str) -> Result<Person, Wrong> {
    let id: PersonId = id.parse().map_err(|_| Wrong::NotFound)?;
    let view = view(here).await?;
    view.people()
        .iter()
        .find(|person| person.id == id)
        .cloned()
        .ok_or(Wrong::NotFound)
}

/// The form as it would have been sent with what is known.
fn known(person: &Person) -> Sent {
    let mut known = vec![
        ("name", person.name.as_str()),
        ("relation", person.relation.name()),
    ];
    known.extend(person.deceased.then_some(("deceased", "yes")));
    Sent::of(known)
}

fn reason(here: &ClientHere, key: &str) -> Text {
    Text::parse(&here.who.words().t(key)).unwrap_or_default()
}

fn page(
    here: &ClientHere,
    person: &Person,
    status: StatusCode,
    sent: &Sent,
    problems: &Problems,
) -> Response {
    let words = here.who.words();
    let mut page = frame::client(here, person.name.clone(), "/people");
    page.back = Some((words.t("place-people").into_owned(), "/people".to_owned()));
    let mut guard = page.guard();
    if status != StatusCode::OK {
        guard.token = sent.token().0;
    }
    let fields = fields(words, sent, problems);
    let shown = PersonPage {
        wrongs: Wrongs::of(words, &fields),
        fields,
        guard,
        remove_guard: page.guard(),
        action: format!("/people/{}", person.id),
        lost: words.t_with(
            "people-remove-lost",
            &[("name", person.name.clone().into())],
        ),
        name: person.name.clone(),
        page,
    };
    ui::render(status, &shown)
}
