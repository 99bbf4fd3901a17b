//! `/emergency/{record}`: opening a record without being in its care team, for four hours and with a reason that
//! the client and the administrator read.

use super::let_in::see;
use super::new_account::short;
use super::step::Step;
use super::told::refusal;
use crate::frame;
use crate::sent::Form;
use crate::ui::{Act, Field};
use crate::who::Clinician;
use crate::wrong::Wrong;
use attune_identity::{BREAK_GLASS_HOURS, Refusal};
use attune_therapy::ids::RecordId;
use axum::extract::Path;
use axum::response::Response;

/// `GET /emergency/{record}`
pub(super) async fn show(user: Clinician, Path(record): Path<RecordId>) -> Result<Response, Wrong> {
    let who = &user.0;
    let identity = &who.app().identity;
    match identity
        .may_break_glass(&who.session, record, who.now())
        .await
    {
        Ok(()) => Ok(page(&user, record, "").await?.answer()),
        Err(error) => member_already(record, &refusal(error)?),
    }
}

/// `POST /emergency/{record}`
pub(super) async fn open(
    user: Clinician,
    Path(record): Path<RecordId>,
    Form(sent): Form,
) -> Result<Response, Wrong> {
    sent.only(&["reason"])?;
    let who = &user.0;
    // Sent twice: the record is open already.
    let reader = who
        .app()
        .identity
        .reader_in(&who.session, record, who.now());
    if reader.knows(record, who.now()) {
        return Ok(see(format!("/clients/{record}")));
    }
    let reason = match sent.text("reason", 1000) {
        Ok(reason) => reason.as_str().to_owned(),
        Err(_) => String::new(),
    };
    let opened = who
        .app()
        .identity
        .break_glass(&who.session, record, &reason, who.now())
        .await;
    let refusal = match opened {
        Ok(_) => return Ok(see(format!("/clients/{record}"))),
        Err(error) => refusal(error)?,
    };
    if refusal == Refusal::NotNeeded {
        return member_already(record, &refusal);
    }
    let page = page(&user, record, sent.get("reason")).await?;
    Ok(page.refused(&who.visitor, &sent, &refusal).await?.answer())
}

fn member_already(record: RecordId, refusal: &Refusal) -> Result<Response, Wrong> {
    match refusal {
        Refusal::NotNeeded => Ok(see(format!("/clients/{record}"))),
        _ => Err(Wrong::NotFound),
    }
}

async fn page(user: &Clinician, record: RecordId, reason: &str) -> Result<Step, Wrong> {
    let words = user.0.words();
    let frame = frame::clinician(user, words.t("emergency-title"), "/caseload").await?;
    let hours = words.count("emergency-hours", BREAK_GLASS_HOURS);
    Ok(Step::new(frame)
        .say(words.t("emergency-text"))
        .say(hours)
        .form(
            format!("/emergency/{record}"),
            Act::submit(words.t("emergency-act")).danger(),
        )
        .field(
            Field::area("reason", words.t("emergency-reason"))
                .help(words.t("emergency-reason-help"))
                .at_most(1000)
                .value(short(reason)),
        )
        .link(words.t("own-leave"), "/caseload"))
}
