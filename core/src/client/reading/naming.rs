//! Who may know who reports.

use serde_json::Value;

use crate::client::reading::read::json_of;
use crate::client::{Client, ClientError};
use crate::entry::Kind;
use crate::model::Path;
use crate::model::view::CONFLICTS;
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

/// Takes out of an incident's view what no export says of a reporter who did not ask to be named:
/// devices, and their own name and callsign.
pub fn unnamed_for_export(incident: &mut Value) {
    if Naming::of(incident) == Naming::Named {
        return;
    }
    without_devices(incident);
    for one in items(incident, "staff") {
        let reporter = one.get("is_reporter") == Some(&Value::Bool(true));
        if let Some(fields) = one.as_object_mut().filter(|_| reporter) {
            fields.retain(|name, _| !matches!(name.as_str(), "name" | "callsign"));
        }
    }
}

/// The lists of a record whose items are named by devices.
const BY_DEVICE: [&str; 2] = ["edits", "crew"];

/// Takes the ids of devices out of a record as people and programs read it. What people wrote
/// stays: it is theirs to say.
fn without_devices(view: &mut Value) {
    for list in BY_DEVICE {
        for item in items(view, list) {
            item.as_object_mut().map(|item| item.shift_remove("id"));
        }
    }
    for conflict in items(view, CONFLICTS) {
        for stated in items(conflict, "values") {
            stated.as_object_mut().map(|stated| stated.shift_remove("by"));
        }
        if let Some(Value::String(field)) = conflict.get_mut("field") {
            *field = unnamed(field, '.');
        }
    }
}

fn items<'v>(view: &'v mut Value, list: &str) -> impl Iterator<Item = &'v mut Value> {
    view.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten()
}

/// The name of a field, without the device that names its item.
fn unnamed(field: &str, between: char) -> String {
    let mut parts: Vec<_> = field.split(between).collect();
    if let [list, device, ..] = parts.as_mut_slice()
        && BY_DEVICE.contains(list)
    {
        *device = "device";
    }
    parts.join(&between.to_string())
}

/// A field as [`unnamed`] says it.
pub(in crate::client) fn unnamed_field(field: Path) -> Path {
    Path::parse(&unnamed(&field.to_string(), '/')).unwrap_or(field)
}

impl Client {
    /// A record as JSON, with the ids of devices only where this device may show them, and
    /// whether it may.
    pub(in crate::client) fn shown(&self, row: &RecordRow) -> Result<(Value, bool), ClientError> {
        let mut view = json_of(row)?;
        let named = self.may_name(row, &view)?;
        if !named {
            without_devices(&mut view);
        }
        Ok((view, named))
    }

    /// Whether this device may show which devices write a record: always to those themselves.
    /// What is about an incident goes by that incident; until it is here nobody knows what its
    /// reporter asked for, and nobody is named.
    pub(in crate::client) fn may_name(
        &self,
        row: &RecordRow,
        view: &Value,
    ) -> Result<bool, ClientError> {
        if !self.keeps(row.kind) {
            return Ok(true);
        }
        let naming = match row.about.filter(|_| row.kind != Kind::Wellbeing) {
            Some(incident) => match self.vault.read(|tables| tables.record(incident))? {
                Some(incident) if incident.view.is_some() => Naming::of(&json_of(&incident)?),
                Some(_) | None => return Ok(false),
            },
            // Wellbeing has no incidents: a request goes by itself.
            None => Naming::of(view),
        };
        Ok(naming != Naming::Anonymous)
    }
}
