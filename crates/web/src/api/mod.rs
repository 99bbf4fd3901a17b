//! What programs of a signed-in person call: scores, check-in, synchronisation. JSON in, JSON out.
//!
//! The session cookie says who is there; what changes something carries the session's form token in the header
//! `X-Form-Token`. No template is rendered here, and a reading costs one look into the cached view.

mod answer;
mod check_in;
mod me;
mod refused;
mod scores;
mod sync;

use crate::app::App;
use axum::Router;
use axum::routing::{get, post};

/// The addresses of this part.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/api/clients/{record}/scores", get(scores::show))
        .route("/api/me", get(me::show))
        .route("/api/check-in", post(check_in::enter))
        .route("/api/refused", get(refused::list))
        .route("/sync", post(sync::take))
}
