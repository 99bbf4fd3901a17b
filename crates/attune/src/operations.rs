//! `/healthz`, `/readyz` and `/metrics`, on a listener apart from the public one.

use attune_record::Records;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

#[derive(Clone)]
struct Operations {
    records: Records,
    metrics: PrometheusHandle,
}

/// Starts counting, and answers the routes.
pub(crate) fn router(records: Records) -> anyhow::Result<Router> {
    let metrics = PrometheusBuilder::new()
        .set_buckets(&[0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0])?
        .install_recorder()?;
    Ok(Router::new()
        .route("/healthz", get(|| async { "alive\n" }))
        .route("/readyz", get(ready))
        .route(
            "/metrics",
            get(|State(operations): State<Operations>| async move { operations.metrics.render() }),
        )
        .with_state(Operations { records, metrics }))
}

/// Ready means that both databases answer and the record can be written.
async fn ready(State(operations): State<Operations>) -> (StatusCode, &'static str) {
    let data = operations.records.db();
    if data.is_read_only() {
        return (
            StatusCode::SERVICE_UNAVAILABLE,
            "the record can only be read\n",
        );
    }
    for db in [data, operations.records.keys().db()] {
        let answered = match db.begin_reading().await {
            Ok(mut tx) => tx.ping().await.is_ok(),
            Err(_) => false,
        };
        if !answered {
            return (
                StatusCode::SERVICE_UNAVAILABLE,
                "a database does not answer\n",
            );
        }
    }
    (StatusCode::OK, "ready\n")
}
