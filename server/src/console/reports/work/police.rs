//! What was reported to the police, and what came of it.

use serde_json::Value;
use tabard_core::model::RecordKind;
use tabard_core::model::codes::{POLICE_OUTCOME, POLICE_STATUS};
use tabard_core::words::Words;

use super::At;
use super::saving::{new_item, write};
use super::sheet::{Ask, Given, Kind, Sheet};
use super::subject::{Block, Subject, signed};
use crate::console::page::visit::{Trouble, Visit};
use crate::said::values::text;

const LIST: &str = "police";

pub(super) fn blocks(words: &Words, subject: &Subject) -> Vec<Block> {
    let block = |one: &Value| {
        let id = text(one, "id");
        let to = format!("/reports/{}/case/{LIST}/{id}", subject.id());
        Block {
            heading: match text(one, "force") {
                "" => words.text("console.work.police.one").to_owned(),
                force => force.to_owned(),
            },
            tag: Some(text(one, "status"))
                .filter(|status| !status.is_empty())
                .map(|status| (words.label(POLICE_STATUS.name, status).to_owned(), "blue")),
            lines: subject.lines(words, LIST, one),
            quiet: signed(words, one),
            links: vec![(to, words.text("console.work.police.change").to_owned())],
        }
    };
    subject.items(LIST).map(block).collect()
}

pub(super) fn sheet(words: &Words, subject: &Subject, at: &At) -> Result<Sheet, Trouble> {
    let current = match &at.item {
        Some(item) => subject.item(LIST, item)?.clone(),
        None => Value::Null,
    };
    let ask = |name, kind| Ask::of(words, LIST, name, kind);
    Ok(Sheet {
        kind: Some(RecordKind::Case),
        list: LIST,
        current,
        asks: vec![
            ask("force", Kind::Line).needed(),
            ask("reference", Kind::Line),
            ask("officer", Kind::Line),
            ask("status", Kind::Choice).codes(words, &POLICE_STATUS),
            ask("outcome", Kind::Choice).codes(words, &POLICE_OUTCOME),
            ask("reported_on", Kind::Day),
            ask("chase_on", Kind::Day),
            ask("notes", Kind::Area),
        ],
        button: words.text("console.work.police.save").to_owned(),
    })
}

pub(super) fn save(
    visit: &mut Visit<'_>,
    subject: &Subject,
    at: &At,
    given: &mut Given,
) -> Result<(), Trouble> {
    let item = at.item.clone().unwrap_or_else(|| new_item(LIST));
    write(visit, subject, &format!("{LIST}.{item}"), &[], given)
}
