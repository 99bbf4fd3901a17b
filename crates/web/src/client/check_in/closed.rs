//! A questionnaire that cannot be answered now: a stale tab, or an address from somewhere else.

use super::sheet::Closed;
use crate::frame;
use crate::ui::{self, Act, Icon, Page};
use crate::who::ClientHere;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

#[derive(Template)]
#[template(path = "client/closed.html")]
struct ClosedPage {
    page: Page,
    heading: String,
    text: String,
    act: Act,
}

/// Says why, and what became of what was answered.
pub(super) fn page(here: &ClientHere, closed: &Closed, status: StatusCode) -> Response {
    let words = here.who.words();
    let (heading, text) = match closed {
        Closed::Answered(at) => {
            let when = words.date_time(at.to_zoned(here.who.zone()).datetime());
            (
                words.t("checkin-answered-title").into_owned(),
                words.t_with("checkin-answered-text", &[("when", when.into())]),
            )
        }
        Closed::NotDue => (
            words.t("checkin-not-due-title").into_owned(),
            words.t("checkin-not-due-text").into_owned(),
        ),
    };
    let shown = ClosedPage {
        page: frame::client(here, heading.clone(), "/check-in"),
        heading,
        text,
        act: Act::link(words.t("checkin-see-due"), "/check-in").primary(),
    };
    ui::render(status, &shown)
}
