//! The hub's own file on an incident: read, and written. It never leaves the hub.

use rand_core::CryptoRng;
use serde_json::Value;
use tabard_core::client::Case;
use tabard_core::entry::Kind;
use tabard_core::ids::{Millis, RecordId};
use tabard_core::model::{Patch, RecordKind, parse_assignment};

use super::{Hub, HubError};

impl Hub {
    /// The file on an incident.
    ///
    /// # Errors
    /// [`HubError`] when the incident is not here.
    pub fn case(&self, incident: RecordId) -> Result<Case, HubError> {
        Ok(self.client.case(incident)?)
    }

    /// All files on incidents, as they stand in their records.
    ///
    /// # Errors
    /// Storage errors.
    pub fn cases(&self) -> Result<Vec<Value>, HubError> {
        let records = self.client.records(Kind::Case)?;
        Ok(records.into_iter().map(|record| record.view).collect())
    }

    /// Writes into the file on an incident, and hands it to the relay.
    ///
    /// # Errors
    /// [`HubError`] when an action would not stand, and what the relay says.
    pub fn write_case(
        &mut self,
        incident: RecordId,
        patch: &Patch,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), HubError> {
        self.write(now, rng, |client, rng| {
            Ok(client.write_case(incident, patch, now, rng).map(drop)?)
        })
    }

    /// Writes fields of one item: each as it was said, and taken out where it says nothing.
    ///
    /// # Errors
    /// [`HubError::Field`] when a value does not fit its field, and those of
    /// [`Hub::write_case`].
    pub fn write_case_item(
        &mut self,
        incident: RecordId,
        item: &str,
        stated: &[(&str, Option<&str>)],
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), HubError> {
        let mut patch = Patch::default();
        for (field, value) in stated {
            let value = value.unwrap_or_default().trim();
            let edit = parse_assignment(RecordKind::Case, &format!("{item}.{field}={value}"));
            patch.extend(edit.map_err(HubError::Field)?);
        }
        self.write_case(incident, &patch, now, rng)
    }
}
