//! Whether the server lives, whether it can do its work, and its figures.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;

use super::{Shared, blocking};

#[utoipa::path(
    get, path = "/health", tag = "operators",
    responses((status = 200, description = "The process answers", body = String))
)]
pub(super) async fn health() -> &'static str {
    "alive\n"
}

#[utoipa::path(
    get, path = "/ready", tag = "operators",
    responses(
        (status = 200, description = "The log can be read", body = String),
        (status = 503, description = "It cannot", body = String),
    )
)]
pub(super) async fn ready(State(region): State<Shared>) -> (StatusCode, &'static str) {
    match blocking(move || Ok(region.relay.head()?)).await {
        Ok(_) => (StatusCode::OK, "ready\n"),
        Err(_) => {
            (StatusCode::SERVICE_UNAVAILABLE, "the log cannot be read: see the server's log\n")
        }
    }
}

#[utoipa::path(
    get, path = "/metrics", tag = "operators",
    responses((status = 200, description = "Prometheus text", body = String))
)]
pub(super) async fn metrics(State(region): State<Shared>) -> impl IntoResponse {
    let relay = Arc::clone(&region);
    if let Ok(stats) = blocking(move || Ok(relay.relay.stats()?)).await {
        for (name, value) in [
            ("tabard_log_leaves", stats.leaves),
            ("tabard_log_statements", stats.statements),
            ("tabard_log_records", stats.records),
            ("tabard_log_chains", stats.chains),
            ("tabard_log_parked_entries", stats.parked),
            ("tabard_log_bytes", stats.bytes),
        ] {
            // A gauge is a float; counts stay exact to 2^53.
            #[allow(clippy::cast_precision_loss)]
            metrics::gauge!(name).set(value as f64);
        }
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], region.metrics.render())
}
