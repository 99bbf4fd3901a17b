//! `GET /clients/{id}`: the case page, one minute before the session. Where we are, the trajectory, what changed,
//! circle and intake, notes and entries; open risks above everything.

use super::desk::{Asked, Desk};
use super::drawn::circle::Beneath;
use super::drawn::{circle, trajectory};
use super::entries;
use super::sheet::{Head, said, shown};
use crate::ui::{Act, Empty, Entries, Facts, Figure, Line, Lines, Notice, Page, Table};
use crate::wrong::Wrong;
use askama::Template;
use attune_therapy::Compartment;
use attune_therapy::course::Course;
use attune_therapy::due::due;
use attune_therapy::intake::IntakePart;
use attune_therapy::inventory::Circle;
use attune_therapy::protocol::Protocol;
use axum::extract::Query;
use axum::response::Response;
use serde::Deserialize;

mod others;
pub(super) mod since;

/// So many entries stand on the case page; the rest is the history.
const RECENT: usize = 8;

#[derive(Deserialize)]
pub(super) struct Wanted {
    done: Option<String>,
}

#[derive(Template)]
#[template(path = "clinician/case.html")]
struct CasePage {
    page: Page,
    head: Head,
    no_course: Option<Empty>,
    ending: Option<Notice>,
    clinical: bool,
    trajectory: Option<Figure>,
    others: Option<Table>,
    since_title: String,
    since: Vec<String>,
    circle: Option<Figure>,
    circle_empty: Option<Empty>,
    intake: Vec<(String, String, bool)>,
    intake_left: String,
    notes: Option<Lines>,
    notes_empty: Option<Empty>,
    entries: Entries,
    facts: Facts,
    due: Option<Lines>,
    treats: bool,
    record: String,
}

pub(super) async fn get(asked: Asked, Query(wanted): Query<Wanted>) -> Result<Response, Wrong> {
    let desk = asked.open("case-page").await?;
    let mut page = desk.page(desk.name().to_owned()).await?;
    said(&mut page, wanted.done.as_deref());
    let recent = entries::told(&desk.view).into_iter().take(RECENT);
    let entries = entries::lines(&desk, &desk.view, recent).await?;
    let words = desk.words();
    let has_people = !desk.view.people().is_empty();
    let notes = notes(&desk);
    let clinical = desk.view_is_clinical();
    let treats = desk.may_treat();
    Ok(shown(&CasePage {
        head: head(&desk),
        no_course: no_course(&desk),
        ending: ending(&desk),
        trajectory: (clinical && desk.view.current_course().is_some())
            .then(|| trajectory::figure(&desk))
            .flatten(),
        others: others::table(&desk),
        since_title: since::title(&desk),
        since: since::changes(&desk),
        circle: (has_people && clinical)
            .then(|| circle::figure(&desk, Circle::Now, Beneath::First, false, "case-circle")),
        circle_empty: (!has_people && clinical).then(|| {
            Empty::new(words.t("circle-empty"), words.t("circle-empty-text"))
                .next(Act::link(words.t("circle-empty-act"), desk.at("/circle")))
        }),
        intake: intake(&desk),
        intake_left: intake_left(&desk),
        notes_empty: notes.is_none().then(|| {
            let empty = Empty::new(words.t("notes-empty"), words.t("notes-empty-text"));
            if treats {
                empty.next(Act::link(words.t("notes-write"), desk.at("/notes/new")))
            } else {
                empty
            }
        }),
        notes,
        entries: Entries { entries },
        facts: facts(&desk),
        due: due_lines(&desk),
        treats,
        clinical,
        record: desk.record.to_string(),
        page,
    }))
}

fn protocol_of<'a>(desk: &'a Desk, course: &Course) -> Option<&'a Protocol> {
    desk.content()
        .protocol(&course.opened.protocol, &course.opened.version)
}

/// Who, and where we are: phase, session, sessions left, weeks left.
fn head(desk: &Desk) -> Head {
    let words = desk.words();
    let mut head = Head::of(desk, desk.name(), "case");
    head.place = Some((
        words.t("place-caseload").into_owned(),
        "/caseload".to_owned(),
    ));
    if let Some(course) = desk.view.open_course() {
        head.facts = where_we_are(desk, course);
        if desk.may_treat() {
            head = head
                .act(
                    Act::link(words.t("note-write"), desk.at("/notes/new"))
                        .primary()
                        .key("n"),
                )
                .act(Act::link(words.t("session-record"), desk.at("/sessions/new")).key("s"))
                .act(Act::link(words.t("measure-enter"), desk.at("/measures/new")).key("m"));
        }
    } else if let Some((at, closed)) = desk
        .view
        .current_course()
        .and_then(|course| course.closed.as_ref())
    {
        head.facts = vec![
            words.t_with(
                "course-ended",
                &[
                    ("day", words.date(desk.day(*at)).into()),
                    (
                        "ending",
                        words
                            .one_of("ending", closed.ending.name())
                            .to_lowercase()
                            .into(),
                    ),
                ],
            ),
        ];
    }
    head
}

fn where_we_are(desk: &Desk, course: &Course) -> Vec<String> {
    let words = desk.words();
    let mut facts = Vec::new();
    if let Some(protocol) = protocol_of(desk, course) {
        facts.push(
            words
                .one_of("phase", course.phase(protocol).name())
                .into_owned(),
        );
    }
    let planned = course.opened.sessions;
    facts.push(if course.sessions_left() == 0 {
        words.t_with("sessions-all-held", &[("planned", planned.into())])
    } else {
        words.t_with(
            "session-next",
            &[
                ("next", course.next_session().into()),
                ("planned", planned.into()),
            ],
        )
    });
    facts.push(words.count("sessions-left", course.sessions_left()));
    facts.push(words.count("weeks-left", course.weeks_left(desk.today())));
    facts
}

/// The ending is raised when as many sessions are left as the protocol says.
fn ending(desk: &Desk) -> Option<Notice> {
    let words = desk.words();
    let course = desk.view.open_course()?;
    let protocol = protocol_of(desk, course)?;
    course.ending_is_due(protocol).then(|| {
        Notice::info(
            words.t("ending-notice"),
            words.count("ending-notice-text", course.sessions_left()),
        )
    })
}

fn no_course(desk: &Desk) -> Option<Empty> {
    if desk.view.open_course().is_some() || !desk.view_is_clinical() {
        return None;
    }
    let words = desk.words();
    let empty = if desk.view.courses().is_empty() {
        Empty::new(words.t("course-empty"), words.t("course-empty-text"))
    } else {
        Empty::new(words.t("course-over"), words.t("course-over-text"))
    };
    Some(if desk.may_treat() {
        empty.next(Act::link(words.t("course-open-title"), desk.at("/course")).primary())
    } else {
        empty
    })
}

/// Parts of the intake that were noted: title, the beginning of the text, and whether it is the client's own voice.
fn intake(desk: &Desk) -> Vec<(String, String, bool)> {
    let words = desk.words();
    IntakePart::ALL
        .iter()
        .filter_map(|part| {
            let note = desk.view.intake().get(part)?;
            let title = words.one_of("intake", part.name()).into_owned();
            let own_words = *part == IntakePart::PresentingProblem;
            Some((title, entries::excerpt(&note.text, 260), own_words))
        })
        .collect()
}

fn intake_left(desk: &Desk) -> String {
    let left = IntakePart::ALL.len() - desk.view.intake().len();
    desk.words().count("intake-left", left)
}

/// The latest notes.
fn notes(desk: &Desk) -> Option<Lines> {
    let words = desk.words();
    let mut notes: Vec<_> = desk.view.notes().iter().collect();
    notes.sort_by_key(|note| std::cmp::Reverse((note.session, note.drafted_at)));
    let lines: Vec<Line> = notes
        .iter()
        .take(6)
        .map(|note| {
            let state = match note.signed_at {
                Some(at) => words.t_with(
                    "note-signed-on",
                    &[("day", words.near_date(desk.day(at), desk.today()).into())],
                ),
                None => words.t("note-not-signed").into_owned(),
            };
            Line {
                what: entries::note_name(desk, note.part, note.session),
                detail: Some(format!("{state} · {}", entries::excerpt(&note.text, 110))),
                href: desk.at(&format!("/notes/{}", note.id)),
            }
        })
        .collect();
    (!lines.is_empty()).then_some(Lines { lines })
}

fn facts(desk: &Desk) -> Facts {
    let words = desk.words();
    let mut facts = desk
        .view
        .current_course()
        .filter(|_| desk.view_is_clinical())
        .map_or_else(Facts::new, |course| super::course::facts(desk, course));
    if let Some(client) = desk.view.client() {
        if let Some(born) = client.born {
            facts = facts.with(words.t("fact-born"), super::drawn::when_words(words, born));
        }
        if let Some(reference) = &client.reference {
            facts = facts.with(words.t("fact-reference"), reference);
        }
    }
    facts
}

/// What waits to be answered before the next session.
fn due_lines(desk: &Desk) -> Option<Lines> {
    let words = desk.words();
    let locale = desk
        .view
        .client()
        .and_then(|client| client.locale.clone())
        .unwrap_or_else(|| "en".to_owned());
    if !desk.may_write(Compartment::Progress, "measure.completed") {
        return None;
    }
    let lines: Vec<Line> = due(&desk.view, desk.content(), &locale, desk.who().now())
        .into_iter()
        .filter_map(|due| {
            let instrument = desk.content().instrument_newest(&due.instrument)?;
            let since = words.near_date(desk.day(due.opens), desk.today());
            Some(Line {
                what: instrument.short(desk.locale()).to_owned(),
                detail: Some(words.t_with("due-since", &[("day", since.into())])),
                href: desk.at(&format!("/measures/new?instrument={}", due.instrument)),
            })
        })
        .collect();
    (!lines.is_empty()).then_some(Lines { lines })
}
