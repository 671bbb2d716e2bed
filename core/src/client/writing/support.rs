//! Support: a request goes to wellbeing, and is between the requester and wellbeing alone.

use rand_core::CryptoRng;

use crate::client::reading::read::json_of;
use crate::client::{Client, ClientError};
use crate::entry::Kind;
use crate::ids::{Millis, RecordId};
use crate::model::Patch;

/// The first status of every request: somebody of wellbeing has opened it.
const OPENED: &str = "opened_by_wellbeing";

impl Client {
    /// Begins a request for support, with or without an incident that it follows. It is sent once
    /// something in it is saved.
    ///
    /// # Errors
    /// [`ClientError::NobodyReads`] while the region has nobody who gives support,
    /// [`ClientError::UnknownRecord`] when the incident is not here, and storage errors.
    pub fn start_support_request(
        &mut self,
        incident: Option<RecordId>,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<RecordId, ClientError> {
        if let Some(incident) = incident {
            self.known(incident, Kind::Incident)?;
        }
        self.begin_about(Kind::Wellbeing, incident, now, rng)
    }

    /// Whether this device reads requests for support and answers them.
    ///
    /// # Errors
    /// [`ClientError::NotCertified`], and storage errors.
    pub fn gives_support(&self) -> Result<bool, ClientError> {
        Ok(self.roles()?.keeps(Kind::Wellbeing))
    }

    /// Says that a person of wellbeing has opened a request, once. Returns whether it was new.
    ///
    /// # Errors
    /// [`ClientError::UnknownRecord`] when it is not here, [`ClientError::Role`] on a device that
    /// gives no support, and storage errors.
    pub fn open_support_request(
        &mut self,
        id: RecordId,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<bool, ClientError> {
        let row = self.known(id, Kind::Wellbeing)?;
        if !self.gives_support()? {
            return Err(ClientError::Role);
        }
        if json_of(&row)?.get("status").is_some() {
            return Ok(false);
        }
        let mut patch = Patch::default();
        patch.state("status", OPENED);
        self.edit(id, &patch, now, rng)
    }
}
