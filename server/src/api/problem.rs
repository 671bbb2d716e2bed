//! Refusals as RFC 9457 problem details.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use tabard_core::wire::{Problem, ProblemCode};

use crate::host::now;
use crate::hub::HubError;
use crate::relay::RelayError;

/// A refusal on its way out.
pub(super) struct Refused(pub(super) ProblemCode);

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let problem = Problem::new(self.0, now());
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::BAD_REQUEST);
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        (status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response()
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
