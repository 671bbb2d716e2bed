//! Refusals as RFC 9457 problem details: by them a phone tells a region's server from a sign-in page.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use tabard_core::wire::{Problem, ProblemCode};

use crate::host::now;

/// The media type of a refusal.
pub const PROBLEM: &str = "application/problem+json";

/// A refusal under a status that need not be the code's own.
pub fn problem(code: ProblemCode, status: StatusCode) -> Response<Body> {
    said(&Problem { status: status.as_u16(), ..Problem::new(code, now()) })
}

/// A refusal as it stands.
pub fn said(problem: &Problem) -> Response<Body> {
    let mut response = Response::new(Body::from(serde_json::to_vec(problem).unwrap_or_default()));
    *response.status_mut() =
        StatusCode::from_u16(problem.status).unwrap_or(StatusCode::BAD_REQUEST);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM));
    response
}
