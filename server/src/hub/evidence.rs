//! The hub's part in an evidence pack: what it discloses, notes and signs.

use rand_core::CryptoRng;
use tabard_core::client::DisclosedRecord;
use tabard_core::ids::{Millis, RecordId};

use super::{Hub, HubError};

impl Hub {
    /// Notes in the answer to a report that a pack of it is made, for its writers to read.
    ///
    /// # Errors
    /// [`HubError::Field`] when a text is too long, and what the relay says.
    pub fn note_evidence(
        &mut self,
        incident: RecordId,
        (by, reason): (Option<&str>, Option<&str>),
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), HubError> {
        let item = format!("evidence.e{:08x}", rng.next_u32());
        let stated = [("at", Some(&*now.rfc3339())), ("by", by), ("reason", reason)];
        self.state(incident, &item, &stated, now, rng)
    }

    /// Discloses a report and what is about it, entry by entry.
    ///
    /// # Errors
    /// [`HubError`] when it is not here, or its reporter asked to be named in no export.
    pub fn disclose(&self, incident: RecordId) -> Result<Vec<DisclosedRecord>, HubError> {
        Ok(self.client.disclose(incident)?)
    }

    /// Signs the hash of the index of a pack.
    ///
    /// # Errors
    /// [`HubError`] when that fails.
    pub fn sign_evidence(&self, index: &[u8; 32]) -> Result<Vec<u8>, HubError> {
        Ok(self.client.sign_evidence(index)?)
    }
}
