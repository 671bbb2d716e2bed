//! Refusals as RFC 9457 problem details.

use axum::http::StatusCode;
use axum::http::header::{ALLOW, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use tabard_core::wire::ProblemCode;

use crate::hub::HubError;
use crate::listener::{PROBLEM, problem};
use crate::relay::RelayError;

/// A refusal on its way out.
#[derive(Debug)]
pub(super) struct Refused(pub(super) ProblemCode);

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status()).unwrap_or(StatusCode::BAD_REQUEST);
        problem(self.0, status)
    }
}

/// Gives what the framework refuses by itself the form of every refusal.
pub(super) async fn in_form(response: Response) -> Response {
    let status = response.status();
    let refused = status.is_client_error() || status.is_server_error();
    if !refused || response.headers().get(CONTENT_TYPE).is_some_and(|is| is == PROBLEM) {
        return response;
    }
    let mut formed = problem(code_of(status), status);
    if let Some(methods) = response.headers().get(ALLOW) {
        formed.headers_mut().insert(ALLOW, methods.clone());
    }
    formed
}

const fn code_of(status: StatusCode) -> ProblemCode {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => ProblemCode::TooLarge,
        StatusCode::REQUEST_TIMEOUT | StatusCode::SERVICE_UNAVAILABLE => ProblemCode::Unavailable,
        _ => ProblemCode::Other,
    }
}

impl From<RelayError> for Refused {
    fn from(error: RelayError) -> Self {
        if !matches!(error, RelayError::Refused(_)) {
            tracing::error!(%error, "the relay failed");
        }
        Self(error.problem())
    }
}

impl From<HubError> for Refused {
    fn from(error: HubError) -> Self {
        match error {
            HubError::Relay(error) => error.into(),
            other => {
                tracing::error!(error = %other, "the hub failed");
                Self(ProblemCode::Unavailable)
            }
        }
    }
}
