//! `POST /accounts/{id}/role`: another role. The account's sessions end, so that nothing of the old one stays open.

use super::one;
use crate::account::let_in::see;
use crate::account::told::{refusal, status, told};
use crate::sent::Form;
use crate::who::Administrator;
use crate::wrong::Wrong;
use attune_identity::Actor;
use attune_therapy::Role;
use attune_therapy::ids::AccountId;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;

/// Changes it.
pub(in crate::account) async fn change(
    admin: Administrator,
    Path(id): Path<AccountId>,
    Form(sent): Form,
) -> Result<Response, Wrong> {
    sent.only(&["role"])?;
    let who = &admin.0;
    let account = one::find(who, id).await?;
    let chosen = sent.get("role").to_owned();
    let Some(role) = Role::from_name(&chosen) else {
        let text = who.words().t("choose-one").into_owned();
        let code = StatusCode::UNPROCESSABLE_ENTITY;
        return one::page(&admin, &account, Some((chosen, text)), None, code).await;
    };
    let identity = &who.app().identity;
    let actor = Actor::Person(&who.session);
    match identity.change_role(actor, id, role, who.now()).await {
        // Whoever changes their own role is signed out by it.
        Ok(()) if id == who.session.account => Ok(see("/sign-in?done=out")),
        Ok(()) => Ok(see(format!("/accounts/{id}?done=role"))),
        Err(error) => {
            let refusal = refusal(error)?;
            let text = told(&who.visitor, &refusal).await?;
            let wrong = Some((chosen, text));
            one::page(&admin, &account, wrong, None, status(&refusal)).await
        }
    }
}
