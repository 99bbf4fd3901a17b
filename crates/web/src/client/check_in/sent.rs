//! After a questionnaire was sent: what happens with it, and what comes next.

use super::{due_lines, sheet};
use crate::client::words_for::{read_line, readers};
use crate::frame;
use crate::ui::{self, Act, Icon, Lines, Notice, Page};
use crate::who::ClientHere;
use crate::wrong::Wrong;
use askama::Template;
use attune_therapy::measure::{Measured, Occasion};
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

#[derive(Template)]
#[template(path = "client/sent.html")]
struct SentPage {
    page: Page,
    readers: Option<String>,
    read: String,
    help: Option<Notice>,
    lines: Option<Lines>,
}

/// Says that it has arrived. An address that nothing was sent to leads back to the list.
pub(in crate::client) async fn show(
    here: ClientHere,
    Path((instrument, occasion)): Path<(String, String)>,
) -> Result<Response, Wrong> {
    let words = here.who.words();
    let view = sheet::view(&here).await?;
    let occasion = Occasion::parse(&occasion).ok_or(Wrong::NotFound)?;
    let Some(measured) = sheet::answered(&view, &instrument, &occasion) else {
        return Ok(Redirect::to("/check-in").into_response());
    };
    let content = here.who.app().records.content();
    let help = Notice::info(words.t("sent-help-kind"), words.t("sent-help-text"))
        .act(Act::link(words.t("frame-help-now"), "/help"));
    let lines = due_lines(&here, &sheet::due_now(&here, &view, content)).await?;
    let shown = SentPage {
        page: frame::client(&here, words.t("sent-title"), "/check-in"),
        readers: readers(&here, "sent-readers").await?,
        read: read_line(&here.who).await,
        help: is_critical(measured, content).then_some(help),
        lines: (!lines.is_empty()).then_some(Lines { lines }),
    };
    Ok(ui::render(StatusCode::OK, &shown))
}

fn is_critical(measured: &Measured, content: &attune_therapy::Content) -> bool {
    let completed = &measured.completed;
    let instrument = content.instrument(&completed.instrument, &completed.version);
    instrument.is_some_and(|instrument| {
        completed
            .answers
            .iter()
            .any(|(item, answer)| instrument.critical(item, answer).is_some())
    })
}
