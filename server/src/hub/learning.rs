//! What is counted at the hub, and what it signs of it.

use tabard_core::ids::{Millis, RegionId};
use tabard_core::region::Attested;
use tabard_core::vault::Told;

use super::{Hub, HubError};

impl Hub {
    /// Gives the incidents to `take` that changed since; all of them where no time is given.
    ///
    /// # Errors
    /// Storage errors.
    pub fn tell_incidents(
        &self,
        since: Option<Millis>,
        take: impl FnMut(&Told<'_>),
    ) -> Result<(), HubError> {
        Ok(self.client.tell_incidents(since, take)?)
    }

    /// Signs figures in the region's name.
    ///
    /// # Errors
    /// Storage errors.
    pub fn attest(&self, payload: Vec<u8>) -> Result<Attested, HubError> {
        Ok(self.client.attest(payload)?)
    }

    /// The region's id.
    #[must_use]
    pub fn region_id(&self) -> RegionId {
        self.client.directory().region()
    }
}
