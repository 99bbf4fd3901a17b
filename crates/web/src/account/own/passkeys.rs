//! `/account/passkeys`: adding, naming and removing passkeys.

use super::{PLACE, recovery_codes, second_factor};
use crate::account::confirm::from_our_script;
use crate::account::let_in::see;
use crate::account::new_account::short;
use crate::account::passkey::begun;
use crate::account::step::Step;
use crate::account::told::{refusal, status, told};
use crate::frame;
use crate::sent::Form;
use crate::ui::{Act, Field};
use crate::who::Who;
use crate::wrong::Wrong;
use attune_identity::{FactorHolder, PasskeyInfo};
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;
use uuid::Uuid;

/// `POST /account/passkeys/begin`
pub(in crate::account) async fn begin(who: Who, headers: HeaderMap) -> Result<Response, Wrong> {
    from_our_script(&who, &headers)?;
    let holder = FactorHolder::Session(&who.session);
    let ceremony = who
        .app()
        .identity
        .begin_passkey_registration(holder, who.now())
        .await?;
    Ok(begun(&ceremony))
}

/// `POST /account/passkeys`
pub(in crate::account) async fn add(who: Who, Form(sent): Form) -> Result<Response, Wrong> {
    sent.only(&["name", "handle", "answer"])?;
    let registered = who
        .app()
        .identity
        .finish_passkey_registration(
            FactorHolder::Session(&who.session),
            sent.get("handle"),
            sent.get("answer"),
            sent.get("name"),
            who.now(),
        )
        .await;
    match registered {
        Ok(Some(codes)) => recovery_codes::page(&who, &codes).await,
        Ok(None) => Ok(see("/account/second-factor?done=passkey")),
        Err(error) => {
            let refusal = refusal(error)?;
            let text = told(&who.visitor, &refusal).await?;
            second_factor::page(&who, None, Some(text), status(&refusal)).await
        }
    }
}

/// `GET /account/passkeys/{id}`
pub(in crate::account) async fn show(who: Who, Path(id): Path<Uuid>) -> Result<Response, Wrong> {
    let key = find(&who, id).await?;
    Ok(page(&who, &key, &key.name).await?.answer())
}

/// `POST /account/passkeys/{id}`: another name.
pub(in crate::account) async fn rename(
    who: Who,
    Path(id): Path<Uuid>,
    Form(sent): Form,
) -> Result<Response, Wrong> {
    sent.only(&["name"])?;
    let key = find(&who, id).await?;
    let identity = &who.app().identity;
    match identity
        .rename_passkey(&who.session, id, sent.get("name"))
        .await
    {
        Ok(()) => Ok(see("/account/second-factor?done=saved")),
        Err(error) => {
            let refusal = refusal(error)?;
            let page = page(&who, &key, sent.get("name")).await?;
            Ok(page.refused(&who.visitor, &sent, &refusal).await?.answer())
        }
    }
}

/// `GET /account/passkeys/{id}/remove`
pub(in crate::account) async fn ask(who: Who, Path(id): Path<Uuid>) -> Result<Response, Wrong> {
    let key = find(&who, id).await?;
    Ok(question(&who, &key).await?.answer())
}

/// `POST /account/passkeys/{id}/remove`
pub(in crate::account) async fn remove(
    who: Who,
    Path(id): Path<Uuid>,
    Form(sent): Form,
) -> Result<Response, Wrong> {
    sent.only(&[])?;
    let key = find(&who, id).await?;
    let identity = &who.app().identity;
    match identity.remove_passkey(&who.session, id, who.now()).await {
        Ok(()) => Ok(see("/account/second-factor?done=passkey-removed")),
        Err(error) => {
            let refusal = refusal(error)?;
            let page = question(&who, &key).await?;
            Ok(page.refused(&who.visitor, &sent, &refusal).await?.answer())
        }
    }
}

async fn find(who: &Who, id: Uuid) -> Result<PasskeyInfo, Wrong> {
    let passkeys = who.app().identity.passkeys(&who.session).await?;
    let mut passkeys = passkeys.into_iter();
    passkeys.find(|key| key.id == id).ok_or(Wrong::NotFound)
}

async fn page(who: &Who, key: &PasskeyInfo, name: &str) -> Result<Step, Wrong> {
    let words = who.words();
    let page = frame::own(who, key.name.clone(), PLACE).await?;
    Ok(Step::new(page)
        .form(
            format!("/account/passkeys/{}", key.id),
            Act::submit(words.t("own-save")).primary(),
        )
        .field(Field::text("name", words.t("passkey-name")).value(short(name)))
        .link(
            words.t("passkey-remove"),
            format!("/account/passkeys/{}/remove", key.id),
        )
        .link(words.t("own-leave"), "/account/second-factor"))
}

async fn question(who: &Who, key: &PasskeyInfo) -> Result<Step, Wrong> {
    let words = who.words();
    let page = frame::own(who, words.t("passkey-remove-title"), PLACE).await?;
    let name = key.name.clone();
    Ok(Step::new(page)
        .say(words.t_with("passkey-remove-text", &[("name", name.into())]))
        .form(
            format!("/account/passkeys/{}/remove", key.id),
            Act::submit(words.t("passkey-remove")).danger(),
        )
        .link(words.t("own-leave"), "/account/second-factor"))
}
