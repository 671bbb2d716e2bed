//! What the hub thinks of intent and capacity, beside what the reporter thinks. Each assessment
//! stays as it was written, and none is written over the reporter's.

use serde_json::Value;
use tabard_core::model::RecordKind;
use tabard_core::model::codes::{CAPACITY_BASIS, INTENT_CAPACITY};
use tabard_core::words::Words;

use super::saving::{new_item, write};
use super::sheet::{Ask, Given, Kind, Sheet};
use super::subject::{Block, Subject, signed};
use crate::console::page::visit::{Trouble, Visit};
use crate::said::values::{items, text};

const LIST: &str = "assessments";
const SAID: [&str; 4] = ["intent_capacity", "capacity_basis", "assessor", "basis"];

pub(super) fn blocks(words: &Words, subject: &Subject) -> Vec<Block> {
    let reported = reported(words, subject);
    let own = subject.items(LIST).map(|one| Block {
        heading: words.text("console.work.assessments.own").to_owned(),
        lines: subject.lines(words, LIST, one),
        quiet: signed(words, one),
        ..Block::default()
    });
    reported.into_iter().chain(own).collect()
}

/// The reporter's view, as the report has it.
fn reported(words: &Words, subject: &Subject) -> Vec<Block> {
    let report = subject.report();
    let of_people = items(report, "people").map(|one| {
        let mut view = serde_json::Map::new();
        view.insert("person".to_owned(), text(one, "id").into());
        view.extend(
            SAID.iter().filter_map(|field| Some(((*field).to_owned(), one.get(field)?.clone()))),
        );
        Value::from(view)
    });
    let said = |one: &Value| SAID.iter().any(|field| !text(one, field).is_empty());
    let all = of_people.chain(items(report, LIST).cloned()).filter(said);
    let block = |one: Value| Block {
        heading: words.text("console.work.assessments.reported").to_owned(),
        tag: Some((words.text("console.work.assessments.kept").to_owned(), "grey")),
        lines: subject.lines(words, LIST, &one),
        ..Block::default()
    };
    all.map(block).collect()
}

pub(super) fn sheet(words: &Words, subject: &Subject) -> Sheet {
    let ask = |name, kind| Ask::of(words, LIST, name, kind);
    let people = subject.people(words);
    let person = (!people.is_empty()).then(|| ask("person", Kind::Choice).among(people));
    let asks = [
        ask("intent_capacity", Kind::Choice).codes(words, &INTENT_CAPACITY).needed(),
        ask("capacity_basis", Kind::Choice).codes(words, &CAPACITY_BASIS),
        ask("assessor", Kind::Line).needed(),
        ask("basis", Kind::Area).needed(),
    ];
    Sheet {
        kind: Some(RecordKind::Case),
        list: LIST,
        current: Value::Null,
        asks: person.into_iter().chain(asks).collect(),
        button: words.text("console.work.assessments.save").to_owned(),
    }
}

pub(super) fn save(
    visit: &mut Visit<'_>,
    subject: &Subject,
    given: &mut Given,
) -> Result<(), Trouble> {
    write(visit, subject, &format!("{LIST}.{}", new_item(LIST)), &[], given)
}
