//! A hub between two visits. To open one checks every statement of the directory, which takes longer
//! the more devices a region has; so what is open is kept, without the lock, and is gone on with where
//! nobody else wrote meanwhile.

use std::fs;
use std::path::{Path, PathBuf};

use tabard_core::client::Client;
use tabard_core::ids::Millis;

use super::{Hub, HubError, files};
use crate::relay::Relay;

/// A hub that nobody is at. Other processes have their turn.
pub struct Resting {
    client: Client,
    relay: Relay,
    dir: PathBuf,
    left_at: Mark,
}

/// What stays as it is for as long as nobody else writes in the folder.
#[derive(PartialEq, Eq)]
struct Mark {
    storage: [i64; 2],
    /// A folder that was copied back has other files.
    file: Option<u64>,
}

impl Hub {
    /// Lets others have the folder.
    ///
    /// # Errors
    /// Storage errors.
    pub fn rest(self) -> Result<Resting, HubError> {
        let left_at = Mark::of(&self.client, &self.dir)?;
        let Self { client, relay, dir, came: _, _lock: lock } = self;
        drop(lock);
        Ok(Resting { client, relay, dir, left_at })
    }
}

impl Resting {
    /// Goes on, waiting for another process to be done. Where anybody else wrote meanwhile, all is
    /// opened anew.
    ///
    /// # Errors
    /// As [`Hub::open`].
    pub fn wake(self, now: Millis) -> Result<Hub, HubError> {
        let lock = files::lock(&self.dir)?;
        let same = Mark::of(&self.client, &self.dir).is_ok_and(|mark| mark == self.left_at);
        let Self { client, relay, dir, .. } = self;
        match same {
            true => Ok(Hub { client, relay, dir, came: 0, _lock: lock }),
            false => {
                drop((client, relay));
                Hub::open_locked(&dir, lock, now)
            }
        }
    }
}

impl Mark {
    fn of(client: &Client, dir: &Path) -> Result<Self, HubError> {
        let file = fs::metadata(files::hub(dir).join("vault.db")).ok();
        Ok(Self { storage: client.storage_version()?, file: file.as_ref().map(number) })
    }
}

#[cfg(unix)]
fn number(file: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(file)
}

#[cfg(not(unix))]
const fn number(_: &fs::Metadata) -> u64 {
    0
}
