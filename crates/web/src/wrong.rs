//! What a request can be answered with when it cannot be answered. Handlers return [`Wrong`]; the page for it is
//! written in [`crate::guard`], in the visitor's language.
//!
//! Which one to use: [`Wrong::NotFound`] also for what exists but not for this reader, so that nobody learns what
//! there is; [`Wrong::SignIn`] when nobody is signed in; a refusal of a form is not a `Wrong` but the form again.

use attune_identity::IdentityError;
use attune_record::db::DbError;
use attune_record::{DraftError, ReadError, WriteError};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

/// Why there is no page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// Nothing here, as far as this visitor is concerned.
    NotFound,
    /// Nobody is signed in, or not any more.
    SignIn,
    /// Signed in, but a fresh proof of who is there is needed first.
    StepUp,
    /// The request did not come from one of our pages, or the page was too old.
    NotFromHere,
    /// The request cannot be understood; says what about it.
    BadRequest(String),
    /// Too large.
    TooLarge,
    /// Somebody was quicker, or this was done already; says what.
    Conflict(String),
    /// The record cannot be written at the moment; says why.
    Unavailable(String),
    /// Our fault. What happened is in the log.
    Ours,
}

impl Wrong {
    /// The status code.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Wrong::NotFound => StatusCode::NOT_FOUND,
            Wrong::SignIn => StatusCode::UNAUTHORIZED,
            Wrong::StepUp | Wrong::NotFromHere => StatusCode::FORBIDDEN,
            Wrong::BadRequest(_) => StatusCode::BAD_REQUEST,
            Wrong::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Wrong::Conflict(_) => StatusCode::CONFLICT,
            Wrong::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Wrong::Ours => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The stem of its words in the language files.
    pub(crate) fn key(&self) -> &'static str {
        match self {
            Wrong::NotFound => "not-found",
            Wrong::SignIn => "sign-in",
            Wrong::StepUp => "step-up",
            Wrong::NotFromHere => "not-from-here",
            Wrong::BadRequest(_) => "bad-request",
            Wrong::TooLarge => "too-large",
            Wrong::Conflict(_) => "conflict",
            Wrong::Unavailable(_) => "unavailable",
            Wrong::Ours => "ours",
        }
    }
}

impl IntoResponse for Wrong {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<ReadError> for Wrong {
    fn from(error: ReadError) -> Wrong {
        match error {
            ReadError::NotFound => Wrong::NotFound,
            error => {
                tracing::error!(%error, "a record could not be read");
                Wrong::Ours
            }
        }
    }
}

impl From<WriteError> for Wrong {
    fn from(error: WriteError) -> Wrong {
        match error {
            WriteError::NotFound | WriteError::Erased => Wrong::NotFound,
            WriteError::Refused(refusal) => Wrong::Conflict(refusal.to_string()),
            WriteError::DraftChanged | WriteError::Conflict => Wrong::Conflict(error.to_string()),
            WriteError::Full | WriteError::ReadOnly => Wrong::Unavailable(error.to_string()),
            WriteError::Failed(_) => {
                tracing::error!(%error, "a record could not be written");
                Wrong::Ours
            }
        }
    }
}

impl From<DraftError> for Wrong {
    fn from(error: DraftError) -> Wrong {
        match error {
            DraftError::Changed(_) => Wrong::Conflict(error.to_string()),
            DraftError::TooLong => Wrong::TooLarge,
            DraftError::Write(error) => error.into(),
            DraftError::Read(error) => error.into(),
        }
    }
}

impl From<IdentityError> for Wrong {
    fn from(error: IdentityError) -> Wrong {
        match error.refusal() {
            Some(attune_identity::Refusal::StepUpNeeded) => Wrong::StepUp,
            Some(attune_identity::Refusal::NotAllowed) => Wrong::NotFound,
            Some(attune_identity::Refusal::NotFound) => Wrong::NotFound,
            Some(refusal) => Wrong::Conflict(refusal.to_string()),
            None if matches!(error, IdentityError::Db(DbError::ReadOnly | DbError::Full)) => {
                Wrong::Unavailable(error.to_string())
            }
            None => {
                tracing::error!(%error, "an account matter failed");
                Wrong::Ours
            }
        }
    }
}
