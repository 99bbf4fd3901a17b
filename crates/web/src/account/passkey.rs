//! Signing in with a passkey: alone, or as the second factor. The device's answer comes back as fields of the form.

use super::code;
use super::let_in::{PendingHere, welcome};
use super::onward::Onward;
use super::sign_in::known;
use super::told::{refusal, told};
use crate::sent::OpenForm;
use crate::who::Visitor;
use crate::wrong::Wrong;
use attune_identity::PasskeyCeremony;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

/// `POST /sign-in/passkey/begin`
pub(super) async fn begin(visitor: Visitor) -> Result<Response, Wrong> {
    let ceremony = visitor
        .app
        .identity
        .begin_passkey_sign_in(visitor.now)
        .await?;
    Ok(begun(&ceremony))
}

/// `POST /sign-in/passkey`
pub(super) async fn enter(visitor: Visitor, OpenForm(sent): OpenForm) -> Result<Response, Wrong> {
    sent.only(&known(&["name", "password", "handle", "answer"]))?;
    let onward = Onward::carried(&sent);
    let identity = &visitor.app.identity;
    let entered = identity
        .finish_passkey_sign_in(
            sent.get("handle"),
            sent.get("answer"),
            visitor.arrival(),
            visitor.now,
        )
        .await;
    match entered {
        Ok(signed) => Ok(welcome(&visitor, &signed, &onward)),
        Err(error) => {
            let refusal = refusal(error)?;
            let text = told(&visitor, &refusal).await?;
            Ok(super::sign_in::refused_passkey(
                &visitor, &onward, &refusal, text,
            ))
        }
    }
}

/// `POST /sign-in/code/passkey/begin`
pub(super) async fn begin_second(
    visitor: Visitor,
    PendingHere(pending): PendingHere,
) -> Result<Response, Wrong> {
    let identity = &visitor.app.identity;
    let ceremony = identity
        .begin_second_factor_passkey(&pending, visitor.now)
        .await?;
    Ok(begun(&ceremony))
}

/// `POST /sign-in/code/passkey`
pub(super) async fn enter_second(
    visitor: Visitor,
    PendingHere(pending): PendingHere,
    OpenForm(sent): OpenForm,
) -> Result<Response, Wrong> {
    sent.only(&known(&["code", "handle", "answer"]))?;
    let identity = &visitor.app.identity;
    let entered = identity
        .finish_second_factor_passkey(
            &pending,
            sent.get("handle"),
            sent.get("answer"),
            visitor.arrival(),
            visitor.now,
        )
        .await;
    code::finish(&visitor, &pending, &sent, entered).await
}

/// What the script asks the device with.
pub(super) fn begun(ceremony: &PasskeyCeremony) -> Response {
    let body = serde_json::json!({
        "handle": ceremony.handle.reveal(),
        "options": ceremony.options,
    });
    (StatusCode::OK, axum::Json(body)).into_response()
}
