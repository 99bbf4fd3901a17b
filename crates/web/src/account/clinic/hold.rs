//! `/clinic/hold`: a legal hold, under which nothing in a record may be erased.

use super::record_here;
use crate::account::let_in::see;
use crate::account::new_account::short;
use crate::account::step::Step;
use crate::frame;
use crate::sent::{Form, Sent};
use crate::ui::{Act, Choice, Field};
use crate::who::Administrator;
use crate::wrong::Wrong;
use axum::response::Response;

/// `GET /clinic/hold`
pub(in crate::account) async fn show(admin: Administrator) -> Response {
    page(&admin, &Sent::of([("held", "yes")])).answer()
}

/// `POST /clinic/hold`
pub(in crate::account) async fn save(
    admin: Administrator,
    Form(sent): Form,
) -> Result<Response, Wrong> {
    sent.only(&["record", "held", "reason"])?;
    let (who, words) = (&admin.0, admin.0.words());
    // Lifting a hold lets a record be erased: as grave as a change of role.
    if !who.session.is_stepped_up(who.now()) {
        return Err(Wrong::StepUp);
    }
    let mut form = page(&admin, &sent);
    form.keep_token(&sent);
    let Some(record) = record_here(who, sent.get("record")).await? else {
        return Ok(form
            .wrong_at("record", words.t("hold-record-wrong"))
            .answer());
    };
    let held = match sent.get("held") {
        "yes" => true,
        "no" => false,
        _ => return Ok(form.wrong_at("held", words.t("choose-one")).answer()),
    };
    let reason = sent.text("reason", 1000).unwrap_or_default();
    if reason.as_str().chars().count() < 10 {
        return Ok(form
            .wrong_at("reason", words.t("hold-reason-wrong"))
            .answer());
    }
    let records = &who.app().records;
    records
        .set_hold(&who.reader, record, held, reason.as_str(), who.now())
        .await?;
    Ok(see(if held {
        "/clinic?done=held"
    } else {
        "/clinic?done=released"
    }))
}

fn page(admin: &Administrator, sent: &Sent) -> Step {
    let words = admin.0.words();
    let frame = frame::administrator(admin, words.t("hold-title"), "/clinic");
    let choices = vec![
        Choice::new("yes", words.t("hold-on")),
        Choice::new("no", words.t("hold-off")),
    ];
    Step::new(frame)
        .say(words.t("hold-text"))
        .form("/clinic/hold", Act::submit(words.t("own-save")).primary())
        .field(
            Field::text("record", words.t("hold-record"))
                .help(words.t("hold-record-help"))
                .value(short(sent.get("record"))),
        )
        .field(Field::choose("held", words.t("hold-what"), choices).value(short(sent.get("held"))))
        .field(
            Field::area("reason", words.t("hold-reason"))
                .help(words.t("hold-reason-help"))
                .at_most(1000)
                .value(sent.get("reason").chars().take(2000).collect::<String>()),
        )
        .link(words.t("own-leave"), "/clinic")
}
