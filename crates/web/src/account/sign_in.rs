//! `/sign-in`: name and password, or a passkey alone.

use super::let_in::{let_in, see};
use super::onward::{FIELDS, Onward};
use super::step::{Passkey, Step};
use super::told::{refusal, status};
use super::{demo, done};
use crate::frame;
use crate::sent::{Asked, OpenForm, Sent};
use crate::ui::{Act, Field};
use crate::who::Visitor;
use crate::wrong::Wrong;
use attune_identity::Refusal;
use axum::http::StatusCode;
use axum::response::Response;

/// `GET /sign-in`
pub(super) async fn show(visitor: Visitor, Asked(asked): Asked) -> Response {
    let onward = Onward::to(asked.get("next"));
    match visitor.session() {
        Some(session) => see(onward.page_for(&session)),
        None => page(&visitor, &asked, &onward).answer(),
    }
}

/// `POST /sign-in`
pub(super) async fn enter(visitor: Visitor, OpenForm(sent): OpenForm) -> Result<Response, Wrong> {
    sent.only(&known(&["name", "password", "handle", "answer"]))?;
    let onward = Onward::carried(&sent);
    let (name, password) = (sent.get("name").trim(), sent.get("password"));
    for (field, typed, missing) in [
        ("name", name, "sign-in-name-missing"),
        ("password", password, "sign-in-password-missing"),
    ] {
        if typed.is_empty() {
            let text = visitor.words.t(missing);
            return Ok(page(&visitor, &sent, &onward)
                .wrong_at(field, text)
                .answer());
        }
    }
    let identity = &visitor.app.identity;
    match identity
        .sign_in(name, password, visitor.arrival(), visitor.now)
        .await
    {
        Ok(sign_in) => let_in(&visitor, sign_in, &onward).await,
        Err(error) => {
            let refusal = refusal(error)?;
            let page = page(&visitor, &sent, &onward);
            Ok(page.refused(&visitor, &sent, &refusal).await?.answer())
        }
    }
}

/// The page that answers a form whose sender is not signed in (any more): 401, with what was sent carried along.
pub(crate) fn over(visitor: &Visitor, onward: &Onward) -> Response {
    let words = visitor.words;
    page(visitor, &Sent::default(), onward)
        .say(words.t("again-text-page"))
        .status(StatusCode::UNAUTHORIZED)
        .answer()
}

/// Back at the start, because a later step took too long.
pub(super) fn start_again(visitor: &Visitor, onward: &Onward) -> Response {
    let text = visitor.words.t("refused-challenge-expired");
    page(visitor, &Sent::default(), onward).wrong(text).answer()
}

/// The start once more, after a passkey that was not taken.
pub(super) fn refused_passkey(
    visitor: &Visitor,
    onward: &Onward,
    refusal: &Refusal,
    text: String,
) -> Response {
    page(visitor, &Sent::default(), onward)
        .wrong(text)
        .status(status(refusal))
        .answer()
}

/// The names of the fields of a step of signing in: its own, and those that it carries.
pub(super) fn known<'a>(own: &[&'a str]) -> Vec<&'a str> {
    own.iter().copied().chain(FIELDS).chain(["ask"]).collect()
}

fn page(visitor: &Visitor, typed: &Sent, onward: &Onward) -> Step {
    let words = visitor.words;
    let mut frame = frame::plain(visitor, words.t("sign-in-title"));
    frame.status = done(words, typed);
    let name: String = typed.get("name").chars().take(100).collect();
    Step::new(frame)
        .form("/sign-in", Act::submit(words.t("sign-in-act")).primary())
        .signing_in(onward)
        .field(
            Field::text("name", words.t("sign-in-name"))
                .value(name)
                .autocomplete("username")
                .focused(),
        )
        .field(Field::password("password", words.t("sign-in-password")))
        .passkey(Some(Passkey {
            label: words.t("passkey-use").into_owned(),
            begin: "/sign-in/passkey/begin",
            finish: "/sign-in/passkey",
        }))
        .link(words.t("forgot-link"), "/forgot")
        .demo(demo::people(visitor))
}
