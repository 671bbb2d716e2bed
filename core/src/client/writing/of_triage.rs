//! What triage keeps for itself, granted to nobody: the register for the VPR Standard, and lessons.

use rand_core::CryptoRng;

use crate::client::{Client, ClientError};
use crate::entry::Kind;
use crate::ids::{Millis, RecordId};
use crate::model::Patch;

impl Client {
    /// Writes into the region's register for the VPR Standard, which begins with the first that is
    /// written. Should there be several, as two hubs may have begun one each, it is the first by id.
    ///
    /// # Errors
    /// [`ClientError::Role`] on a device that is not of triage, and storage errors.
    pub fn write_standard(
        &mut self,
        patch: &Patch,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<RecordId, ClientError> {
        let rows = self.vault.read(|tables| tables.records(Kind::Standard))?;
        let known = rows.into_iter().filter(|row| row.key.is_some()).map(|row| row.id).min();
        let row = match known {
            Some(known) => self.writable(known)?,
            None => self.begin(Kind::Standard, now, rng)?,
        };
        let id = row.id;
        self.commit(row, patch, Vec::new(), now, rng)?;
        Ok(id)
    }

    /// Begins a lesson from an incident with its first words.
    ///
    /// # Errors
    /// [`ClientError::UnknownRecord`] when the incident is not here, [`ClientError::Role`] on a
    /// device that is not of triage, [`ClientError::Empty`] where nothing is said, and storage errors.
    pub fn start_lesson(
        &mut self,
        incident: RecordId,
        patch: &Patch,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<RecordId, ClientError> {
        self.known(incident, Kind::Incident)?;
        if patch.is_empty() {
            return Err(ClientError::Empty);
        }
        let mut row = self.begin(Kind::Lesson, now, rng)?;
        row.about = Some(incident);
        let id = row.id;
        self.commit(row, patch, Vec::new(), now, rng)?;
        Ok(id)
    }
}
