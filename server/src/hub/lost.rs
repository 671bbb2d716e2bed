//! A lost device: how long devices may be read, the order to wipe one, and handing what it wrote
//! on to the next.

use std::path::Path;

use rand_core::CryptoRng;
use tabard_core::client::{HandedOn, Handing, SetAside};
use tabard_core::ids::{DeviceId, Millis};
use tabard_core::region::{Days, Policy, RegisterPolicy};

use super::{Hub, HubError};

impl Hub {
    /// How long devices show what they hold; none where the region has stated nothing.
    #[must_use]
    pub fn policy(&self) -> Option<&Policy> {
        self.client.directory().policy()
    }

    /// States how long devices may be read after their last contact, how long they keep what they
    /// sent after the hub's receipt, and how long warnings last. None is no limit, or the default.
    ///
    /// # Errors
    /// [`HubError`] when the relay does not take it.
    pub fn set_policy(
        &mut self,
        read_lease: Option<Days>,
        history: Option<Days>,
        register: Option<RegisterPolicy>,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), HubError> {
        let line = self.client.state_policy(read_lease, history, register, now)?;
        self.relay.append_statements(&[line])?;
        self.pump(now, rng)?;
        Ok(())
    }

    /// Removes a device and orders it to destroy what it holds; with `unsent_too` even what the
    /// region does not hold. It obeys at its next contact.
    ///
    /// # Errors
    /// [`HubError::UnknownDevice`] and [`HubError::OwnDevice`].
    pub fn order_wipe(
        &mut self,
        device: DeviceId,
        unsent_too: bool,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), HubError> {
        self.revoke(device, now, rng)?;
        let standing = self.client.directory().device(device).ok_or(HubError::UnknownDevice)?;
        if standing.wipe.is_some_and(|known| known.order.unsent_too || !unsent_too) {
            return Ok(());
        }
        let line = self.client.order_wipe(device, unsent_too, now)?;
        self.relay.append_statements(&[line])?;
        self.pump(now, rng)?;
        Ok(())
    }

    /// Reads what a wiped device never sent, from the file that it left.
    ///
    /// # Errors
    /// [`HubError`] when it is no such file; storage errors.
    pub fn read_set_aside(&self, file: &Path) -> Result<SetAside, HubError> {
        Ok(self.client.read_set_aside(file)?)
    }

    /// Hands what one device wrote on to another, with the answers.
    ///
    /// # Errors
    /// [`HubError`] when one of them is no device that may have it. What was handed on stays so.
    pub fn hand_over(
        &mut self,
        devices: (DeviceId, DeviceId),
        which: Handing,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<HandedOn, HubError> {
        self.pump(now, rng)?;
        let handed = self.client.hand_over(devices, which, now, rng)?;
        self.pump(now, rng)?;
        Ok(handed)
    }
}
