//! `/forgot`: asking for a new password. The answer is the same whether there is such an account or not.

use super::new_account::short;
use super::step::Step;
use super::told::refusal;
use crate::frame;
use crate::sent::OpenForm;
use crate::ui::{Act, Field};
use crate::who::Visitor;
use crate::wrong::Wrong;
use axum::response::Response;

/// `GET /forgot`
pub(super) async fn show(visitor: Visitor) -> Response {
    page(&visitor, "").answer()
}

/// `POST /forgot`: noted among the account's security events, where the administrator sees that somebody asks. The
/// link that is made is for an outbox; until there is one, the administrator hands out a link.
pub(super) async fn ask(visitor: Visitor, OpenForm(sent): OpenForm) -> Result<Response, Wrong> {
    sent.only(&["name"])?;
    let (words, name) = (visitor.words, sent.get("name").trim());
    if name.is_empty() {
        let text = words.t("sign-in-name-missing");
        return Ok(page(&visitor, "").wrong_at("name", text).answer());
    }
    let identity = &visitor.app.identity;
    let asked = identity
        .request_reset(name, visitor.arrival(), visitor.now)
        .await;
    if let Err(error) = asked {
        let refusal = refusal(error)?;
        let page = page(&visitor, name);
        return Ok(page.refused(&visitor, &sent, &refusal).await?.answer());
    }
    Ok(
        Step::new(frame::plain(&visitor, words.t("forgot-asked-title")))
            .say(words.t("forgot-asked-text"))
            .say(words.t("forgot-asked-next"))
            .link(words.t("sign-in-title"), "/sign-in")
            .answer(),
    )
}

fn page(visitor: &Visitor, name: &str) -> Step {
    let words = visitor.words;
    Step::new(frame::plain(visitor, words.t("forgot-title")))
        .say(words.t("forgot-text"))
        .form("/forgot", Act::submit(words.t("forgot-act")).primary())
        .field(
            Field::text("name", words.t("sign-in-name"))
                .value(short(name))
                .autocomplete("username"),
        )
        .link(words.t("sign-in-title"), "/sign-in")
}
