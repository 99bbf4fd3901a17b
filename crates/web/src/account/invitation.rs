//! `/invitation/{token}`: what somebody sees who was given a link or a QR code.

use super::let_in::{let_in, see};
use super::new_account;
use super::onward::Onward;
use super::step::Step;
use super::told::{refusal, status, told};
use crate::frame;
use crate::sent::{OpenForm, Sent};
use crate::ui::{Act, Field};
use crate::who::Visitor;
use crate::wrong::Wrong;
use attune_identity::{AcceptInvitation, IdentityError, Invitation, InvitationState, Refusal};
use attune_therapy::Role;
use axum::extract::Path;
use axum::response::Response;

/// `GET /invitation/{token}`
pub(super) async fn show(visitor: Visitor, Path(token): Path<String>) -> Result<Response, Wrong> {
    match open(&visitor, &token).await {
        Ok(invitation) => {
            let page = page(&visitor, &invitation, &token, &Sent::default()).await?;
            Ok(page.answer())
        }
        Err(error) => no_link(&visitor, error).await,
    }
}

/// `POST /invitation/{token}`: a new account, or the place for the account that is signed in.
pub(super) async fn enter(
    visitor: Visitor,
    Path(token): Path<String>,
    OpenForm(sent): OpenForm,
) -> Result<Response, Wrong> {
    sent.only(&[
        "name",
        "sign_in_name",
        "password",
        "second_factor",
        "time_zone",
    ])?;
    let invitation = match open(&visitor, &token).await {
        Ok(invitation) => invitation,
        Err(error) => return no_link(&visitor, error).await,
    };
    let identity = &visitor.app.identity;
    if let Some(session) = visitor.session() {
        if !session.accepts_form_token(sent.get("form_token")) {
            return Err(Wrong::NotFromHere);
        }
        return match identity
            .accept_invitation_as(&session, &token, visitor.now)
            .await
        {
            Ok(()) => Ok(see("/")),
            Err(error) => no_link(&visitor, error).await,
        };
    }
    let accept = AcceptInvitation {
        name: sent.get("name"),
        sign_in_name: sent.get("sign_in_name"),
        password: sent.get("password"),
        with_second_factor: sent.has("second_factor"),
        settings: new_account::settings(visitor.words, &sent),
    };
    let made = identity
        .accept_invitation(&token, accept, visitor.arrival(), visitor.now)
        .await;
    match made {
        Ok(sign_in) => let_in(&visitor, sign_in, &Onward::default()).await,
        Err(error) => match refusal(error)? {
            used @ Refusal::LinkUsed { .. } => no_link(&visitor, used.into()).await,
            refusal => {
                let page = page(&visitor, &invitation, &token, &sent).await?;
                Ok(page.refused(&visitor, &sent, &refusal).await?.answer())
            }
        },
    }
}

/// The invitation, if it may still be used.
async fn open(visitor: &Visitor, token: &str) -> Result<Invitation, IdentityError> {
    let invitation = visitor.app.identity.invitation(token).await?;
    match invitation.state(visitor.now) {
        InvitationState::Open => Ok(invitation),
        InvitationState::Used { on, .. } => Err(Refusal::LinkUsed { on }.into()),
        InvitationState::Expired { on } => Err(Refusal::LinkExpired { on }.into()),
        InvitationState::Revoked { on } => Err(Refusal::LinkRevoked { on }.into()),
    }
}

async fn page(
    visitor: &Visitor,
    invitation: &Invitation,
    token: &str,
    sent: &Sent,
) -> Result<Step, Wrong> {
    let words = visitor.words;
    let identity = &visitor.app.identity;
    let clinic = identity.clinic_name().await?.unwrap_or_default();
    let action = format!("/invitation/{token}");
    let title = words.t_with("invitation-title", &[("clinic", clinic.into())]);
    let page = Step::new(frame::plain(visitor, title));
    if let Some(session) = visitor.session() {
        let name = session.name.clone();
        let text = words.t_with("invitation-signed-in", &[("name", name.into())]);
        let page = page.say(text);
        return Ok(match invitation.to {
            Some(_) => page.form(action, Act::submit(words.t("invitation-take")).primary()),
            None => page.link(words.t("own-title"), "/account"),
        });
    }
    let zone = identity.clinic_time_zone().await?;
    let role = words.one_of("invitation-for", invitation.role.name());
    let page = page
        .say(role)
        .form(action, Act::submit(words.t("invitation-act")).primary())
        .field(new_account::name(words, sent))
        .field(new_account::sign_in_name(words, sent));
    let page = if invitation.role == Role::Client {
        page.field(new_account::password_alone(words)).field(
            Field::tick(
                "second_factor",
                words.t("invitation-second-factor"),
                sent.has("second_factor"),
            )
            .help(words.t("invitation-second-factor-help")),
        )
    } else {
        page.say(words.t("invitation-staff"))
            .field(new_account::password_beside_factor(words))
    };
    Ok(page.field(new_account::time_zone(words, sent, &zone)))
}

/// The link does not lead in, and says why and what to do.
async fn no_link(visitor: &Visitor, error: IdentityError) -> Result<Response, Wrong> {
    let refusal = refusal(error)?;
    let words = visitor.words;
    let text = told(visitor, &refusal).await?;
    Ok(Step::new(frame::plain(visitor, words.t("link-title")))
        .say(text)
        .link(words.t("sign-in-title"), "/sign-in")
        .status(status(&refusal))
        .answer())
}
