//! What can go wrong, and what to do about it.

use crate::attachment::AttachmentError;
use crate::entry::{Compartment, OpenError, RefusedEntry};
use crate::ids::RecordId;
use crate::keys::WrapError;
use crate::record::EditError;
use crate::region::{CodeError, DirectoryError, EpochError, StatementError};
use crate::sync::SyncFault;
use crate::vault::VaultError;
use crate::wire::ProblemCode;

/// Why a call failed. Nothing that was saved before is lost by any of these.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// There is no device in this folder.
    #[error("this device is not enrolled: ask the hub for a code, then run `tabard device enrol`")]
    NotEnrolled,
    /// The certificate has not come.
    #[error("the region has not certified this device yet: sync, then try again")]
    NotCertified,
    /// No such record on this device.
    #[error("there is no report {0} on this device: sync, or check the id")]
    UnknownRecord(RecordId),
    /// The device may read the record, and not write it.
    #[error("this device may read report {0}, and not change it")]
    NotAWriter(RecordId),
    /// Nothing is in the report.
    #[error("the report is empty: fill in at least one field")]
    Empty,
    /// More than one entry holds.
    #[error("the report is too large: shorten the text, or add the rest by an edit")]
    TooLarge,
    /// Not a device of the region.
    #[error("there is no such device in the region: check the id, or sync first")]
    UnknownDevice,
    /// The device was removed.
    #[error("that device was removed from the region")]
    RevokedDevice,
    /// The region has no key to write to: nobody reads such a record there yet.
    #[error("nobody in the region can read this yet: sync, then try again, or ask the hub")]
    NobodyReads(Compartment),
    /// The device's role does not allow it.
    #[error("this device's role may not write this: ask the hub")]
    Role,
    /// The code.
    #[error(transparent)]
    Code(#[from] CodeError),
    /// The server refused.
    #[error("{}", .0.advice())]
    Problem(ProblemCode),
    /// The server's answer was not believed.
    #[error("the server's answer was refused: {0}")]
    Fault(#[from] SyncFault),
    /// The answer came for an exchange that is not under way.
    #[error("this answer is for an exchange that is over")]
    LateAnswer,
    /// The directory.
    #[error("a line of the region's directory was refused: {0}")]
    Directory(#[from] DirectoryError),
    /// A statement.
    #[error(transparent)]
    Statement(#[from] StatementError),
    /// Storage.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// A key that cannot be used.
    #[error("a key of the region cannot be used: {0}")]
    Wrap(#[from] WrapError),
    /// The bytes of an attachment.
    #[error(transparent)]
    Attachment(#[from] AttachmentError),
    /// An own entry that does not open again.
    #[error("an entry on this device is damaged: {0}")]
    Damaged(OpenError),
}

impl From<EpochError> for ClientError {
    fn from(error: EpochError) -> Self {
        match error {
            EpochError::Wrap(error) => error.into(),
            EpochError::Statement(error) => error.into(),
        }
    }
}

impl From<RefusedEntry> for ClientError {
    fn from(_: RefusedEntry) -> Self {
        Self::TooLarge
    }
}

impl From<EditError> for ClientError {
    fn from(_: EditError) -> Self {
        Self::TooLarge
    }
}
