//! What comes at once after an answer that a person has to see: thanks, who sees it and when nobody does, whom to
//! call. One can go on, or stop.

use super::sheet;
use crate::client::help::{Ways, country_for};
use crate::client::words_for::{read_line, readers};
use crate::frame;
use crate::sent::Asked;
use crate::ui::{self, Act, Icon, Page};
use crate::who::ClientHere;
use crate::wrong::Wrong;
use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;

#[derive(Template)]
#[template(path = "client/help-now.html")]
struct HelpNowPage {
    page: Page,
    not_sent: bool,
    seen_by: String,
    read: String,
    ways: Option<Ways>,
    go_on: Act,
    stop: Act,
}

/// Shows help. It is shown every time, and whatever became of the questionnaire meanwhile.
pub(in crate::client) async fn show(
    here: ClientHere,
    Path((instrument, occasion, place)): Path<(String, String, String)>,
    Asked(asked): Asked,
    headers: HeaderMap,
) -> Result<Response, Wrong> {
    let words = here.who.words();
    let not_sent = asked.get("sent") == "no";
    let (here, next) = match sheet::open(here, &instrument, &occasion).await? {
        Ok(sheet) => {
            let next = sheet.address_after(place.parse().map_err(|_| Wrong::NotFound)?);
            (sheet.here, next)
        }
        Err((here, _)) => (here, "/check-in".to_owned()),
    };
    let accepted = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok());
    let country = country_for(here.who.app(), "", accepted.unwrap_or_default()).await;
    let mut page = frame::client(&here, words.t("helpnow-title"), "/check-in");
    page.places.clear();
    let seen_by = readers(&here, "helpnow-seen-by").await?;
    let shown = HelpNowPage {
        not_sent,
        seen_by: seen_by.unwrap_or_else(|| words.t("helpnow-seen-by-team").into_owned()),
        read: read_line(&here.who).await,
        ways: country.map(|country| Ways::of(words, country)),
        go_on: Act::link(words.t("helpnow-go-on"), next),
        stop: Act::link(words.t("helpnow-stop"), "/today"),
        page,
    };
    Ok(ui::render(StatusCode::OK, &shown))
}
