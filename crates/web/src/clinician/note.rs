//! `/clients/{id}/notes/{note}`: the progress note, and apart from it the process note that only its author reads.
//! Typed text is a sealed draft until it is kept; signing locks it; afterwards it is amended.

use super::case::since;
use super::desk::{Asked, Desk, Entered};
use super::entries;
use super::problems::{Problems, Reading};
use super::sheet::{Head, done, said, token_of};
use crate::drafts::draft_fields;
use crate::sent::{Form, Sent};
use crate::ui::{self, Page};
use crate::wrong::Wrong;
use askama::Template;
use attune_record::NewEntry;
use attune_therapy::ids::NoteId;
use attune_therapy::note::{Note, NoteAmended, NoteDrafted, NotePart, NoteSigned};
use attune_therapy::text::Text;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use uuid::Uuid;

mod part;

use part::Part;

/// The name of the drafts.
const FORM: &str = "note";
/// The most that one note holds, in characters.
const LONGEST: usize = 50_000;

#[derive(Deserialize, Default)]
pub(super) struct Wanted {
    session: Option<u16>,
    /// When the note was drafted that the form was filled in from.
    seen: Option<i64>,
    done: Option<String>,
}

#[derive(Template)]
#[template(path = "clinician/note.html")]
struct NotePage {
    page: Page,
    head: Head,
    lead: String,
    progress: Option<Part>,
    process: Option<Part>,
    since_title: String,
    since: Vec<String>,
    last: Option<(String, String, String)>,
}

/// Both notes of one session by one author: the one asked for, and the other part.
struct Pair {
    session: Option<u16>,
    progress: NoteId,
    process: NoteId,
}

/// A note that does not exist yet begins with an address of its own, or where it was left.
pub(super) async fn new(asked: Asked, Query(wanted): Query<Wanted>) -> Result<Response, Wrong> {
    let desk = asked.open("note").await?;
    if !desk.may_treat() {
        return Err(Wrong::NotFound);
    }
    let session = wanted.session.or_else(|| session_to_write(&desk));
    let own = desk.who().session.account;
    let there = desk.view.notes().iter().find(|note| {
        note.author == own
            && note.session == session
            && note.part == NotePart::Progress
            && note.signed_at.is_none()
    });
    let left = match there {
        Some(note) => Some(note.id),
        None => left_draft(&desk, session).await?,
    };
    let note = left.unwrap_or_else(|| NoteId(Uuid::now_v7()));
    let session = session.map_or_else(String::new, |number| format!("session={number}"));
    let said = wanted
        .done
        .map_or_else(String::new, |done| format!("&done={done}"));
    Ok(Redirect::to(&desk.at(&format!("/notes/{note}?{session}{said}"))).into_response())
}

/// The last session held if it has no note by this author yet, else the one that comes next.
fn session_to_write(desk: &Desk) -> Option<u16> {
    let course = desk.view.open_course()?;
    let held = course.sessions_held;
    let own = desk.who().session.account;
    let is_signed = desk.view.notes().iter().any(|note| {
        note.author == own
            && note.session == Some(held)
            && note.part == NotePart::Progress
            && note.signed_at.is_some()
    });
    if held == 0 || is_signed {
        Some(course.next_session())
    } else {
        Some(held)
    }
}

/// A draft of this session that was typed and never kept.
async fn left_draft(desk: &Desk, session: Option<u16>) -> Result<Option<NoteId>, Wrong> {
    let records = &desk.app().records;
    let drafts = records.drafts_of(&desk.reader, FORM, desk.record.0).await?;
    let wanted = session.map_or_else(String::new, |number| number.to_string());
    let found = drafts.iter().rev().find(|draft| {
        let fields = draft_fields(draft);
        desk.view.note(NoteId(draft.id)).is_none()
            && fields
                .get("part")
                .is_some_and(|part| part == NotePart::Progress.name())
            && fields
                .get("session")
                .map(String::as_str)
                .unwrap_or_default()
                == wanted
    });
    Ok(found.map(|draft| NoteId(draft.id)))
}

pub(super) async fn get(asked: Asked, Query(wanted): Query<Wanted>) -> Result<Response, Wrong> {
    let note: NoteId = asked.id("note")?;
    let desk = open(asked).await?;
    page(&desk, note, &wanted, None, StatusCode::OK).await
}

async fn open(asked: Asked) -> Result<Desk, Wrong> {
    let desk = asked.open("note").await?;
    if desk.view_is_clinical() {
        Ok(desk)
    } else {
        Err(Wrong::NotFound)
    }
}

pub(super) async fn post(
    asked: Asked,
    Query(wanted): Query<Wanted>,
    Form(sent): Form,
) -> Result<Response, Wrong> {
    let id: NoteId = asked.id("note")?;
    let desk = open(asked).await?;
    sent.only(&[
        "part",
        "session",
        "progress",
        "process",
        "amendment-progress",
        "amendment-process",
        "do",
    ])?;
    let part = NotePart::from_name(sent.get("part")).ok_or(Wrong::NotFound)?;
    let note = desk.view.note(id);
    if let Some(note) = note
        && note.part != part
    {
        return Err(Wrong::NotFound);
    }
    if sent.get("do") != "amend" && was_changed_elsewhere(note, &wanted, sent.get(part.name())) {
        let problems = Problems::whole(desk.words().t("note-changed-elsewhere"));
        return page(
            &desk,
            id,
            &wanted,
            Some((part, &sent, &problems)),
            StatusCode::CONFLICT,
        )
        .await;
    }
    let (entries, what) = match read(&desk, id, note, part, &sent) {
        Ok(read) => read,
        Err(problems) => {
            let status = problems.status();
            return page(&desk, id, &wanted, Some((part, &sent, &problems)), status).await;
        }
    };
    match desk.enter_draft(entries, FORM, id.0).await? {
        Entered::Done(_) => {
            let session = sent.get("session");
            Ok(done(&desk, &format!("/notes/{id}?session={session}"), what))
        }
        Entered::NotYet(problems) => {
            let status = problems.status();
            page(&desk, id, &wanted, Some((part, &sent, &problems)), status).await
        }
    }
}

/// Without the script nothing else notices that another window kept another text since this form was filled in.
fn was_changed_elsewhere(note: Option<&Note>, wanted: &Wanted, typed: &str) -> bool {
    let Some(note) = note else { return false };
    let seen = wanted.seen.unwrap_or(0);
    let same = Text::parse_up_to(typed, LONGEST).is_ok_and(|text| text.as_str() == note.text);
    !same && note.signed_at.is_none() && note.drafted_at.as_microsecond() != seen
}

type Read = (Vec<NewEntry>, &'static str);

fn read(
    desk: &Desk,
    id: NoteId,
    note: Option<&Note>,
    part: NotePart,
    sent: &Sent,
) -> Result<Read, Problems> {
    let mut reading = Reading::new(desk.words(), sent);
    let (now, token) = (desk.now_here(), sent.token());
    if sent.get("do") == "amend" {
        let text = required(&mut reading, &part::amendment_name(part), desk);
        let text = reading.done(Some(text))?;
        let entry = desk.new_entry(NoteAmended { note: id, text }, now, token);
        return Ok((vec![entry], "amended"));
    }
    let text = required(&mut reading, part.name(), desk);
    let text = reading.done(Some(text))?;
    let is_new = note.is_none_or(|note| note.text != text.as_str());
    let drafted = NoteDrafted {
        note: id,
        part,
        session: sent.get("session").parse().ok(),
        text,
    };
    let signs = sent.get("do") == "sign";
    let mut entries = Vec::new();
    if is_new || !signs {
        entries.push(desk.new_entry(drafted, now.clone(), token));
    }
    if signs {
        let token = token_of(desk, token, 1);
        entries.push(desk.new_entry(NoteSigned { note: id }, now, token));
    }
    Ok((entries, if signs { "signed" } else { "kept" }))
}

fn required(reading: &mut Reading<'_>, name: &str, desk: &Desk) -> Text {
    let text = reading.text(name, LONGEST);
    if text.is_empty() {
        reading.wrong(name, desk.words().one_of("missing", "text"));
    }
    text
}

/// The two notes that belong together. The process note of a progress note that has none yet has an id that
/// follows from it, so that both are found again before either is in the record.
fn pair(desk: &Desk, asked: NoteId, wanted: &Wanted) -> Pair {
    let other_id = |id: NoteId| NoteId(Uuid::from_u128(id.0.as_u128() ^ 1));
    let Some(note) = desk.view.note(asked) else {
        let known = desk.view.note(other_id(asked));
        if let Some(progress) = known.filter(|known| known.part == NotePart::Progress) {
            return Pair {
                session: progress.session,
                progress: progress.id,
                process: asked,
            };
        }
        return Pair {
            session: wanted.session,
            progress: asked,
            process: other_id(asked),
        };
    };
    let beside = desk.view.notes().iter().find(|other| {
        other.author == note.author
            && other.session == note.session
            && other.part != note.part
            && note.session.is_some()
    });
    let beside = beside.map_or_else(|| other_id(note.id), |other| other.id);
    let (progress, process) = match note.part {
        NotePart::Progress => (note.id, beside),
        NotePart::Process => (beside, note.id),
    };
    Pair {
        session: note.session,
        progress,
        process,
    }
}

async fn page(
    desk: &Desk,
    asked: NoteId,
    wanted: &Wanted,
    refused: Option<(NotePart, &Sent, &Problems)>,
    status: StatusCode,
) -> Result<Response, Wrong> {
    let words = desk.words();
    let pair = pair(desk, asked, wanted);
    let title = match pair.session {
        Some(number) => words.t_with("note-title", &[("number", number.into())]),
        None => words.t("note").into_owned(),
    };
    let mut page = desk.page(title.clone()).await?;
    said(&mut page, wanted.done.as_deref());
    let of = |part: NotePart| refused.filter(|(of, _, _)| *of == part);
    let progress = part::of(
        desk,
        &page,
        &pair,
        NotePart::Progress,
        of(NotePart::Progress),
    )
    .await?;
    let process = part::of(desk, &page, &pair, NotePart::Process, of(NotePart::Process)).await?;
    if progress.is_none() && process.is_none() {
        return Err(Wrong::NotFound);
    }
    let template = NotePage {
        head: Head::of(desk, title, "case"),
        lead: held(desk, pair.session),
        progress,
        process,
        since_title: since::title(desk),
        since: since::changes(desk),
        last: last_note(desk, pair.session),
        page,
    };
    Ok(ui::render(status, &template))
}

/// The progress note before this one: its name, its address, its text.
fn last_note(desk: &Desk, session: Option<u16>) -> Option<(String, String, String)> {
    let session = session?;
    let before = desk.view.notes().iter().filter(|note| {
        note.part == NotePart::Progress && note.session.is_some_and(|number| number < session)
    });
    let note = before.max_by_key(|note| (note.session, note.drafted_at))?;
    Some((
        entries::note_name(desk, note.part, note.session),
        desk.at(&format!("/notes/{}", note.id)),
        entries::excerpt(&note.text, 600),
    ))
}

/// When the session was held that the note is about.
fn held(desk: &Desk, number: Option<u16>) -> String {
    let words = desk.words();
    let course = desk
        .view
        .current_course()
        .map(|course| course.opened.course);
    let session = desk
        .view
        .sessions()
        .iter()
        .rev()
        .find(|session| Some(session.course) == course && Some(session.held.number) == number);
    match session {
        Some(session) => {
            let day = desk.day(session.occurred.at);
            let line = words.t_with(
                "note-session-held",
                &[
                    ("day", words.weekday_date(day).into()),
                    ("minutes", session.held.minutes.into()),
                    (
                        "mode",
                        words
                            .one_of("mode", session.held.mode.name())
                            .to_lowercase()
                            .into(),
                    ),
                ],
            );
            if session.held.theme.is_empty() {
                line
            } else {
                format!("{line} {}", session.held.theme)
            }
        }
        None => words.t("note-session-not-held").into_owned(),
    }
}
