//! `PUT /drafts/{form}/{subject}/{id}`: what is being typed is kept as it is typed.

use crate::sent::Json;
use crate::who::Who;
use crate::wrong::Wrong;
use attune_record::{Draft, DraftError};
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The fields of a form as they stand.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Typed {
    fields: BTreeMap<String, String>,
}

/// Keeps a draft if it is still the one that the page saw last; otherwise answers both and overwrites nothing.
pub(crate) async fn put(
    who: Who,
    Path((form, subject, id)): Path<(String, Uuid, Uuid)>,
    headers: HeaderMap,
    Json(typed): Json<Typed>,
) -> Result<Response, Wrong> {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let sent = headers
        .get("x-form-token")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if !who.session.accepts_form_token(sent) {
        return Err(Wrong::NotFromHere);
    }
    let expected = match (text(header::IF_MATCH), text(header::IF_NONE_MATCH)) {
        (Some(tag), _) => tag
            .trim_matches('"')
            .parse()
            .map_err(|_| Wrong::BadRequest("if-match".into()))?,
        (None, Some("*")) => 0,
        _ => return Err(Wrong::BadRequest("if-match".into())),
    };
    let fields = serde_json::to_string(&typed.fields).map_err(|_| Wrong::Ours)?;
    let name = (form.as_str(), subject, id);
    match who
        .app()
        .records
        .put_draft(&who.reader, name, expected, &fields, who.now())
        .await
    {
        Ok(version) => {
            Ok((StatusCode::NO_CONTENT, [(header::ETAG, etag(version))]).into_response())
        }
        Err(DraftError::Changed(other)) => Ok(clash(other)),
        Err(error) => Err(error.into()),
    }
}

fn clash(other: Option<Draft>) -> Response {
    let (fields, version) = match other {
        Some(draft) => (draft_fields(&draft), draft.version),
        None => (BTreeMap::new(), 0),
    };
    let body = serde_json::json!({ "fields": fields, "etag": etag(version) });
    (StatusCode::CONFLICT, axum::Json(body)).into_response()
}

/// The fields that a draft keeps.
pub(crate) fn draft_fields(draft: &Draft) -> BTreeMap<String, String> {
    serde_json::from_str(&draft.text).unwrap_or_default()
}

/// The version as a header or `data-etag` says it.
pub(crate) fn etag(version: i64) -> String {
    format!("\"{version}\"")
}
