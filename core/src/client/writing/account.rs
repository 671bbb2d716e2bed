//! Accounts: what one witness saw, in the first person. Each has one author, and no other crew
//! member reads it or learns that it is there.

use rand_core::CryptoRng;

use crate::client::{Client, ClientError};
use crate::entry::Kind;
use crate::ids::{Millis, RecordId};
use crate::model::Patch;
use crate::vault::RecordRow;

/// The field that says which incident a record is about.
pub(in crate::client) const SUBJECT: &str = "incident";

impl Client {
    /// This device's own account of an incident: the one that was begun here, or a new one. It is
    /// sent once something in it is saved.
    ///
    /// # Errors
    /// [`ClientError::UnknownRecord`] when the incident is not here, and [`ClientError::Role`] on
    /// a device that reports nothing.
    pub fn start_account(
        &mut self,
        incident: RecordId,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<RecordId, ClientError> {
        self.known(incident, Kind::Incident)?;
        let known = self.vault.read(|tables| tables.about(incident, Kind::Account))?;
        let own = self.device();
        if let Some(begun) = known.into_iter().find(|row| row.owner == Some(own)) {
            return Ok(begun.id);
        }
        self.begin_about(Kind::Account, Some(incident), now, rng)
    }

    /// Begins a record whose first change will say which incident it is about.
    pub(in crate::client) fn begin_about(
        &mut self,
        kind: Kind,
        incident: Option<RecordId>,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<RecordId, ClientError> {
        let mut row = self.begin(kind, now, rng)?;
        row.about = incident;
        let subject = subject(&row).unwrap_or_default();
        self.vault.write(|tables| {
            tables.set_record(&row)?;
            tables.type_into(row.id, &subject)
        })?;
        Ok(row.id)
    }
}

/// The first change of a record says which incident it is about, however it is saved: its readers
/// know it from there alone.
pub(in crate::client) fn with_subject(row: &RecordRow, patch: &Patch) -> Patch {
    let first = row.home.is_some() && !patch.is_empty();
    let mut whole = subject(row).filter(|_| first).unwrap_or_default();
    whole.extend(patch.clone());
    whole
}

fn subject(row: &RecordRow) -> Option<Patch> {
    let mut patch = Patch::default();
    patch.state(SUBJECT, row.about?.to_string());
    Some(patch)
}
