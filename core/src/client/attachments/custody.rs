//! The custody log: who did what with an attachment, and when. Its lines are items of the record,
//! so each is signed by the device that states it.

use rand_core::CryptoRng;
use serde_json::{Map, Value, json};

use crate::attachment::AttachmentError;
use crate::client::{Client, ClientError};
use crate::entry::Kind;
use crate::ids::{Millis, RecordId};
use crate::model::{Patch, RecordKind, Report};

/// What was done with an attachment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CustodyAction {
    /// It was captured, and its hash taken.
    Captured,
    /// The region holds it, whole.
    HeldByRegion,
    /// It was opened, and its hash found the same.
    Checked,
    /// It was looked at.
    Viewed,
    /// A copy was made.
    Copied,
    /// It was written out of Tabard.
    Exported,
    /// It was handed over.
    HandedOver,
}

/// What a person adds to a line of the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustodyLine {
    /// Who did it, by role.
    pub by: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

impl CustodyAction {
    /// The code of the list `custody_action`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Captured => "captured",
            Self::HeldByRegion => "held_by_region",
            Self::Checked => "checked",
            Self::Viewed => "viewed",
            Self::Copied => "copied",
            Self::Exported => "exported",
            Self::HandedOver => "handed_over",
        }
    }

    /// Those that a person states. The others are stated by the core when it does them.
    pub const STATED: [Self; 3] = [Self::Checked, Self::Viewed, Self::HandedOver];

    /// The one of [`Self::STATED`] with this code.
    #[must_use]
    pub fn stated(code: &str) -> Option<Self> {
        Self::STATED.into_iter().find(|action| action.code() == code)
    }
}

/// A line of the log as an edit, to be part of an entry that says more.
pub(in crate::client) fn line(
    id: &str,
    action: CustodyAction,
    said: &CustodyLine,
    (sha256, copy): (&str, Option<RecordId>),
    now: Millis,
) -> Result<Patch, ClientError> {
    let mut line = json!({
        "id": id, "action": action.code(), "at": now.rfc3339(), "sha256": sha256,
    });
    let texts = [
        ("by", said.by.clone()),
        ("reason", said.reason.clone()),
        ("copy", copy.map(|id| id.to_string())),
    ];
    for (name, text) in texts {
        if let (Some(text), Some(line)) = (text, line.as_object_mut()) {
            line.insert(name.to_owned(), Value::String(text));
        }
    }
    facts(&json!({ "custody": [line] }))
}

/// Facts of an attachment as an edit, each fit for the dictionary.
pub(in crate::client) fn facts(json: &Value) -> Result<Patch, ClientError> {
    let report = Report::parse_as(RecordKind::Attachment, json).map_err(|faults| {
        faults
            .into_iter()
            .next()
            .map_or(ClientError::Empty, |fault| AttachmentError::Field(fault).into())
    })?;
    // Every item is named above.
    Ok(report.into_patch(&mut || "line".to_owned()))
}

/// A name for a line that there may be many of.
pub(in crate::client) fn fresh(rng: &mut dyn CryptoRng) -> String {
    format!("c{:016x}", rng.next_u64())
}

/// The lines of the log in the order of their times.
pub(in crate::client) fn lines(view: &Value) -> Vec<Map<String, Value>> {
    let lines = view.get("custody").and_then(Value::as_array).into_iter().flatten();
    let mut lines: Vec<_> = lines.filter_map(|line| line.as_object().cloned()).collect();
    // Times are stated in seconds, and nothing was done before it was captured.
    lines.sort_by_cached_key(|line| {
        let text = |name: &str| line.get(name).and_then(Value::as_str).unwrap_or_default();
        let captured = text("action") == CustodyAction::Captured.code();
        (text("at").to_owned(), !captured)
    });
    lines
}

impl Client {
    /// Adds a line to the log of an attachment, of something that a person did with it.
    ///
    /// # Errors
    /// [`ClientError::NotAWriter`] on a device that may only read it, and storage errors.
    pub fn note_custody(
        &mut self,
        record: RecordId,
        action: CustodyAction,
        said: &CustodyLine,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), ClientError> {
        self.attachment_row(record)?;
        if !self.writes_attachment(record)? {
            return Err(ClientError::NotAWriter(record));
        }
        self.add_custody(record, &fresh(rng), action, said, now, rng)
    }

    /// Adds a line to the log of an attachment. A device that may only read it adds nothing, and
    /// nothing happens then.
    pub(in crate::client) fn add_custody(
        &mut self,
        record: RecordId,
        id: &str,
        action: CustodyAction,
        said: &CustodyLine,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), ClientError> {
        if !self.writes_attachment(record)? {
            return Ok(());
        }
        let row = self.writable(record)?;
        let sha256 = self.sha256_of(record)?;
        let patch = line(id, action, said, (&sha256, None), now)?;
        self.commit(row, &patch, Vec::new(), now, rng)?;
        Ok(())
    }

    /// Whether this device's edits of an attachment count: who captured it, and the hub.
    pub(in crate::client) fn writes_attachment(
        &self,
        record: RecordId,
    ) -> Result<bool, ClientError> {
        let keeps = self.roles()?.keeps(Kind::Attachment);
        Ok(keeps || self.writers_of(record)?.contains(&self.device()))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn nothing_comes_before_the_capture_within_one_second() {
        let at = "2026-11-24T02:00:00Z";
        let view = json!({ "custody": [
            { "id": "a", "action": "derived", "at": at },
            { "id": "b", "action": "captured", "at": at },
            { "id": "c", "action": "viewed", "at": "2026-11-24T01:00:00Z" },
        ] });
        let order: Vec<_> = lines(&view).into_iter().map(|line| line["id"].clone()).collect();
        assert_eq!(order, ["c", "b", "a"]);
    }
}
