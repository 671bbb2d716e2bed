//! Whether the hub's folder is still where the hub worked last, or a copy that was put there.
//!
//! A copy holds all that the folder held, so only what a copy cannot carry along tells: the system
//! sets the change time of a file itself. The hub notes that of one file in its vault.

use std::fs::{self, OpenOptions};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::{HubError, files};

/// Under which kind and key the hub notes it.
pub(super) const NOTE: (&str, &[u8]) = ("home", b"hub");

const TEXT: &str = "By this file the hub finds out that its folder was copied.\n";

fn file(dir: &Path) -> PathBuf {
    files::hub(dir).join("home")
}

/// What tells this folder from every copy of it.
pub(super) fn mark(dir: &Path) -> Result<Vec<u8>, HubError> {
    // Opening it changes nothing; where there is none, it is a new one.
    let file = OpenOptions::new().create(true).append(true).open(file(dir))?;
    let meta = file.metadata()?;
    let (seconds, nanoseconds) = (meta.ctime(), meta.ctime_nsec());
    Ok(format!("{} {} {seconds} {nanoseconds}", meta.dev(), meta.ino()).into_bytes())
}

/// Puts the file into a backup, so that it replaces the one of the folder it is restored over.
pub(super) fn write(dir: &Path) -> Result<(), HubError> {
    Ok(fs::write(file(dir), TEXT)?)
}
