//! `/account/recovery-codes`: ten new codes, shown once; the old ones stop working.

use super::PLACE;
use crate::account::step::Step;
use crate::account::told::refusal;
use crate::frame;
use crate::sent::Form;
use crate::ui::Act;
use crate::who::Who;
use crate::wrong::Wrong;
use attune_identity::RecoveryCodes;
use axum::response::Response;

/// `GET /account/recovery-codes`
pub(in crate::account) async fn ask(who: Who) -> Result<Response, Wrong> {
    let words = who.words();
    let page = frame::own(&who, words.t("codes-renew-title"), PLACE).await?;
    Ok(Step::new(page)
        .say(words.t("codes-renew-text"))
        .form(
            "/account/recovery-codes",
            Act::submit(words.t("codes-renew")).danger(),
        )
        .link(words.t("own-leave"), "/account/second-factor")
        .answer())
}

/// `POST /account/recovery-codes`
pub(in crate::account) async fn renew(who: Who, Form(sent): Form) -> Result<Response, Wrong> {
    sent.only(&[])?;
    let identity = &who.app().identity;
    match identity.renew_recovery_codes(&who.session, who.now()).await {
        Ok(codes) => page(&who, &codes).await,
        Err(error) => {
            refusal(error)?;
            Err(Wrong::NotFound)
        }
    }
}

/// The codes, this once.
pub(super) async fn page(who: &Who, codes: &RecoveryCodes) -> Result<Response, Wrong> {
    let words = who.words();
    let page = frame::own(who, words.t("codes-title"), PLACE).await?;
    Ok(Step::new(page)
        .say(words.t("codes-text"))
        .say(words.t("codes-once"))
        .codes(codes.reveal())
        .link(words.t("codes-kept"), "/account/second-factor")
        .answer())
}
