//! `POST /v1/sync`: one exchange.

use std::sync::Arc;

use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use tabard_core::wire::{CBOR, MAX_REQUEST, Message, ProblemCode, SYNC_PATH, SyncRequest};

use super::problem::Refused;
use super::{Shared, blocking};
use crate::host::now;

#[utoipa::path(
    post, path = "/v1/sync", tag = "devices",
    request_body(content = Vec<u8>, content_type = "application/cbor",
        description = "SyncRequest; signed by the device (RFC 9421)"),
    responses(
        (status = 200, content_type = "application/cbor", body = Vec<u8>, description = "SyncResponse, after commit"),
        (status = "4XX", content_type = "application/problem+json", body = super::document::ProblemBody),
        (status = "5XX", content_type = "application/problem+json", body = super::document::ProblemBody),
    )
)]
pub(super) async fn sync(
    State(region): State<Shared>,
    request: Request,
) -> Result<Response, Refused> {
    let (head, body) = request.into_parts();
    let sender = region.sender(SYNC_PATH, &head.headers)?;
    if let Some(refusal) = region.turned_away(&sender)? {
        return Ok(refusal);
    }
    // A body that breaks off is refused too, but there is nobody left to read it.
    let body = to_bytes(body, MAX_REQUEST).await.map_err(|_| Refused(ProblemCode::TooLarge))?;
    let device = region.admit(&sender, &body)?;
    let request = SyncRequest::from_bytes(&body).map_err(|_| Refused(ProblemCode::Malformed))?;
    let brings = request.entries.is_some();
    let exchange = Arc::clone(&region);
    let response = blocking(move || Ok(exchange.relay.sync(now(), device, request)?)).await?;
    if brings {
        region.news.notify_one();
    }
    Ok(([(header::CONTENT_TYPE, CBOR)], response.to_bytes()).into_response())
}
