//! The register at the hub, which is a device that keeps it.

use rand_core::CryptoRng;
use tabard_core::client::{Client, ClientError};
use tabard_core::clock::Clock;
use tabard_core::ids::Millis;

use super::{Hub, HubError};

impl Hub {
    /// The hub as a device, to be read.
    #[must_use]
    pub const fn as_device(&self) -> &Client {
        &self.client
    }

    /// Tells the hub what the host's clocks say: warnings end by them.
    ///
    /// # Errors
    /// Storage errors.
    pub fn tick(&mut self, clock: Clock) -> Result<(), HubError> {
        Ok(self.client.tick(clock)?)
    }

    /// Writes in the register as the hub's device, and hands it to the relay, with who was shown
    /// what.
    ///
    /// # Errors
    /// What the device says, and what the relay says.
    pub fn keep_register<T>(
        &mut self,
        now: Millis,
        rng: &mut dyn CryptoRng,
        work: impl FnOnce(&mut Client, Millis, &mut dyn CryptoRng) -> Result<T, ClientError>,
    ) -> Result<T, HubError> {
        self.settle(now, rng)?;
        let done = work(&mut self.client, now, rng)?;
        self.client.save_views(now, rng)?;
        self.pump(now, rng)?;
        Ok(done)
    }
}
