//! `/clients/{id}/sessions/new`: a session was held. Only this advances the count.

use super::desk::{Asked, Desk, Entered};
use super::facts::session as forms;
use super::problems::Problems;
use super::sheet::{FormPage, FormPart, Head, done, only_fields};
use crate::sent::{Form, Sent};
use crate::ui::Act;
use crate::wrong::Wrong;
use attune_therapy::course::Course;
use axum::response::{IntoResponse, Redirect, Response};

pub(super) async fn get(asked: Asked) -> Result<Response, Wrong> {
    let desk = open(asked).await?;
    match desk.view.open_course() {
        Some(course) => page(&desk, course, &Sent::default(), &Problems::default()).await,
        None => Ok(Redirect::to(&desk.at("/course")).into_response()),
    }
}

pub(super) async fn post(asked: Asked, Form(sent): Form) -> Result<Response, Wrong> {
    let desk = open(asked).await?;
    let Some(course) = desk.view.open_course() else {
        return Err(Wrong::Conflict(
            desk.words()
                .one_of("entry-refused", "no-course")
                .into_owned(),
        ));
    };
    only_fields(&sent, &forms::fields(&desk, &sent), &["number"])?;
    // The number that the page showed, so that the same form twice, or two people at once, hold one session.
    let number = sent.get("number").parse().unwrap_or(0);
    let told = match forms::read(&desk, number, &sent) {
        Ok(told) => told,
        Err(problems) => return page(&desk, course, &sent, &problems).await,
    };
    let occurred = told.occurred.unwrap_or_else(|| desk.now_here());
    let entry = desk.new_entry(told.fact, occurred, sent.token());
    match desk.enter(vec![entry]).await? {
        Entered::Done(_) => Ok(done(&desk, &format!("/notes/new?session={number}"), "held")),
        Entered::NotYet(problems) => page(&desk, course, &sent, &problems).await,
    }
}

async fn open(asked: Asked) -> Result<Desk, Wrong> {
    let desk = asked.open("session").await?;
    if desk.may_treat() {
        Ok(desk)
    } else {
        Err(Wrong::NotFound)
    }
}

async fn page(
    desk: &Desk,
    course: &Course,
    sent: &Sent,
    problems: &Problems,
) -> Result<Response, Wrong> {
    let words = desk.words();
    let number = course.next_session();
    let planned = course.opened.sessions;
    let title = words.t_with("session-title", &[("number", number.into())]);
    let page = desk.page(title.clone()).await?;
    let minutes = desk
        .content()
        .protocol(&course.opened.protocol, &course.opened.version)
        .map_or(50, |protocol| protocol.sessions.minutes);
    let now = desk.who().now().to_zoned(desk.client_zone().0);
    let began = now.saturating_sub(jiff::Span::new().minutes(i64::from(minutes)));
    let typed = sent
        .clone()
        .or("date", now.date().to_string())
        .or(
            "time",
            format!("{:02}:{:02}", began.hour(), began.minute() / 5 * 5),
        )
        .or("minutes", minutes.to_string())
        .or("mode", "in-person");
    let fields = forms::fields(desk, &typed);
    let form = FormPart::new(&page, desk.at("/sessions/new"), fields, sent, problems)
        .hide("number", number.to_string())
        .act(Act::submit(words.t("session-record")).primary())
        .act(Act::link(words.t("leave"), desk.at("")).bare());
    let lead = if number > planned {
        words.t_with("session-beyond", &[("planned", planned.into())])
    } else {
        words.t_with(
            "session-lead",
            &[
                ("number", number.into()),
                ("planned", planned.into()),
                ("left", planned.saturating_sub(number).into()),
            ],
        )
    };
    let page = FormPage {
        head: Head::of(desk, title, "case"),
        lead: Some(lead),
        facts: None,
        form,
        page,
    };
    Ok(page.show(problems))
}
