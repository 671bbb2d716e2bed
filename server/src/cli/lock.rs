//! One command at a time in a folder.

use std::path::Path;

use tabard_core::files::FolderLock;

use super::failure::Failure;
use super::output::Output;

/// Held while a command works in a folder; the system lets go of it however the process ends.
pub(super) struct Lock {
    _held: FolderLock,
}

impl Lock {
    /// Takes the folder's lock, waiting for the command that has it.
    pub(super) fn take(dir: &Path, output: &Output) -> Result<Self, Failure> {
        let held = match FolderLock::try_take(dir) {
            Ok(None) => {
                output.aside("another command works in this folder; waiting for it to end");
                FolderLock::take(dir)
            }
            Ok(Some(held)) => Ok(held),
            Err(error) => Err(error),
        };
        Ok(Self { _held: held.map_err(|error| Failure::folder(&error))? })
    }
}
