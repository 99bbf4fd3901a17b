//! `POST /sign-out`: ends this session and empties what the browser kept.

use super::let_in::{let_session_end, see};
use crate::sent::OpenForm;
use crate::who::Visitor;
use crate::wrong::Wrong;
use axum::http::HeaderValue;
use axum::response::Response;

/// Ends the session, if there is one; leaving twice is no mistake.
pub(super) async fn leave(visitor: Visitor, OpenForm(sent): OpenForm) -> Result<Response, Wrong> {
    sent.only(&[])?;
    if let Some(session) = visitor.session() {
        if !session.accepts_form_token(sent.get("form_token")) {
            return Err(Wrong::NotFromHere);
        }
        visitor.app.identity.sign_out(&session, visitor.now).await?;
    }
    let mut page = let_session_end(&visitor.app, see("/sign-in?done=out"));
    let all = HeaderValue::from_static("\"cache\", \"storage\"");
    page.headers_mut().insert("clear-site-data", all);
    Ok(page)
}
