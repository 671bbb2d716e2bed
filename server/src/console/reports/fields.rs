//! What a record says, as lines under headings: every field that is filled in, in the words of its
//! question, and what was stated twice with who stated it.

use serde_json::Value;
use tabard_core::model::view::CONFLICTS;
use tabard_core::model::{Field, RecordKind};
use tabard_core::words::Words;

use crate::said::fields::{asked, field_at, in_words};
use crate::said::names::Names;

/// The parts of a report, each with the field that it begins with. A field that none begins belongs
/// to the part before.
const PARTS: [(&str, &str); 7] = [
    ("types", "what"),
    ("location_type", "where"),
    ("service", "job"),
    ("caller_number", "call"),
    ("phases", "how"),
    ("police_contacted", "police"),
    ("reporting_channel", "report"),
];
/// What has a place of its own on the page, or says nothing to people.
const APART: [&str; 10] = [
    CONFLICTS,
    "edits",
    "replies",
    "crew",
    "withdrawn",
    "withdrawn_reason",
    "withdrawn_at",
    "duplicate_of",
    "incident",
    "messages",
];

/// Lines under a heading.
pub(super) struct Part {
    pub(super) heading: String,
    pub(super) lines: Vec<Line>,
}

/// What a field says.
pub(super) struct Line {
    pub(super) asks: String,
    pub(super) says: Says,
}

/// One value, or the items of a list.
pub(super) enum Says {
    One(String),
    Items(Vec<Vec<Line>>),
}

impl Line {
    /// What it says, where that is one value.
    pub(super) fn one(&self) -> Option<&str> {
        match &self.says {
            Says::One(text) => Some(text),
            Says::Items(_) => None,
        }
    }

    /// Its items, where it is a list of them.
    pub(super) fn items(&self) -> &[Vec<Line>] {
        match &self.says {
            Says::One(_) => &[],
            Says::Items(items) => items,
        }
    }
}

/// A field that was stated twice, with each value and who stated it.
pub(super) struct Contested {
    pub(super) asks: String,
    pub(super) values: Vec<(String, String)>,
}

/// The parts of a report that hold something.
pub(super) fn parts(words: &Words, report: &Value) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let part = |name: &str| Part {
        heading: words.text(&format!("console.case.part.{name}")).to_owned(),
        lines: Vec::new(),
    };
    let kind = RecordKind::Incident;
    let mut began = "what";
    for field in kind.fields() {
        let begins = PARTS.iter().find(|(first, _)| *first == field.name);
        let here = begins.map_or(began, |(_, name)| name);
        if begins.is_some() || parts.is_empty() {
            parts.push(part(here));
        }
        began = here;
        if let (Some(line), Some(part)) = (line(words, kind, field, report), parts.last_mut()) {
            part.lines.push(line);
        }
    }
    parts.retain(|part| !part.lines.is_empty());
    parts
}

/// The lines of a record of a kind.
pub(super) fn lines(words: &Words, kind: RecordKind, record: &Value) -> Vec<Line> {
    kind.fields().iter().filter_map(|field| line(words, kind, field, record)).collect()
}

fn line(words: &Words, kind: RecordKind, field: &Field, record: &Value) -> Option<Line> {
    if APART.contains(&field.name) {
        return None;
    }
    let value = record.get(field.name)?;
    let says = match value.as_array() {
        Some(items) if !field.item_fields().is_empty() => {
            Says::Items(items.iter().map(|one| item(words, kind, field, one)).collect())
        }
        _ => Says::One(in_words(words, Some(field), value)),
    };
    Some(Line { asks: asked(words, kind, field.name), says })
}

/// The lines of an item of a list.
pub(super) fn item(words: &Words, kind: RecordKind, list: &Field, item: &Value) -> Vec<Line> {
    let line = |field: &Field| {
        let says = Says::One(in_words(words, Some(field), item.get(field.name)?));
        Some(Line { asks: asked(words, kind, &format!("{}.{}", list.name, field.name)), says })
    };
    list.item_fields().iter().filter_map(line).collect()
}

/// What several devices stated without knowing of each other.
pub(super) fn contested(
    words: &Words,
    kind: RecordKind,
    record: &Value,
    names: &Names,
) -> Vec<Contested> {
    let conflicts = record.get(CONFLICTS).and_then(Value::as_array).into_iter().flatten();
    let contested = conflicts.filter_map(|conflict| {
        let at = conflict.get("field")?.as_str()?;
        let field = field_at(kind, at);
        let stated = conflict.get("values")?.as_array()?.iter().filter_map(|stated| {
            let by = names.said(words, stated.get("by")?.as_str()?);
            Some((in_words(words, field, stated.get("value")?), by))
        });
        Some(Contested { asks: heading(words, kind, at), values: stated.collect() })
    });
    contested.collect()
}

/// What the field at `name`, `set.code` or `list.item.field` asks.
pub(super) fn heading(words: &Words, kind: RecordKind, at: &str) -> String {
    let mut segments = at.split('.');
    let (name, inner) = (segments.next().unwrap_or_default(), segments.nth(1));
    match inner {
        Some(inner) => asked(words, kind, &format!("{name}.{inner}")),
        None => asked(words, kind, name),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_field_that_is_filled_in_is_shown_once() {
        let report = json!({
            "types": ["verbal_abuse"], "callsign": "YA214", "narrative": "<b>He</b> shouted.",
            "acts": [{ "id": "k1", "act": "kick" }], "withdrawn": true, "duplicate_of": "aa",
            "reporting_channel": "mobile_offline",
        });
        let parts = parts(Words::english(), &report);
        let lines: Vec<_> = parts.iter().flat_map(|part| &part.lines).collect();
        assert_eq!(lines.len(), 5, "withdrawn and the link stand elsewhere");
        assert_eq!(lines[0].one(), Some("Verbal abuse"));
        let acts = lines.iter().find(|line| line.one().is_none()).unwrap();
        assert_eq!(acts.items()[0][0].one(), Some("Kick"));
    }

    #[test]
    fn both_values_of_what_was_stated_twice_are_shown_with_who_stated_them() {
        let report = json!({ CONFLICTS: [{ "field": "callsign", "values": [
            { "value": "YA214", "by": "aa" }, { "value": "YA215", "by": "bb" } ] }] });
        let names = Names::default();
        let [one] = &contested(Words::english(), RecordKind::Incident, &report, &names)[..] else {
            panic!("one is contested");
        };
        assert_eq!(
            one.values.iter().map(|(value, _)| &**value).collect::<Vec<_>>(),
            ["YA214", "YA215"]
        );
    }
}
