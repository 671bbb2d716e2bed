//! The hub's own file on an incident, as one however many devices began it.

use serde_json::Value;

use crate::client::reading::read::json_of;
use crate::client::{Client, ClientError};
use crate::entry::Kind;
use crate::ids::RecordId;
use crate::model::case::together;
use crate::vault::RecordRow;

/// The hub's file on an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Its records: one, or more where devices began it without knowing of each other; none
    /// before anything was written.
    pub records: Vec<RecordId>,
    /// What it says, as JSON; null before anything was written.
    pub view: Value,
}

impl Client {
    /// The hub's file on an incident. Only a device of the triage role has any.
    ///
    /// # Errors
    /// [`ClientError::UnknownRecord`] when the incident is not here, [`ClientError::LeaseEnded`],
    /// and storage errors.
    pub fn case(&self, incident: RecordId) -> Result<Case, ClientError> {
        self.may_read()?;
        self.known(incident, Kind::Incident)?;
        let rows = self.cases_of(incident)?;
        let records = rows.iter().map(|row| row.id).collect();
        Ok(Case { records, view: view_of(rows)? })
    }

    /// The records of an incident's case, in an order that is the same on every device.
    pub(in crate::client) fn cases_of(
        &self,
        incident: RecordId,
    ) -> Result<Vec<RecordRow>, ClientError> {
        let mut rows = self.vault.read(|tables| tables.about(incident, Kind::Case))?;
        rows.sort_by_key(|row| row.id);
        Ok(rows)
    }
}

/// What an incident's records of a case say as one; null where there is none.
pub(in crate::client) fn view_of(mut rows: Vec<RecordRow>) -> Result<Value, ClientError> {
    rows.sort_by_key(|row| row.id);
    let views = rows.iter().filter(|row| row.view.is_some()).map(json_of);
    let views = views.collect::<Result<Vec<_>, _>>()?;
    Ok(if views.is_empty() { Value::Null } else { together(views) })
}
