//! How large attachments are, and where their bytes are.

use serde_json::Value;
use tabard_core::client::{Attachment, Bytes, CustodyAction};
use tabard_core::words::Words;

/// A size as people say it: in the largest of decimal units, to a tenth.
pub(crate) fn size(words: &Words, bytes: u64) -> String {
    let tenths = |unit: u64| bytes.saturating_add(unit / 20) / (unit / 10);
    let said = |tenths: u64, unit| format!("{}.{} {unit}", tenths / 10, tenths % 10);
    match bytes {
        0..1_000 => format!("{bytes} {}", words.unit("bytes")),
        1_000..999_950 => said(tenths(1_000), "kB"),
        _ => said(tenths(1_000_000), "MB"),
    }
}

/// Where its bytes are; of those that are elsewhere its custody log tells whether the region has
/// all of them.
pub(crate) fn standing(words: &Words, one: &Attachment) -> String {
    let is_held = |line: &serde_json::Map<String, Value>| {
        line.get("action").and_then(Value::as_str) == Some(CustodyAction::HeldByRegion.code())
    };
    match one.bytes {
        Bytes::NotHere if one.custody.iter().any(is_held) => {
            words.text("states.bytes_held_elsewhere").to_owned()
        }
        bytes => where_bytes_are(words, bytes),
    }
}

/// Where the bytes are, as one would say it.
fn where_bytes_are(words: &Words, bytes: Bytes) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_bytes_are_is_said_in_sentences() {
        let words = Words::english();
        let sending = |done| where_bytes_are(words, Bytes::Sending { done, chunks: 4 });
        assert_eq!(sending(0), "Saved on this phone. Not held by the region yet.");
        assert_eq!(sending(3), "Saved on this phone. 3 of 4 chunks sent.");
        assert!(sending(4).contains("not confirmed"));
        assert_eq!(where_bytes_are(words, Bytes::Held), "Held by the region.");
    }

    #[test]
    fn a_size_is_said_in_the_unit_that_people_use() {
        let said = |bytes| size(Words::english(), bytes);
        assert_eq!(said(999), "999 bytes");
        assert_eq!(said(1_000), "1.0 kB");
        assert_eq!(said(64_249), "64.2 kB");
        assert_eq!(said(999_949), "999.9 kB");
        assert_eq!(said(999_950), "1.0 MB");
        assert_eq!(said(20_000_000), "20.0 MB");
        assert!(said(u64::MAX).ends_with(" MB"));
    }
}
