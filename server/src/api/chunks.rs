//! `POST /v1/chunks`: one sealed chunk of an attachment, or a question about many.

use std::sync::Arc;

use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use tabard_core::wire::{CBOR, CHUNKS_PATH, ChunkRequest, MAX_CHUNK_REQUEST, Message, ProblemCode};

use super::problem::Refused;
use super::{Shared, blocking};
use crate::host::now;

#[utoipa::path(
    post, path = "/v1/chunks", tag = "devices",
    request_body(content = Vec<u8>, content_type = "application/cbor",
        description = "ChunkRequest; signed by the device (RFC 9421)"),
    responses(
        (status = 200, content_type = "application/cbor", body = Vec<u8>, description = "ChunkAnswer; what is put is on the disk"),
        (status = "4XX", content_type = "application/problem+json", body = super::document::ProblemBody),
        (status = "5XX", content_type = "application/problem+json", body = super::document::ProblemBody),
    )
)]
pub(super) async fn chunks(
    State(region): State<Shared>,
    request: Request,
) -> Result<Response, Refused> {
    let (head, body) = request.into_parts();
    let sender = region.sender(CHUNKS_PATH, &head.headers)?;
    let body =
        to_bytes(body, MAX_CHUNK_REQUEST).await.map_err(|_| Refused(ProblemCode::TooLarge))?;
    let device = region.admit(&sender, &body)?;
    if region.relay.is_edge() {
        // Its word would not be the region's, and it does not carry chunks there.
        return Err(Refused(ProblemCode::CutOff));
    }
    let request = ChunkRequest::from_bytes(&body).map_err(|_| Refused(ProblemCode::Malformed))?;
    let moving = Arc::clone(&region);
    let answer = blocking(move || Ok(moving.relay.chunks(now(), device, request)?)).await?;
    Ok(([(header::CONTENT_TYPE, CBOR)], answer.to_bytes()).into_response())
}
