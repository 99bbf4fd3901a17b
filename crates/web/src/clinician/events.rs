//! `/clients/{id}/events`: the timeline as a picture and as a list, and the form that adds to it.

use super::desk::{Asked, Desk, Entered};
use super::drawn::{timeline, when_words};
use super::facts::event as forms;
use super::problems::Problems;
use super::sheet::{FormPart, Head, done, only_fields, said};
use crate::sent::{Form, Sent};
use crate::ui::{self, Act, Cell, Empty, Figure, Page, Table};
use crate::wrong::Wrong;
use askama::Template;
use attune_therapy::Compartment;
use axum::extract::Query;
use axum::response::Response;
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Wanted {
    done: Option<String>,
}

#[derive(Template)]
#[template(path = "clinician/events.html")]
struct EventsPage {
    page: Page,
    head: Head,
    figure: Option<Figure>,
    empty: Option<Empty>,
    list: Option<Table>,
    form: Option<FormPart>,
}

pub(super) async fn get(asked: Asked, Query(wanted): Query<Wanted>) -> Result<Response, Wrong> {
    let desk = asked.open("timeline").await?;
    page(
        &desk,
        &Sent::default(),
        &Problems::default(),
        wanted.done.as_deref(),
    )
    .await
}

pub(super) async fn post(asked: Asked, Form(sent): Form) -> Result<Response, Wrong> {
    let desk = asked.open("timeline").await?;
    only_fields(&sent, &forms::fields(&desk, &sent), &["people"])?;
    let noted = match forms::read(&desk, &sent) {
        Ok(noted) => noted,
        Err(problems) => return page(&desk, &sent, &problems, None).await,
    };
    let entry = desk.new_entry(noted, desk.now_here(), sent.token());
    match desk.enter(vec![entry]).await? {
        Entered::Done(_) => Ok(done(&desk, "/events", "noted")),
        Entered::NotYet(problems) => page(&desk, &sent, &problems, None).await,
    }
}

async fn page(
    desk: &Desk,
    sent: &Sent,
    problems: &Problems,
    just_done: Option<&str>,
) -> Result<Response, Wrong> {
    let words = desk.words();
    let mut page = desk.page(words.t("tab-events")).await?;
    said(&mut page, just_done);
    let form = desk.may_write(Compartment::Shared, "event.noted").then(|| {
        let typed = sent.clone().or("kind", "other");
        FormPart::new(
            &page,
            desk.at("/events"),
            forms::fields(desk, &typed),
            sent,
            problems,
        )
        .act(Act::submit(words.t("event-add")).primary())
    });
    let template = EventsPage {
        head: Head::of(desk, words.t("tab-events"), "events"),
        figure: timeline::figure(desk),
        empty: desk
            .view
            .events()
            .is_empty()
            .then(|| Empty::new(words.t("events-empty"), words.t("events-empty-text"))),
        list: list(desk),
        form,
        page,
    };
    Ok(ui::render(problems.status(), &template))
}

fn list(desk: &Desk) -> Option<Table> {
    let words = desk.words();
    let mut events: Vec<_> = desk.view.events().iter().collect();
    events.sort_by_key(|event| std::cmp::Reverse(event.noted.when.earliest()));
    let rows: Vec<Vec<Cell>> = events
        .into_iter()
        .map(|event| {
            let noted = &event.noted;
            let people: Vec<String> = noted
                .people
                .iter()
                .map(|person| super::entries::person_name(&desk.view, *person))
                .collect();
            let correct = desk.at(&format!("/entries/{}/correct", event.entry));
            let onset = if noted.onset {
                words.t("onset-linked").into_owned()
            } else {
                String::new()
            };
            vec![
                Cell::link(noted.title.as_str(), correct),
                Cell::text(when_words(words, noted.when)),
                Cell::text(words.one_of("event-kind", noted.kind.name())),
                Cell::text(people.join(", ")),
                Cell::text(onset),
            ]
        })
        .collect();
    (!rows.is_empty()).then(|| Table {
        caption: words.t("timeline-caption").into_owned(),
        head: vec![
            words.t("column-happened").into_owned(),
            words.t("column-when").into_owned(),
            words.t("event-kind").into_owned(),
            words.t("event-people").into_owned(),
            words.t("column-onset").into_owned(),
        ],
        rows,
        folds: true,
    })
}
