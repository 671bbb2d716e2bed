//! A record for people: every field that is filled in, with what its codes say.

use serde_json::{Map, Value};
use tabard_core::model::view::CONFLICTS;
use tabard_core::model::{Field, RecordKind};
use tabard_core::words::{Language, Words};

use super::names::Names;
use super::table::aligned;
use crate::said::fields::{field_at, in_words};

/// The record's fields, one a line; those stated twice at the end.
pub(super) fn record(words: &Words, kind: RecordKind, record: &Value) -> String {
    record_without(words, kind, record, &[], &Names::default())
}

/// The same without some fields, and with what its devices are called.
pub(super) fn record_without(
    words: &Words,
    kind: RecordKind,
    record: &Value,
    apart: &[&str],
    names: &Names,
) -> String {
    let reader = Reader { words, kind };
    let empty = Map::new();
    let object = record.as_object().unwrap_or(&empty);
    // When it was changed is what its history tells.
    let fields = object.iter().filter(|(name, _)| {
        *name != CONFLICTS && *name != "edits" && !apart.contains(&name.as_str())
    });
    let mut rows: Vec<_> =
        fields.flat_map(|(name, value)| reader.rows(name, kind.field(name), value)).collect();
    rows.extend(reader.conflicts(object.get(CONFLICTS), names));
    aligned(&rows)
}

/// What heads a change of the field at `name`, `set.code` or `list.item.field`.
pub(super) fn heading(words: &Words, kind: RecordKind, at: &str) -> String {
    let reader = Reader { words, kind };
    let mut segments = at.split('.');
    let (field, inner) = (segments.next().unwrap_or_default(), segments.nth(1));
    match inner {
        Some(inner) => match reader.asks(&format!("{field}.{inner}")) {
            asks if asks == format!("{field}.{inner}") => at.to_owned(),
            asks => words.fill("shown.field", &[("question", asks), ("field", at)]),
        },
        None => reader.heading(field),
    }
}

struct Reader<'a> {
    words: &'a Words,
    kind: RecordKind,
}

impl Reader<'_> {
    /// A list takes a row for each item, anything else one.
    fn rows(&self, name: &str, field: Option<&Field>, value: &Value) -> Vec<Vec<String>> {
        let heading = self.heading(name);
        match (field, value.as_array()) {
            (Some(list), Some(items)) if !list.item_fields().is_empty() => items
                .iter()
                .enumerate()
                .map(|(place, one)| {
                    row(if place == 0 { &heading } else { "" }, &self.item(list, one))
                })
                .collect(),
            _ => vec![row(&heading, &in_words(self.words, field, value))],
        }
    }

    /// What heads a field. Its name, by which it is edited, is English already; another language
    /// puts what the field asks before it.
    fn heading(&self, path: &str) -> String {
        let asks = self.asks(path);
        match asks == path {
            true => asks.to_owned(),
            false => self.words.fill("shown.field", &[("question", asks), ("field", path)]),
        }
    }

    fn asks<'b>(&'b self, path: &'b str) -> &'b str {
        if *self.words.language() == Language::english() {
            return path;
        }
        self.words.field(self.kind.name(), path).trim_end_matches('.')
    }

    /// `id: field value; field value`.
    fn item(&self, list: &Field, item: &Value) -> String {
        let Some(object) = item.as_object() else { return item.to_string() };
        let id = object.get("id").and_then(Value::as_str).unwrap_or_default();
        let fields: Vec<_> = object
            .iter()
            .filter(|(name, _)| *name != "id")
            .map(|(name, value)| {
                let said = in_words(self.words, list.item_field(name), value);
                let path = format!("{}.{name}", list.name);
                match self.asks(&path) {
                    asks if asks == path => format!("{name} {said}"),
                    asks => format!("{asks}: {said}"),
                }
            })
            .collect();
        format!("{id}: {}", fields.join("; "))
    }

    /// What several devices stated without knowing of each other: all of it, until a person decides.
    fn conflicts(&self, conflicts: Option<&Value>, names: &Names) -> Vec<Vec<String>> {
        let conflicts = conflicts.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        conflicts.iter().filter_map(|conflict| self.contested(conflict, names)).collect()
    }

    fn contested(&self, conflict: &Value, names: &Names) -> Option<Vec<String>> {
        let at = conflict.get("field")?.as_str()?;
        let field = field_at(self.kind, at);
        let stated: Vec<_> = conflict
            .get("values")?
            .as_array()?
            .iter()
            .filter_map(|stated| {
                let by = names.said(self.words, stated.get("by")?.as_str()?);
                let value = in_words(self.words, field, stated.get("value")?);
                Some(self.words.fill("shown.stated_by", &[("value", &value), ("device", &by)]))
            })
            .collect();
        let heading = self.words.fill("shown.stated_twice", &[("field", at)]);
        Some(row(&heading, &stated.join(self.words.text("shown.and"))))
    }
}

fn row(heading: &str, value: &str) -> Vec<String> {
    vec![format!("  {heading}"), value.replace('\n', "\n    ")]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fields_read_in_words_and_line_up() {
        let json = json!({
            "types": ["verbal_abuse", "near_miss"],
            "dwelling": true,
            "occurred_at": "2026-06-03T02:05:00+01:00",
            "accuracy_metres": 12,
            "narrative": "one\ntwo",
            "acts": [{ "id": "k3", "act": "kick" }, { "id": "k4", "act": "spit" }],
            "conflicts": [{ "field": "callsign", "values": [
                { "value": "YA215", "by": "aa" }, { "value": "YA251", "by": "bb" },
            ] }],
        });
        let text = record(Words::english(), RecordKind::Incident, &json);
        for part in [
            "Verbal abuse, Near miss",
            "yes",
            "3 Jun 2026, 02:05",
            "12 metres",
            "one\n    two",
            "k3: act ",
            "callsign, stated twice",
            "YA215 (device aa) and YA251 (device bb)",
        ] {
            assert!(text.contains(part), "{part} is not in\n{text}");
        }
    }

    #[test]
    fn a_change_has_a_heading_in_words_too() {
        let (words, kind) = (Words::english(), RecordKind::Incident);
        let welsh = Words::choose(&Language::parse("cy").unwrap(), &[]).unwrap();
        assert_eq!(heading(&welsh, kind, "acts.k3.act"), "Beth a wnaed (acts.k3.act)");
        assert_eq!(heading(words, kind, "types.verbal_abuse"), "types");
    }

    #[test]
    fn what_a_newer_version_wrote_is_shown_as_it_is() {
        let text = record(Words::english(), RecordKind::Incident, &json!({ "drones": { "x": 1 } }));
        assert!(text.contains("{\"x\":1}"), "{text}");
    }

    #[test]
    fn another_language_says_what_a_field_asks_and_keeps_its_name() {
        let welsh = Words::choose(&Language::parse("cy").unwrap(), &[]).unwrap();
        let json = json!({
            "callsign": "YA215",
            "dwelling": false,
            "acts": [{ "id": "k3", "act": "kick" }],
            "drones": 1,
        });
        let text = record(&welsh, RecordKind::Incident, &json);
        for part in ["Arwydd galw'r criw (callsign)", "  na", "k3: Beth a wnaed: Cic", "drones"] {
            assert!(text.contains(part), "{part} is not in\n{text}");
        }
        assert!(!text.contains("(drones)"), "{text}");
    }
}
