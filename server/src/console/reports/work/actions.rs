//! The ladder: an action is proposed, a clinician is heard, another person decides, a letter goes
//! out, and it ends. What was decided on is not changed; it is ended, and another proposed.

use serde_json::Value;
use tabard_core::model::RecordKind;
use tabard_core::model::case::{is_above_warning, stands, takes_clinical_input, waits};
use tabard_core::model::codes::ACTION_RUNG;
use tabard_core::words::Words;

use super::saving::{new_item, write};
use super::sheet::{Ask, Given, Kind, Sheet};
use super::subject::{Block, Subject, line, signed};
use super::{At, letters};
use crate::console::access::roles::Right;
use crate::console::page::dates::date_of;
use crate::console::page::visit::{Trouble, Visit};
use crate::host::now;
use crate::said::values::text;

pub(super) const LIST: &str = "actions";

/// What may be done with an action that was proposed.
const ACTS: [&str; 4] = ["clinical", "letter", "heard", "end"];

pub(super) fn blocks(visit: &Visit<'_>, subject: &Subject) -> Vec<Block> {
    let may_decide = visit.who.may(Right::Sanctions);
    subject.items(LIST).map(|one| block(visit, subject, one, may_decide)).collect()
}

fn block(visit: &Visit<'_>, subject: &Subject, one: &Value, may_decide: bool) -> Block {
    let words = visit.words;
    let mut shown = shown(visit, subject, one);
    let (id, item) = (subject.id(), text(one, "id"));
    let acts = possible(one).into_iter().map(|act| {
        let key = format!("console.work.actions.act.{act}");
        (format!("/reports/{id}/case/{LIST}/{item}/{act}"), words.text(&key).to_owned())
    });
    shown.links.extend(acts);
    if may_decide && waits(one) {
        let decide = words.text("console.work.actions.decide").to_owned();
        shown.links.insert(0, (format!("/sanctions/{id}/{item}"), decide));
    }
    if is_open(one) {
        let letter = letters::address(subject, one, words.language().as_str());
        shown
            .links
            .extend(letter.map(|to| (to, words.text("console.work.actions.print").to_owned())));
    }
    shown
}

/// An action as it is read.
pub(super) fn shown(visit: &Visit<'_>, subject: &Subject, one: &Value) -> Block {
    let words = visit.words;
    let mut lines = subject.lines(words, LIST, one);
    if waits(one)
        && takes_clinical_input(subject.report(), one)
        && text(one, "clinical_input").is_empty()
    {
        let lacks = words.text("console.work.actions.lacks_clinical");
        lines.push(line(words, "console.work.actions.lacks", lacks));
    }
    Block {
        heading: words.label(ACTION_RUNG.name, text(one, "rung")).to_owned(),
        tag: Some(standing(visit, one)),
        lines,
        quiet: signed(words, one),
        links: Vec::new(),
    }
}

/// Where an action stands, with its colour.
fn standing(visit: &Visit<'_>, one: &Value) -> (String, &'static str) {
    let (state, tone) = match one {
        one if !text(one, "ended_on").is_empty() => ("ended", "grey"),
        one if !text(one, "refused_by").is_empty() => ("refused", "grey"),
        one if waits(one) => ("waits", "orange"),
        one if stands(one, date_of(visit.now)) => ("stands", "green"),
        _ => ("expired", "grey"),
    };
    (visit.words.text(&format!("console.work.actions.state.{state}")).to_owned(), tone)
}

fn is_open(one: &Value) -> bool {
    text(one, "ended_on").is_empty() && text(one, "refused_by").is_empty()
}

fn possible(one: &Value) -> Vec<&'static str> {
    let decided = !text(one, "approved_by").is_empty() || !is_above_warning(text(one, "rung"));
    let may = |act: &&str| match *act {
        "clinical" => waits(one),
        "letter" => decided && text(one, "letter_sent_on").is_empty(),
        _ => true,
    };
    if is_open(one) { ACTS.into_iter().filter(may).collect() } else { Vec::new() }
}

/// The form by which an action is proposed, or by which something is done with one.
pub(super) fn sheet(words: &Words, subject: &Subject, at: &At) -> Result<Sheet, Trouble> {
    let ask = |name, kind| Ask::of(words, LIST, name, kind);
    let (current, asks, button) = match (&at.item, &at.act) {
        (Some(item), Some(act)) => {
            let one = subject.item(LIST, item)?;
            let act = possible(one).into_iter().find(|known| known == act);
            let asks = match act.ok_or(Trouble::NotFound)? {
                "clinical" => vec![
                    ask("clinical_by", Kind::Line).needed(),
                    ask("clinical_input", Kind::Area).needed(),
                ],
                "letter" => vec![
                    ask("letter", Kind::Choice).among(letters::choices(words)).needed(),
                    ask("letter_sent_on", Kind::Day).needed(),
                ],
                "heard" => vec![ask("representation", Kind::Area).needed()],
                _ => vec![
                    ask("ended_on", Kind::Day).needed(),
                    ask("ended_reason", Kind::Area).needed(),
                ],
            };
            (one.clone(), asks, "save")
        }
        (None, None) => (Value::Null, proposal(words, subject), "propose"),
        _ => return Err(Trouble::NotFound),
    };
    Ok(Sheet {
        kind: Some(RecordKind::Case),
        list: LIST,
        current,
        asks,
        button: words.text(&format!("console.work.actions.{button}")).to_owned(),
    })
}

fn proposal(words: &Words, subject: &Subject) -> Vec<Ask> {
    let ask = |name, kind| Ask::of(words, LIST, name, kind);
    let people = subject.people(words);
    let person = (!people.is_empty()).then(|| ask("person", Kind::Choice).among(people));
    let rung = ask("rung", Kind::Choice).codes(words, &ACTION_RUNG).needed();
    let rest = [
        ask("reason", Kind::Area).needed(),
        ask("clinical_by", Kind::Line),
        ask("clinical_input", Kind::Area),
        ask("conditions", Kind::Area),
        ask("review_on", Kind::Day),
        ask("expires_on", Kind::Day),
    ];
    std::iter::once(rung).chain(person).chain(rest).collect()
}

pub(super) fn save(
    visit: &mut Visit<'_>,
    subject: &Subject,
    at: &At,
    given: &mut Given,
) -> Result<(), Trouble> {
    let who = visit.who.name.clone();
    let (item, further) = match (&at.item, at.act.as_deref()) {
        (Some(item), Some("letter")) => {
            let one = subject.item(LIST, item)?;
            let text =
                letters::text_of(visit, subject, one, given.text("letter").unwrap_or_default());
            (item.clone(), vec![("letter_by", who), ("letter_text", text)])
        }
        (Some(item), _) => (item.clone(), Vec::new()),
        _ => {
            let at = now().rfc3339();
            (new_item(LIST), vec![("proposed_by", who), ("proposed_at", at)])
        }
    };
    let further: Vec<_> = further.iter().map(|(field, text)| (*field, text.as_str())).collect();
    write(visit, subject, &format!("{LIST}.{item}"), &further, given)
}
