//! Reports: the inbox, a case, and answers to those who reported.

mod answer;
mod case;
mod events;
mod fields;
mod filters;
mod gravity;
mod inbox;
mod row;
mod talk;
mod thanks;
mod versions;

use axum::Router;
use axum::routing::{get, post};

use super::Shared;

/// The routes of reports.
pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/inbox", get(inbox::page))
        .route("/inbox/find", post(inbox::find))
        .route("/inbox/rows", get(inbox::rows))
        .route("/inbox/events", get(events::events))
        .route("/inbox/thanks", post(thanks::take))
        .route("/reports/{id}", get(case::page))
        .route("/reports/{id}/history", get(versions::page))
        .route("/reports/{id}/answer", post(answer::take))
}
