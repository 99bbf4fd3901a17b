//! How this part answers: always JSON, whatever the caller accepts.

use crate::sent;
use crate::who::ClientHere;
use crate::wrong::Wrong;
use attune_record::WriteError;
use attune_therapy::Refusal;
use attune_therapy::ids::Token;
use axum::extract::FromRequest;
use axum::extract::FromRequestParts;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::app::App;

/// Why something is not done, as JSON: `{error, field, message}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct ApiWrong {
    /// A name that programs can rely on.
    pub(super) error: &'static str,
    /// Which field of what was sent, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) field: Option<&'static str>,
    /// What is wrong, why, and what to do.
    pub(super) message: String,
    #[serde(skip)]
    status: StatusCode,
}

impl ApiWrong {
    /// Something is wrong with a field.
    pub(super) fn field(field: &'static str, message: impl Into<String>) -> ApiWrong {
        ApiWrong {
            error: "refused",
            field: Some(field),
            message: message.into(),
            status: StatusCode::UNPROCESSABLE_ENTITY,
        }
    }
}

impl From<Wrong> for ApiWrong {
    fn from(wrong: Wrong) -> ApiWrong {
        let message = match &wrong {
            Wrong::NotFound => "there is nothing here for this account".to_owned(),
            Wrong::SignIn => "nobody is signed in; sign in and send it again".to_owned(),
            Wrong::StepUp => {
                "confirm in your account that it is you, then send it again".to_owned()
            }
            Wrong::NotFromHere => {
                "the header X-Form-Token does not carry the token of this session".to_owned()
            }
            Wrong::TooLarge => "this is larger than a request may be; send less at once".to_owned(),
            Wrong::BadRequest(why) => format!("this could not be read ({why})"),
            Wrong::Conflict(why) | Wrong::Unavailable(why) => why.clone(),
            Wrong::Ours => "something failed on our side; send it again in a minute".to_owned(),
        };
        ApiWrong {
            error: wrong.key(),
            field: None,
            message,
            status: wrong.status(),
        }
    }
}

impl From<WriteError> for ApiWrong {
    fn from(error: WriteError) -> ApiWrong {
        match error {
            WriteError::Refused(refusal) => {
                ApiWrong::field(field_of(&refusal), refusal.to_string())
            }
            error => Wrong::from(error).into(),
        }
    }
}

/// The field of a check-in or a synchronised entry that a refusal is about.
pub(super) fn field_of(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Missing(field) | Refusal::Future(field) if *field == "when it happened" => {
            "occurred_at"
        }
        Refusal::Missing(field) | Refusal::Impossible { field, .. } => field,
        Refusal::Future(_) => "occurred_at",
        Refusal::UnknownInstrument(_) => "instrument",
        Refusal::Answers(_) | Refusal::NotCritical => "answers",
        Refusal::Answered => "occasion",
        _ => "kind",
    }
}

impl IntoResponse for ApiWrong {
    fn into_response(self) -> Response {
        (self.status, axum::Json(self)).into_response()
    }
}

/// A client whose program carries the proof that it is theirs, and what it sent.
pub(super) struct FromClient<T> {
    /// Who.
    pub(super) here: ClientHere,
    /// What.
    pub(super) sent: T,
}

impl<T: DeserializeOwned> FromRequest<App> for FromClient<T> {
    type Rejection = ApiWrong;

    async fn from_request(request: Request, app: &App) -> Result<FromClient<T>, ApiWrong> {
        let (mut parts, body) = request.into_parts();
        let here = ClientHere::from_request_parts(&mut parts, app).await?;
        let token = parts
            .headers
            .get("x-form-token")
            .and_then(|value| value.to_str().ok());
        if !here
            .who
            .session
            .accepts_form_token(token.unwrap_or_default())
        {
            return Err(Wrong::NotFromHere.into());
        }
        let sent::Json(sent) =
            sent::Json::from_request(Request::from_parts(parts, body), app).await?;
        Ok(FromClient { here, sent })
    }
}

/// The token that a program made up.
pub(super) fn token(sent: &str) -> Result<Token, ApiWrong> {
    let token = Uuid::parse_str(sent).map_err(|_| {
        ApiWrong::field(
            "token",
            "must be a UUID that the sender made up; the same one twice is one entry",
        )
    })?;
    Ok(Token(token))
}

/// When and in which zone something happened, as it was sent: a wrong clock is recorded, not corrected.
pub(super) fn occurred(
    at: jiff::Timestamp,
    zone: String,
) -> Result<attune_therapy::Occurred, ApiWrong> {
    // A zone's name is looked up as a file: nothing but letters may lead there.
    let plain = zone.len() <= 64
        && zone
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "/_+-".contains(c));
    if plain && (zone == "UTC" || jiff::tz::TimeZone::get(&zone).is_ok()) {
        Ok(attune_therapy::Occurred { at, zone })
    } else {
        Err(ApiWrong::field(
            "zone",
            "is no time zone that is known here; send a name such as America/Bogota",
        ))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_refusal_names_the_field_that_was_sent() {
        assert_eq!(field_of(&Refusal::Answered), "occasion");
        assert_eq!(
            field_of(&Refusal::Future("when it happened")),
            "occurred_at"
        );
        assert_eq!(field_of(&Refusal::Answers("…".into())), "answers");
        assert_eq!(field_of(&Refusal::Missing("name")), "name");
        let wrong = ApiWrong::from(WriteError::Refused(Refusal::Answered));
        let json = serde_json::to_value(&wrong).unwrap();
        assert_eq!(json["error"], "refused");
        assert_eq!(json["field"], "occasion");
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    #[test]
    fn a_zone_must_exist_and_cannot_be_a_path() {
        let at = jiff::Timestamp::UNIX_EPOCH;
        assert!(occurred(at, "America/Bogota".into()).is_ok());
        for zone in ["", "Moon/Base", "../../etc/passwd", "UTC\n"] {
            assert_eq!(
                occurred(at, zone.into()).unwrap_err().field,
                Some("zone"),
                "{zone:?}"
            );
        }
    }
}
