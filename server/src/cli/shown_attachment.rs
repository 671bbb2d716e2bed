//! Attachments as a device or the hub shows them.

use serde_json::{Value, json};
use tabard_core::client::{Attachment, Bytes};
use tabard_core::model::RecordKind;

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

pub(super) fn words(one: &Attachment) -> String {
    let log: Vec<_> = one.custody.iter().map(line).collect();
    let mut facts = one.facts.clone();
    if let Some(facts) = facts.as_object_mut() {
        facts.shift_remove("conflicts");
    }
    [
        format!("{}\n{}", one.id, standing(one.bytes)),
        readable::record(RecordKind::Attachment, &facts),
        format!("Custody\n{}", aligned(&log)),
    ]
    .join("\n\n")
}

pub(super) fn table(all: &[Attachment]) -> String {
    if all.is_empty() {
        return "There are no attachments here yet.".to_owned();
    }
    let row = |one: &Attachment| {
        let text = |name: &str| one.facts.get(name).and_then(Value::as_str).unwrap_or_default();
        let short = |id: String| id.chars().take(SHORT).collect::<String>();
        vec![
            short(one.id.to_string()),
            one.incident.map_or_else(String::new, |id| short(id.to_string())),
            text("media").replace('_', " "),
            format!("{} bytes", one.facts.get("size").unwrap_or(&Value::Null)),
            standing(one.bytes),
            text("title").to_owned(),
        ]
    };
    aligned(&all.iter().map(row).collect::<Vec<_>>())
}

/// Where the bytes are, as one would say it.
pub(super) fn standing(bytes: Bytes) -> String {
    match bytes {
        Bytes::NotHere => "Its bytes are not here.".to_owned(),
        Bytes::Sending { done: 0, .. } => {
            "Saved on this phone. Not held by the region yet.".to_owned()
        }
        Bytes::Sending { done, chunks } if done < chunks => {
            format!("Saved on this phone. {done} of {chunks} chunks sent.")
        }
        Bytes::Sending { .. } => "Saved on this phone. Sent, and not confirmed yet.".to_owned(),
        Bytes::Fetching { done, chunks } => format!("{done} of {chunks} chunks fetched."),
        Bytes::Held => "Held by the region.".to_owned(),
    }
}

const fn chunks(bytes: Bytes) -> Option<(u32, u32)> {
    match bytes {
        Bytes::Sending { done, chunks } | Bytes::Fetching { done, chunks } => Some((done, chunks)),
        Bytes::NotHere | Bytes::Held => None,
    }
}

fn line(line: &serde_json::Map<String, Value>) -> Vec<String> {
    let text = |name: &str| line.get(name).and_then(Value::as_str).unwrap_or_default();
    vec![
        words::time(text("at")),
        text("action").replace('_', " "),
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
        let sending = |done| standing(Bytes::Sending { done, chunks: 4 });
        assert_eq!(sending(0), "Saved on this phone. Not held by the region yet.");
        assert_eq!(sending(3), "Saved on this phone. 3 of 4 chunks sent.");
        assert!(sending(4).contains("not confirmed"));
        assert_eq!(standing(Bytes::Held), "Held by the region.");
    }
}
