//! `/accounts/{id}/deactivate` and `/reactivate`: whether an account may sign in.

use super::one;
use crate::account::let_in::see;
use crate::account::step::Step;
use crate::account::told::refusal;
use crate::frame;
use crate::sent::{Form, Sent};
use crate::ui::Act;
use crate::who::Administrator;
use crate::wrong::Wrong;
use attune_identity::{Account, Actor, IdentityError};
use attune_therapy::ids::AccountId;
use axum::extract::Path;
use axum::response::Response;

/// `GET /accounts/{id}/deactivate`
pub(in crate::account) async fn ask_to_deactivate(
    admin: Administrator,
    Path(id): Path<AccountId>,
) -> Result<Response, Wrong> {
    let account = one::find(&admin.0, id).await?;
    Ok(deactivation(&admin, &account).answer())
}

/// `POST /accounts/{id}/deactivate`
pub(in crate::account) async fn deactivate(
    admin: Administrator,
    Path(id): Path<AccountId>,
    Form(sent): Form,
) -> Result<Response, Wrong> {
    sent.only(&[])?;
    let who = &admin.0;
    let account = one::find(who, id).await?;
    let identity = &who.app().identity;
    let actor = Actor::Person(&who.session);
    let done = identity.deactivate(actor, id, who.now()).await;
    let page = deactivation(&admin, &account);
    after(
        &admin,
        page,
        &sent,
        done,
        format!("/accounts/{id}?done=deactivated"),
    )
    .await
}

/// `GET /accounts/{id}/reactivate`
pub(in crate::account) async fn ask_to_reactivate(
    admin: Administrator,
    Path(id): Path<AccountId>,
) -> Result<Response, Wrong> {
    let account = one::find(&admin.0, id).await?;
    Ok(reactivation(&admin, &account).answer())
}

/// `POST /accounts/{id}/reactivate`
pub(in crate::account) async fn reactivate(
    admin: Administrator,
    Path(id): Path<AccountId>,
    Form(sent): Form,
) -> Result<Response, Wrong> {
    sent.only(&[])?;
    let who = &admin.0;
    let account = one::find(who, id).await?;
    let identity = &who.app().identity;
    let actor = Actor::Person(&who.session);
    let done = identity.reactivate(actor, id, who.now()).await;
    let page = reactivation(&admin, &account);
    after(
        &admin,
        page,
        &sent,
        done,
        format!("/accounts/{id}?done=reactivated"),
    )
    .await
}

async fn after(
    admin: &Administrator,
    page: Step,
    sent: &Sent,
    done: Result<(), IdentityError>,
    then: String,
) -> Result<Response, Wrong> {
    match done {
        Ok(()) => Ok(see(then)),
        Err(error) => {
            let refusal = refusal(error)?;
            let page = page.refused(&admin.0.visitor, sent, &refusal).await?;
            Ok(page.answer())
        }
    }
}

fn deactivation(admin: &Administrator, account: &Account) -> Step {
    let words = admin.0.words();
    let name = account.name.clone();
    let title = words.t_with("deactivate-title", &[("name", name.into())]);
    Step::new(frame::administrator(admin, title, "/accounts"))
        .say(words.t("deactivate-text"))
        .say(words.t("deactivate-keeps"))
        .form(
            format!("/accounts/{}/deactivate", account.id),
            Act::submit(words.t("deactivate-act")).danger(),
        )
        .link(words.t("own-leave"), format!("/accounts/{}", account.id))
}

fn reactivation(admin: &Administrator, account: &Account) -> Step {
    let words = admin.0.words();
    let name = account.name.clone();
    let title = words.t_with("reactivate-title", &[("name", name.into())]);
    Step::new(frame::administrator(admin, title, "/accounts"))
        .say(words.t("reactivate-text"))
        .form(
            format!("/accounts/{}/reactivate", account.id),
            Act::submit(words.t("reactivate-act")).primary(),
        )
        .link(words.t("own-leave"), format!("/accounts/{}", account.id))
}
