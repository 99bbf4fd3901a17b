//! What is there without a connection: the help page and what it loads, and nothing of anybody's record.

use crate::assets;
use askama::Template;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

/// What the help page loads.
const LOADED: [&str; 4] = [
    "app.css",
    "app.js",
    "icon.svg",
    "atkinson-hyperlegible-next-latin-wght-normal.woff2",
];

#[derive(Template)]
#[template(path = "client/sw.js", escape = "none")]
struct ServiceWorker {
    name: String,
    kept: String,
}

/// The script that keeps the help page on the device.
pub(super) async fn service_worker() -> Response {
    let kept: Vec<String> = LOADED.iter().map(|name| assets::url(name)).collect();
    let digest = Sha256::digest(kept.join(" "));
    let script = ServiceWorker {
        name: digest
            .iter()
            .take(4)
            .map(|byte| format!("{byte:02x}"))
            .collect(),
        kept: serde_json::json!(kept).to_string(),
    };
    as_kind(
        script.render().unwrap_or_default(),
        "text/javascript; charset=utf-8",
    )
}

/// What a phone shows of this place when it is put beside its other programs: a neutral name and sign.
pub(super) async fn manifest() -> Response {
    let manifest = serde_json::json!({
        "name": "Attune",
        "short_name": "Attune",
        "start_url": "/today",
        "scope": "/",
        "display": "standalone",
        "background_color": "#FBF8F2",
        "theme_color": "#FBF8F2",
        "icons": [{ "src": assets::url("icon.svg"), "sizes": "any", "type": "image/svg+xml" }],
    });
    as_kind(manifest.to_string(), "application/manifest+json")
}

fn as_kind(text: String, kind: &'static str) -> Response {
    let mut response = text.into_response();
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}
