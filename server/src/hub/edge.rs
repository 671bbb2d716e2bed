//! Letting the relay of a control room in, which takes the authority's key.

use std::path::Path;

use rand_core::CryptoRng;
use tabard_core::ids::{DeviceId, Millis};
use tabard_core::region::{Authority, Role, Roles};

use super::{Hub, HubError, devices};
use crate::edge::{self, NewEdge};

impl Hub {
    /// Certifies an edge that the hub will call `label`, and writes its folder: its keys, and the
    /// directory so far. Returns the device by which it speaks to the region; to remove that is to
    /// remove the edge.
    ///
    /// # Errors
    /// [`HubError::Authority`] for the key of another region, [`HubError::Edge`] when the folder is
    /// not empty or cannot be written.
    pub fn make_edge(
        &mut self,
        authority: &Authority,
        label: &str,
        to: &Path,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<DeviceId, HubError> {
        if authority.region() != self.relay.region() {
            return Err(HubError::Authority);
        }
        edge::check_empty(to)?;
        let made = NewEdge::generate(rng);
        let device = made.device();
        let id = device.device_id();
        let not_after = now.plus_days(devices::CERTIFICATE_DAYS);
        let lines = [
            self.client.certify(device, Roles::of(&[Role::Edge]), not_after)?,
            authority.certify_edge(made.relay(), made.log, id)?,
        ];
        self.relay.append_statements(&lines)?;
        self.client.set_note(devices::LABEL, id.as_bytes(), label.as_bytes())?;
        self.pump(now, rng)?;
        let statements = self.relay.statements()?.into_iter().map(|line| line.bytes.into());
        let statements: Vec<Vec<u8>> = statements.collect();
        edge::write(to, self.relay.region(), &made, &statements)?;
        Ok(id)
    }
}
