//! The hub's own certificate, which takes the authority's key.

use rand_core::CryptoRng;
use tabard_core::ids::Millis;
use tabard_core::region::{Authority, Role, Roles};

use super::{Hub, HubError};

/// How long the hub's own certificate is good for. Renewing it takes the authority's key, which
/// is kept offline.
pub(super) const HUB_DAYS: i64 = 3 * 365;
/// How long before its end the operator is told.
const WARNING_DAYS: i64 = 180;

impl Hub {
    /// The end of the hub's own certificate, once it is time to renew it.
    #[must_use]
    pub fn renewal_due(&self, now: Millis) -> Option<Millis> {
        let own = self.client.directory().device(self.client.device())?;
        let end = own.certificate.not_after;
        (end < now.plus_days(WARNING_DAYS)).then_some(end)
    }

    /// Certifies the hub anew, even when its certificate has ended, and lets it decide on markers
    /// where it did not yet. Returns the new end.
    ///
    /// # Errors
    /// [`HubError::Authority`] for the key of another region, and what the relay says.
    pub fn renew_own(
        &mut self,
        authority: &Authority,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<Millis, HubError> {
        if authority.region() != self.relay.region() {
            return Err(HubError::Authority);
        }
        let standing = self.relay.standing_of(self.client.device())?;
        let old = standing.ok_or(HubError::UnknownDevice)?.certificate;
        let not_after = now.plus_days(HUB_DAYS);
        let line = authority.certify(old.device, with_register(old.roles), not_after)?;
        self.relay.append_statements(&[line])?;
        self.pump(now, rng)?;
        Ok(not_after)
    }
}

/// Hubs of regions that were founded before there was a register lack the approver's role.
fn with_register(roles: Roles) -> Roles {
    let all: Vec<_> = roles.iter().chain([Role::Approver]).collect();
    Roles::of(&all)
}
