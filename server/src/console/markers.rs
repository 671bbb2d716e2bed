//! The register's pages: markers are decided on here.

mod acts;
mod export;
mod letters;
mod lists;
mod marker;
mod report;
mod subjects;

use axum::Router;
use axum::routing::get;

use super::Shared;

/// The register's routes.
pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/proposals", get(lists::proposals))
        .route("/expiring", get(lists::expiring))
        .route("/appeals", get(lists::appeals))
        .route("/alerts", get(lists::alerts))
        .route("/all", get(lists::all))
        .route("/search", get(lists::search_form).post(lists::search))
        .route("/markers/{id}", get(marker::marker))
        .route("/markers/{id}/letter/{kind}/{language}", get(letters::letter))
        .route("/markers/{id}/{act}", get(acts::form).post(acts::take))
        .route("/report", get(report::page))
        .route("/report.csv", get(report::csv))
        .route("/report.json", get(report::json))
        .route("/export", get(export::page).post(export::take_out))
}
