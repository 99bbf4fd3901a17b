//! `/clients/{id}/course`: a course of therapy is opened with a protocol, and closed.

use super::desk::{Asked, Desk, Entered, derived};
use super::facts::course as forms;
use super::problems::Problems;
use super::sheet::{FormPage, FormPart, Head, done, only_fields, said};
use crate::sent::{Form, Sent};
use crate::ui::{Act, Facts};
use crate::wrong::Wrong;
use attune_record::NewEntry;
use attune_therapy::course::Course;
use attune_therapy::ids::CourseId;
use axum::extract::Query;
use axum::response::Response;
use jiff::ToSpan;
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Wanted {
    done: Option<String>,
}

pub(super) async fn get(asked: Asked, Query(wanted): Query<Wanted>) -> Result<Response, Wrong> {
    let desk = open(asked).await?;
    page(
        &desk,
        &Sent::default(),
        &Problems::default(),
        wanted.done.as_deref(),
    )
    .await
}

pub(super) async fn post(asked: Asked, Form(sent): Form) -> Result<Response, Wrong> {
    let desk = open(asked).await?;
    let (entry, rest, what) = match read(&desk, &sent)? {
        Ok(read) => read,
        Err(problems) => return page(&desk, &sent, &problems, None).await,
    };
    match desk.enter(vec![entry]).await? {
        Entered::Done(_) => Ok(done(&desk, rest, what)),
        Entered::NotYet(problems) => page(&desk, &sent, &problems, None).await,
    }
}

async fn open(asked: Asked) -> Result<Desk, Wrong> {
    let desk = asked.open("course").await?;
    if desk.may_treat() {
        Ok(desk)
    } else {
        Err(Wrong::NotFound)
    }
}

type Read = (NewEntry, &'static str, &'static str);

fn read(desk: &Desk, sent: &Sent) -> Result<Result<Read, Problems>, Wrong> {
    if sent.get("do") == "close" {
        only_fields(sent, &forms::closed_fields(desk, sent), &["do", "course"])?;
        let course = sent.get("course").parse().map_err(|_| Wrong::NotFound)?;
        return Ok(forms::read_closed(desk, sent, course).map(|closed| {
            let entry = desk.new_entry(closed, desk.now_here(), sent.token());
            (entry, "", "closed")
        }));
    }
    only_fields(sent, &forms::opened_fields(desk, sent), &["do"])?;
    let course = CourseId(derived(sent.token(), desk.who().session.account, "course"));
    Ok(forms::read_opened(desk, sent, course).map(|told| {
        let occurred = told.occurred.unwrap_or_else(|| desk.now_here());
        let entry = desk.new_entry(told.fact, occurred, sent.token());
        (entry, "", "opened")
    }))
}

async fn page(
    desk: &Desk,
    sent: &Sent,
    problems: &Problems,
    just_done: Option<&str>,
) -> Result<Response, Wrong> {
    let words = desk.words();
    let open = desk.view.open_course();
    let title = if open.is_some() {
        words.t("course-title")
    } else {
        words.t("course-open-title")
    };
    let mut page = desk.page(title.clone()).await?;
    said(&mut page, just_done);
    let form = match open {
        Some(course) => {
            let fields = forms::closed_fields(desk, sent);
            FormPart::new(&page, desk.at("/course"), fields, sent, problems)
                .hide("do", "close")
                .hide("course", course.opened.course.to_string())
                .act(Act::submit(words.t("course-close")).danger())
        }
        None => {
            let sent = proposed(desk, sent.clone());
            let fields = forms::opened_fields(desk, &sent);
            FormPart::new(&page, desk.at("/course"), fields, &sent, problems)
                .hide("do", "open")
                .act(Act::submit(words.t("course-open")).primary())
        }
    };
    let page = FormPage {
        head: Head::of(desk, title, "case"),
        lead: Some(match open {
            Some(_) => words.t("course-close-lead").into_owned(),
            None => words.t("course-open-lead").into_owned(),
        }),
        facts: open.map(|course| facts(desk, course)),
        form: form.act(Act::link(words.t("leave"), desk.at("")).bare()),
        page,
    };
    Ok(page.show(problems))
}

/// What is proposed before anything is typed: the first protocol, from today, one session a week.
fn proposed(desk: &Desk, sent: Sent) -> Sent {
    let content = desk.content();
    let Some(protocol) = content
        .protocol_newest("ipt-adult-16")
        .or_else(|| content.protocols().next())
    else {
        return sent;
    };
    let today = desk.today();
    let weeks = i64::from(protocol.sessions.default);
    sent.or("protocol", protocol.id.clone())
        .or("sessions", protocol.sessions.default.to_string())
        .or("date", today.to_string())
        .or("ends_on", today.saturating_add(weeks.weeks()).to_string())
}

/// Where a course stands.
pub(super) fn facts(desk: &Desk, course: &Course) -> Facts {
    let words = desk.words();
    let opened = &course.opened;
    let protocol = desk.content().protocol(&opened.protocol, &opened.version);
    let mut facts = Facts::new();
    if let Some(protocol) = protocol {
        let phase = course.phase(protocol);
        facts = facts
            .with(words.t("fact-protocol"), protocol.title(desk.locale()))
            .with(words.t("fact-phase"), words.one_of("phase", phase.name()));
    }
    facts
        .with(
            words.t("fact-sessions"),
            words.t_with(
                "session-of",
                &[
                    ("held", course.sessions_held.into()),
                    ("planned", opened.sessions.into()),
                ],
            ),
        )
        .with(words.t("fact-began"), words.date(course.began))
        .with(words.t("fact-ends"), words.date(opened.ends_on))
}
