//! `/set-up/{token}`: the clinic's first page. Its link is printed by the program and works once.

use super::let_in::let_in;
use super::new_account::{self, short};
use super::onward::Onward;
use super::step::Step;
use super::told::{refusal, status, told};
use crate::frame;
use crate::sent::{OpenForm, Sent};
use crate::ui::{Act, Field};
use crate::who::Visitor;
use crate::wrong::Wrong;
use attune_identity::{CompleteSetup, IdentityError, Refusal};
use axum::extract::Path;
use axum::response::Response;

/// `GET /set-up`: where the link is.
pub(super) async fn hint(visitor: Visitor) -> Response {
    let words = visitor.words;
    Step::new(frame::plain(&visitor, words.t("set-up-hint-title")))
        .say(words.t("set-up-hint-text"))
        .say(words.t("set-up-hint-again"))
        .link(words.t("sign-in-title"), "/sign-in")
        .answer()
}

/// `GET /set-up/{token}`
pub(super) async fn show(visitor: Visitor, Path(token): Path<String>) -> Result<Response, Wrong> {
    let identity = &visitor.app.identity;
    match identity.check_setup_link(&token, visitor.now).await {
        Ok(()) => Ok(page(&visitor, &token, &Sent::default()).answer()),
        Err(error) => no_link(&visitor, error).await,
    }
}

/// `POST /set-up/{token}`
pub(super) async fn enter(
    visitor: Visitor,
    Path(token): Path<String>,
    OpenForm(sent): OpenForm,
) -> Result<Response, Wrong> {
    sent.only(&[
        "clinic_name",
        "name",
        "sign_in_name",
        "password",
        "time_zone",
    ])?;
    let clinic_name = sent.text("clinic_name", 120).unwrap_or_default();
    if clinic_name.is_empty() {
        let text = visitor.words.t("set-up-clinic-missing");
        let page = page(&visitor, &token, &sent).wrong_at("clinic_name", text);
        return Ok(page.answer());
    }
    let setup = CompleteSetup {
        clinic_name: clinic_name.as_str(),
        name: sent.get("name"),
        sign_in_name: sent.get("sign_in_name"),
        password: sent.get("password"),
        settings: new_account::settings(visitor.words, &sent),
    };
    let identity = &visitor.app.identity;
    let made = identity
        .complete_setup(&token, setup, visitor.arrival(), visitor.now)
        .await;
    match made {
        Ok(sign_in) => let_in(&visitor, sign_in, &Onward::default()).await,
        Err(error) => match refusal(error)? {
            gone @ (Refusal::SetUpAlready | Refusal::LinkUnknown | Refusal::LinkExpired { .. }) => {
                no_link(&visitor, gone.into()).await
            }
            refusal => {
                let page = page(&visitor, &token, &sent);
                Ok(page.refused(&visitor, &sent, &refusal).await?.answer())
            }
        },
    }
}

fn page(visitor: &Visitor, token: &str, sent: &Sent) -> Step {
    let words = visitor.words;
    Step::new(frame::plain(visitor, words.t("set-up-title")))
        .say(words.t("set-up-text"))
        .form(
            format!("/set-up/{token}"),
            Act::submit(words.t("set-up-act")).primary(),
        )
        .field(
            Field::text("clinic_name", words.t("clinic-name"))
                .help(words.t("clinic-name-help"))
                .value(short(sent.get("clinic_name")))
                .autocomplete("organization"),
        )
        .field(new_account::name(words, sent))
        .field(new_account::sign_in_name(words, sent))
        .field(new_account::password_beside_factor(words))
        .field(new_account::time_zone(words, sent, "UTC"))
}

/// The link does not lead in, and says why.
async fn no_link(visitor: &Visitor, error: IdentityError) -> Result<Response, Wrong> {
    let refusal = refusal(error)?;
    let text = match refusal {
        // Whoever runs the program can make a new one; nobody has to be asked.
        Refusal::LinkUnknown | Refusal::LinkExpired { .. } => {
            visitor.words.t("set-up-link-again").into_owned()
        }
        _ => told(visitor, &refusal).await?,
    };
    Ok(
        Step::new(frame::plain(visitor, visitor.words.t("link-title")))
            .say(text)
            .link(visitor.words.t("sign-in-title"), "/sign-in")
            .status(status(&refusal))
            .answer(),
    )
}
