//! Serves the design page on a loopback port: `cargo run -p attune-web --example design -- 127.0.0.1:8099`.

use axum::http::{HeaderValue, header};
use tower_http::set_header::SetResponseHeaderLayer;

/// As strict as the program's own, so that what it refuses is seen here.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; \
     connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'";

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let address = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "127.0.0.1:8099".into());
    let policy = SetResponseHeaderLayer::overriding(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(POLICY),
    );
    let app = attune_web::ui::design::router::<()>()
        .merge(attune_web::assets::router())
        .layer(policy);
    let listener = tokio::net::TcpListener::bind(address).await?;
    axum::serve(listener, app).await
}
