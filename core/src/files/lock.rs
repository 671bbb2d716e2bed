//! One at a time in a device's folder.
//!
//! The standard library's own locks fail on Android (rust-lang/rust#148325), so that every system
//! with `flock` is asked for it directly.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

/// The file that is locked. It stays empty.
const NAME: &str = "lock";

/// Held while somebody works in a device's folder; the system lets go of it however the process
/// ends.
#[derive(Debug)]
pub struct FolderLock {
    _file: File,
}

impl FolderLock {
    /// Takes the folder's lock. None while another holds it, in another process or in this one.
    ///
    /// # Errors
    /// What the system says.
    pub fn try_take(dir: &Path) -> io::Result<Option<Self>> {
        let file = open(dir)?;
        Ok(system::try_lock(&file)?.then_some(Self { _file: file }))
    }

    /// Takes the folder's lock, and waits while another holds it.
    ///
    /// # Errors
    /// What the system says.
    pub fn take(dir: &Path) -> io::Result<Self> {
        let file = open(dir)?;
        system::lock(&file)?;
        Ok(Self { _file: file })
    }
}

fn open(dir: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).truncate(false).write(true).open(dir.join(NAME))
}

#[cfg(unix)]
mod system {
    use std::fs::File;
    use std::io;

    use rustix::fs::{FlockOperation, flock};
    use rustix::io::{Errno, retry_on_intr};

    pub(super) fn try_lock(file: &File) -> io::Result<bool> {
        match retry_on_intr(|| flock(file, FlockOperation::NonBlockingLockExclusive)) {
            Ok(()) => Ok(true),
            Err(Errno::WOULDBLOCK) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    pub(super) fn lock(file: &File) -> io::Result<()> {
        Ok(retry_on_intr(|| flock(file, FlockOperation::LockExclusive))?)
    }
}

#[cfg(not(unix))]
mod system {
    use std::fs::{File, TryLockError};
    use std::io;

    pub(super) fn try_lock(file: &File) -> io::Result<bool> {
        match file.try_lock() {
            Ok(()) => Ok(true),
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    pub(super) fn lock(file: &File) -> io::Result<()> {
        file.lock()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::thread;

    use super::*;

    #[test]
    fn one_holds_it_and_the_next_gets_it_after() {
        let dir = tempfile::tempdir().unwrap();
        let first = FolderLock::take(dir.path()).unwrap();
        assert!(FolderLock::try_take(dir.path()).unwrap().is_none());
        drop(first);
        assert!(FolderLock::try_take(dir.path()).unwrap().is_some());
    }

    #[test]
    fn who_waits_gets_it_when_the_other_lets_go() {
        let dir = tempfile::tempdir().unwrap();
        let first = FolderLock::take(dir.path()).unwrap();
        let (told, hears) = mpsc::channel();
        thread::scope(|scope| {
            scope.spawn(|| {
                told.send("asks").unwrap();
                let _taken = FolderLock::take(dir.path()).unwrap();
                told.send("has it").unwrap();
            });
            assert_eq!(hears.recv(), Ok("asks"));
            // Long enough for one who does not wait, and no matter for one who does.
            (0..10_000).for_each(|_| thread::yield_now());
            assert!(hears.try_recv().is_err(), "it was taken while it was held");
            drop(first);
            assert_eq!(hears.recv(), Ok("has it"));
        });
    }

    #[test]
    fn a_folder_that_is_not_there_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        let missing = dir.path().join("missing");
        assert_eq!(FolderLock::try_take(&missing).unwrap_err().kind(), io::ErrorKind::NotFound);
    }
}
