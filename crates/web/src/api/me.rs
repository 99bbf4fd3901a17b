//! `GET /api/me`: who is signed in, and what a program needs to speak for them.

use super::answer::ApiWrong;
use crate::who::ClientHere;
use crate::wrong::Wrong;
use attune_therapy::ids::RecordId;
use axum::Json;
use serde::Serialize;

/// What a program of a client needs.
#[derive(Debug, Serialize)]
pub(super) struct Me {
    record: RecordId,
    /// What to send as `X-Form-Token`; other sites cannot read this answer.
    form_token: String,
    language: &'static str,
    zone: String,
}

/// Tells it.
pub(super) async fn show(here: Result<ClientHere, Wrong>) -> Result<Json<Me>, ApiWrong> {
    let here = here?;
    let session = &here.who.session;
    Ok(Json(Me {
        record: here.record,
        form_token: session.form_token().to_owned(),
        language: here.who.words().language().tag(),
        zone: session.settings.time_zone.clone(),
    }))
}
