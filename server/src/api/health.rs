//! Whether the server lives, whether it can do its work, and its figures.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;

use super::{Region, Shared, blocking};

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
pub(super) async fn ready(State(region): State<Shared>) -> (StatusCode, String) {
    let asked = Arc::clone(&region);
    match blocking(move || Ok(asked.relay.head()?)).await {
        Ok(_) => (StatusCode::OK, format!("ready\n{}", upstream(&region))),
        Err(_) => {
            let what_to_do = "the log cannot be read: see the server's log\n";
            (StatusCode::SERVICE_UNAVAILABLE, what_to_do.to_owned())
        }
    }
}

/// At an edge: how old the region's word is.
fn upstream(region: &Region) -> String {
    match (region.relay.is_edge(), region.contact_age()) {
        (false, _) => String::new(),
        (true, Some(age)) => format!("last contact with the region {age} seconds ago\n"),
        (true, None) => "no contact with the region yet\n".to_owned(),
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
    let asked = Arc::clone(&region);
    if region.relay.is_edge()
        && let Ok(state) = blocking(move || Ok(asked.relay.upstream()?)).await
    {
        let age = region.contact_age().unwrap_or(-1);
        #[allow(clippy::cast_precision_loss)]
        let (age, size, waiting) = (age as f64, state.size as f64, state.waiting as f64);
        metrics::gauge!("tabard_upstream_contact_seconds").set(age);
        metrics::gauge!("tabard_upstream_leaves").set(size);
        metrics::gauge!("tabard_upstream_waiting").set(waiting);
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], region.metrics.render())
}
