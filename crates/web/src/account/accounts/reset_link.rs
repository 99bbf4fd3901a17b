//! `/accounts/{id}/reset`: a link for a new password, shown once.

use super::one;
use crate::account::qr;
use crate::account::step::Step;
use crate::account::told::refusal;
use crate::frame;
use crate::sent::Form;
use crate::ui::Act;
use crate::who::Administrator;
use crate::wrong::Wrong;
use attune_identity::{Account, Actor};
use attune_therapy::ids::AccountId;
use axum::extract::Path;
use axum::response::Response;

/// `GET /accounts/{id}/reset`
pub(in crate::account) async fn ask(
    admin: Administrator,
    Path(id): Path<AccountId>,
) -> Result<Response, Wrong> {
    let account = one::find(&admin.0, id).await?;
    Ok(question(&admin, &account).answer())
}

/// `POST /accounts/{id}/reset`
pub(in crate::account) async fn make(
    admin: Administrator,
    Path(id): Path<AccountId>,
    Form(sent): Form,
) -> Result<Response, Wrong> {
    sent.only(&[])?;
    let (who, words) = (&admin.0, admin.0.words());
    let account = one::find(who, id).await?;
    let identity = &who.app().identity;
    let actor = Actor::Person(&who.session);
    let issued = match identity.issue_reset(actor, id, who.now()).await {
        Ok(issued) => issued,
        Err(error) => {
            let refusal = refusal(error)?;
            let page = question(&admin, &account);
            return Ok(page.refused(&who.visitor, &sent, &refusal).await?.answer());
        }
    };
    let link = format!("{}/reset/{}", identity.origin(), issued.token.reveal());
    let until = words.date_time(issued.expires_at.to_zoned(who.zone()).datetime());
    let name = account.name.clone();
    let title = words.t_with("reset-link-title", &[("name", name.into())]);
    Ok(Step::new(frame::administrator(&admin, title, "/accounts"))
        .say(words.t("reset-link-text"))
        .say(words.t_with("link-until", &[("when", until.into())]))
        .drawing(qr::drawing(&link, &words.t("reset-link-drawing")))
        .spelled(words.t("link-spelled"), link)
        .link(words.t("accounts-back"), format!("/accounts/{id}"))
        .answer())
}

fn question(admin: &Administrator, account: &Account) -> Step {
    let words = admin.0.words();
    let name = account.name.clone();
    let title = words.t_with("reset-link-title", &[("name", name.into())]);
    Step::new(frame::administrator(admin, title, "/accounts"))
        .say(words.t("reset-link-ask"))
        .form(
            format!("/accounts/{}/reset", account.id),
            Act::submit(words.t("reset-link-act")).primary(),
        )
        .link(words.t("own-leave"), format!("/accounts/{}", account.id))
}
