//! Why the vault was not read or written.

use axum::http::StatusCode;
use tabard_core::client::ClientError;
use tabard_core::model::marker::StepFault;

use crate::local::HeldError;

/// Why the register was not read or written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegisterError {
    /// The disk is full or failing.
    #[error("the vault cannot be read or written")]
    Storage,
    /// This device may not do it.
    #[error("this device may not do that")]
    NotAllowed,
    /// Without contact with the region for too long.
    #[error("the time in which this device may be read is over")]
    LeaseEnded,
    /// What was a flag is more by now.
    #[error("the flag became a marker")]
    MoreThanAFlag,
    /// A text is longer than a report holds.
    #[error("the text is too long for a report")]
    TooLarge,
    /// The desk is ending.
    #[error("the desk is ending")]
    Ending,
}

impl From<ClientError> for RegisterError {
    fn from(error: ClientError) -> Self {
        match error {
            ClientError::Role | ClientError::NotCertified | ClientError::NobodyReads(_) => {
                Self::NotAllowed
            }
            ClientError::LeaseEnded => Self::LeaseEnded,
            ClientError::Step(StepFault::Role | StepFault::NotNow) => Self::MoreThanAFlag,
            ClientError::TooLarge => Self::TooLarge,
            other => {
                tracing::error!(error = %other, "the vault was not read or written");
                Self::Storage
            }
        }
    }
}

impl From<HeldError> for RegisterError {
    fn from(error: HeldError) -> Self {
        match error {
            HeldError::Ending => Self::Ending,
            HeldError::Client(error) => error.into(),
        }
    }
}

impl RegisterError {
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Storage => "storage",
            Self::NotAllowed => "role",
            Self::LeaseEnded => "lease_ended",
            Self::MoreThanAFlag => "more_than_a_flag",
            Self::TooLarge => "too_large",
            Self::Ending => "ending",
        }
    }

    pub(super) const fn status(self) -> StatusCode {
        match self {
            Self::Storage => StatusCode::INSUFFICIENT_STORAGE,
            Self::NotAllowed | Self::LeaseEnded => StatusCode::FORBIDDEN,
            Self::MoreThanAFlag => StatusCode::CONFLICT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Ending => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    pub(super) const fn what_to_do(self) -> &'static str {
        match self {
            Self::Storage => {
                "the vault cannot be read or written: make room on the disk, then send it again"
            }
            Self::NotAllowed => "this device may not do that: ask the hub for the role of a desk",
            Self::LeaseEnded => {
                "this desk has been without contact with the region for too long to show markers: connect it; flags are kept as ever"
            }
            Self::MoreThanAFlag => {
                "the flag became a marker meanwhile: an approver decides on it now"
            }
            Self::TooLarge => "the text is longer than a report holds: shorten it",
            Self::Ending => "the desk is ending: start it again",
        }
    }
}
