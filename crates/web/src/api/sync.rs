//! `POST /sync`: what was entered without a connection, in the order in which it was entered.

use super::answer::{ApiWrong, FromClient, occurred, token};
use super::check_in::{critical_of_refused, status};
use super::refused::{self, Refused};
use crate::who::ClientHere;
use crate::wrong::Wrong;
use attune_record::{NewEntry, WriteError};
use attune_therapy::Fact;
use attune_therapy::ids::EntryId;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// So many at once.
const MOST: usize = 100;

/// What is sent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Batch {
    entries: Vec<Offline>,
}

/// One thing that was entered without a connection.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Offline {
    /// Made up by the device.
    pub(super) token: String,
    /// The kind of fact.
    pub(super) kind: String,
    /// The version of the kind.
    pub(super) v: u32,
    /// Its data.
    pub(super) body: Value,
    /// When it happened, by the device's clock.
    pub(super) occurred_at: Timestamp,
    /// In which zone.
    pub(super) zone: String,
    /// Counts what the device entered.
    pub(super) device_seq: u64,
}

/// What became of each.
#[derive(Debug, Serialize)]
struct Taken {
    /// When this reached the clinic: beside `occurred_at` it shows how wrong the device's clock is.
    recorded_at: Timestamp,
    entries: Vec<Outcome>,
}

/// What became of one.
#[derive(Debug, Serialize)]
struct Outcome {
    token: String,
    device_seq: u64,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    entry: Option<EntryId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<ApiWrong>,
}

/// Takes each in order and says what became of it. What is refused is kept for its author; where the record cannot
/// be written, the rest stays with the device.
pub(super) async fn take(
    FromClient { here, sent }: FromClient<Batch>,
) -> Result<Response, ApiWrong> {
    if sent.entries.len() > MOST {
        return Err(ApiWrong::field(
            "entries",
            format!("are more than {MOST}; send the first {MOST}, then the rest"),
        ));
    }
    let mut outcomes = Vec::with_capacity(sent.entries.len());
    let mut answer = StatusCode::OK;
    for offline in sent.entries {
        let (token, device_seq) = (offline.token.clone(), offline.device_seq);
        let outcome = match enter(&here, &offline).await {
            Ok(outcome) => Outcome {
                token,
                device_seq,
                status: status(outcome),
                entry: Some(outcome.entry()),
                reason: None,
            },
            Err(Refusal::Kept(reason)) => Outcome {
                token,
                device_seq,
                status: "refused",
                entry: None,
                reason: Some(reason),
            },
            Err(Refusal::NotNow(wrong)) => {
                // Later ones may rest on this one: none of them is taken before it.
                answer = wrong.status();
                break;
            }
        };
        outcomes.push(outcome);
    }
    let taken = Taken {
        recorded_at: here.who.now(),
        entries: outcomes,
    };
    Ok((answer, Json(taken)).into_response())
}

enum Refusal {
    /// It cannot be entered, and is kept for its author.
    Kept(ApiWrong),
    /// Nothing can be entered at the moment.
    NotNow(Wrong),
}

async fn enter(here: &ClientHere, offline: &Offline) -> Result<attune_record::Outcome, Refusal> {
    let who = &here.who;
    let reason = match parse(offline) {
        Ok(entry) => {
            let records = &who.app().records;
            match records
                .append(&who.reader, here.record, vec![entry.clone()], who.now())
                .await
            {
                Ok(outcomes) => {
                    return outcomes
                        .first()
                        .copied()
                        .ok_or(Refusal::NotNow(Wrong::Ours));
                }
                Err(error @ WriteError::Refused(_)) => {
                    if let Fact::MeasureCompleted(completed) = &entry.fact {
                        critical_of_refused(here, completed, &entry.occurred, entry.token).await;
                    }
                    ApiWrong::from(error)
                }
                Err(error) => return Err(Refusal::NotNow(error.into())),
            }
        }
        Err(reason) => reason,
    };
    let kept = Refused {
        entry: offline.clone(),
        field: reason.field.map(str::to_owned),
        reason: reason.message.clone(),
        at: who.now(),
    };
    refused::keep(here, &kept).await.map_err(Refusal::NotNow)?;
    Err(Refusal::Kept(reason))
}

fn parse(offline: &Offline) -> Result<NewEntry, ApiWrong> {
    let token = token(&offline.token)?;
    let occurred = occurred(offline.occurred_at, offline.zone.clone())?;
    let fact = Fact::parse(&offline.kind, offline.v, offline.body.clone()).map_err(|error| {
        // The parser names what is missing or odd, never what was typed into a text field.
        ApiWrong::field(
            "body",
            format!("does not fit the kind {}: {}", offline.kind, shape(&error)),
        )
    })?;
    if let Fact::Opaque(_) = fact {
        return Err(ApiWrong::field("kind", "is not known here in this version"));
    }
    Ok(NewEntry {
        fact,
        occurred,
        token,
        device: None,
        on_behalf_of: None,
    })
}

/// What the parser says of the shape; what it says of values might repeat them.
fn shape(error: &serde_json::Error) -> String {
    let said = error.to_string();
    if said.starts_with("missing field") {
        said
    } else {
        "a field has a value that it cannot have".to_owned()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn offline(kind: &str, body: Value) -> Offline {
        Offline {
            token: "0190f000-0000-7000-8000-000000000001".into(),
            kind: kind.into(),
            v: 1,
            body,
            occurred_at: Timestamp::UNIX_EPOCH,
            zone: "America/Bogota".into(),
            device_seq: 1,
        }
    }

    #[test]
    fn an_entry_of_a_known_kind_is_read() {
        let body = serde_json::json!({
            "person": "0190f000-0000-7000-8000-000000000002", "name": "Ana", "relation": "friend"
        });
        let entry = parse(&offline("person.added", body)).unwrap();
        assert_eq!(entry.fact.kind(), "person.added");
        assert_eq!(entry.occurred.zone, "America/Bogota");
    }

    #[test]
    fn what_cannot_be_read_says_which_field_and_repeats_nothing() {
        let secret = serde_json::json!({ "person": "the thing she told me", "name": "Ana", "relation": "friend" });
        let wrong = parse(&offline("person.added", secret)).unwrap_err();
        assert_eq!(wrong.field, Some("body"));
        assert!(!wrong.message.contains("she told me"), "{}", wrong.message);
        let unknown = parse(&offline("journal.sung", serde_json::json!({}))).unwrap_err();
        assert_eq!(unknown.field, Some("kind"));
        let mut other = offline("person.added", serde_json::json!({}));
        assert_eq!(parse(&other).unwrap_err().field, Some("body"));
        other.token = "seven".into();
        assert_eq!(parse(&other).unwrap_err().field, Some("token"));
    }
}
