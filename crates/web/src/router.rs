//! The table of contents: every address and what answers it.

use crate::app::App;
use crate::{account, api, assets, client, clinician, drafts, guard, sent, ui};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::put;
use tower_http::compression::predicate::{DefaultPredicate, Predicate, SizeAbove};
use tower_http::compression::{CompressionLayer, CompressionLevel};

/// Everything that answers on the public listener.
pub fn router(app: App) -> Router {
    let mut pages = Router::new()
        .route("/drafts/{form}/{subject}/{id}", put(drafts::put))
        .merge(account::routes())
        .merge(clinician::routes())
        .merge(client::routes())
        .merge(api::routes());
    if app.is_demo() {
        pages = pages.merge(ui::design::router());
    }
    pages
        .merge(assets::router())
        .layer(DefaultBodyLimit::max(sent::LARGEST_FORM))
        .layer(from_fn(guard::same_origin))
        .layer(from_fn_with_state(app.clone(), guard::around))
        .layer(
            CompressionLayer::new()
                // The last tenth of size costs half of the time.
                .quality(CompressionLevel::Fastest)
                // What fits into one packet gains nothing.
                .compress_when(DefaultPredicate::new().and(SizeAbove::new(1400))),
        )
        .with_state(app)
}
