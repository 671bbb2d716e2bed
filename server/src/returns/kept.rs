//! A return as a record keeps it.

use data_encoding::BASE64;
use serde_json::Value;
use tabard_core::client::{RecordView, Version};
use tabard_core::model::Scalar;

use super::document::Return;
use super::sender::opened;

/// The file that shows in a record; none where nothing in it can be one.
#[must_use]
pub fn file_of(record: &RecordView) -> Option<Vec<u8>> {
    record.view.get("file").and_then(Value::as_str).and_then(bytes)
}

/// Every file that was stated in a record, the first one first.
#[must_use]
pub fn files_of(history: &[Version]) -> Vec<Vec<u8>> {
    let changes = history.iter().flat_map(|version| &version.changes);
    let file = changes.filter(|change| change.field.to_string() == "file");
    let stated = file.filter_map(|change| match &change.after {
        Some(Scalar::Text(text)) => Some(bytes(text).unwrap_or_default()),
        _ => None,
    });
    let mut files: Vec<Vec<u8>> = Vec::new();
    for file in stated {
        if !files.contains(&file) {
            files.push(file);
        }
    }
    files
}

/// What a file tells; none where it is no return that some region's hub signed.
#[must_use]
pub fn told_by(file: &[u8]) -> Option<Return> {
    opened(file).ok().map(|(_, found)| found)
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    BASE64.decode(text.as_bytes()).ok()
}
