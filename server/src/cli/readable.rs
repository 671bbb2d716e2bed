//! A record for people: every field that is filled in, with what its codes say.

use serde_json::{Map, Value};
use tabard_core::model::view::CONFLICTS;
use tabard_core::model::{Field, Kind, RecordKind};

use super::table::aligned;
use super::words;

/// The record's fields, one a line; those stated twice at the end.
pub(super) fn record(kind: RecordKind, record: &Value) -> String {
    let empty = Map::new();
    let object = record.as_object().unwrap_or(&empty);
    // When it was changed is what its history tells.
    let fields = object.iter().filter(|(name, _)| *name != CONFLICTS && *name != "edits");
    let mut rows: Vec<_> =
        fields.flat_map(|(name, value)| rows(name, kind.field(name), value)).collect();
    rows.extend(conflicts(kind, object.get(CONFLICTS)));
    aligned(&rows)
}

/// A list takes a row for each item, anything else one.
fn rows(name: &str, field: Option<&Field>, value: &Value) -> Vec<Vec<String>> {
    match (field, value.as_array()) {
        (Some(list), Some(items)) if !list.item_fields().is_empty() => items
            .iter()
            .enumerate()
            .map(|(place, one)| row(if place == 0 { name } else { "" }, &item(list, one)))
            .collect(),
        _ => vec![row(name, &said(field, value))],
    }
}

fn row(name: &str, value: &str) -> Vec<String> {
    vec![format!("  {name}"), value.replace('\n', "\n    ")]
}

/// `id: field value; field value`.
fn item(list: &Field, item: &Value) -> String {
    let Some(object) = item.as_object() else { return item.to_string() };
    let id = object.get("id").and_then(Value::as_str).unwrap_or_default();
    let fields: Vec<_> = object
        .iter()
        .filter(|(name, _)| *name != "id")
        .map(|(name, value)| format!("{name} {}", said(list.item_field(name), value)))
        .collect();
    format!("{id}: {}", fields.join("; "))
}

fn said(field: Option<&Field>, value: &Value) -> String {
    match (field.map(|field| field.kind), value) {
        (Some(Kind::Code(list) | Kind::Codes(list)), Value::String(code)) => {
            list.get(code).map_or(code.as_str(), |code| code.label).to_owned()
        }
        (_, Value::Array(members)) => {
            members.iter().map(|member| said(field, member)).collect::<Vec<_>>().join(", ")
        }
        (Some(Kind::Time), Value::String(text)) => words::time(text),
        (_, Value::String(text)) => text.clone(),
        (_, Value::Bool(true)) => "yes".to_owned(),
        (_, Value::Bool(false)) => "no".to_owned(),
        (Some(Kind::Whole { unit, .. }), number) => format!("{number} {unit}"),
        (_, other) => other.to_string(),
    }
}

/// What several devices stated without knowing of each other: all of it, until a person decides.
fn conflicts(kind: RecordKind, conflicts: Option<&Value>) -> Vec<Vec<String>> {
    let conflicts = conflicts.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    conflicts.iter().filter_map(|conflict| contested(kind, conflict)).collect()
}

fn contested(kind: RecordKind, conflict: &Value) -> Option<Vec<String>> {
    let at = conflict.get("field")?.as_str()?;
    let field = field_at(kind, at);
    let stated: Vec<_> = conflict
        .get("values")?
        .as_array()?
        .iter()
        .filter_map(|stated| {
            let by = stated.get("by")?.as_str()?;
            Some(format!("{} (device {by})", said(field, stated.get("value")?)))
        })
        .collect();
    Some(row(&format!("{at}, stated twice"), &stated.join(" and ")))
}

/// The field at `name`, `set.code` or `list.item.field`.
fn field_at(kind: RecordKind, at: &str) -> Option<&'static Field> {
    let mut segments = at.split('.');
    let field = kind.field(segments.next()?)?;
    match segments.nth(1) {
        Some(inner) => field.item_field(inner),
        None => Some(field),
    }
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
        let text = record(RecordKind::Incident, &json);
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
    fn what_a_newer_version_wrote_is_shown_as_it_is() {
        let text = record(RecordKind::Incident, &json!({ "drones": { "x": 1 } }));
        assert!(text.contains("{\"x\":1}"), "{text}");
    }
}
