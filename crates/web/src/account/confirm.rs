//! `/confirm`: proving again who is there, before something that needs it. The cookie changes with it.

use super::code::figures;
use super::let_in::confirmed;
use super::onward::{FIELDS, Onward};
use super::passkey::begun;
use super::step::{Passkey, Step};
use super::told::refusal;
use crate::frame;
use crate::sent::{Asked, Form, Sent};
use crate::ui::{Act, Field};
use crate::who::{Visitor, Who};
use crate::wrong::Wrong;
use attune_identity::{IdentityError, SecondFactors, SignedIn};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

/// `GET /confirm`
pub(super) async fn show(who: Who, Asked(asked): Asked) -> Result<Response, Wrong> {
    let onward = Onward::to(asked.get("next"));
    let factors = factors(&who.visitor).await?;
    Ok(page(&who.visitor, factors, &onward).answer())
}

/// `POST /confirm`: with the password, or with a code.
pub(super) async fn enter(who: Who, Form(sent): Form) -> Result<Response, Wrong> {
    sent.only(&[&["current", "code", "handle", "answer"], &FIELDS[..]].concat())?;
    let (identity, code) = (&who.app().identity, figures(sent.get("code")));
    let entered = if code.is_empty() {
        identity
            .step_up_password(&who.session, sent.get("current"), who.now())
            .await
    } else {
        identity
            .step_up_totp(&who.session, &code, who.visitor.arrival(), who.now())
            .await
    };
    finish(&who, &sent, entered).await
}

/// `POST /confirm/passkey/begin`
pub(super) async fn begin_passkey(who: Who, headers: HeaderMap) -> Result<Response, Wrong> {
    from_our_script(&who, &headers)?;
    let identity = &who.app().identity;
    let ceremony = identity
        .begin_step_up_passkey(&who.session, who.now())
        .await?;
    Ok(begun(&ceremony))
}

/// `POST /confirm/passkey`
pub(super) async fn enter_passkey(who: Who, Form(sent): Form) -> Result<Response, Wrong> {
    sent.only(&[&["current", "code", "handle", "answer"], &FIELDS[..]].concat())?;
    let identity = &who.app().identity;
    let (handle, answer) = (sent.get("handle"), sent.get("answer"));
    let entered = identity
        .finish_step_up_passkey(&who.session, handle, answer, who.now())
        .await;
    finish(&who, &sent, entered).await
}

/// The page that answers a form which needs a confirmation first: 403, with what was sent carried along.
pub(crate) async fn over(visitor: &Visitor, onward: &Onward) -> Result<Response, Wrong> {
    let factors = factors(visitor).await?;
    let page = page(visitor, factors, onward);
    Ok(page.status(StatusCode::FORBIDDEN).answer())
}

/// A script's request carries the form's proof in a header.
pub(super) fn from_our_script(who: &Who, headers: &HeaderMap) -> Result<(), Wrong> {
    let sent = headers.get("x-form-token").and_then(|v| v.to_str().ok());
    if who.session.accepts_form_token(sent.unwrap_or_default()) {
        Ok(())
    } else {
        Err(Wrong::NotFromHere)
    }
}

async fn finish(
    who: &Who,
    sent: &Sent,
    entered: Result<SignedIn, IdentityError>,
) -> Result<Response, Wrong> {
    let onward = Onward::carried(sent);
    match entered {
        Ok(signed) => Ok(confirmed(&who.visitor, &signed, &onward)),
        Err(error) => {
            let refusal = refusal(error)?;
            let factors = factors(&who.visitor).await?;
            let page = page(&who.visitor, factors, &onward);
            Ok(page.refused(&who.visitor, sent, &refusal).await?.answer())
        }
    }
}

async fn factors(visitor: &Visitor) -> Result<SecondFactors, Wrong> {
    let session = visitor.session().ok_or(Wrong::SignIn)?;
    Ok(visitor.app.identity.second_factors(session.account).await?)
}

fn page(visitor: &Visitor, factors: SecondFactors, onward: &Onward) -> Step {
    let words = visitor.words;
    let passkey = (factors.passkeys > 0).then(|| Passkey {
        label: words.t("confirm-passkey").into_owned(),
        begin: "/confirm/passkey/begin",
        finish: "/confirm/passkey",
    });
    let page = Step::new(frame::plain(visitor, words.t("confirm-title")))
        .say(words.t("confirm-text"))
        .form("/confirm", Act::submit(words.t("confirm-act")).primary())
        .leading_to(onward)
        .field(Field::password("current", words.t("sign-in-password")).focused());
    let page = if factors.totp {
        page.field(Field::code("code", words.t("confirm-code")).optional(words))
    } else {
        page
    };
    page.passkey(passkey).link(words.t("confirm-leave"), "/")
}
