//! What a client has on the phone: today, check-in, people, progress, one's own data.

use crate::app::App;
use axum::Router;

/// The addresses of this part.
pub(crate) fn routes() -> Router<App> {
    Router::new()
}
