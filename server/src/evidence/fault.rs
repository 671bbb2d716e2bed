//! What can go wrong when a pack is made, and why one is refused.

use tabard_core::client::{ClientError, DisclosureFault};

use super::archive::ArchiveError;
use crate::hub::HubError;
use crate::relay::RelayError;

/// Why a pack was not made.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceError {
    /// The hub.
    #[error(transparent)]
    Hub(#[from] HubError),
    /// The container.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// What the hub holds does not pass the checks that whoever gets the pack will make.
    #[error(
        "the report does not pass the checks of evidence ({0}): run `tabard verify`, and keep the folder as it is"
    )]
    Unfit(DisclosureFault),
    /// The same of the directory or of the log.
    #[error(
        "the region's directory does not pass the checks of evidence: run `tabard verify`, and keep the folder as it is"
    )]
    Directory,
    /// A page.
    #[error("a page of the pack could not be written")]
    Page,
}

impl From<ClientError> for EvidenceError {
    fn from(error: ClientError) -> Self {
        Self::Hub(error.into())
    }
}

impl From<RelayError> for EvidenceError {
    fn from(error: RelayError) -> Self {
        Self::Hub(error.into())
    }
}

impl From<DisclosureFault> for EvidenceError {
    fn from(fault: DisclosureFault) -> Self {
        Self::Unfit(fault)
    }
}

impl From<askama::Error> for EvidenceError {
    fn from(_: askama::Error) -> Self {
        Self::Page
    }
}

/// Why a pack is not to be believed.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The container.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The index.
    #[error("the pack's index cannot be read, or is of a later version")]
    Index,
    /// A file that is missing, added or of another order.
    #[error("the files are not those of the index")]
    Files,
    /// A file with other bytes.
    #[error("the file {0} was changed")]
    Changed(String),
    /// Another region.
    #[error("the pack is of region {0}, and not of the one that was asked for")]
    OtherRegion(String),
    /// A line of the directory.
    #[error("the region's statement {0} is not signed by who may sign it")]
    Statement(String),
    /// The relay's receipt.
    #[error("the state of the log is not signed by a relay of the region")]
    Receipt,
    /// A proof of inclusion.
    #[error("it is not proved that {0} stands in the region's log")]
    Inclusion(String),
    /// The index is not signed by the hub.
    #[error("the index is not signed by a hub of the region")]
    Signature,
    /// A file that is no entry, or without what opens it.
    #[error("{0} is no signed entry, or nothing opens it")]
    Entry(String),
    /// A record that its entries do not make.
    #[error("record {record}: {fault}")]
    Record {
        /// The record.
        record: String,
        /// Why.
        fault: DisclosureFault,
    },
    /// A record that is not about the incident.
    #[error("record {0} is not about the report of this pack")]
    AnotherReport(String),
    /// The readable form.
    #[error("the records do not say what their signed entries say")]
    Readable,
    /// Media.
    #[error("the bytes of {0} are not those that were signed when they were captured")]
    Media(String),
}

impl Refused {
    /// The code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Archive(ArchiveError::Io(_)) => "storage",
            Self::Archive(_) => "not_a_pack",
            Self::Index => "index",
            Self::Files => "files",
            Self::Changed(_) => "changed",
            Self::OtherRegion(_) => "other_region",
            Self::Statement(_) => "statement",
            Self::Receipt => "receipt",
            Self::Inclusion(_) => "inclusion",
            Self::Signature => "signature",
            Self::Entry(_) => "entry",
            Self::Record { .. } => "record",
            Self::AnotherReport(_) => "another_report",
            Self::Readable => "readable",
            Self::Media(_) => "media",
        }
    }
}
