//! Who wrote what in a record, and when.

use std::collections::BTreeMap;

use crate::client::reading::naming::unnamed_field;
use crate::client::reading::read::json_of;
use crate::client::syncing::merge::document_of;
use crate::client::writing::stamp::{is_stamp, time_of};
use crate::client::{Client, ClientError};
use crate::entry::Kind;
use crate::ids::{DeviceId, RecordId};
use crate::model::{Path, Scalar};
use crate::record::{Edited, Record};

/// One version of a record: what a device saved at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Who wrote it; none where the reporter does not let it be named.
    pub by: Option<DeviceId>,
    /// When, by that device's clock (RFC 3339); none where it does not say.
    pub at: Option<String>,
    /// What it set and cleared.
    pub changes: Vec<Change>,
}

/// What a version made of one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The field: `name`, `set/code` or `list/item/field`.
    pub field: Path,
    /// What it said before; none for nothing.
    pub before: Option<Scalar>,
    /// What it says after; none when it was cleared.
    pub after: Option<Scalar>,
    /// Whether several values stood there, stated apart, and this settled them.
    pub settled: bool,
}

impl Client {
    /// Every version of a record, the first one first. Versions that were written apart stand in
    /// an order that is the same on every device.
    ///
    /// # Errors
    /// [`ClientError::UnknownRecord`] when it is not here, [`ClientError::LeaseEnded`], and storage
    /// errors.
    pub fn history(&self, id: RecordId) -> Result<Vec<Version>, ClientError> {
        self.may_read()?;
        let row = self.vault.read(|tables| tables.record(id))?;
        let row = row.ok_or(ClientError::UnknownRecord(id))?;
        let Some(saved) = &row.document else { return Ok(Vec::new()) };
        let document = document_of(Some(saved))?;
        let named = self.may_name(&row, &json_of(&row)?)?;
        let versions = versions(&document, row.kind).into_iter();
        Ok(if named { versions.collect() } else { versions.map(unnamed).collect() })
    }
}

/// Every version of a document.
pub(in crate::client) fn versions(document: &Record, kind: Kind) -> Vec<Version> {
    let versions = dated(document, kind).into_iter().map(|(by, at, edits)| {
        let changes = edits.into_iter().filter_map(change).collect();
        Version { by: Some(by), at, changes }
    });
    versions.collect()
}

fn unnamed(version: Version) -> Version {
    let changes = version.changes.into_iter();
    let changes = changes.map(|one| Change { field: unnamed_field(one.field), ..one }).collect();
    Version { by: None, changes, ..version }
}

/// Every change of a document with who made it and when, by what it says itself.
pub(in crate::client) fn dated(
    document: &Record,
    kind: Kind,
) -> Vec<(DeviceId, Option<String>, Vec<Edited>)> {
    // Times are stated in seconds: a device that writes twice within one does not state it again.
    let mut last: BTreeMap<DeviceId, String> = BTreeMap::new();
    let dated = document.history().into_iter().map(|revision| {
        let by = DeviceId::new(revision.author.device());
        let said = revision.edits.iter().map(|one| (&one.path, one.after.as_ref()));
        let at = time_of(kind, by, said).or_else(|| last.get(&by).cloned());
        if let Some(at) = &at {
            last.insert(by, at.clone());
        }
        (by, at, revision.edits)
    });
    dated.collect()
}

fn change(edited: Edited) -> Option<Change> {
    let Edited { path, before, after, settled } = edited;
    (!is_stamp(&path)).then_some(Change { field: path, before, after, settled })
}
