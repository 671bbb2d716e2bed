//! What triage keeps at the hub: the register for the VPR Standard, and lessons. Each change is handed
//! to the relay at once.

use rand_core::CryptoRng;
use tabard_core::client::{ClientError, RecordView};
use tabard_core::entry::Kind;
use tabard_core::ids::{Millis, RecordId};
use tabard_core::model::Patch;

use super::{Hub, HubError};

impl Hub {
    /// The registers for the standard: one, or one of each hub that began one.
    ///
    /// # Errors
    /// Storage errors.
    pub fn standards(&self) -> Result<Vec<RecordView>, HubError> {
        Ok(self.client.records(Kind::Standard)?)
    }

    /// Writes into the register for the standard: into the one that holds what is changed, where
    /// that is known.
    ///
    /// # Errors
    /// Storage errors, and what the relay says.
    pub fn write_standard(
        &mut self,
        record: Option<RecordId>,
        patch: &Patch,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), HubError> {
        self.write(now, rng, |client, rng| match record {
            Some(record) => Ok(client.edit(record, patch, now, rng).map(drop)?),
            None => Ok(client.write_standard(patch, now, rng).map(drop)?),
        })
    }

    /// The lessons, the newest first.
    ///
    /// # Errors
    /// Storage errors.
    pub fn lessons(&self) -> Result<Vec<RecordView>, HubError> {
        Ok(self.client.records(Kind::Lesson)?)
    }

    /// A lesson; none where there is no such lesson here.
    ///
    /// # Errors
    /// Storage errors.
    pub fn lesson(&self, id: RecordId) -> Result<Option<RecordView>, HubError> {
        match self.client.record(id) {
            Ok(record) => Ok(Some(record).filter(|record| record.kind == Kind::Lesson)),
            Err(ClientError::UnknownRecord(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Begins a lesson from a report.
    ///
    /// # Errors
    /// [`HubError`] when the report is not here, storage errors, and what the relay says.
    pub fn start_lesson(
        &mut self,
        incident: RecordId,
        patch: &Patch,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<RecordId, HubError> {
        self.write(now, rng, |client, rng| Ok(client.start_lesson(incident, patch, now, rng)?))
    }

    /// Changes a lesson.
    ///
    /// # Errors
    /// Storage errors, and what the relay says.
    pub fn edit_lesson(
        &mut self,
        id: RecordId,
        patch: &Patch,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), HubError> {
        self.write(now, rng, |client, rng| Ok(client.edit(id, patch, now, rng).map(drop)?))
    }
}
