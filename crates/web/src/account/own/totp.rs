//! `/account/totp`: an authenticator app, set up or removed.

use super::PLACE;
use super::recovery_codes;
use crate::account::code::figures;
use crate::account::enrol::in_fours;
use crate::account::let_in::see;
use crate::account::qr;
use crate::account::step::Step;
use crate::account::told::{refusal, told};
use crate::frame;
use crate::sent::Form;
use crate::ui::{Act, Field};
use crate::who::Who;
use crate::wrong::Wrong;
use attune_identity::{FactorHolder, Refusal};
use axum::response::Response;

/// `GET /account/totp`
pub(in crate::account) async fn show(who: Who) -> Result<Response, Wrong> {
    let (identity, holder) = (&who.app().identity, FactorHolder::Session(&who.session));
    match identity.begin_totp(holder, who.now()).await {
        Ok(begun) => Ok(page(&who, &begun.url, &begun.secret).await?.answer()),
        Err(error) => match refusal(error)? {
            Refusal::FactorExists => Ok(see("/account/second-factor")),
            other => Err(Wrong::Conflict(told(&who.visitor, &other).await?)),
        },
    }
}

/// `POST /account/totp`: the first code of the app.
pub(in crate::account) async fn save(who: Who, Form(sent): Form) -> Result<Response, Wrong> {
    sent.only(&["code", "url", "secret"])?;
    let (identity, code) = (&who.app().identity, figures(sent.get("code")));
    let holder = FactorHolder::Session(&who.session);
    match identity.confirm_totp(holder, &code, who.now()).await {
        Ok(Some(codes)) => recovery_codes::page(&who, &codes).await,
        Ok(None) => Ok(see("/account/second-factor?done=totp")),
        Err(error) => match refusal(error)? {
            // Sent twice, or set up in another tab.
            Refusal::FactorExists => Ok(see("/account/second-factor?done=totp")),
            refusal => {
                let page = page(&who, sent.get("url"), sent.get("secret")).await?;
                Ok(page.refused(&who.visitor, &sent, &refusal).await?.answer())
            }
        },
    }
}

/// `GET /account/totp/remove`
pub(in crate::account) async fn ask(who: Who) -> Result<Response, Wrong> {
    Ok(question(&who).await?.answer())
}

/// `POST /account/totp/remove`
pub(in crate::account) async fn remove(who: Who, Form(sent): Form) -> Result<Response, Wrong> {
    sent.only(&[])?;
    match who
        .app()
        .identity
        .remove_totp(&who.session, who.now())
        .await
    {
        Ok(()) => Ok(see("/account/second-factor?done=totp-removed")),
        Err(error) => {
            let refusal = refusal(error)?;
            let page = question(&who).await?;
            Ok(page.refused(&who.visitor, &sent, &refusal).await?.answer())
        }
    }
}

async fn page(who: &Who, url: &str, secret: &str) -> Result<Step, Wrong> {
    let words = who.words();
    let page = frame::own(who, words.t("totp-title"), PLACE).await?;
    Ok(Step::new(page)
        .say(words.t("totp-text"))
        .drawing(qr::drawing(url, &words.t("totp-drawing")))
        .spelled(words.t("totp-spelled"), in_fours(secret))
        .form("/account/totp", Act::submit(words.t("totp-act")).primary())
        .hidden("url", url)
        .hidden("secret", secret)
        .field(Field::code("code", words.t("code-label")))
        .link(words.t("own-leave"), "/account/second-factor"))
}

async fn question(who: &Who) -> Result<Step, Wrong> {
    let words = who.words();
    let page = frame::own(who, words.t("totp-remove-title"), PLACE).await?;
    Ok(Step::new(page)
        .say(words.t("totp-remove-text"))
        .form(
            "/account/totp/remove",
            Act::submit(words.t("totp-remove")).danger(),
        )
        .link(words.t("own-leave"), "/account/second-factor"))
}
