//! Attachments as a device or the hub shows them.

use serde_json::{Value, json};
use tabard_core::client::{Attachment, Bytes};
use tabard_core::model::RecordKind;
use tabard_core::words::Words;

use super::table::aligned;
use super::{readable, words};

/// So many characters of an id tell the attachments of one device apart.
const SHORT: usize = 10;

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
        format!("{}\n{}", one.id, standing(words, one.bytes)),
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
        let report = one.incident.map_or_else(String::new, |id| short(&id.to_string()));
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
        short(&one.id.to_string()),
        words.label("attachment_media", text("media")).to_owned(),
        format!("{} {}", one.facts.get("size").unwrap_or(&Value::Null), words.unit("bytes")),
        standing(words, one.bytes),
        text("title").to_owned(),
    ]
}

fn short(id: &str) -> String {
    id.chars().take(SHORT).collect()
}

/// Where the bytes are, as one would say it.
pub(super) fn standing(words: &Words, bytes: Bytes) -> String {
    let of = |key: &str, done: u32, chunks: u32| {
        words.fill(key, &[("done", &done.to_string()), ("chunks", &chunks.to_string())])
    };
    match bytes {
        Bytes::NotHere => words.text("states.bytes_not_here").to_owned(),
        Bytes::Sending { done: 0, .. } => words.text("states.saved_on_this_phone").to_owned(),
        Bytes::Sending { done, chunks } if done < chunks => {
            of("states.bytes_sending", done, chunks)
        }
        Bytes::Sending { .. } => words.text("states.bytes_sent").to_owned(),
        Bytes::Fetching { done, chunks } => of("states.bytes_fetching", done, chunks),
        Bytes::Held => words.text("states.bytes_held").to_owned(),
    }
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
    use super::*;

    #[test]
    fn where_bytes_are_is_said_in_sentences() {
        let words = Words::english();
        let sending = |done| standing(words, Bytes::Sending { done, chunks: 4 });
        assert_eq!(sending(0), "Saved on this phone. Not held by the region yet.");
        assert_eq!(sending(3), "Saved on this phone. 3 of 4 chunks sent.");
        assert!(sending(4).contains("not confirmed"));
        assert_eq!(standing(words, Bytes::Held), "Held by the region.");
    }
}
