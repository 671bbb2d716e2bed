//! Reports: the inbox, a case, and answers to those who reported.

mod answer;
mod case;
mod events;
mod evidence;
mod fields;
mod filters;
mod inbox;
mod media;
mod row;
mod thanks;
mod versions;
mod work;

use axum::Router;
use axum::routing::{get, post};

use tabard_core::client::{ClientError, Incident};
use tabard_core::ids::RecordId;

use super::Shared;
use super::page::visit::{Trouble, Visit};
use crate::hub::HubError;

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
        .merge(work::routes())
        .merge(media::routes())
        .merge(evidence::routes())
}

/// The report that an address names.
fn named(visit: &Visit<'_>, id: &str) -> Result<Incident, Trouble> {
    let id: RecordId = id.parse().map_err(|_| Trouble::NotFound)?;
    visit.hub.incident(id).map_err(|error| match error {
        HubError::Client(ClientError::UnknownRecord(_)) => Trouble::NotFound,
        error => Trouble::Hub(error),
    })
}
