//! `/check-in`: the questionnaires that are due.

mod closed;
pub(super) mod help_now;
pub(super) mod question;
pub(super) mod review;
pub(super) mod sent;
pub(super) mod sheet;

use super::words_for::{read_line, readers};
use crate::frame;
use crate::ui::{self, Act, Empty, Icon, Line, Lines, Page};
use crate::who::ClientHere;
use crate::words::Words;
use crate::wrong::Wrong;
use askama::Template;
use attune_measures::Instrument;
use attune_therapy::due::Due;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use std::collections::HashMap;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "client/check-in.html")]
struct CheckInPage {
    page: Page,
    heading: String,
    lines: Option<Lines>,
    empty: Option<Empty>,
    readers: Option<String>,
    read: String,
}

/// Lists what is due.
pub(super) async fn list(here: ClientHere) -> Result<Response, Wrong> {
    let words = here.who.words();
    let view = sheet::view(&here).await?;
    let lines = due_lines(
        &here,
        &sheet::due_now(&here, &view, here.who.app().records.content()),
    )
    .await?;
    let empty = Empty::new(
        words.t("checkin-empty-title"),
        words.t("checkin-empty-text"),
    )
    .next(Act::link(words.t("checkin-empty-next"), "/progress"));
    let shown = CheckInPage {
        heading: words.t("checkin-title").into_owned(),
        readers: readers(&here, "checkin-readers").await?,
        read: read_line(&here.who).await,
        empty: lines.is_empty().then_some(empty),
        lines: (!lines.is_empty()).then_some(Lines { lines }),
        page: frame::client(&here, words.t("checkin-title"), "/check-in"),
    };
    Ok(ui::render(StatusCode::OK, &shown))
}

/// Goes to the first question without an answer, on whichever device the others were answered.
pub(super) async fn resume(
    here: ClientHere,
    Path((instrument, occasion)): Path<(String, String)>,
) -> Result<Response, Wrong> {
    Ok(match sheet::open(here, &instrument, &occasion).await? {
        Ok(sheet) => {
            let next = match sheet.first_open() {
                Some(place) => format!("{}/{place}", sheet.address()),
                None => format!("{}/review", sheet.address()),
            };
            Redirect::to(&next).into_response()
        }
        Err((here, closed)) => closed::page(&here, &closed, StatusCode::OK),
    })
}

/// A line for each questionnaire that is due, with how far one is.
pub(super) async fn due_lines(here: &ClientHere, due: &[Due]) -> Result<Vec<Line>, Wrong> {
    let words = here.who.words();
    let begun = sheet::begun_counts(here).await?;
    let content = here.who.app().records.content();
    let line = |due: &Due| {
        let instrument = content.instrument(&due.instrument, &due.version)?;
        Some(Line {
            what: plain_name(words, instrument).to_owned(),
            detail: Some(how_far(words, instrument, due, &begun)),
            href: format!("/check-in/{}/{}", due.instrument, due.occasion),
        })
    };
    Ok(due.iter().filter_map(line).collect())
}

/// What a questionnaire is about, in plain words; its title where nobody wrote them.
pub(super) fn plain_name(words: Words, instrument: &Instrument) -> &str {
    let texts = instrument.words(words.language().tag());
    if texts.client.about.is_empty() {
        &texts.title
    } else {
        &texts.client.about
    }
}

fn how_far(
    words: Words,
    instrument: &Instrument,
    due: &Due,
    begun: &HashMap<Uuid, usize>,
) -> String {
    let of = instrument.items.len();
    match begun.get(&sheet::draft_id(due)) {
        Some(answered) if *answered > 0 => words.t_with(
            "checkin-begun",
            &[("answered", (*answered).into()), ("of", of.into())],
        ),
        // Twelve seconds for a question is unhurried.
        _ => words.t_with(
            "checkin-length",
            &[
                (
                    "name",
                    instrument.short(words.language().tag()).to_owned().into(),
                ),
                ("count", of.into()),
                ("minutes", (of * 12).div_ceil(60).into()),
            ],
        ),
    }
}
