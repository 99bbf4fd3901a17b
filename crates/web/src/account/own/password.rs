//! `/account/password`: a new one, which ends all other sessions.

use super::PLACE;
use crate::account::let_in::see;
use crate::account::new_account;
use crate::account::step::Step;
use crate::account::told::refusal;
use crate::frame;
use crate::sent::Form;
use crate::ui::{Act, Field};
use crate::who::Who;
use crate::wrong::Wrong;
use attune_identity::{SHORTEST_ALONE, SHORTEST_WITH_SECOND_FACTOR};
use axum::response::Response;

/// `GET /account/password`
pub(in crate::account) async fn show(who: Who) -> Result<Response, Wrong> {
    Ok(page(&who).await?.answer())
}

/// `POST /account/password`
pub(in crate::account) async fn save(who: Who, Form(sent): Form) -> Result<Response, Wrong> {
    sent.only(&["current", "password"])?;
    let identity = &who.app().identity;
    let (current, new) = (sent.get("current"), sent.get("password"));
    match identity
        .change_password(&who.session, current, new, who.now())
        .await
    {
        Ok(()) => Ok(see("/account?done=password")),
        Err(error) => {
            let refusal = refusal(error)?;
            let page = page(&who).await?;
            Ok(page.refused(&who.visitor, &sent, &refusal).await?.answer())
        }
    }
}

async fn page(who: &Who) -> Result<Step, Wrong> {
    let words = who.words();
    let account = who.session.account;
    let factors = who.app().identity.second_factors(account).await?;
    let least = if who.session.role.is_staff() || factors.any() {
        SHORTEST_WITH_SECOND_FACTOR
    } else {
        SHORTEST_ALONE
    };
    let page = frame::own(who, words.t("own-password"), PLACE).await?;
    Ok(Step::new(page)
        .say(words.t("password-text"))
        .form(
            "/account/password",
            Act::submit(words.t("password-act")).primary(),
        )
        .field(Field::password("current", words.t("password-current")))
        .field(new_account::password(words, least))
        .link(words.t("own-back"), "/account"))
}
