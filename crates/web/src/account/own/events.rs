//! `/account/events`: what happened to one's own account.

use super::PLACE;
use crate::account::events::{EventsPage, PAGE};
use crate::frame;
use crate::sent::Asked;
use crate::ui::{self, Act, Cell, Table};
use crate::who::Who;
use crate::wrong::Wrong;
use axum::http::StatusCode;
use axum::response::Response;

/// `GET /account/events`
pub(in crate::account) async fn show(who: Who, Asked(asked): Asked) -> Result<Response, Wrong> {
    let (words, identity) = (who.words(), &who.app().identity);
    let before = asked.get("before").parse().ok();
    let events = identity.own_security_events(&who.session, before).await?;
    let page = frame::own(&who, words.t("own-events"), PLACE).await?;
    let older = (events.len() == PAGE)
        .then(|| events.last())
        .flatten()
        .map(|last| format!("/account/events?before={}", last.id));
    let row = |event: &attune_identity::SecurityEvent| {
        let when = words.date_time(event.at.to_zoned(who.zone()).datetime());
        let by_others = event
            .actor
            .is_some_and(|actor| actor != who.session.account);
        let what = Cell::text(words.one_of("security-event", event.kind.code()));
        vec![
            Cell::text(when),
            if by_others {
                what.detail(words.t("events-by-administrator"))
            } else {
                what
            },
        ]
    };
    let table = Table {
        caption: words.t("own-events-caption").into_owned(),
        head: vec![
            words.t("events-head-when").into_owned(),
            words.t("events-head-what").into_owned(),
        ],
        rows: events.iter().map(row).collect(),
        folds: true,
    };
    let page = EventsPage {
        page,
        lead: words.t("own-events-text").into_owned(),
        reasons: None,
        table,
        older: older.map(|href| Act::link(words.t("events-older"), href)),
        back: Some(Act::link(words.t("own-back"), "/account").bare()),
    };
    Ok(ui::render(StatusCode::OK, &page))
}
