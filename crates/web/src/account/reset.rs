//! `/reset/{token}`: a new password through a link that works once.

use super::let_in::{let_session_end, see};
use super::new_account;
use super::step::Step;
use super::told::{refusal, status, told};
use crate::frame;
use crate::sent::OpenForm;
use crate::ui::Act;
use crate::who::Visitor;
use crate::wrong::Wrong;
use attune_identity::Refusal;
use axum::extract::Path;
use axum::response::Response;

/// `GET /reset/{token}`
pub(super) async fn show(visitor: Visitor, Path(token): Path<String>) -> Result<Response, Wrong> {
    let identity = &visitor.app.identity;
    match identity.check_reset_link(&token, visitor.now).await {
        Ok(_) => Ok(page(&visitor, &token).answer()),
        Err(error) => no_link(&visitor, &refusal(error)?).await,
    }
}

/// `POST /reset/{token}`
pub(super) async fn enter(
    visitor: Visitor,
    Path(token): Path<String>,
    OpenForm(sent): OpenForm,
) -> Result<Response, Wrong> {
    sent.only(&["password"])?;
    let identity = &visitor.app.identity;
    let changed = identity
        .complete_reset(&token, sent.get("password"), visitor.now)
        .await;
    let refusal = match changed {
        Ok(()) => return Ok(let_session_end(&visitor.app, see("/sign-in?done=reset"))),
        Err(error) => refusal(error)?,
    };
    match refusal {
        Refusal::PasswordTooShort { .. }
        | Refusal::PasswordTooLong { .. }
        | Refusal::PasswordCommon
        | Refusal::PasswordIsName => {
            let page = page(&visitor, &token);
            Ok(page.refused(&visitor, &sent, &refusal).await?.answer())
        }
        other => no_link(&visitor, &other).await,
    }
}

fn page(visitor: &Visitor, token: &str) -> Step {
    let words = visitor.words;
    Step::new(frame::plain(visitor, words.t("reset-title")))
        .say(words.t("reset-text"))
        .form(
            format!("/reset/{token}"),
            Act::submit(words.t("reset-act")).primary(),
        )
        .field(new_account::password_alone(words).focused())
}

async fn no_link(visitor: &Visitor, refusal: &Refusal) -> Result<Response, Wrong> {
    let words = visitor.words;
    Ok(Step::new(frame::plain(visitor, words.t("link-title")))
        .say(told(visitor, refusal).await?)
        .link(words.t("forgot-title"), "/forgot")
        .status(status(refusal))
        .answer())
}
