//! `/accounts/{id}/second-factor`: somebody lost their phone and their codes; they set up new ones.

use super::one;
use crate::account::let_in::see;
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

/// `GET /accounts/{id}/second-factor`
pub(in crate::account) async fn ask(
    admin: Administrator,
    Path(id): Path<AccountId>,
) -> Result<Response, Wrong> {
    let account = one::find(&admin.0, id).await?;
    Ok(question(&admin, &account).answer())
}

/// `POST /accounts/{id}/second-factor`
pub(in crate::account) async fn reset(
    admin: Administrator,
    Path(id): Path<AccountId>,
    Form(sent): Form,
) -> Result<Response, Wrong> {
    sent.only(&[])?;
    let who = &admin.0;
    let account = one::find(who, id).await?;
    let identity = &who.app().identity;
    let actor = Actor::Person(&who.session);
    match identity.reset_second_factors(actor, id, who.now()).await {
        Ok(()) => Ok(see(format!("/accounts/{id}?done=factor-reset"))),
        Err(error) => {
            let refusal = refusal(error)?;
            let page = question(&admin, &account);
            Ok(page.refused(&who.visitor, &sent, &refusal).await?.answer())
        }
    }
}

fn question(admin: &Administrator, account: &Account) -> Step {
    let words = admin.0.words();
    let name = account.name.clone();
    let title = words.t_with("factor-reset-title", &[("name", name.into())]);
    Step::new(frame::administrator(admin, title, "/accounts"))
        .say(words.t("factor-reset-text"))
        .form(
            format!("/accounts/{}/second-factor", account.id),
            Act::submit(words.t("factor-reset-act")).danger(),
        )
        .link(words.t("own-leave"), format!("/accounts/{}", account.id))
}
