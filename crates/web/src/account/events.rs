//! `/events`: what happened to the clinic's accounts, and who opened a record in an emergency. For the administrator.

use crate::frame;
use crate::sent::Asked;
use crate::ui::{self, Act, Cell, Empty, Icon, Page, Table};
use crate::who::{Administrator, Who};
use crate::words::Language;
use crate::wrong::Wrong;
use askama::Template;
use attune_identity::{Actor, BreakGlass};
use attune_therapy::ids::AccountId;
use axum::http::StatusCode;
use axum::response::Response;
use std::collections::HashMap;
use std::sync::Arc;

/// So many events are listed at once.
pub(super) const PAGE: usize = 100;

/// Events, newest first.
#[derive(Template)]
#[template(path = "account/events.html")]
pub(super) struct EventsPage {
    pub(super) page: Page,
    pub(super) lead: String,
    pub(super) reasons: Option<Reasons>,
    pub(super) table: Table,
    pub(super) older: Option<Act>,
    pub(super) back: Option<Act>,
}

/// Emergency accesses, or that there were none.
pub(super) enum Reasons {
    Some(Vec<Reason>),
    None(Empty),
}

/// One emergency access.
pub(super) struct Reason {
    title: String,
    when: String,
    reason: String,
}

/// `GET /events`
pub(super) async fn show(admin: Administrator, Asked(asked): Asked) -> Result<Response, Wrong> {
    let (who, words) = (&admin.0, admin.0.words());
    let (identity, actor) = (&who.app().identity, Actor::Person(&who.session));
    let before = asked.get("before").parse().ok();
    let events = identity.security_events(actor, before).await?;
    let opened = match before {
        None => identity.all_break_glass_events(actor).await?,
        Some(_) => Vec::new(),
    };
    let mut people: Vec<AccountId> = events
        .iter()
        .flat_map(|event| event.account.into_iter().chain(event.actor))
        .collect();
    people.extend(opened.iter().map(|event| event.account));
    let names = identity.names(&people).await?;
    let older = (events.len() == PAGE)
        .then(|| events.last())
        .flatten()
        .map(|last| format!("/events?before={}", last.id));
    let named = |id: Option<AccountId>| id.map_or_else(String::new, |id| name(&names, id));
    let rows = events.iter().map(|event| {
        vec![
            Cell::text(words.date_time(event.at.to_zoned(who.zone()).datetime())),
            Cell::text(words.one_of("security-event", event.kind.code())),
            Cell::text(named(event.account)),
            Cell::text(named(event.actor.filter(|by| Some(*by) != event.account))),
        ]
    });
    let table = Table {
        caption: words.t("events-caption").into_owned(),
        head: [
            words.t("events-head-when"),
            words.t("events-head-what"),
            words.t("events-head-whose"),
            words.t("events-head-by"),
        ]
        .map(|head| head.into_owned())
        .to_vec(),
        rows: rows.collect(),
        folds: true,
    };
    let page = EventsPage {
        page: frame::administrator(&admin, words.t("events-title"), "/events"),
        lead: words.t("events-text").into_owned(),
        reasons: before.is_none().then(|| reasons(who, &opened, &names)),
        table,
        older: older.map(|href| Act::link(words.t("events-older"), href)),
        back: None,
    };
    Ok(ui::render(StatusCode::OK, &page))
}

fn reasons(who: &Who, opened: &[BreakGlass], names: &HashMap<AccountId, Arc<str>>) -> Reasons {
    let words = who.words();
    if opened.is_empty() {
        return Reasons::None(Empty::new(
            words.t("emergency-none-title"),
            words.t("emergency-none-text"),
        ));
    }
    let time = |at: jiff::Timestamp| words.date_time(at.to_zoned(who.zone()).datetime());
    let reason = |event: &BreakGlass| Reason {
        // Which client it was the administrator is not told by name: only the record's readers know.
        title: words.t_with(
            "emergency-by",
            &[
                ("name", name(names, event.account).into()),
                ("record", event.record.to_string().into()),
            ],
        ),
        when: words.t_with(
            "emergency-from-until",
            &[
                ("from", time(event.from).into()),
                ("until", time(event.until).into()),
            ],
        ),
        reason: event.reason.clone(),
    };
    Reasons::Some(opened.iter().map(reason).collect())
}

fn name(names: &HashMap<AccountId, Arc<str>>, id: AccountId) -> String {
    names
        .get(&id)
        .map_or_else(|| id.to_string(), |name| name.to_string())
}
