//! `GET /api/refused`: what a device sent and the record did not take, kept sealed for its author.

use super::answer::{ApiWrong, token};
use super::sync::Offline;
use crate::who::ClientHere;
use crate::wrong::Wrong;
use attune_record::DraftError;
use axum::Json;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The name of the drafts.
const FORM: &str = "refused";

/// One thing that was refused, with the reason.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Refused {
    /// What was sent.
    pub(super) entry: Offline,
    /// Which field is wrong, if it is one.
    pub(super) field: Option<String>,
    /// Why.
    pub(super) reason: String,
    /// When it was refused.
    pub(super) at: Timestamp,
}

/// Lists what was refused, oldest first.
pub(super) async fn list(here: Result<ClientHere, Wrong>) -> Result<Json<Vec<Refused>>, ApiWrong> {
    let here = here?;
    let who = &here.who;
    let drafts = who
        .app()
        .records
        .drafts_of(&who.reader, FORM, here.record.0)
        .await
        .map_err(Wrong::from)?;
    Ok(Json(
        drafts
            .iter()
            .filter_map(|draft| serde_json::from_str(&draft.text).ok())
            .collect(),
    ))
}

/// Keeps one. Sent again and refused again, it is still one.
pub(super) async fn keep(here: &ClientHere, refused: &Refused) -> Result<(), Wrong> {
    let who = &here.who;
    let text = serde_json::to_string(refused).map_err(|_| Wrong::Ours)?;
    let name = (FORM, here.record.0, id(&refused.entry.token));
    let records = &who.app().records;
    match records
        .put_draft(&who.reader, name, 0, &text, who.now())
        .await
    {
        // It was refused before; what is kept says why.
        Ok(_) | Err(DraftError::Changed(_)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// The token names the draft; a token that is none is named by its hash.
fn id(sent: &str) -> Uuid {
    if let Ok(token) = token(sent) {
        return token.0;
    }
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&Sha256::digest(sent)[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}
