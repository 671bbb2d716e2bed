//! A device that this process has to itself, until it is shut down or wiped.

use std::path::Path;
use std::sync::Arc;

use tabard_core::client::{Client, ClientError, Wiped, go_on_wiping};
use tabard_core::clock::Clock;
use tabard_core::files::FolderLock;
use tabard_core::unlock::Unlock;
use tabard_core::vault::VaultError;

use crate::error::Fault;
use crate::host::{entropy, now};
use crate::log;
use crate::secrets::{HostStore, SecretStore, Unlocking, pin};

pub(crate) enum State {
    Open(Box<Open>),
    ShutDown,
    Wiped(Wiped),
}

pub(crate) struct Open {
    pub(crate) client: Client,
    /// Held for as long as the client is open, and let go of after it.
    _lock: FolderLock,
}

impl Open {
    pub(crate) const fn new(client: Client, lock: FolderLock) -> Self {
        Self { client, _lock: lock }
    }

    /// Obeys an order to wipe this device, where it has come.
    pub(crate) fn obey(self, store: &Arc<dyn SecretStore>) -> Result<Self, Fault> {
        if self.client.wipe_order().is_none() {
            return Ok(self);
        }
        let dir = self.client.dir().to_owned();
        let mut keys = HostStore(Arc::clone(store));
        let unlock = Unlock::at(&dir);
        let wiped = self.client.obey(&mut unlock.keeper(&mut keys), now(), &mut entropy())?;
        log::note("wiped", "");
        Err(Fault::Wiped(wiped))
    }
}

/// Opens what is in a folder. A wiping that was stopped goes on first.
pub(crate) fn open(
    dir: &Path,
    store: &Arc<dyn SecretStore>,
    how: Unlocking,
) -> Result<Open, Fault> {
    if !dir.is_dir() {
        return Err(VaultError::Missing.into());
    }
    let taken = FolderLock::try_take(dir).map_err(|_| Fault::NoFolder)?;
    let lock = taken.ok_or(Fault::InUse)?;
    finish_wiping(dir, store)?;
    if !dir.join("vault.db").exists() {
        return Err(Wiped::read(dir).map_or(VaultError::Missing.into(), Fault::Wiped));
    }
    let pin = pin(how.pin)?;
    let mut keys = HostStore(Arc::clone(store));
    let (slot, clock) = (how.slot.into(), Clock::wall(now()));
    let key = Unlock::at(dir).open(&mut keys, slot, pin.as_ref(), clock)?;
    let client = Client::open(dir, key, now())?;
    // The answer to its code was lost: it has keys, and no region yet.
    if client.directory().name().is_none() {
        return Err(ClientError::NotEnrolled.into());
    }
    Ok(Open::new(client, lock))
}

/// Goes on with a wiping that was stopped; what is left of the device then is what is said.
pub(crate) fn finish_wiping(dir: &Path, store: &Arc<dyn SecretStore>) -> Result<(), Fault> {
    let mut keys = HostStore(Arc::clone(store));
    let unlock = Unlock::at(dir);
    let wiped = go_on_wiping(dir, &mut unlock.keeper(&mut keys))?;
    wiped.map_or(Ok(()), |wiped| Err(Fault::Wiped(wiped)))
}
