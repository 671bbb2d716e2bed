//! One command at a time in a folder.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use super::failure::Failure;
use super::output::Output;

/// Held while a command works in a folder; the system lets go of it however the process ends.
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the folder's lock, waiting for the command that has it.
    pub(super) fn take(dir: &Path, output: &Output) -> Result<Self, Failure> {
        let mut options = OpenOptions::new();
        let file = options.create(true).truncate(false).write(true).open(dir.join("lock"));
        let file = file.map_err(|error| Failure::folder(&error))?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => {
                output.aside("another command works in this folder; waiting for it to end");
                file.lock()
            }
            Err(TryLockError::Error(error)) => Err(error),
            Ok(()) => Ok(()),
        }
        .map_err(|error| Failure::folder(&error))?;
        Ok(Self { _file: file })
    }
}
