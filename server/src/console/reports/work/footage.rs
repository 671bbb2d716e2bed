//! Footage: each recording of the report with how long it is kept, and what became of it. Whoever
//! reported reads that.

use tabard_core::model::RecordKind;
use tabard_core::model::codes::FOOTAGE_STATUS;
use tabard_core::model::due::{Clocks, What};
use tabard_core::words::Words;

use super::At;
use super::saving::if_it_fits;
use super::sheet::{Ask, Given, Kind, Sheet};
use super::subject::{Block, Subject, signed};
use crate::console::page::visit::{Trouble, Visit};
use crate::console::reports::case::to_do;
use crate::console::reports::fields::item;
use crate::host::{entropy, now};
use crate::hub::FootageNews;
use crate::said::values::{items, text};

const LIST: &str = "footage";

pub(super) fn blocks(visit: &Visit<'_>, subject: &Subject) -> Result<Vec<Block>, Trouble> {
    let words = visit.words;
    let mut due = visit.hub.due(subject.id(), visit.now, &Clocks::default())?;
    due.retain(|one| matches!(one.what, What::KeepFootage | What::FindFootage) && !one.done);
    let mut blocks = Vec::new();
    for recording in items(subject.report(), "recordings") {
        let id = text(recording, "id");
        let said = subject.answered(LIST, id);
        let list = RecordKind::Incident.field("recordings");
        let to = format!("/reports/{}/case/{LIST}/{id}", subject.id());
        let when = due.iter().find(|one| one.item.as_deref() == Some(id));
        let tag = match said.map(|one| text(one, "status")) {
            Some(status) => Some((words.label(FOOTAGE_STATUS.name, status).to_owned(), "blue")),
            None => when.map(|one| (to_do(words, one, visit.now).when, "orange")),
        };
        blocks.push(Block {
            heading: words.label("media_kind", text(recording, "media")).to_owned(),
            tag,
            lines: list
                .map(|list| item(words, RecordKind::Incident, list, recording))
                .unwrap_or_default(),
            quiet: said.map(|one| signed(words, one)).unwrap_or_default(),
            links: vec![(to, words.text("console.work.footage.say").to_owned())],
        });
    }
    // A camera ran and nobody named its recording: it has to be found before anything is said of it.
    for one in due.iter().filter(|one| one.what == What::FindFootage) {
        let said = to_do(words, one, visit.now);
        blocks.push(Block {
            heading: said.what,
            tag: Some((said.when, "orange")),
            quiet: said.notes,
            ..Block::default()
        });
    }
    Ok(blocks)
}

/// The form for a recording, once one is chosen.
pub(super) fn sheet(words: &Words, subject: &Subject, at: &At) -> Result<Option<Sheet>, Trouble> {
    let Some(recording) = &at.item else { return Ok(None) };
    let mut known = items(subject.report(), "recordings");
    known.find(|one| text(one, "id") == recording).ok_or(Trouble::NotFound)?;
    let ask = |name, kind| Ask::of(words, LIST, name, kind);
    Ok(Some(Sheet {
        kind: Some(RecordKind::Followup),
        list: LIST,
        current: subject.answered(LIST, recording).cloned().unwrap_or_default(),
        asks: vec![
            ask("status", Kind::Choice).codes(words, &FOOTAGE_STATUS).needed(),
            ask("by", Kind::Line),
        ],
        button: words.text("console.work.footage.save").to_owned(),
    }))
}

pub(super) fn save(
    visit: &mut Visit<'_>,
    subject: &Subject,
    at: &At,
    given: &mut Given,
) -> Result<(), Trouble> {
    let recording = at.item.clone().ok_or(Trouble::NotFound)?;
    let current = subject.answered(LIST, &recording).map(|one| text(one, "status").to_owned());
    let status = given.text("status").map(str::to_owned).or(current).unwrap_or_default();
    let news = FootageNews { status, role: given.text("by").map(str::to_owned) };
    let said = visit.hub.say_of_footage(subject.id(), &recording, &news, now(), &mut entropy());
    if_it_fits(visit.words, "status", said, given)
}
