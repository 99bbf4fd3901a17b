//! `/clinic`: the clinic's name and time zone. For the administrator.

use super::done;
use super::let_in::see;
use super::new_account::short;
use super::step::Step;
use super::told::{refusal, told};
use super::zones;
use crate::frame;
use crate::sent::{Asked, Form, Sent};
use crate::ui::{Act, Field};
use crate::who::Administrator;
use crate::wrong::Wrong;
use attune_identity::{Actor, Refusal};
use axum::response::Response;

/// `GET /clinic`
pub(super) async fn show(admin: Administrator, Asked(asked): Asked) -> Result<Response, Wrong> {
    let identity = &admin.0.app().identity;
    let name = identity.clinic_name().await?.unwrap_or_default();
    let zone = identity.clinic_time_zone().await?;
    let stored = Sent::of([("name", name.as_str()), ("time_zone", zone.as_str())]);
    Ok(page(&admin, &stored, done(admin.0.words(), &asked)).answer())
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
    let at = super::told::at_field(&refusal).unwrap_or("name");
    let mut page = page(&admin, &sent, None);
    page.keep_token(&sent);
    Ok(page.wrong_at(at, text).answer())
}

fn page(admin: &Administrator, sent: &Sent, status: Option<String>) -> Step {
    let words = admin.0.words();
    let mut frame = frame::administrator(admin, words.t("clinic-title"), "/clinic");
    frame.status = status;
    Step::new(frame)
        .say(words.t("clinic-text"))
        .form("/clinic", Act::submit(words.t("own-save")).primary())
        .field(
            Field::text("name", words.t("clinic-name"))
                .help(words.t("clinic-name-help"))
                .value(short(sent.get("name"))),
        )
        .field(
            zones::field(words.t("clinic-time-zone"), sent.get("time_zone"))
                .help(words.t("clinic-time-zone-help")),
        )
}
