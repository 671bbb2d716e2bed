//! Reports that may be of the same event: linked, or said to be of another. Both reports stay.

use serde_json::{Value, json};
use tabard_core::client::ClientError;
use tabard_core::ids::RecordId;
use tabard_core::model::finding::Likeness;
use tabard_core::model::title;

use super::At;
use super::sheet::{Ask, Given, Kind, Sheet};
use super::subject::{Block, Subject, line};
use crate::console::page::visit::{Trouble, Visit};
use crate::console::reports::named;
use crate::host::{entropy, now};
use crate::hub::HubError;
use crate::said::report::linked;
use crate::said::words as said;

const LIST: &str = "alike";

pub(super) fn blocks(visit: &mut Visit<'_>, subject: &Subject) -> Result<Vec<Block>, Trouble> {
    let possible = visit.hub.possible_duplicates(subject.id(), &Likeness::default())?;
    let words = visit.words;
    let linked = linked(&subject.incident);
    let mut blocks = Vec::new();
    for id in &linked {
        let tag = Some((words.text("shown.linked").to_owned(), "blue"));
        blocks.extend(block(visit, *id, Block { tag, ..Block::default() }));
    }
    for one in possible.iter().filter(|one| !linked.contains(&one.id)) {
        let why = one.resemblance.reasons.iter();
        let why = why.map(|why| words.text(&format!("likeness.{}", why.code())).to_owned());
        let quiet = why.collect::<Vec<_>>().join(", ");
        let to = format!("/reports/{}/case/{LIST}/{}", subject.id(), one.id);
        let links = vec![(to, words.text("console.work.alike.decide").to_owned())];
        blocks.extend(block(visit, one.id, Block { quiet, links, ..Block::default() }));
    }
    Ok(blocks)
}

/// Another report as it is read beside this one.
fn block(visit: &Visit<'_>, id: RecordId, rest: Block) -> Option<Block> {
    let words = visit.words;
    let report = visit.hub.incident(id).ok()?.summary.report;
    let text = |field: &str| report.get(field).and_then(Value::as_str).unwrap_or_default();
    let mut lines =
        vec![line(words, "console.sanctions.when", said::time(words, text("occurred_at")))];
    if !text("narrative").is_empty() {
        lines.push(line(words, "console.sanctions.told", text("narrative")));
    }
    let mut links = rest.links;
    links.push((format!("/reports/{id}"), words.text("console.work.alike.open").to_owned()));
    Some(Block { heading: title(words, &report), lines, links, ..rest })
}

/// The form about another report, once one is chosen.
pub(super) fn sheet(visit: &Visit<'_>, at: &At) -> Result<Option<Sheet>, Trouble> {
    let Some(other) = &at.item else { return Ok(None) };
    named(visit, other)?;
    let words = visit.words;
    let choices = ["same", "different"].map(|verdict| {
        (verdict.to_owned(), words.text(&format!("console.work.alike.{verdict}")).to_owned())
    });
    let verdict = Ask::of(words, LIST, "verdict", Kind::Choice).among(choices.into()).needed();
    Ok(Some(Sheet {
        kind: None,
        list: LIST,
        current: json!({}),
        asks: vec![verdict],
        button: words.text("console.work.alike.save").to_owned(),
    }))
}

pub(super) fn save(
    visit: &mut Visit<'_>,
    subject: &Subject,
    at: &At,
    given: &mut Given,
) -> Result<(), Trouble> {
    let other = at.item.as_deref().and_then(|id| id.parse().ok()).ok_or(Trouble::NotFound)?;
    let done = match given.text("verdict") {
        Some("same") => visit.hub.link_duplicate(subject.id(), other, now(), &mut entropy()),
        _ => visit.hub.not_the_same(subject.id(), other),
    };
    match done {
        Ok(()) => Ok(()),
        Err(HubError::Client(ClientError::Duplicate(_))) => {
            given.wrong("verdict", visit.words.text("console.work.alike.circle"));
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}
