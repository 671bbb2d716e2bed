//! What was exported from here, by whom and with whose agreement.

use serde::{Deserialize, Serialize};
use tabard_core::ids::Millis;

use super::{Hub, HubError};

/// Under which kind the hub notes what was exported.
const NOTE: &str = "export";

/// An export that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportNote {
    /// When.
    #[serde(skip, default = "unsaid")]
    pub at: Millis,
    /// Who asked.
    pub by: String,
    /// Who agreed.
    pub approved_by: String,
    /// In which form.
    pub format: String,
    /// Whether it may identify people.
    pub identifiable: bool,
    /// How many reports are in it.
    pub rows: u64,
}

/// It is the note's key.
const fn unsaid() -> Millis {
    Millis(0)
}

impl Hub {
    /// Notes that an export is made.
    ///
    /// # Errors
    /// Storage errors.
    pub fn note_export(&mut self, note: &ExportNote) -> Result<(), HubError> {
        let mut at = note.at.0;
        while self.client.note(NOTE, &at.to_be_bytes())?.is_some() {
            at = at.saturating_add(1);
        }
        let value = serde_json::to_vec(note).unwrap_or_default();
        Ok(self.client.set_note(NOTE, &at.to_be_bytes(), &value)?)
    }

    /// What was exported, the latest first.
    ///
    /// # Errors
    /// Storage errors.
    pub fn exports(&self) -> Result<Vec<ExportNote>, HubError> {
        let notes = self.client.notes(NOTE)?;
        let note = |(key, value): (&Vec<u8>, &Vec<u8>)| {
            let at = Millis(i64::from_be_bytes(key.as_slice().try_into().ok()?));
            let note: ExportNote = serde_json::from_slice(value).ok()?;
            Some(ExportNote { at, ..note })
        };
        Ok(notes.iter().rev().filter_map(note).collect())
    }
}
