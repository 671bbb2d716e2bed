//! Writing the hub's own file on an incident. It goes to the hub's devices alone.

use std::collections::BTreeMap;

use rand_core::CryptoRng;
use serde_json::Value;

use crate::client::reading::read::json_of;
use crate::client::syncing::merge::document_of;
use crate::client::{Client, ClientError};
use crate::entry::Kind;
use crate::ids::{Millis, RecordId};
use crate::model::{Patch, Path, RecordKind, case, view};
use crate::record::Record;
use crate::vault::RecordRow;

impl Client {
    /// Writes into the case of an incident: begins it, or goes on with it. Where devices began it
    /// apart, each item is changed where it stands. Returns whether anything was new. Only a
    /// device of the triage role can.
    ///
    /// # Errors
    /// [`ClientError::Case`] when an action would not stand, [`ClientError::UnknownRecord`] when
    /// the incident is not here, [`ClientError::Role`], and storage errors.
    pub fn write_case(
        &mut self,
        incident: RecordId,
        patch: &Patch,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<bool, ClientError> {
        self.known(incident, Kind::Incident)?;
        let mut rows = self.cases_of(incident)?;
        if rows.is_empty() {
            let mut row = self.begin(Kind::Case, now, rng)?;
            row.about = Some(incident);
            rows.push(row);
        }
        let views = rows.iter().map(json_of).collect::<Result<Vec<_>, _>>()?;
        let mut parts: BTreeMap<usize, Patch> = BTreeMap::new();
        for (path, value) in patch.iter() {
            let at = views.iter().position(|view| has_item(view, path)).unwrap_or_default();
            let part = parts.entry(at).or_default();
            match value {
                Some(value) => part.set(path.clone(), value.clone()),
                None => part.clear(path.clone()),
            }
        }
        let mut changed = false;
        for (at, row) in rows.into_iter().enumerate() {
            if let Some(part) = parts.remove(&at) {
                changed |= self.commit(row, &part, Vec::new(), now, rng)?;
            }
        }
        Ok(changed)
    }

    /// Whether a case, as it is about to be written, keeps the rules of its actions.
    pub(in crate::client) fn case_may_stand(
        &self,
        row: &RecordRow,
        document: &Record,
    ) -> Result<(), ClientError> {
        let asked = match row.about {
            Some(incident) => self.vault.read(|tables| tables.record(incident))?,
            None => None,
        };
        let report = asked.as_ref().map_or(Ok(Value::Null), json_of)?;
        let before = document_of(row.document.as_deref())?;
        let [before, after] =
            [&before, document].map(|document| view(RecordKind::Case, &document.tree()));
        Ok(case::check(&report, &before, &after)?)
    }
}

/// Whether a case has the item that a path leads into.
fn has_item(view: &Value, path: &Path) -> bool {
    let mut segments = path.segments();
    let (Some(list), Some(item)) = (segments.next(), segments.next()) else { return false };
    let items = view.get(list).and_then(Value::as_array).into_iter().flatten();
    items.into_iter().any(|one| one.get("id").and_then(Value::as_str) == Some(item))
}
