//! `POST /v1/mirror`: a stretch of the log, for the edge of a control room.

use std::sync::Arc;

use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use tabard_core::wire::{CBOR, MIRROR_PATH, Message, MirrorRequest, ProblemCode};

use super::problem::Refused;
use super::{Shared, blocking};
use crate::host::now;

/// A region and a number.
const MAX_QUESTION: usize = 1024;

#[utoipa::path(
    post, path = "/v1/mirror", tag = "devices",
    request_body(content = Vec<u8>, content_type = "application/cbor",
        description = "MirrorRequest; signed by a device of the role edge (RFC 9421)"),
    responses(
        (status = 200, content_type = "application/cbor", body = Vec<u8>, description = "MirrorResponse"),
        (status = "4XX", content_type = "application/problem+json", body = super::document::ProblemBody),
        (status = "5XX", content_type = "application/problem+json", body = super::document::ProblemBody),
    )
)]
pub(super) async fn mirror(
    State(region): State<Shared>,
    request: Request,
) -> Result<Response, Refused> {
    let (head, body) = request.into_parts();
    let sender = region.sender(MIRROR_PATH, &head.headers)?;
    if let Some(refusal) = region.turned_away(&sender)? {
        return Ok(refusal);
    }
    let body = to_bytes(body, MAX_QUESTION).await.map_err(|_| Refused(ProblemCode::TooLarge))?;
    let device = region.admit(&sender, &body)?;
    let request = MirrorRequest::from_bytes(&body).map_err(|_| Refused(ProblemCode::Malformed))?;
    let asked = Arc::clone(&region);
    let answer = blocking(move || Ok(asked.relay.mirror(now(), device, &request)?)).await?;
    Ok(([(header::CONTENT_TYPE, CBOR)], answer.to_bytes()).into_response())
}
