//! The locks of a device that is open.

use std::sync::Arc;

use tabard_core::clock::Clock;
use tabard_core::unlock::Unlock;

use super::Device;
use crate::error::{Fault, TabardError};
use crate::host::{entropy, now};
use crate::secrets::{HostStore, Slot, pin};

/// The PIN that is asked for, and the one to ask for from now on.
#[derive(Clone, Debug, uniffi::Record)]
pub struct PinChange {
    /// The one that there is; none where there is none.
    pub old: Option<String>,
    /// Another, or none.
    pub new: Option<String>,
}

/// A slot that is to open this device.
#[derive(Clone, Debug, uniffi::Record)]
pub struct SlotRenewal {
    /// The slot to be made anew: its secret was lost, or it never was.
    pub slot: Slot,
    /// The slot that opens now.
    pub open_with: Slot,
    /// The PIN, where there is one.
    pub pin: Option<String>,
}

#[uniffi::export]
impl Device {
    /// Asks for another PIN, or none, from now on.
    ///
    /// # Errors
    /// [`TabardError::Locked`] when the old one is wrong, what the key store says, and storage
    /// errors. The old PIN stays then.
    pub fn change_pin(&self, change: PinChange) -> Result<(), TabardError> {
        self.unlocked(|unlock, keys| {
            let (old, new) = (pin(change.old)?, pin(change.new)?);
            let clock = Clock::wall(now());
            Ok(unlock.change_pin(keys, old.as_ref(), new.as_ref(), clock, &mut entropy())?)
        })
    }

    /// Lets a slot open this device: after a finger was added, or where there was one slot alone.
    ///
    /// # Errors
    /// As [`Device::change_pin`].
    pub fn renew_slot(&self, renewal: SlotRenewal) -> Result<(), TabardError> {
        self.unlocked(|unlock, keys| {
            let pin = pin(renewal.pin)?;
            let (slot, with) = (renewal.slot.into(), renewal.open_with.into());
            let clock = Clock::wall(now());
            let key = unlock.open(keys, with, pin.as_ref(), clock)?;
            Ok(unlock.renew(keys, slot, &key, pin.as_ref(), clock, &mut entropy())?)
        })
    }

    /// Destroys the keys of this device at once, for a person in danger: nothing here opens any
    /// more, and the device is shut down. What waits to be sent stays, sealed.
    ///
    /// # Errors
    /// When the platform may still have a secret; to be called again.
    pub fn destroy_keys(&self) -> Result<(), TabardError> {
        self.unlocked(|unlock, keys| Ok(unlock.destroy(keys)?))?;
        self.shutdown()
    }
}

impl Device {
    fn unlocked<T>(
        &self,
        work: impl FnOnce(&Unlock, &mut HostStore) -> Result<T, Fault>,
    ) -> Result<T, TabardError> {
        let store = Arc::clone(&self.store);
        self.with(|client| work(&Unlock::at(client.dir()), &mut HostStore(store)))
    }
}
