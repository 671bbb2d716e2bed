//! Refusals as RFC 9457 problem details: what was wrong and what to do, and nothing that was sent.

use std::time::Duration;

use axum::http::header::{ALLOW, CONNECTION, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::fault::RegisterError;
use crate::listener::PROBLEM;
use crate::local::Stranger;

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// The Host header is not this desk's: a name on the web was made to point here.
    BadHost,
    /// A page of another origin asks.
    BadOrigin,
    /// There is no token, or a wrong one.
    NoToken,
    /// More often than is allowed.
    TooOften(Duration),
    /// The body is not what the route reads.
    Malformed,
    /// A field is missing, too long or not of its kind.
    Field(&'static str),
    /// The body is larger than the limit.
    TooLarge,
    /// There is nothing at that address.
    NotFound,
    /// The route takes other methods.
    Method,
    /// No such flag was saved here.
    UnknownFlag,
    /// A call is ended only when its clinical risk was checked.
    RiskUnchecked,
    /// The register cannot be read or written now.
    Register(RegisterError),
}

impl Refused {
    const fn code(self) -> &'static str {
        match self {
            Self::BadHost => "bad_host",
            Self::BadOrigin => "bad_origin",
            Self::NoToken => "no_token",
            Self::TooOften(_) => "too_often",
            Self::Malformed => "malformed",
            Self::Field(_) => "bad_field",
            Self::TooLarge => "too_large",
            Self::NotFound => "not_found",
            Self::Method => "method",
            Self::UnknownFlag => "unknown_flag",
            Self::RiskUnchecked => "risk_unchecked",
            Self::Register(error) => error.code(),
        }
    }

    const fn status(self) -> StatusCode {
        match self {
            Self::BadHost => StatusCode::MISDIRECTED_REQUEST,
            Self::BadOrigin => StatusCode::FORBIDDEN,
            Self::NoToken => StatusCode::UNAUTHORIZED,
            Self::TooOften(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::Field(_) | Self::RiskUnchecked => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NotFound | Self::UnknownFlag => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Register(error) => error.status(),
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::BadHost => {
                "this desk answers to its own address alone: use the address that it printed"
            }
            Self::BadOrigin => "a page of another origin may not ask this desk",
            Self::NoToken => {
                "no token, or not the right one: send `Authorization: Bearer` with the text of the file cad-token in the vault's folder; the page is opened by the address that the desk printed"
            }
            Self::TooOften(_) => {
                "too often: wait as long as Retry-After says, then send it again; nothing of this request was kept"
            }
            Self::Malformed => "the body is not the JSON object that this route reads",
            Self::Field(_) => "a field is missing, too long or not of its kind; `field` names it",
            Self::TooLarge => "the body is larger than 64 KiB",
            Self::NotFound => "there is nothing at this address",
            Self::Method => "this address takes the methods that Allow names",
            Self::UnknownFlag => "no flag of this id was saved at this desk",
            Self::RiskUnchecked => {
                "say whether the clinical risk was checked before the call is ended"
            }
            Self::Register(error) => error.what_to_do(),
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = self.status();
        let mut body =
            json!({ "code": self.code(), "title": self.title(), "status": status.as_u16() });
        if let (Self::Field(field), Some(object)) = (self, body.as_object_mut()) {
            object.insert("field".to_owned(), field.into());
        }
        let mut response = (status, body.to_string()).into_response();
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM));
        if let Self::TooOften(wait) = self {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait.as_secs()));
            // A flood that is refused does not hold the room of others.
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}

impl From<Stranger> for Refused {
    fn from(stranger: Stranger) -> Self {
        match stranger {
            Stranger::Host => Self::BadHost,
            Stranger::Origin => Self::BadOrigin,
        }
    }
}

impl From<RegisterError> for Refused {
    fn from(error: RegisterError) -> Self {
        Self::Register(error)
    }
}

/// Gives what the framework refuses by itself the form of every refusal.
pub(super) async fn in_form(response: Response) -> Response {
    let refused = match response.status() {
        StatusCode::NOT_FOUND => Refused::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => Refused::Method,
        StatusCode::PAYLOAD_TOO_LARGE => Refused::TooLarge,
        StatusCode::BAD_REQUEST
        | StatusCode::UNPROCESSABLE_ENTITY
        | StatusCode::UNSUPPORTED_MEDIA_TYPE => Refused::Malformed,
        _ => return response,
    };
    if response.headers().get(CONTENT_TYPE).is_some_and(|is| is == PROBLEM) {
        return response;
    }
    let mut formed = refused.into_response();
    if let Some(methods) = response.headers().get(ALLOW) {
        formed.headers_mut().insert(ALLOW, methods.clone());
    }
    formed
}
