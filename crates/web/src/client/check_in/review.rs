//! Everything looked over once more, and then sent: from now on it is an entry of the record.

use super::sheet::{self, FORM, Sheet};
use super::{closed, plain_name};
use crate::client::words_for::{read_line, readers};
use crate::frame;
use crate::sent::{Form, Sent};
use crate::ui::{self, Guard, Icon, Line, Lines, Page};
use crate::who::ClientHere;
use crate::wrong::Wrong;
use askama::Template;
use attune_measures::instrument::Item;
use attune_measures::{Answer, Answers};
use attune_record::{NewEntry, WriteError};
use attune_therapy::measure::{AnswerMode, MeasureCompleted};
use attune_therapy::{Occurred, Refusal};
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

#[derive(Template)]
#[template(path = "client/review.html")]
struct ReviewPage {
    page: Page,
    guard: Guard,
    action: String,
    heading: String,
    wrong: Option<String>,
    missing: Option<String>,
    lines: Lines,
    saves: i64,
    readers: Option<String>,
    read: String,
    credit: Vec<String>,
    last: String,
}

type Address = Path<(String, String)>;

/// Shows every question with its answer.
pub(in crate::client) async fn show(
    here: ClientHere,
    Path((instrument, occasion)): Address,
) -> Result<Response, Wrong> {
    match sheet::open(here, &instrument, &occasion).await? {
        Ok(sheet) => page(&sheet, StatusCode::OK, None).await,
        Err((here, why)) => Ok(closed::page(&here, &why, StatusCode::OK)),
    }
}

/// Sends it.
pub(in crate::client) async fn send(
    here: ClientHere,
    Path((instrument, occasion)): Address,
    Form(sent): Form,
) -> Result<Response, Wrong> {
    sent.only(&["saves"])?;
    let done = format!("/check-in/{instrument}/{occasion}/sent");
    let sheet = match sheet::open(here, &instrument, &occasion).await? {
        Ok(sheet) => sheet,
        // The same form again, or another tab was quicker: what was sent first counts.
        Err((_, sheet::Closed::Answered(_))) => return Ok(Redirect::to(&done).into_response()),
        Err((here, why)) => return Ok(closed::page(&here, &why, StatusCode::CONFLICT)),
    };
    let words = sheet.here.who.words();
    let refused = async |status: StatusCode, key: &str| {
        page(&sheet, status, Some((words.t(key).into_owned(), &sent))).await
    };
    if sent.get("saves") != sheet.saves.to_string() {
        return refused(StatusCode::CONFLICT, "checkin-changed-elsewhere").await;
    }
    let answers = answers(&sheet);
    if answers.0.is_empty() {
        return refused(StatusCode::UNPROCESSABLE_ENTITY, "checkin-nothing-answered").await;
    }
    let who = &sheet.here.who;
    let completed = MeasureCompleted {
        instrument: sheet.due.instrument.clone(),
        version: sheet.begun.version.clone(),
        locale: sheet.locale().to_owned(),
        occasion: sheet.due.occasion.clone(),
        answers,
        total_only: None,
        mode: AnswerMode::Portal,
    };
    let occurred = Occurred {
        at: who.now(),
        zone: who.session.settings.time_zone.clone(),
    };
    let entry = NewEntry {
        occurred,
        ..NewEntry::now(completed, who.now(), sent.token())
    };
    let draft = (FORM, sheet.here.record.0, sheet::draft_id(&sheet.due));
    let records = &who.app().records;
    let written = records
        .append_and_clear_draft(
            &who.reader,
            sheet.here.record,
            vec![entry],
            draft,
            who.now(),
        )
        .await;
    match written {
        Ok(_) | Err(WriteError::Refused(Refusal::Answered)) => {
            Ok(Redirect::to(&done).into_response())
        }
        Err(WriteError::Refused(_)) => {
            refused(
                StatusCode::UNPROCESSABLE_ENTITY,
                "checkin-answers-do-not-fit",
            )
            .await
        }
        Err(error) => Err(error.into()),
    }
}

/// What was answered, without items that later answers ruled out.
fn answers(sheet: &Sheet) -> Answers {
    let asked = sheet.asked();
    let answers = sheet.begun.answers.iter();
    let asked_for = answers.filter(|(id, _)| asked.iter().any(|item| item.id == *id));
    asked_for.map(|(id, answer)| (id, answer.clone())).collect()
}

async fn page(
    sheet: &Sheet,
    status: StatusCode,
    refused: Option<(String, &Sent)>,
) -> Result<Response, Wrong> {
    let here = &sheet.here;
    let words = here.who.words();
    let heading = words.t("checkin-review-title");
    let mut page = frame::client(here, heading.clone(), "/check-in");
    page.back = Some((words.t("checkin-stop").into_owned(), "/today".to_owned()));
    let mut guard = page.guard();
    if let Some((_, sent)) = &refused {
        guard.token = sent.token().0;
    }
    let asked = sheet.asked();
    let open = asked
        .iter()
        .filter(|item| sheet.begun.answers.get(&item.id).is_none())
        .count();
    let texts = sheet.instrument().words(sheet.locale());
    let mut credit = vec![
        texts.title.clone(),
        sheet.instrument().attribution().to_owned(),
    ];
    credit.extend([&texts.translation, &texts.notice].into_iter().cloned());
    if !sheet.instrument().validated {
        credit.push(words.t("checkin-not-validated").into_owned());
    }
    credit.retain(|line| !line.is_empty());
    let last = asked.last().map_or(1, |item| sheet.place_of(&item.id));
    let shown = ReviewPage {
        guard,
        action: format!("{}/review", sheet.address()),
        heading: plain_name(words, sheet.instrument()).to_owned(),
        wrong: refused.map(|(wrong, _)| wrong),
        missing: (open > 0).then(|| words.count("checkin-left-out", open)),
        lines: Lines {
            lines: asked.iter().map(|item| line(sheet, item)).collect(),
        },
        saves: sheet.saves,
        readers: readers(here, "checkin-readers").await?,
        read: read_line(&here.who).await,
        credit,
        last: format!("{}/{last}", sheet.address()),
        page,
    };
    Ok(ui::render(status, &shown))
}

fn line(sheet: &Sheet, item: &Item) -> Line {
    let words = sheet.here.who.words();
    let instrument = sheet.instrument();
    let answer = match sheet.begun.answers.get(&item.id) {
        None => words.t("checkin-no-answer").into_owned(),
        Some(answer) => {
            let option = answer
                .value()
                .and_then(|value| instrument.option_text(&item.id, value, sheet.locale()));
            option.map_or_else(|| Answer::to_string(answer), str::to_owned)
        }
    };
    Line {
        what: instrument
            .item_text(&item.id, sheet.locale())
            .unwrap_or(&item.id)
            .to_owned(),
        detail: Some(answer),
        href: format!("{}/{}", sheet.address(), sheet.place_of(&item.id)),
    }
}
