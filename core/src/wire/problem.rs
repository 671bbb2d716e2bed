//! Why a request was refused as a whole: RFC 9457 problem details, without anybody's data.

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};

use crate::ids::Millis;
use crate::words::Words;

/// What went wrong, for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    /// The signature headers are missing, malformed or do not match.
    BadSignature,
    /// The request's times are outside the relay's window; `time` tells the relay's clock.
    Clock,
    /// This request was seen before.
    Replayed,
    /// No certificate for this device.
    UnknownDevice,
    /// The device was removed.
    Revoked,
    /// The device's certificate has ended.
    CertificateExpired,
    /// The body is no message of this protocol.
    Malformed,
    /// The message is for another region.
    OtherRegion,
    /// The body is larger than the limit.
    TooLarge,
    /// Too much from this device today.
    Quota,
    /// No such enrolment code.
    CodeUnknown,
    /// The enrolment code has expired.
    CodeExpired,
    /// The enrolment code was used.
    CodeUsed,
    /// The answer does not match the code.
    CodeMismatch,
    /// The relay's storage is full or failing.
    Storage,
    /// The relay is busy or stopping.
    Unavailable,
    /// Only the region itself can do this, and this is the edge of a control room.
    CutOff,
    /// A code of a newer version.
    #[serde(other)]
    Other,
}

impl ProblemCode {
    /// The HTTP status.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::Malformed | Self::OtherRegion | Self::Other => 400,
            Self::BadSignature | Self::Clock | Self::Replayed | Self::UnknownDevice => 401,
            Self::Revoked | Self::CertificateExpired | Self::CodeMismatch => 403,
            Self::CodeUnknown => 404,
            Self::CodeExpired | Self::CodeUsed => 410,
            Self::TooLarge => 413,
            Self::Quota => 429,
            Self::Unavailable | Self::CutOff => 503,
            Self::Storage => 507,
        }
    }

    /// The same word as in JSON, for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::BadSignature => "bad_signature",
            Self::Clock => "clock",
            Self::Replayed => "replayed",
            Self::UnknownDevice => "unknown_device",
            Self::Revoked => "revoked",
            Self::CertificateExpired => "certificate_expired",
            Self::Malformed => "malformed",
            Self::OtherRegion => "other_region",
            Self::TooLarge => "too_large",
            Self::Quota => "quota",
            Self::CodeUnknown => "code_unknown",
            Self::CodeExpired => "code_expired",
            Self::CodeUsed => "code_used",
            Self::CodeMismatch => "code_mismatch",
            Self::Storage => "storage",
            Self::Unavailable => "unavailable",
            Self::CutOff => "cut_off",
            Self::Other => "other",
        }
    }

    /// What the person reads, in English: what was wrong and what to do.
    #[must_use]
    pub fn advice(self) -> &'static str {
        Words::english().text(match self {
            Self::BadSignature => "advice.bad_signature",
            Self::Clock => "advice.clock",
            Self::Replayed => "advice.replayed",
            Self::UnknownDevice => "advice.unknown_device",
            Self::Revoked => "advice.revoked",
            Self::CertificateExpired => "advice.certificate_expired",
            Self::Malformed => "advice.malformed",
            Self::OtherRegion => "advice.other_region",
            Self::TooLarge => "advice.too_large",
            Self::Quota => "advice.quota",
            Self::CodeUnknown => "advice.code_unknown",
            Self::CodeExpired => "advice.code_expired",
            Self::CodeUsed => "advice.code_used",
            Self::CodeMismatch => "advice.code_mismatch",
            Self::Storage => "advice.storage",
            Self::Unavailable => "advice.unavailable",
            Self::CutOff => "advice.cut_off",
            Self::Other => "advice.other",
        })
    }
}

/// The body of a refusal, `application/problem+json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// What went wrong, for programs.
    pub code: ProblemCode,
    /// The same for people, with what to do.
    pub title: String,
    /// The HTTP status, repeated.
    pub status: u16,
    /// The relay's clock in milliseconds since 1970.
    pub time: i64,
    /// With `revoked`, where the device is to be wiped: the order, after the certificate of its
    /// signer. Lines of the directory in base64url; the device believes them, not the relay.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub order: Vec<String>,
}

/// An order and the certificate of its signer.
const MOST_LINES: usize = 2;

impl Problem {
    /// The problem of a code.
    #[must_use]
    pub fn new(code: ProblemCode, now: Millis) -> Self {
        let title = code.advice().to_owned();
        Self { code, title, status: code.status(), time: now.0, order: Vec::new() }
    }

    /// The same with the lines by which a device learns that it is to be wiped.
    #[must_use]
    pub fn with_order(self, lines: &[Vec<u8>]) -> Self {
        let order = lines.iter().map(|line| BASE64URL_NOPAD.encode(line)).collect();
        Self { order, ..self }
    }

    /// Those lines; none when they are not what a relay sends.
    #[must_use]
    pub fn order_lines(&self) -> Vec<Vec<u8>> {
        let lines = self.order.iter().take(MOST_LINES);
        lines.filter_map(|line| BASE64URL_NOPAD.decode(line.as_bytes()).ok()).collect()
    }
}
