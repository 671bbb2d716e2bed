//! What can go wrong at the hub.

use std::io;

use tabard_core::client::ClientError;
use tabard_core::keys::WrapError;
use tabard_core::model::Fault;
use tabard_core::region::{EpochError, StatementError};
use tabard_core::sync::SyncFault;

use crate::edge::EdgeError;
use crate::relay::RelayError;

/// Why the hub did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum HubError {
    /// Nothing here.
    #[error("there is no region in this folder: make one with `tabard region init`")]
    NoRegion,
    /// Nothing may be overwritten.
    #[error("there is a region in this folder already: it is left as it is")]
    Exists,
    /// Nothing may be overwritten.
    #[error("there are files in that folder already: choose another")]
    NotEmpty,
    /// A file.
    #[error(
        "the region's files cannot be read or written ({0}): check the folder's rights and the disk's space"
    )]
    Files(io::ErrorKind),
    /// A key file that is none.
    #[error("a key file of the region is damaged: restore it from the backup")]
    KeyFile,
    /// What the console keeps.
    #[error(
        "what the console keeps in the hub's vault cannot be read: it was written by a newer version, or restore the backup"
    )]
    Unreadable,
    /// The authority's key of another region.
    #[error(
        "this is not the key of this region's authority: look for the one that `tabard region init` made"
    )]
    Authority,
    /// The hub's own certificate.
    #[error("the hub's own certificate has ended: certify it anew by `tabard region renew`")]
    Ended,
    /// The name of a region.
    #[error("a region's name has 1 to 200 characters")]
    Name,
    /// Not a device.
    #[error("there is no such device in the region: see `tabard hub devices`")]
    UnknownDevice,
    /// The hub cannot remove itself.
    #[error("the hub cannot remove itself: that takes the authority's key")]
    OwnDevice,
    /// A role that no code gives.
    #[error("an enrolment code gives the role crew, eoc or triage")]
    Role,
    /// What an answer is about.
    #[error("the report has no recording or member of staff with that id: see `tabard hub show`")]
    Item,
    /// A field of an answer.
    #[error("{0}")]
    Field(Fault),
    /// The device within.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The folder of an edge.
    #[error(transparent)]
    Edge(#[from] EdgeError),
    /// The relay.
    #[error(transparent)]
    Relay(#[from] RelayError),
    /// A line of the directory.
    #[error(transparent)]
    Epoch(#[from] EpochError),
    /// The bytes of an attachment.
    #[error("the attachment cannot be had: {0}")]
    Attachment(String),
    /// The relay of the same folder did not take what the hub gave it.
    #[error("the relay did not take the hub's entries: {0}")]
    Refused(String),
}

impl From<io::Error> for HubError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::AlreadyExists => Self::Exists,
            kind => Self::Files(kind),
        }
    }
}

impl From<StatementError> for HubError {
    fn from(error: StatementError) -> Self {
        Self::Epoch(error.into())
    }
}

impl From<WrapError> for HubError {
    fn from(error: WrapError) -> Self {
        Self::Epoch(error.into())
    }
}

impl From<SyncFault> for HubError {
    fn from(error: SyncFault) -> Self {
        Self::Client(error.into())
    }
}
