//! `/account/devices`: where one is signed in, and signing out from elsewhere.

use super::PLACE;
use crate::account::device;
use crate::account::done;
use crate::account::let_in::see;
use crate::frame;
use crate::sent::{Asked, Form};
use crate::ui::{self, Act, Icon, Page};
use crate::who::Who;
use crate::words::Language;
use crate::wrong::Wrong;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "account/devices.html")]
struct DevicesPage {
    page: Page,
    devices: Vec<Device>,
    end: Act,
    end_others: Act,
    back: Act,
}

struct Device {
    id: Uuid,
    name: String,
    when: String,
    here: bool,
}

/// `GET /account/devices`
pub(in crate::account) async fn show(who: Who, Asked(asked): Asked) -> Result<Response, Wrong> {
    let words = who.words();
    let mut page = frame::own(&who, words.t("devices-title"), PLACE).await?;
    page.status = done(words, &asked);
    let time = |at: jiff::Timestamp| {
        let at = at.to_zoned(who.zone());
        let day = words.near_date(at.date(), who.today());
        format!("{day}, {}", words.time(at.time()))
    };
    let sessions = who.app().identity.sessions(&who.session, who.now()).await?;
    let devices = sessions.into_iter().map(|session| Device {
        id: session.id,
        name: device::in_words(words, &session.device),
        when: words.t_with(
            "device-when",
            &[
                ("since", time(session.started_at).into()),
                ("seen", time(session.seen_at).into()),
            ],
        ),
        here: session.current,
    });
    let page = DevicesPage {
        devices: devices.collect(),
        end: Act::submit(words.t("device-end")),
        end_others: Act::submit(words.t("devices-end-others")),
        back: Act::link(words.t("own-back"), "/account").bare(),
        page,
    };
    Ok(ui::render(StatusCode::OK, &page))
}

/// `POST /account/devices/{id}/end`
pub(in crate::account) async fn end(
    who: Who,
    Path(id): Path<Uuid>,
    Form(sent): Form,
) -> Result<Response, Wrong> {
    sent.only(&[])?;
    let identity = &who.app().identity;
    match identity.end_session(&who.session, id, who.now()).await {
        Ok(()) => Ok(see("/account/devices?done=ended")),
        Err(error) => {
            crate::account::told::refusal(error)?;
            Err(Wrong::NotFound)
        }
    }
}

/// `POST /account/devices/end-others`
pub(in crate::account) async fn end_others(who: Who, Form(sent): Form) -> Result<Response, Wrong> {
    sent.only(&[])?;
    let identity = &who.app().identity;
    identity.end_other_sessions(&who.session, who.now()).await?;
    Ok(see("/account/devices?done=ended"))
}
