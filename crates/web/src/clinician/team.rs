//! `/clients/{id}/team`: who works with this client, the client's own way in, and who has looked.

use super::desk::{Asked, Desk};
use super::problems::{Problems, Reading};
use super::sheet::{FormPage, FormPart, Head, done, said};
use crate::sent::{Form, Sent};
use crate::ui::{self, Act, Choice, Field, Notice, Page, Table};
use crate::wrong::Wrong;
use askama::Template;
use attune_identity::{IdentityError, InviteTo, NewInvitation, Refusal, TeamMember};
use attune_therapy::Role;
use attune_therapy::ids::AccountId;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

mod invited;
mod lists;

use invited::Invited;

#[derive(Deserialize, Default)]
pub(super) struct Wanted {
    done: Option<String>,
}

#[derive(Template)]
#[template(path = "clinician/team.html")]
struct TeamPage {
    page: Page,
    head: Head,
    team: Table,
    refused: Option<Notice>,
    join: Option<FormPart>,
    invited: Option<Invited>,
    client_has_account: bool,
    invite: Option<FormPart>,
    invitations: Vec<lists::Invited>,
    emergencies: Option<Table>,
    readings: Option<Table>,
}

/// What was refused, and by which form.
enum Refused<'a> {
    Join(&'a Sent, Problems),
    Invite(&'a Sent, Problems),
}

impl Refused<'_> {
    fn status(&self) -> StatusCode {
        match self {
            Refused::Join(_, problems) | Refused::Invite(_, problems) => problems.status(),
        }
    }
}

pub(super) async fn get(asked: Asked, Query(wanted): Query<Wanted>) -> Result<Response, Wrong> {
    let desk = asked.open("team").await?;
    page(&desk, None, None, wanted.done.as_deref()).await
}

/// A colleague joins the team.
pub(super) async fn post(asked: Asked, Form(sent): Form) -> Result<Response, Wrong> {
    let desk = asked.open("team").await?;
    sent.only(&["account", "role", "until"])?;
    let (account, role, until) = match joined(&desk, &sent) {
        Ok(joined) => joined,
        Err(problems) => {
            return page(&desk, Some(Refused::Join(&sent, problems)), None, None).await;
        }
    };
    let who = desk.who();
    let added = who
        .app()
        .identity
        .add_member(
            (&*who.session).into(),
            desk.record,
            account,
            role,
            until,
            who.now(),
        )
        .await;
    match added {
        Ok(_) => Ok(done(&desk, "/team", "joined")),
        // The same form twice is one place in the team.
        Err(error) if error.refusal() == Some(&Refusal::AlreadyMember) => {
            Ok(done(&desk, "/team", "already"))
        }
        Err(error) => {
            let problems = identity_problems(&desk, error)?;
            page(&desk, Some(Refused::Join(&sent, problems)), None, None).await
        }
    }
}

fn joined(
    desk: &Desk,
    sent: &Sent,
) -> Result<(AccountId, Role, Option<jiff::Timestamp>), Problems> {
    let words = desk.words();
    let mut reading = Reading::new(words, sent);
    let account = reading.choice("account", |id| id.parse::<AccountId>().ok());
    let role = reading.choice("role", |name| {
        Role::from_name(name).filter(|role| PLACES.contains(role))
    });
    let until = if sent.get("until").trim().is_empty() {
        None
    } else {
        let day = reading.date("until");
        if day < desk.today() {
            reading.wrong("until", words.t("team-until-past"));
        }
        let end = day.tomorrow().ok();
        end.and_then(|next| next.to_zoned(desk.who().zone()).ok())
            .map(|next| next.timestamp())
    };
    reading.done(
        account
            .zip(role)
            .map(|(account, role)| (account, role, until)),
    )
}

/// Places in a team, in the order of the form.
const PLACES: [Role; 4] = [
    Role::Therapist,
    Role::Supervisor,
    Role::Facilitator,
    Role::Staff,
];

/// What a refusal of the accounts says at the form; another error is handed on.
fn identity_problems(desk: &Desk, error: IdentityError) -> Result<Problems, Wrong> {
    let words = desk.words();
    let text = match error.refusal() {
        Some(Refusal::RoleDoesNotFit) => words.t("team-role-does-not-fit"),
        Some(Refusal::NotAllowed) => words.t("team-not-allowed"),
        Some(Refusal::NotFound) => words.t("team-gone"),
        Some(Refusal::NameInvalid) => words.t("team-name"),
        _ => return Err(error.into()),
    };
    Ok(Problems::whole(text))
}

/// Asks before a place ends.
pub(super) async fn ask_end(asked: Asked) -> Result<Response, Wrong> {
    let member: Uuid = asked.id("member")?;
    let desk = asked.open("team").await?;
    let words = desk.words();
    let who = desk.who();
    let team = who
        .app()
        .identity
        .team((&*who.session).into(), desk.record, who.now())
        .await?;
    let member = team
        .iter()
        .find(|one| one.id == member && one.holds_at(who.now()))
        .ok_or(Wrong::NotFound)?;
    let names = desk.names([member.account]).await?;
    let is_own = member.account == who.session.account;
    let name = names.of(member.account);
    let title = words.t("team-end-title");
    let page = desk.page(title.clone()).await?;
    let action = desk.at(&format!("/team/end/{}", member.id));
    let none = Problems::default();
    let form = FormPart::new(&page, action, Vec::new(), &Sent::default(), &none)
        .act(Act::submit(words.t("team-end-do")).danger())
        .act(Act::link(words.t("leave"), desk.at("/team")).bare());
    let lead = if is_own {
        words.t("team-end-own").into_owned()
    } else {
        words.t_with("team-end-text", &[("name", name.into())])
    };
    let page = FormPage {
        head: Head::of(&desk, title, "team"),
        lead: Some(lead),
        facts: None,
        form,
        page,
    };
    Ok(page.show(&none))
}

/// A place in the team ends.
pub(super) async fn end(asked: Asked, Form(sent): Form) -> Result<Response, Wrong> {
    let member: Uuid = asked.id("member")?;
    let desk = asked.open("team").await?;
    sent.only(&[])?;
    let who = desk.who();
    let identity = &who.app().identity;
    let team = identity
        .team((&*who.session).into(), desk.record, who.now())
        .await?;
    let leaves = team
        .iter()
        .any(|one| one.id == member && one.account == who.session.account);
    identity
        .end_membership((&*who.session).into(), desk.record, member, who.now())
        .await?;
    if leaves {
        return Ok(axum::response::IntoResponse::into_response(
            axum::response::Redirect::to("/caseload"),
        ));
    }
    Ok(done(&desk, "/team", "left"))
}

/// The client is invited: the link is shown once.
pub(super) async fn invite(asked: Asked, Form(sent): Form) -> Result<Response, Wrong> {
    let desk = asked.open("team").await?;
    sent.only(&[])?;
    let who = desk.who();
    let new = NewInvitation {
        role: Role::Client,
        to: Some(InviteTo {
            record: desk.record,
            role: Role::Client,
        }),
        invitee: desk.name(),
        expires_at: None,
    };
    let identity = &who.app().identity;
    match identity
        .invite((&*who.session).into(), new, who.now())
        .await
    {
        Ok((token, invitation)) => {
            let link = format!("{}/invitation/{}", identity.origin(), token.reveal());
            let invited = Invited::new(&desk, link, invitation.expires_at);
            page(&desk, None, Some(invited), None).await
        }
        Err(error) => {
            let problems = identity_problems(&desk, error)?;
            page(&desk, Some(Refused::Invite(&sent, problems)), None, None).await
        }
    }
}

/// An invitation that was not used is taken back.
pub(super) async fn revoke(asked: Asked, Form(sent): Form) -> Result<Response, Wrong> {
    let invitation: Uuid = asked.id("invitation")?;
    let desk = asked.open("team").await?;
    sent.only(&[])?;
    let who = desk.who();
    let identity = &who.app().identity;
    let known = identity
        .invitations_to((&*who.session).into(), desk.record, who.now())
        .await?;
    if !known.iter().any(|one| one.id == invitation) {
        return Err(Wrong::NotFound);
    }
    identity
        .revoke_invitation((&*who.session).into(), invitation, who.now())
        .await?;
    Ok(done(&desk, "/team", "revoked"))
}

/// Who has a place in the team names others and invites the client; emergency access does not.
fn has_place(desk: &Desk) -> bool {
    desk.reader.purpose() == attune_therapy::Purpose::Care
}

async fn page(
    desk: &Desk,
    refused: Option<Refused<'_>>,
    invited: Option<Invited>,
    just_done: Option<&str>,
) -> Result<Response, Wrong> {
    let words = desk.words();
    let who = desk.who();
    let mut page = desk.page(words.t("tab-team")).await?;
    said(&mut page, just_done);
    let leads = has_place(desk);
    let team = who
        .app()
        .identity
        .team((&*who.session).into(), desk.record, who.now())
        .await;
    // Emergency access reads the record but has no say over its team.
    let team = match team {
        Ok(team) => team,
        Err(error) if error.refusal().is_some() => Vec::new(),
        Err(error) => return Err(error.into()),
    };
    let client_has_account = team
        .iter()
        .any(|one| one.role == Role::Client && one.holds_at(who.now()));
    let (nothing, none) = (Sent::default(), Problems::default());
    let status = refused.as_ref().map_or(StatusCode::OK, Refused::status);
    let (join, invite) = if leads {
        let (sent, problems) = match &refused {
            Some(Refused::Join(sent, problems)) => (*sent, problems),
            _ => (&nothing, &none),
        };
        let join = join_form(desk, &page, &team, sent, problems).await?;
        let (sent, problems) = match &refused {
            Some(Refused::Invite(sent, problems)) => (*sent, problems),
            _ => (&nothing, &none),
        };
        let label = if client_has_account {
            words.t("client-invite-again")
        } else {
            words.t("client-invite-do")
        };
        let invite = FormPart::new(&page, desk.at("/team/invite"), Vec::new(), sent, problems)
            .act(Act::submit(label).primary());
        (join, Some(invite))
    } else {
        (None, None)
    };
    // Where there is no form that could say it.
    let refused = refused.filter(|_| !leads).map(|refused| {
        let (Refused::Join(_, problems) | Refused::Invite(_, problems)) = refused;
        Notice::info(
            words.t("form-refused"),
            problems.place([]).unwrap_or_default(),
        )
    });
    let template = TeamPage {
        refused,
        head: Head::of(desk, words.t("tab-team"), "team"),
        team: lists::team(desk, &team, leads).await?,
        join,
        invited,
        client_has_account,
        invite,
        invitations: lists::invitations(desk, &page, leads).await?,
        emergencies: lists::emergencies(desk).await?,
        readings: lists::readings(desk).await?,
        page,
    };
    Ok(ui::render(status, &template))
}

async fn join_form(
    desk: &Desk,
    page: &Page,
    team: &[TeamMember],
    sent: &Sent,
    problems: &Problems,
) -> Result<Option<FormPart>, Wrong> {
    let words = desk.words();
    let who = desk.who();
    let has_a_place = |account| {
        let mut places = team
            .iter()
            .filter(|one| !one.break_glass && one.holds_at(who.now()));
        places.any(|one| one.account == account)
    };
    let mut people = Vec::new();
    for role in PLACES {
        let colleagues = who.app().identity.colleagues(&who.session, role).await?;
        let others = colleagues
            .into_iter()
            .filter(|account| !has_a_place(account.id));
        people.extend(others.map(|account| {
            let role = words.one_of("role", role.name());
            Choice::new(account.id.to_string(), format!("{}, {role}", account.name))
        }));
    }
    if people.is_empty() {
        return Ok(None);
    }
    let places = PLACES
        .iter()
        .map(|role| {
            Choice::new(role.name(), words.one_of("role", role.name()))
                .detail(words.one_of("role-sees", role.name()))
        })
        .collect();
    let fields = vec![
        Field::select("account", words.t("team-who"), people).value(sent.get("account")),
        Field::choose("role", words.t("team-place"), places).value(sent.get("role")),
        Field::date("until", words.t("team-until"))
            .value(sent.get("until"))
            .help(words.t("team-until-help"))
            .optional(words),
    ];
    let form = FormPart::new(page, desk.at("/team"), fields, sent, problems)
        .act(Act::submit(words.t("team-add")));
    Ok(Some(form))
}
