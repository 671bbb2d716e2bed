//! Reports to HSE: for each member of staff what is due by which day, and what a person decided. It
//! counts and reminds; the report is sent by a person.

use serde_json::Value;
use tabard_core::model::due::{Clocks, What};
use tabard_core::words::Words;

use super::At;
use super::saving::if_it_fits;
use super::sheet::{Ask, Given, Kind, Sheet};
use super::subject::{Block, Subject, day, line};
use crate::console::page::visit::{Trouble, Visit};
use crate::console::reports::case::to_do;
use crate::host::{entropy, now};
use crate::hub::RiddorNews;
use crate::said::values::{items, text};

const LIST: &str = "riddor";

pub(super) fn blocks(visit: &Visit<'_>, subject: &Subject) -> Result<Vec<Block>, Trouble> {
    let words = visit.words;
    let due = visit.hub.due(subject.id(), visit.now, &Clocks::default())?;
    let mut blocks = Vec::new();
    for staff in items(subject.report(), "staff") {
        let id = text(staff, "id");
        let of_staff = due.iter().filter(|one| one.item.as_deref() == Some(id));
        let of_staff: Vec<_> = of_staff.filter(|one| is_riddor(one.what)).collect();
        let decided = subject.answered(LIST, id);
        let mut lines: Vec<_> = of_staff
            .iter()
            .map(|one| {
                let said = to_do(words, one, visit.now);
                let when = [said.what, said.when, said.notes].join(" ");
                line(words, "console.work.riddor.due", when.trim())
            })
            .collect();
        for (key, field) in [
            ("on", "reported_on"),
            ("reference", "reference"),
            ("why", "not_reported_reason"),
            ("by", "by"),
        ] {
            if let Some(says) = decided.and_then(|one| one.get(field)).and_then(Value::as_str) {
                lines.push(line(words, &format!("console.work.riddor.{key}"), day(words, says)));
            }
        }
        let open = of_staff.iter().any(|one| !one.done);
        let state = match (decided.is_some(), open) {
            (true, _) => ("decided", "green"),
            (false, true) => ("open", "orange"),
            (false, false) => ("nothing", "grey"),
        };
        let text = words.text(&format!("console.work.riddor.state.{}", state.0)).to_owned();
        let to = format!("/reports/{}/case/{LIST}/{id}", subject.id());
        blocks.push(Block {
            heading: called(words, staff),
            tag: Some((text, state.1)),
            lines,
            links: vec![(to, words.text("console.work.riddor.decide").to_owned())],
            ..Block::default()
        });
    }
    Ok(blocks)
}

pub(super) const fn is_riddor(what: What) -> bool {
    matches!(
        what,
        What::ReportNamedInjury
            | What::ReportOver7Days
            | What::RecordOver3Days
            | What::AbsenceCheck
    )
}

fn called(words: &Words, staff: &Value) -> String {
    let group = text(staff, "staff_group");
    match text(staff, "name") {
        "" if group.is_empty() => words.text("console.work.riddor.somebody").to_owned(),
        "" => words.label("victim_staff_group", group).to_owned(),
        name => name.to_owned(),
    }
}

/// The form for a member of staff, once one is chosen.
pub(super) fn sheet(words: &Words, subject: &Subject, at: &At) -> Result<Option<Sheet>, Trouble> {
    let Some(staff) = &at.item else { return Ok(None) };
    let mut known = items(subject.report(), "staff");
    known.find(|one| text(one, "id") == staff).ok_or(Trouble::NotFound)?;
    let ask = |name, kind| Ask::of(words, LIST, name, kind);
    Ok(Some(Sheet {
        kind: Some(tabard_core::model::RecordKind::Followup),
        list: LIST,
        current: subject.answered(LIST, staff).cloned().unwrap_or_default(),
        asks: vec![
            ask("reported_on", Kind::Day),
            ask("reference", Kind::Line),
            ask("not_reported_reason", Kind::Area),
            ask("by", Kind::Line),
        ],
        button: words.text("console.work.riddor.save").to_owned(),
    }))
}

pub(super) fn save(
    visit: &mut Visit<'_>,
    subject: &Subject,
    at: &At,
    given: &mut Given,
) -> Result<(), Trouble> {
    let staff = at.item.clone().ok_or(Trouble::NotFound)?;
    let said = |name: &str| given.text(name).map(str::to_owned);
    let news = RiddorNews {
        reported_on: said("reported_on"),
        reference: said("reference"),
        not_reported_reason: said("not_reported_reason"),
        role: said("by"),
    };
    let decided = subject.answered(LIST, &staff).is_some();
    if !decided && news.reported_on.is_none() && news.not_reported_reason.is_none() {
        given.wrong("reported_on", visit.words.text("console.work.riddor.neither"));
        return Ok(());
    }
    let said = visit.hub.say_of_riddor(subject.id(), &staff, &news, now(), &mut entropy());
    if_it_fits(visit.words, "reported_on", said, given)
}
