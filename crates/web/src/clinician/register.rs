//! `/clients/new`: a client is registered, and a record of their own begins.

use super::desk::derived;
use super::facts::client;
use super::problems::Problems;
use super::sheet::{FormPage, FormPart, Head, only_fields};
use crate::frame;
use crate::sent::{Form, Sent};
use crate::ui::Act;
use crate::who::{Clinician, Who};
use crate::wrong::Wrong;
use attune_identity::SessionState;
use attune_record::NewEntry;
use attune_therapy::client::ClientRegistered;
use attune_therapy::ids::RecordId;
use attune_therapy::{Occurred, Reader, Role};
use axum::response::{IntoResponse, Redirect, Response};

pub(super) async fn get(user: Clinician) -> Result<Response, Wrong> {
    may_register(&user.0)?;
    let who = &user.0;
    let sent = Sent::default()
        .or("locale", who.words().language().tag())
        .or("zone", who.session.settings.time_zone.clone());
    page(&user, &sent, &Problems::default()).await
}

pub(super) async fn post(user: Clinician, Form(sent): Form) -> Result<Response, Wrong> {
    may_register(&user.0)?;
    let who = &user.0;
    only_fields(&sent, &client::fields(who.words(), &sent), &[])?;
    let registered = match client::read(who.words(), &sent, who.app().is_demo()) {
        Ok(registered) => registered,
        Err(problems) => return page(&user, &sent, &problems).await,
    };
    let record = RecordId(derived(sent.token(), who.session.account, "record"));
    match register(who, record, registered, &sent).await? {
        None => {
            Ok(Redirect::to(&format!("/clients/{record}/course?done=registered")).into_response())
        }
        Some(problems) => page(&user, &sent, &problems).await,
    }
}

fn may_register(who: &Who) -> Result<(), Wrong> {
    if who.session.role == Role::Supervisor {
        Err(Wrong::NotFound)
    } else {
        Ok(())
    }
}

/// The care team comes first: nobody, not even who registers, may write into a record without a place in it.
async fn register(
    who: &Who,
    record: RecordId,
    registered: ClientRegistered,
    sent: &Sent,
) -> Result<Option<Problems>, Wrong> {
    let (app, now) = (who.app(), who.now());
    let reader = if who.reader.knows(record, now) {
        who.reader.clone()
    } else {
        app.identity.found_team(&who.session, record, now).await?;
        reader_now(who).await?
    };
    let zone = registered.zone.clone().unwrap_or_else(|| "UTC".to_owned());
    let entry = NewEntry {
        occurred: Occurred { at: now, zone },
        ..NewEntry::now(registered, now, sent.token())
    };
    match app.records.append(&reader, record, vec![entry], now).await {
        Ok(_) => Ok(None),
        Err(error) => Problems::of(who.words(), error).map(Some),
    }
}

/// The session again, with the place in the team that it has got since.
async fn reader_now(who: &Who) -> Result<Reader, Wrong> {
    let cookie = who.visitor.cookie.as_deref().ok_or(Wrong::SignIn)?;
    match who.app().identity.session(cookie, who.now()).await? {
        SessionState::Live(session) => Ok(who.app().identity.reader(&session)),
        _ => Err(Wrong::SignIn),
    }
}

async fn page(user: &Clinician, sent: &Sent, problems: &Problems) -> Result<Response, Wrong> {
    let words = user.0.words();
    let title = words.t("register-title");
    let page = frame::clinician(user, title.clone(), "/caseload").await?;
    let fields = client::fields(words, sent);
    let form = FormPart::new(&page, "/clients/new", fields, sent, problems)
        .act(Act::submit(words.t("register-do")).primary())
        .act(Act::link(words.t("leave"), "/caseload").bare());
    let page = FormPage {
        head: Head {
            place: Some((
                words.t("place-caseload").into_owned(),
                "/caseload".to_owned(),
            )),
            ..Head::plain(title)
        },
        lead: Some(words.t("register-lead").into_owned()),
        facts: None,
        form,
        page,
    };
    Ok(page.show(problems))
}
