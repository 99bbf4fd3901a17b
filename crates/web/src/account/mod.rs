//! Signing in and out, one's own account, and the clinic's accounts.

use crate::app::App;
use axum::Router;

/// The addresses of this part.
pub(crate) fn routes() -> Router<App> {
    Router::new()
}
