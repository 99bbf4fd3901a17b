//! What a clinician has at the desk: caseload, case page, circle, notes, alerts.

use crate::app::App;
use axum::Router;

/// The addresses of this part.
pub(crate) fn routes() -> Router<App> {
    Router::new()
}
