//! What can go wrong in a relay, without anybody's data.

use std::io;

use rusqlite::ErrorCode;
use tabard_core::merkle::TreeError;
use tabard_core::region::DirectoryError;
use tabard_core::wire::{ProblemCode, ReceiptError};

/// Why a relay did not do what it was asked. [`RelayError::problem`] is what a device is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RelayError {
    /// The request as a whole.
    #[error("{}", .0.advice())]
    Refused(ProblemCode),
    /// A statement given by the operator.
    #[error("statement {number} was refused: {why}")]
    Statement {
        /// Its place among those given, from 1.
        number: usize,
        /// What the directory said.
        why: DirectoryError,
    },
    /// SQLite.
    #[error("the relay's database failed ({0:?}): check the disk's space and health")]
    Database(ErrorCode),
    /// The database holds what no relay writes.
    #[error("the relay's database is damaged: run `tabard verify`, then restore a backup")]
    Damaged,
    /// The relay's other files.
    #[error("the relay's files cannot be read or written ({0})")]
    Files(io::ErrorKind),
    /// Nothing to open.
    #[error("there is no relay in this folder")]
    Missing,
    /// Nothing may be overwritten.
    #[error("there is something of this name already: choose another folder")]
    Exists,
    /// From the future.
    #[error("the relay's database was written by a newer version ({found}): update the server")]
    Newer {
        /// The schema's version.
        found: i64,
    },
    /// `relay.key` is no key.
    #[error("relay.key is not a relay's key: restore it from the backup")]
    Key,
}

impl RelayError {
    /// What a device is told.
    #[must_use]
    pub const fn problem(self) -> ProblemCode {
        match self {
            Self::Refused(code) => code,
            Self::Database(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                ProblemCode::Unavailable
            }
            _ => ProblemCode::Storage,
        }
    }
}

impl From<ProblemCode> for RelayError {
    fn from(code: ProblemCode) -> Self {
        Self::Refused(code)
    }
}

impl From<rusqlite::Error> for RelayError {
    fn from(error: rusqlite::Error) -> Self {
        // The index of the write-ahead log could not grow by its few pages.
        let no_room = |error: &rusqlite::ffi::Error| {
            error.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE
        };
        if error.sqlite_error().is_some_and(no_room) {
            return Self::Database(ErrorCode::DiskFull);
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) | None => Self::Damaged,
            Some(code) => Self::Database(code),
        }
    }
}

impl From<TreeError<rusqlite::Error>> for RelayError {
    fn from(error: TreeError<rusqlite::Error>) -> Self {
        match error {
            TreeError::Store(error) => error.into(),
            _ => Self::Damaged,
        }
    }
}

impl From<io::Error> for RelayError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::AlreadyExists => Self::Exists,
            kind => Self::Files(kind),
        }
    }
}

impl From<ReceiptError> for RelayError {
    fn from(_: ReceiptError) -> Self {
        Self::Key
    }
}
