//! `/sign-in/recovery`: a code from paper, for the day the phone is lost.

use super::let_in::{PendingHere, welcome};
use super::onward::Onward;
use super::sign_in::{known, start_again};
use super::step::Step;
use super::told::refusal;
use crate::frame;
use crate::sent::{Asked, OpenForm};
use crate::ui::{Act, Field};
use crate::who::Visitor;
use crate::wrong::Wrong;
use attune_identity::Refusal;
use axum::response::Response;

/// `GET /sign-in/recovery`
pub(super) async fn show(visitor: Visitor, _: PendingHere, Asked(asked): Asked) -> Response {
    page(&visitor, &Onward::to(asked.get("next"))).answer()
}

/// `POST /sign-in/recovery`: from the step before with what it carries (`ask`), or with a code.
pub(super) async fn enter(
    visitor: Visitor,
    PendingHere(pending): PendingHere,
    OpenForm(sent): OpenForm,
) -> Result<Response, Wrong> {
    sent.only(&known(&["code", "recovery", "handle", "answer"]))?;
    let onward = Onward::carried(&sent);
    if sent.has("ask") {
        return Ok(page(&visitor, &onward).answer());
    }
    let code: String = sent.get("recovery").chars().take(40).collect();
    let identity = &visitor.app.identity;
    let entered = identity
        .second_factor_recovery(&pending, &code, visitor.arrival(), visitor.now)
        .await;
    let refusal = match entered {
        Ok(signed) => return Ok(welcome(&visitor, &signed, &onward)),
        Err(error) => refusal(error)?,
    };
    match refusal {
        Refusal::ChallengeExpired => Ok(start_again(&visitor, &onward)),
        Refusal::WrongCode => {
            let text = visitor.words.t("recovery-wrong");
            Ok(page(&visitor, &onward).wrong_at("recovery", text).answer())
        }
        other => {
            let page = page(&visitor, &onward);
            Ok(page.refused(&visitor, &sent, &other).await?.answer())
        }
    }
}

fn page(visitor: &Visitor, onward: &Onward) -> Step {
    let words = visitor.words;
    Step::new(frame::plain(visitor, words.t("recovery-title")))
        .say(words.t("recovery-text"))
        .form(
            "/sign-in/recovery",
            Act::submit(words.t("code-act")).primary(),
        )
        .signing_in(onward)
        .field(Field::text("recovery", words.t("recovery-label")).focused())
        .link(words.t("sign-in-start-again"), "/sign-in")
}
