//! What happens when somebody proved who they are: the next step, or the page they wanted.

use super::onward::{Lost, Onward};
use super::{code, enrol};
use crate::app::App;
use crate::frame;
use crate::sent::{no_session_cookie_header, session_cookie_header};
use crate::ui::{self, Act, Icon, Page};
use crate::who::{Visitor, cookie_value, session_cookie_name};
use crate::words::{Language, Words};
use crate::wrong::Wrong;
use askama::Template;
use attune_identity::{SecretToken, Session, SessionState, SignIn, SignedIn};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use std::sync::Arc;

/// After a password that was right, or was just chosen.
pub(super) async fn let_in(
    visitor: &Visitor,
    sign_in: SignIn,
    onward: &Onward,
) -> Result<Response, Wrong> {
    let (pending, step) = match sign_in {
        SignIn::Complete(signed) => return Ok(welcome(visitor, &signed, onward)),
        SignIn::NeedsSecondFactor { pending, kinds } => {
            let shown = onward.carries_a_form();
            let page = shown.then(|| code::page(visitor, &kinds, onward).answer());
            (
                pending,
                page.unwrap_or_else(|| see(onward.step("/sign-in/code"))),
            )
        }
        SignIn::MustEnrol { pending } => {
            let page = if onward.carries_a_form() {
                enrol::page(visitor, pending.reveal(), onward).await?
            } else {
                see(onward.step("/sign-in/enrol"))
            };
            (pending, page)
        }
    };
    Ok(with_cookie(
        step,
        &pending_cookie_header(&visitor.app, &pending),
    ))
}

/// In: to the page that was wanted, or to the form that was lost.
pub(super) fn welcome(visitor: &Visitor, signed: &SignedIn, onward: &Onward) -> Response {
    let page = match onward.lost_for(&signed.session) {
        Some(lost) => resume(visitor, &signed.session, lost, "resume-title"),
        None => see(onward.page_for(&signed.session)),
    };
    let_session_begin(&visitor.app, page, &signed.cookie)
}

/// Confirmed: the cookie has changed.
pub(super) fn confirmed(visitor: &Visitor, signed: &SignedIn, onward: &Onward) -> Response {
    let page = match onward.lost_for(&signed.session) {
        Some(lost) => resume(visitor, &signed.session, lost, "resume-confirmed-title"),
        None => see(onward.page_for(&signed.session)),
    };
    let_session_begin(&visitor.app, page, &signed.cookie)
}

/// Sets the session cookie and takes the pending one away.
pub(super) fn let_session_begin(app: &App, page: Response, cookie: &SecretToken) -> Response {
    let page = with_cookie(page, &session_cookie_header(app, cookie.reveal()));
    with_cookie(page, &no_pending_cookie_header(app))
}

/// Takes both cookies away.
pub(super) fn let_session_end(app: &App, page: Response) -> Response {
    let page = with_cookie(page, &no_session_cookie_header(app));
    with_cookie(page, &no_pending_cookie_header(app))
}

/// A page that is gone to after a form.
pub(super) fn see(path: impl AsRef<str>) -> Response {
    Redirect::to(path.as_ref()).into_response()
}

pub(super) fn with_cookie(mut page: Response, cookie: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        page.headers_mut().append(header::SET_COOKIE, value);
    }
    page
}

/// A sign-in that is under way in this browser: the value of its short-lived cookie.
#[derive(Clone)]
pub(super) struct PendingHere(pub(super) String);

impl FromRequestParts<App> for PendingHere {
    type Rejection = Wrong;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<PendingHere, Wrong> {
        cookie_value(&parts.headers, &pending_cookie_name(app))
            .filter(|value| !value.is_empty())
            .map(PendingHere)
            .ok_or(Wrong::SignIn)
    }
}

fn pending_cookie_name(app: &App) -> String {
    format!("{}-pending", session_cookie_name(app))
}

/// Half an hour, because somebody may have to install an authenticator app first; the server is stricter.
fn pending_cookie_header(app: &App, pending: &SecretToken) -> String {
    cookie_header(app, pending.reveal(), 1800)
}

fn no_pending_cookie_header(app: &App) -> String {
    cookie_header(app, "", 0)
}

fn cookie_header(app: &App, value: &str, seconds: u32) -> String {
    let secure = if app.options.https { "; Secure" } else { "" };
    let name = pending_cookie_name(app);
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}; Max-Age={seconds}")
}

/// A form that was lost, offered again with the proof of the new session.
#[derive(Template)]
#[template(path = "account/resume.html")]
struct ResumePage {
    page: Page,
    to: String,
    fields: Vec<(String, String)>,
    typed: Vec<String>,
    act: Act,
    leave: Act,
}

fn resume(visitor: &Visitor, session: &Arc<Session>, lost: &Lost, title: &str) -> Response {
    let language = Language::from_tag(session.settings.locale.code());
    let words = language.map_or(visitor.words, Words::new);
    let visitor = Visitor {
        words,
        state: SessionState::Live(Arc::clone(session)),
        ..visitor.clone()
    };
    let fields = lost.fields();
    // The short ones are choices and ids; what somebody wrote is shown, so that they know what they send.
    let typed = fields
        .iter()
        .filter(|(_, value)| value.trim().contains(char::is_whitespace))
        .map(|(_, value)| value.clone())
        .collect();
    let page = frame::plain(&visitor, words.t(title));
    let leave = Act::link(words.t("resume-leave"), super::next::home(session.role)).bare();
    let act = Act::submit(words.t("resume-send")).primary();
    let page = ResumePage {
        page,
        to: lost.to.clone(),
        fields,
        typed,
        act,
        leave,
    };
    ui::render(StatusCode::OK, &page)
}
