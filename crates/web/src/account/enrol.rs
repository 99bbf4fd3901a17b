//! `/sign-in/enrol`: staff, and clients with a short password, set up a second factor before they are let in.

use super::code::figures;
use super::let_in::{PendingHere, see, welcome};
use super::onward::Onward;
use super::passkey::begun;
use super::qr;
use super::sign_in::{known, start_again};
use super::step::{Passkey, Step};
use super::told::{at_field, refusal, told};
use crate::frame;
use crate::sent::{Asked, OpenForm};
use crate::ui::{Act, Field};
use crate::who::Visitor;
use crate::wrong::Wrong;
use attune_identity::{FactorHolder, Pending, PendingStage, RecoveryCodes, Refusal};
use axum::response::Response;

/// `GET /sign-in/enrol`
pub(super) async fn show(
    visitor: Visitor,
    PendingHere(pending): PendingHere,
    Asked(asked): Asked,
) -> Result<Response, Wrong> {
    page(&visitor, &pending, &Onward::to(asked.get("next"))).await
}

/// The page with a new secret, or with the way in if a factor was set up a moment ago.
pub(super) async fn page(
    visitor: &Visitor,
    pending: &str,
    onward: &Onward,
) -> Result<Response, Wrong> {
    let identity = &visitor.app.identity;
    let Some(who) = enrolling(visitor, pending).await? else {
        return Ok(start_again(visitor, onward));
    };
    if who.stage == PendingStage::SecondFactor {
        return Ok(see(onward.step("/sign-in/code")));
    }
    if identity.second_factors(who.account).await?.any() {
        return Ok(set_up(visitor, None, onward));
    }
    let begun = identity
        .begin_totp(FactorHolder::Enrolling(&who), visitor.now)
        .await?;
    Ok(form(visitor, &begun.url, &begun.secret, onward).answer())
}

/// `POST /sign-in/enrol`: the first code of the app.
pub(super) async fn enter(
    visitor: Visitor,
    PendingHere(pending): PendingHere,
    OpenForm(sent): OpenForm,
) -> Result<Response, Wrong> {
    sent.only(&known(&["code", "url", "secret", "handle", "answer"]))?;
    let onward = Onward::carried(&sent);
    let Some(who) = enrolling(&visitor, &pending).await? else {
        return Ok(start_again(&visitor, &onward));
    };
    let (holder, code) = (FactorHolder::Enrolling(&who), figures(sent.get("code")));
    let identity = &visitor.app.identity;
    match identity.confirm_totp(holder, &code, visitor.now).await {
        Ok(codes) => Ok(set_up(&visitor, codes.as_ref(), &onward)),
        Err(error) => {
            let refusal = refusal(error)?;
            let page = form(&visitor, sent.get("url"), sent.get("secret"), &onward);
            Ok(page.refused(&visitor, &sent, &refusal).await?.answer())
        }
    }
}

/// `POST /sign-in/enrol/passkey/begin`
pub(super) async fn begin_passkey(
    visitor: Visitor,
    PendingHere(pending): PendingHere,
) -> Result<Response, Wrong> {
    let who = enrolling(&visitor, &pending).await?.ok_or(Wrong::SignIn)?;
    let identity = &visitor.app.identity;
    let holder = FactorHolder::Enrolling(&who);
    let ceremony = identity
        .begin_passkey_registration(holder, visitor.now)
        .await?;
    Ok(begun(&ceremony))
}

/// `POST /sign-in/enrol/passkey`
pub(super) async fn enter_passkey(
    visitor: Visitor,
    PendingHere(pending): PendingHere,
    OpenForm(sent): OpenForm,
) -> Result<Response, Wrong> {
    sent.only(&known(&["code", "url", "secret", "handle", "answer"]))?;
    let onward = Onward::carried(&sent);
    let Some(who) = enrolling(&visitor, &pending).await? else {
        return Ok(start_again(&visitor, &onward));
    };
    let name = super::device::named_after(visitor.words, &visitor.user_agent);
    let identity = &visitor.app.identity;
    let registered = identity
        .finish_passkey_registration(
            FactorHolder::Enrolling(&who),
            sent.get("handle"),
            sent.get("answer"),
            &name,
            visitor.now,
        )
        .await;
    match registered {
        Ok(codes) => Ok(set_up(&visitor, codes.as_ref(), &onward)),
        Err(error) => {
            let refusal = refusal(error)?;
            let page = form(&visitor, sent.get("url"), sent.get("secret"), &onward);
            let text = told(&visitor, &refusal).await?;
            Ok(match at_field(&refusal) {
                Some(name) => page.wrong_at(name, text).answer(),
                None => page.wrong(text).answer(),
            })
        }
    }
}

/// `POST /sign-in/enrol/done`: the recovery codes are kept; in.
pub(super) async fn finish(
    visitor: Visitor,
    PendingHere(pending): PendingHere,
    OpenForm(sent): OpenForm,
) -> Result<Response, Wrong> {
    sent.only(&known(&[]))?;
    let onward = Onward::carried(&sent);
    let identity = &visitor.app.identity;
    match identity
        .finish_enrolment(&pending, visitor.arrival(), visitor.now)
        .await
    {
        Ok(signed) => Ok(welcome(&visitor, &signed, &onward)),
        Err(error) => match refusal(error)? {
            Refusal::LastSecondFactor => Ok(see(onward.step("/sign-in/enrol"))),
            // Sent twice: the first time opened the door.
            _ if visitor.session().is_some() => Ok(see("/")),
            _ => Ok(start_again(&visitor, &onward)),
        },
    }
}

/// Whose sign-in it is, unless it took too long.
async fn enrolling(visitor: &Visitor, pending: &str) -> Result<Option<Pending>, Wrong> {
    match visitor.app.identity.pending(pending, visitor.now).await {
        Ok(who) => Ok(Some(who)),
        Err(error) => refusal(error).map(|_| None),
    }
}

fn form(visitor: &Visitor, url: &str, secret: &str, onward: &Onward) -> Step {
    let words = visitor.words;
    Step::new(frame::plain(visitor, words.t("enrol-title")))
        .say(words.t("enrol-text"))
        .say(words.t("totp-text"))
        .drawing(qr::drawing(url, &words.t("totp-drawing")))
        .spelled(words.t("totp-spelled"), in_fours(secret))
        .form("/sign-in/enrol", Act::submit(words.t("totp-act")).primary())
        .signing_in(onward)
        .hidden("url", url)
        .hidden("secret", secret)
        .field(Field::code("code", words.t("code-label")))
        .passkey(Some(Passkey {
            label: words.t("enrol-passkey").into_owned(),
            begin: "/sign-in/enrol/passkey/begin",
            finish: "/sign-in/enrol/passkey",
        }))
}

/// The factor is there; its recovery codes are shown this once.
fn set_up(visitor: &Visitor, codes: Option<&RecoveryCodes>, onward: &Onward) -> Response {
    let words = visitor.words;
    let title = if codes.is_some() {
        "codes-title"
    } else {
        "enrol-done-title"
    };
    let page = Step::new(frame::plain(visitor, words.t(title)));
    let page = match codes {
        Some(codes) => page
            .say(words.t("codes-text"))
            .say(words.t("codes-once"))
            .codes(codes.reveal()),
        None => page.say(words.t("enrol-done-text")),
    };
    page.form(
        "/sign-in/enrol/done",
        Act::submit(words.t("codes-kept")).primary(),
    )
    .signing_in(onward)
    .answer()
}

/// A long secret in groups of four, for reading.
pub(super) fn in_fours(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().take(64).collect();
    let groups: Vec<String> = letters
        .chunks(4)
        .map(|four| four.iter().collect())
        .collect();
    groups.join(" ")
}
