//! `/sign-in/code`: the second factor of a sign-in that is under way.

use super::let_in::{PendingHere, see, welcome};
use super::onward::Onward;
use super::sign_in::{known, start_again};
use super::step::{Passkey, Step};
use super::told::refusal;
use crate::frame;
use crate::sent::{Asked, OpenForm, Sent};
use crate::ui::{Act, Field};
use crate::who::Visitor;
use crate::wrong::Wrong;
use attune_identity::{FactorKind, IdentityError, PendingStage, Refusal, SignedIn};
use axum::response::Response;

/// `GET /sign-in/code`
pub(super) async fn show(
    visitor: Visitor,
    PendingHere(pending): PendingHere,
    Asked(asked): Asked,
) -> Result<Response, Wrong> {
    let onward = Onward::to(asked.get("next"));
    let identity = &visitor.app.identity;
    let who = match identity.pending(&pending, visitor.now).await {
        Ok(who) => who,
        Err(error) => {
            refusal(error)?;
            return Ok(start_again(&visitor, &onward));
        }
    };
    if who.stage == PendingStage::Enrolment {
        return Ok(see(onward.step("/sign-in/enrol")));
    }
    let kinds = identity.second_factors(who.account).await?.kinds();
    Ok(page(&visitor, &kinds, &onward).answer())
}

/// `POST /sign-in/code`
pub(super) async fn enter(
    visitor: Visitor,
    PendingHere(pending): PendingHere,
    OpenForm(sent): OpenForm,
) -> Result<Response, Wrong> {
    sent.only(&known(&["code", "handle", "answer"]))?;
    let code = figures(sent.get("code"));
    let identity = &visitor.app.identity;
    let entered = identity
        .second_factor_totp(&pending, &code, visitor.arrival(), visitor.now)
        .await;
    finish(&visitor, &pending, &sent, entered).await
}

/// In, or the same step once more with what was wrong.
pub(super) async fn finish(
    visitor: &Visitor,
    pending: &str,
    sent: &Sent,
    entered: Result<SignedIn, IdentityError>,
) -> Result<Response, Wrong> {
    let onward = Onward::carried(sent);
    let refusal = match entered {
        Ok(signed) => return Ok(welcome(visitor, &signed, &onward)),
        Err(error) => refusal(error)?,
    };
    if refusal == Refusal::ChallengeExpired {
        return Ok(start_again(visitor, &onward));
    }
    let identity = &visitor.app.identity;
    let Ok(who) = identity.pending(pending, visitor.now).await else {
        return Ok(start_again(visitor, &onward));
    };
    let kinds = identity.second_factors(who.account).await?.kinds();
    let page = page(visitor, &kinds, &onward);
    Ok(page.refused(visitor, sent, &refusal).await?.answer())
}

/// The page, for the kinds of factors that the account has.
pub(super) fn page(visitor: &Visitor, kinds: &[FactorKind], onward: &Onward) -> Step {
    let words = visitor.words;
    let has = |kind| kinds.contains(&kind);
    let passkey = has(FactorKind::Passkey).then(|| Passkey {
        label: words.t("passkey-use").into_owned(),
        begin: "/sign-in/code/passkey/begin",
        finish: "/sign-in/code/passkey",
    });
    let page = Step::new(frame::plain(visitor, words.t("code-title")));
    let page = if has(FactorKind::Totp) {
        page.say(words.t("code-text"))
            .form("/sign-in/code", Act::submit(words.t("code-act")).primary())
            .field(Field::code("code", words.t("code-label")).focused())
    } else {
        page.say(words.t("code-text-passkey"))
            .form_without_act("/sign-in/code/passkey")
    };
    let page = page.signing_in(onward).passkey(passkey);
    let page = if has(FactorKind::RecoveryCode) {
        page.other(words.t("recovery-link"), "/sign-in/recovery")
    } else {
        page
    };
    page.link(words.t("sign-in-start-again"), "/sign-in")
}

/// A code as it is compared: people type spaces where their app shows them.
pub(super) fn figures(typed: &str) -> String {
    typed
        .chars()
        .filter(|c| !c.is_whitespace())
        .take(20)
        .collect()
}
