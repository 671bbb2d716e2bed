//! Who may know who reports.

use serde_json::Value;

use super::read::json_of;
use super::{Client, ClientError};
use crate::vault::RecordRow;

/// How a reporter asked to be named; named where nothing was asked.
///
/// It is kept by what screens and exports show. It does not change who can open the report, and
/// every entry stays signed by the device that wrote it: a region that sets out to find a reporter
/// can, by its list of devices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// Whoever handles the report may know.
    Named,
    /// Only who opens this one report; no list and no export says it.
    Confidential,
    /// No screen and no export says it.
    Anonymous,
}

impl Naming {
    /// What an incident's view asks for.
    #[must_use]
    pub fn of(incident: &Value) -> Self {
        match incident.get("naming").and_then(Value::as_str) {
            Some("confidential") => Self::Confidential,
            Some("anonymous") => Self::Anonymous,
            _ => Self::Named,
        }
    }
}

impl Client {
    /// Whether this device may show which devices write a record: always to those themselves.
    /// What is about an incident goes by that incident.
    pub(super) fn may_name(&self, row: &RecordRow) -> Result<bool, ClientError> {
        let own = self.directory.device(self.device());
        if !own.is_some_and(|own| own.certificate.roles.keeps(row.kind)) {
            return Ok(true);
        }
        let about = match row.about {
            Some(incident) => self.vault.read(|tables| tables.record(incident))?,
            None => None,
        };
        Ok(Naming::of(&json_of(about.as_ref().unwrap_or(row))?) != Naming::Anonymous)
    }
}
