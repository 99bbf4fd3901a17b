//! `/accounts/invitations`: a link and QR code for a colleague, shown once; taken back while nobody has used it.

use crate::account::let_in::see;
use crate::account::new_account::short;
use crate::account::qr;
use crate::account::step::Step;
use crate::account::told::refusal;
use crate::frame;
use crate::sent::{Form, Sent};
use crate::ui::{Act, Choice, Field};
use crate::who::{Administrator, Who};
use crate::wrong::Wrong;
use attune_identity::{Actor, Invitation, InvitationState, NewInvitation};
use attune_therapy::Role;
use axum::extract::Path;
use axum::response::Response;
use jiff::SignedDuration;
use uuid::Uuid;

/// Those an administrator invites; a client is invited by who treats them, to their own record.
const INVITED: [Role; 7] = [
    Role::Therapist,
    Role::Facilitator,
    Role::Supervisor,
    Role::Staff,
    Role::ServiceLead,
    Role::Researcher,
    Role::Administrator,
];

/// `GET /accounts/invitations/new`
pub(in crate::account) async fn new(admin: Administrator) -> Response {
    page(&admin, &Sent::of([("days", "7")])).answer()
}

/// `POST /accounts/invitations`
pub(in crate::account) async fn make(
    admin: Administrator,
    Form(sent): Form,
) -> Result<Response, Wrong> {
    sent.only(&["role", "name", "days"])?;
    let (who, words) = (&admin.0, admin.0.words());
    let Some(role) = Role::from_name(sent.get("role")).filter(|role| INVITED.contains(role)) else {
        let page = page(&admin, &sent).wrong_at("role", words.t("choose-one"));
        return Ok(page.answer());
    };
    let days: Option<i64> = sent.get("days").trim().parse().ok();
    let Some(days) = days.filter(|days| (1..=30).contains(days)) else {
        let page = page(&admin, &sent).wrong_at("days", words.t("refused-expiry-unfit"));
        return Ok(page.answer());
    };
    let new = NewInvitation {
        role,
        to: None,
        invitee: sent.get("name"),
        expires_at: who
            .now()
            .checked_add(SignedDuration::from_hours(24 * days))
            .ok(),
    };
    let identity = &who.app().identity;
    match identity
        .invite(Actor::Person(&who.session), new, who.now())
        .await
    {
        Ok((token, invitation)) => {
            take_back_doubles(who, &invitation).await?;
            let link = format!("{}/invitation/{}", identity.origin(), token.reveal());
            Ok(made(&admin, &invitation, &link))
        }
        Err(error) => {
            let refusal = refusal(error)?;
            let page = page(&admin, &sent);
            Ok(page.refused(&who.visitor, &sent, &refusal).await?.answer())
        }
    }
}

/// `GET /accounts/invitations/{id}/revoke`
pub(in crate::account) async fn ask(
    admin: Administrator,
    Path(id): Path<Uuid>,
) -> Result<Response, Wrong> {
    let invitation = find(&admin.0, id).await?;
    Ok(question(&admin, &invitation).answer())
}

/// `POST /accounts/invitations/{id}/revoke`
pub(in crate::account) async fn revoke(
    admin: Administrator,
    Path(id): Path<Uuid>,
    Form(sent): Form,
) -> Result<Response, Wrong> {
    sent.only(&[])?;
    let who = &admin.0;
    let invitation = find(who, id).await?;
    // Sent twice: it is taken back already.
    if matches!(invitation.state(who.now()), InvitationState::Revoked { .. }) {
        return Ok(see("/accounts?done=revoked"));
    }
    let identity = &who.app().identity;
    match identity
        .revoke_invitation(Actor::Person(&who.session), id, who.now())
        .await
    {
        Ok(()) => Ok(see("/accounts?done=revoked")),
        Err(error) => {
            let refusal = refusal(error)?;
            let page = question(&admin, &invitation);
            Ok(page.refused(&who.visitor, &sent, &refusal).await?.answer())
        }
    }
}

/// A form sent twice by a double click makes two; the browser shows the link of the second, so the first goes.
async fn take_back_doubles(who: &Who, made: &Invitation) -> Result<(), Wrong> {
    let (identity, actor) = (&who.app().identity, Actor::Person(&who.session));
    let is_double = |other: &&Invitation| {
        let age = made.created_at.duration_since(other.created_at);
        other.id != made.id
            && (other.role, other.to, &other.invitee) == (made.role, made.to, &made.invitee)
            && other.invited_by == made.invited_by
            && age.abs() < SignedDuration::from_secs(5)
            && other.state(who.now()) == InvitationState::Open
    };
    for double in identity.invitations(actor).await?.iter().filter(is_double) {
        identity
            .revoke_invitation(actor, double.id, who.now())
            .await?;
    }
    Ok(())
}

async fn find(who: &Who, id: Uuid) -> Result<Invitation, Wrong> {
    let identity = &who.app().identity;
    let all = identity.invitations(Actor::Person(&who.session)).await?;
    let mut all = all.into_iter();
    all.find(|invitation| invitation.id == id)
        .ok_or(Wrong::NotFound)
}

fn page(admin: &Administrator, sent: &Sent) -> Step {
    let words = admin.0.words();
    let role = |role: Role| {
        Choice::new(role.name(), words.one_of("role", role.name()))
            .detail(words.one_of("role-detail", role.name()))
    };
    let frame = frame::administrator(admin, words.t("invite-title"), "/accounts");
    Step::new(frame)
        .say(words.t("invite-text"))
        .form(
            "/accounts/invitations",
            Act::submit(words.t("invite-make")).primary(),
        )
        .field(
            Field::choose("role", words.t("invite-role"), INVITED.map(role).to_vec())
                .value(short(sent.get("role"))),
        )
        .field(
            Field::text("name", words.t("invite-name"))
                .help(words.t("invite-name-help"))
                .optional(words)
                .value(short(sent.get("name"))),
        )
        .field(
            Field::number("days", words.t("invite-days"))
                .help(words.t("invite-days-help"))
                .value(short(sent.get("days"))),
        )
        .link(words.t("own-leave"), "/accounts")
}

fn made(admin: &Administrator, invitation: &Invitation, link: &str) -> Response {
    let (who, words) = (&admin.0, admin.0.words());
    let until = words.date_time(invitation.expires_at.to_zoned(who.zone()).datetime());
    let frame = frame::administrator(admin, words.t("invite-made-title"), "/accounts");
    Step::new(frame)
        .say(words.t("invite-made-text"))
        .say(words.t_with("link-until", &[("when", until.into())]))
        .drawing(qr::drawing(link, &words.t("invite-drawing")))
        .spelled(words.t("link-spelled"), link)
        .link(words.t("accounts-back"), "/accounts")
        .answer()
}

fn question(admin: &Administrator, invitation: &Invitation) -> Step {
    let words = admin.0.words();
    let frame = frame::administrator(admin, words.t("invite-revoke-title"), "/accounts");
    let role = words.one_of("role", invitation.role.name()).into_owned();
    let name = if invitation.invitee.is_empty() {
        words.t("invite-somebody").into_owned()
    } else {
        invitation.invitee.clone()
    };
    Step::new(frame)
        .say(words.t_with(
            "invite-revoke-text",
            &[("name", name.into()), ("role", role.into())],
        ))
        .form(
            format!("/accounts/invitations/{}/revoke", invitation.id),
            Act::submit(words.t("invite-revoke")).danger(),
        )
        .link(words.t("own-leave"), "/accounts")
}
