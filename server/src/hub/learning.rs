//! What is counted at the hub, and what it signs of it.

use std::path::Path;

use tabard_core::client::ClientError;
use tabard_core::ids::{Millis, RegionId};
use tabard_core::region::Attested;
use tabard_core::vault::{Told, Vault};

use super::{Hub, HubError, IN_MEMORY_KIB, files};

/// Gives every incident of the hub in a region's folder to `take`, beside whoever is at work with the
/// hub: a large region takes seconds to read, and nobody has to wait for that.
///
/// # Errors
/// Storage errors.
pub(crate) fn tell_aside(dir: &Path, mut take: impl FnMut(&Told<'_>)) -> Result<(), HubError> {
    let key = files::read_vault_key(dir)?;
    let vault = Vault::open(&files::hub(dir), &key).map_err(ClientError::from)?;
    vault.keep_in_memory(IN_MEMORY_KIB).map_err(ClientError::from)?;
    let told = vault.read(|tables| {
        tables.tell_all(|told| {
            take(&told);
            Ok::<_, ClientError>(())
        })
    });
    Ok(told?)
}

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
