//! `POST /v1/enrol`: a device's answer to its code, carried to the hub.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use tabard_core::region::EnrolmentRequest;
use tabard_core::wire::{CBOR, Message, ProblemCode};

use super::Shared;
use super::problem::Refused;
use crate::host::{entropy, now};
use crate::hub::Hub;

/// An answer is two keys, a code's name and a proof.
pub(super) const MAX_ANSWER: usize = 1024;

#[utoipa::path(
    post, path = "/v1/enrol", tag = "devices",
    request_body(content = Vec<u8>, content_type = "application/cbor",
        description = "EnrolmentRequest; proves the code's secret, needs no signature"),
    responses(
        (status = 200, content_type = "application/cbor", body = Vec<u8>, description = "EnrolmentReply"),
        (status = "4XX", content_type = "application/problem+json", body = super::document::ProblemBody),
    )
)]
pub(super) async fn enrol(State(region): State<Shared>, body: Bytes) -> Result<Response, Refused> {
    if region.relay.is_edge() {
        return Err(Refused(ProblemCode::CutOff));
    }
    let request =
        EnrolmentRequest::from_bytes(&body).map_err(|_| Refused(ProblemCode::Malformed))?;
    let dir = region.dir.clone();
    let enrol = move || Hub::open(&dir, now())?.enrol(&request, now(), &mut entropy());
    let reply = region.hub.request(enrol).await?;
    Ok(([(header::CONTENT_TYPE, CBOR)], reply.to_bytes()).into_response())
}
