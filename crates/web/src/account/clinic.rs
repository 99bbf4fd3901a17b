//! `/clinic`: the clinic's name and time zone, and how long its records are kept. For the administrator.

pub(super) mod erase;
pub(super) mod hold;
pub(super) mod hours;
pub(super) mod retention;

use super::let_in::see;
use super::new_account::short;
use super::told::{at_field, refusal, status, told};
use super::{done, zones};
use crate::frame;
use crate::sent::{Asked, Form, Sent};
use crate::ui::{self, Act, Field, Guard, Line, Lines, Page};
use crate::who::{Administrator, Who};
use crate::wrong::Wrong;
use askama::Template;
use attune_identity::{Actor, Refusal};
use attune_therapy::ids::RecordId;
use axum::http::StatusCode;
use axum::response::Response;

#[derive(Template)]
#[template(path = "account/clinic.html")]
struct ClinicPage {
    page: Page,
    guard: Guard,
    fields: Vec<Field>,
    save: Act,
    lines: Lines,
}

/// `GET /clinic`
pub(super) async fn show(admin: Administrator, Asked(asked): Asked) -> Result<Response, Wrong> {
    let identity = &admin.0.app().identity;
    let name = identity.clinic_name().await?.unwrap_or_default();
    let zone = identity.clinic_time_zone().await?;
    let stored = Sent::of([("name", name.as_str()), ("time_zone", zone.as_str())]);
    let mut page = page(&admin, &stored).await?;
    page.page.status = done(admin.0.words(), &asked);
    Ok(ui::render(StatusCode::OK, &page))
}

/// `POST /clinic`
pub(super) async fn save(admin: Administrator, Form(sent): Form) -> Result<Response, Wrong> {
    sent.only(&["name", "time_zone"])?;
    let who = &admin.0;
    let (identity, actor) = (&who.app().identity, Actor::Person(&who.session));
    let changed = match identity
        .change_clinic_time_zone(actor, sent.get("time_zone"))
        .await
    {
        Ok(()) => identity.rename_clinic(actor, sent.get("name")).await,
        Err(error) => Err(error),
    };
    let refusal = match changed {
        Ok(()) => return Ok(see("/clinic?done=saved")),
        Err(error) => refusal(error)?,
    };
    let text = match refusal {
        Refusal::NameInvalid => who.words().t("set-up-clinic-missing").into_owned(),
        _ => told(&who.visitor, &refusal).await?,
    };
    let at = at_field(&refusal).unwrap_or("name");
    let mut page = page(&admin, &sent).await?;
    page.guard.token = sent.token().0;
    if let Some(field) = page.fields.iter_mut().find(|field| field.name == at) {
        field.error = Some(text);
    }
    Ok(ui::render(status(&refusal), &page))
}

/// The record of this clinic that a text names: its number, or an address that holds it.
async fn record_here(who: &Who, typed: &str) -> Result<Option<RecordId>, Wrong> {
    let mut parts = typed.trim().split(['/', '?', '#']);
    let Some(record) = parts.find_map(|part| part.parse::<RecordId>().ok()) else {
        return Ok(None);
    };
    // Every record has a team from its registration on.
    let actor = Actor::Person(&who.session);
    let team = who.app().identity.team(actor, record, who.now()).await?;
    Ok((!team.is_empty()).then_some(record))
}

async fn page(admin: &Administrator, sent: &Sent) -> Result<ClinicPage, Wrong> {
    let (who, words) = (&admin.0, admin.0.words());
    let page = frame::administrator(admin, words.t("clinic-title"), "/clinic");
    let periods = who.app().records.retention().await?;
    let line = |what: &str, detail: String, href: &str| Line {
        what: words.t(what).into_owned(),
        detail: Some(detail),
        href: href.to_owned(),
    };
    let years = words.t_with(
        "retention-in-a-line",
        &[
            ("years", periods.adult_years.into()),
            ("age", periods.minor_until_age.into()),
        ],
    );
    let hours = words.t("hours-in-a-line").into_owned();
    let hold = words.t("hold-in-a-line").into_owned();
    Ok(ClinicPage {
        guard: page.guard(),
        fields: vec![
            Field::text("name", words.t("clinic-name"))
                .help(words.t("clinic-name-help"))
                .value(short(sent.get("name"))),
            zones::field(words.t("clinic-time-zone"), sent.get("time_zone"))
                .help(words.t("clinic-time-zone-help")),
        ],
        save: Act::submit(words.t("own-save")).primary(),
        lines: Lines {
            lines: vec![
                line("hours-title", hours, "/clinic/hours"),
                line("retention-title", years, "/clinic/retention"),
                line("hold-title", hold, "/clinic/hold"),
            ],
        },
        page,
    })
}
