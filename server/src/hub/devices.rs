//! The devices of the region, as the hub sees them.

use rand_core::CryptoRng;
use tabard_core::entry::Compartment;
use tabard_core::ids::{DeviceId, Millis};
use tabard_core::region::{Certificate, Directory, Role, Roles};

use super::{Hub, HubError};

/// How long a device's certificate is good for.
pub(super) const CERTIFICATE_DAYS: i64 = 90;
/// How long before its end it is renewed.
const RENEWAL_DAYS: i64 = 30;
/// Under which kind the hub notes whose device is whose.
pub(super) const LABEL: &str = "device";

/// A device of the region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceLine {
    /// Its id.
    pub id: DeviceId,
    /// What it may do.
    pub roles: Roles,
    /// What the hub calls it; known here only.
    pub label: String,
    /// The end of its certificate.
    pub not_after: Millis,
    /// Whether it was removed.
    pub revoked: bool,
}

impl Hub {
    /// All devices, removed ones included.
    ///
    /// # Errors
    /// Storage errors.
    pub fn devices(&self) -> Result<Vec<DeviceLine>, HubError> {
        let mut lines = Vec::new();
        for (id, standing) in self.client.directory().devices() {
            let label = self.client.note(LABEL, id.as_bytes())?.unwrap_or_default();
            let hub = if id == self.client.device() { "this hub" } else { "" };
            let label = if label.is_empty() { hub.into() } else { String::from_utf8_lossy(&label) };
            lines.push(DeviceLine {
                id,
                roles: standing.certificate.roles,
                label: label.into_owned(),
                not_after: standing.certificate.not_after,
                revoked: standing.revoked_at.is_some(),
            });
        }
        Ok(lines)
    }

    /// Removes a device: from here on it gets nothing new and can write nothing new. What it sent
    /// before stays. A compartment that it was a member of gets a new key.
    ///
    /// # Errors
    /// [`HubError::UnknownDevice`] and [`HubError::OwnDevice`].
    pub fn revoke(
        &mut self,
        device: DeviceId,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), HubError> {
        // What the device sent until now stays, so take it in first.
        self.pump(now, rng)?;
        let standing = self.client.directory().device(device).ok_or(HubError::UnknownDevice)?;
        if device == self.client.device() {
            return Err(HubError::OwnDevice);
        }
        if standing.revoked_at.is_some() {
            return Ok(());
        }
        let mut lines = vec![self.client.revoke(device, now)?];
        let roles = standing.certificate.roles;
        let directory = self.client.directory();
        for compartment in Compartment::ALL {
            // The members of the others see to it themselves.
            let keyed_here = !compartment.keyed_by_members();
            if keyed_here && roles.may_join(compartment) && directory.epoch(compartment).is_some() {
                lines.extend(self.client.rotate(compartment, device, now, rng)?);
            }
        }
        self.relay.append_statements(&lines)?;
        self.pump(now, rng)?;
        Ok(())
    }
}

/// The certificates that end soon, of devices that stand. The hub's own takes the authority.
pub(super) fn due(directory: &Directory, hub: DeviceId, now: Millis) -> Vec<Certificate> {
    let soon = now.plus_days(RENEWAL_DAYS);
    directory
        .devices()
        .filter(|(id, standing)| *id != hub && standing.revoked_at.is_none())
        .map(|(_, standing)| &standing.certificate)
        .filter(|one| one.not_after < soon && !one.roles.allow(Role::Issuer))
        .cloned()
        .collect()
}
