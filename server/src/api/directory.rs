//! `POST /v1/directory`: a device gives a restored relay back the statements it lost. Each proves
//! itself against the region's authority, so nobody has to sign the request.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use tabard_core::wire::{DirectoryOffer, Message, ProblemCode};

use super::Shared;
use super::problem::Refused;
use crate::relay::MAX_OFFER;

/// As much as the statements of the largest offer take.
pub(super) const MAX_OFFER_BYTES: usize = MAX_OFFER * 256;

#[utoipa::path(
    post, path = "/v1/directory", tag = "devices",
    request_body(content = Vec<u8>, content_type = "application/cbor", description = "DirectoryOffer"),
    responses(
        (status = 204, description = "What was missing and could be verified is in the log"),
        (status = "4XX", content_type = "application/problem+json", body = super::document::ProblemBody),
    )
)]
pub(super) async fn offer(
    State(region): State<Shared>,
    body: Bytes,
) -> Result<StatusCode, Refused> {
    let offer = DirectoryOffer::from_bytes(&body).map_err(|_| Refused(ProblemCode::Malformed))?;
    let statements: Vec<Vec<u8>> = offer.statements.into_iter().map(Into::into).collect();
    let relay = Arc::clone(&region);
    let offer = move || Ok(relay.relay.offer_directory(&statements)?);
    region.offers.request(offer).await?;
    region.news.notify_one();
    Ok(StatusCode::NO_CONTENT)
}
