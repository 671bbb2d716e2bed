//! Attachments as a device or the hub shows them.

use serde_json::{Value, json};
use tabard_core::client::{Attachment, Bytes};
use tabard_core::model::RecordKind;
use tabard_core::words::Words;

use super::table::aligned;
use super::{pick, readable, words};
use crate::said::attachments::{size, standing};

pub(super) fn json(one: &Attachment) -> Value {
    json!({
        "id": one.id.to_string(),
        "report": one.incident.map(|id| id.to_string()),
        "bytes": one.bytes.word(),
        "chunks_done": chunks(one.bytes).map(|(done, _)| done),
        "own": one.own,
        "by": one.by.map(|by| by.to_string()),
        "started_at": one.started_at.rfc3339(),
        "facts": one.facts,
        "custody": one.custody,
    })
}

pub(super) fn words(words: &Words, one: &Attachment) -> String {
    let log: Vec<_> = one.custody.iter().map(|one| line(words, one)).collect();
    let mut facts = one.facts.clone();
    if let Some(facts) = facts.as_object_mut() {
        facts.shift_remove("conflicts");
    }
    [
        format!("{}\n{}", one.id, standing(words, one)),
        readable::record(words, RecordKind::Attachment, &facts),
        format!("{}\n{}", words.text("shown.custody"), aligned(&log)),
    ]
    .join("\n\n")
}

pub(super) fn table(words: &Words, all: &[Attachment]) -> String {
    if all.is_empty() {
        return words.text("shown.no_attachments").to_owned();
    }
    let rows = all.iter().map(|one| {
        let report = one.incident.map(pick::short).unwrap_or_default();
        let mut row = row(words, one);
        row.insert(1, report);
        row
    });
    aligned(&rows.collect::<Vec<_>>())
}

/// The attachments of one report.
pub(super) fn lines(words: &Words, all: &[Attachment]) -> String {
    aligned(&all.iter().map(|one| row(words, one)).collect::<Vec<_>>())
}

fn row(words: &Words, one: &Attachment) -> Vec<String> {
    let text = |name: &str| one.facts.get(name).and_then(Value::as_str).unwrap_or_default();
    vec![
        pick::short(one.id),
        words.label("attachment_media", text("media")).to_owned(),
        size(words, one.facts.get("size").and_then(Value::as_u64).unwrap_or_default()),
        standing(words, one),
        text("title").to_owned(),
    ]
}

const fn chunks(bytes: Bytes) -> Option<(u32, u32)> {
    match bytes {
        Bytes::Sending { done, chunks } | Bytes::Fetching { done, chunks } => Some((done, chunks)),
        Bytes::NotHere | Bytes::Held => None,
    }
}

fn line(words: &Words, line: &serde_json::Map<String, Value>) -> Vec<String> {
    let text = |name: &str| line.get(name).and_then(Value::as_str).unwrap_or_default();
    vec![
        words::time(words, text("at")),
        words.label("custody_action", text("action")).to_owned(),
        text("by").to_owned(),
        text("reason").to_owned(),
        text("copy").to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use tabard_core::ids::{Millis, RecordId};

    use super::*;

    #[test]
    fn what_is_not_here_may_well_be_held() {
        let mut one = Attachment {
            id: RecordId::new([7; 16]),
            incident: None,
            bytes: Bytes::NotHere,
            own: false,
            by: None,
            started_at: Millis(0),
            facts: json!({ "media": "photo", "size": 20_000_000 }),
            custody: Vec::new(),
        };
        let words = Words::english();
        assert!(lines(words, &[one.clone()]).contains("not all of it is held"));
        let held = json!({ "action": "held_by_region" });
        one.custody.extend(held.as_object().cloned());
        let line = lines(words, &[one]);
        assert!(line.contains("20.0 MB  Held by the region, and not on this device."), "{line}");
    }
}
