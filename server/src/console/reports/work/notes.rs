//! Notes of the hub. Each stays as it was written.

use serde_json::Value;
use tabard_core::model::RecordKind;
use tabard_core::words::Words;

use super::saving::{new_item, write};
use super::sheet::{Ask, Given, Kind, Sheet};
use super::subject::{Block, Subject, line, signed};
use crate::console::page::visit::{Trouble, Visit};
use crate::said::values::text;

const LIST: &str = "notes";

pub(super) fn blocks(words: &Words, subject: &Subject) -> Vec<Block> {
    let block = |one: &Value| Block {
        lines: vec![line(words, "console.work.notes.text", text(one, "text"))],
        quiet: signed(words, one),
        ..Block::default()
    };
    subject.items(LIST).map(block).collect()
}

pub(super) fn sheet(words: &Words) -> Sheet {
    Sheet {
        kind: Some(RecordKind::Case),
        list: LIST,
        current: Value::Null,
        asks: vec![Ask::of(words, LIST, "text", Kind::Long).needed()],
        button: words.text("console.work.notes.save").to_owned(),
    }
}

pub(super) fn save(
    visit: &mut Visit<'_>,
    subject: &Subject,
    given: &mut Given,
) -> Result<(), Trouble> {
    write(visit, subject, &format!("{LIST}.{}", new_item(LIST)), &[], given)
}
