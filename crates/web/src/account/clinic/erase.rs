//! `/clinic/records/{record}/erase`: erasing a record whose retention period is over. Its keys are destroyed.

use crate::account::let_in::see;
use crate::account::step::Step;
use crate::frame;
use crate::sent::Form;
use crate::ui::{Act, Field};
use crate::who::{Administrator, Who};
use crate::wrong::Wrong;
use attune_record::EraseError;
use attune_therapy::ids::RecordId;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;

/// `GET /clinic/records/{record}/erase`
pub(in crate::account) async fn ask(
    admin: Administrator,
    Path(record): Path<RecordId>,
) -> Result<Response, Wrong> {
    due(&admin.0, record).await?;
    Ok(question(&admin, record).answer())
}

/// `POST /clinic/records/{record}/erase`
pub(in crate::account) async fn erase(
    admin: Administrator,
    Path(record): Path<RecordId>,
    Form(sent): Form,
) -> Result<Response, Wrong> {
    sent.only(&["sure"])?;
    let (who, words) = (&admin.0, admin.0.words());
    due(who, record).await?;
    if !who.session.is_stepped_up(who.now()) {
        return Err(Wrong::StepUp);
    }
    if !sent.has("sure") {
        let page = question(&admin, record).wrong_at("sure", words.t("erase-sure-wrong"));
        return Ok(page.answer());
    }
    let records = &who.app().records;
    match records.erase_record(&who.reader, record, who.now()).await {
        Ok(()) => Ok(see("/clinic/retention?done=erased")),
        Err(EraseError::NotFound) => Err(Wrong::NotFound),
        Err(EraseError::Read(error)) => Err(error.into()),
        Err(EraseError::Write(error)) => Err(error.into()),
        Err(EraseError::Held | EraseError::NotAllowed(_)) => {
            let page = question(&admin, record).wrong(words.t("erase-refused"));
            Ok(page.status(StatusCode::CONFLICT).answer())
        }
    }
}

/// Only what has been kept as long as it must has such a page.
async fn due(who: &Who, record: RecordId) -> Result<(), Wrong> {
    let records = &who.app().records;
    let due = records.retention_due(&who.reader, who.now()).await?;
    let found = due.iter().any(|due| due.record == record);
    found.then_some(()).ok_or(Wrong::NotFound)
}

fn question(admin: &Administrator, record: RecordId) -> Step {
    let words = admin.0.words();
    let frame = frame::administrator(admin, words.t("erase-title"), "/clinic");
    let number = record.to_string();
    Step::new(frame)
        .say(words.t_with("erase-text", &[("record", number.into())]))
        .say(words.t("erase-lost"))
        .form(
            format!("/clinic/records/{record}/erase"),
            Act::submit(words.t("erase-act")).danger(),
        )
        .field(Field::tick("sure", words.t("erase-sure"), false))
        .link(words.t("own-leave"), "/clinic/retention")
}
