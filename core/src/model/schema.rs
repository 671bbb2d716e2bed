//! The dictionary as a JSON Schema (2020-12), for those who send reports from elsewhere. Its words
//! are English.

use serde_json::{Map, Value, json};

use super::codes::{self, Code, CodeList, SOURCES, Source};
use super::dictionary::{Field, Kind, RecordKind};
use super::report::MAX_REPORT_BYTES;
use crate::words::Words;

/// The schema of the JSON object of one incident.
#[must_use]
pub fn report_schema() -> Value {
    let used = RecordKind::Incident.fields();
    let mut schema = object_schema("", used);
    schema.insert("minProperties".to_owned(), json!(1));
    let mut root = Map::new();
    let head = [
        ("$schema", json!("https://json-schema.org/draft/2020-12/schema")),
        ("title", json!("Incident report")),
        (
            "description",
            json!(format!(
                "One report of violence or abuse against ambulance staff, of at most \
                 {MAX_REPORT_BYTES} bytes. No field is required; leave out what is not known."
            )),
        ),
    ];
    root.extend(head.map(|(key, value)| (key.to_owned(), value)));
    root.extend(schema);
    root.insert("$defs".to_owned(), Value::Object(definitions(used)));
    root.insert("x-sources".to_owned(), sources());
    Value::Object(root)
}

/// The fields of the record, or of the items of the list that `at` begins with.
fn object_schema(at: &str, fields: &[Field]) -> Map<String, Value> {
    let properties = fields.iter().map(|field| (field.name.to_owned(), field_schema(at, field)));
    let properties: Map<_, _> = properties.collect();
    Map::from_iter([
        ("type".to_owned(), json!("object")),
        ("properties".to_owned(), Value::Object(properties)),
        ("additionalProperties".to_owned(), json!(false)),
    ])
}

fn field_schema(at: &str, field: &Field) -> Value {
    let path = format!("{at}{}", field.name);
    let asks = Words::english().field(RecordKind::Incident.name(), &path);
    let mut schema = Map::from_iter([("description".to_owned(), json!(asks))]);
    if field.about_person {
        schema.insert("x-about-person".to_owned(), json!(true));
    }
    let Value::Object(kind) = kind_schema(&path, field.kind) else {
        return Value::Object(schema);
    };
    schema.extend(kind);
    Value::Object(schema)
}

fn kind_schema(path: &str, kind: Kind) -> Value {
    match kind {
        Kind::Code(list) => reference(list),
        Kind::Codes(list) => {
            json!({ "type": "array", "uniqueItems": true, "items": reference(list) })
        }
        Kind::Date => json!({ "type": "string", "format": "date" }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::ItemId(list) => {
            json!({ "type": "string", "pattern": ID_PATTERN, "x-item-of": list })
        }
        Kind::Items(fields) => json!({ "type": "array", "items": item_schema(path, fields) }),
        Kind::Text { max_bytes } => {
            json!({ "type": "string", "minLength": 1, "maxLength": max_bytes, "x-max-bytes": max_bytes })
        }
        Kind::Time => json!({ "type": "string", "format": "date-time" }),
        Kind::Whole { min, max, unit } => {
            json!({ "type": "integer", "minimum": min, "maximum": max, "x-unit": unit })
        }
    }
}

const ID_PATTERN: &str = "^[a-z0-9_]{1,48}$";

fn item_schema(list: &str, fields: &[Field]) -> Value {
    let mut schema = object_schema(&format!("{list}."), fields);
    let id = json!({
        "description": "Needed only when another item points to this one.",
        "type": "string",
        "pattern": ID_PATTERN,
    });
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        properties.shift_insert(0, "id".to_owned(), id);
    }
    Value::Object(schema)
}

fn reference(list: &CodeList) -> Value {
    json!({ "$ref": format!("#/$defs/{}", list.name) })
}

fn definitions(fields: &'static [Field]) -> Map<String, Value> {
    let uses = |list: &CodeList| {
        let all = fields.iter().flat_map(|field| {
            let inner = field.item_fields();
            std::iter::once(field).chain(inner)
        });
        let mut lists = all.filter_map(|field| match field.kind {
            Kind::Code(used) | Kind::Codes(used) => Some(used.name),
            _ => None,
        });
        lists.any(|name| name == list.name)
    };
    codes::ALL
        .iter()
        .filter(|list| uses(list))
        .map(|list| (list.name.to_owned(), list_schema(list)))
        .collect()
}

fn list_schema(list: &CodeList) -> Value {
    let choices: Vec<_> = list.codes.iter().map(|code| code_schema(list, code)).collect();
    json!({ "description": list.source, "type": "string", "oneOf": choices })
}

fn code_schema(list: &CodeList, code: &Code) -> Value {
    let mut schema = Map::from_iter([
        ("const".to_owned(), json!(code.code)),
        ("title".to_owned(), json!(Words::english().label(list.name, code.code))),
    ]);
    if let Source::Cited(key) = code.source {
        schema.insert("x-source".to_owned(), json!(key));
    }
    if let Some(group) = code.group {
        schema.insert("x-group".to_owned(), json!(group));
    }
    if !code.map_to.is_empty() {
        let maps: Vec<_> = code
            .map_to
            .iter()
            .map(|(system, code)| json!({ "system": system, "code": code }))
            .collect();
        schema.insert("x-maps-to".to_owned(), Value::Array(maps));
    }
    Value::Object(schema)
}

fn sources() -> Value {
    let notes = SOURCES.iter().map(|source| (source.key.to_owned(), json!(source.note)));
    Value::Object(notes.collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/report.schema.json");

    #[test]
    fn the_committed_schema_is_that_of_the_dictionary() {
        let now = format!("{:#}\n", report_schema());
        if std::env::var_os("TABARD_BLESS").is_some() {
            std::fs::write(COMMITTED, &now).unwrap();
        }
        let committed = std::fs::read_to_string(COMMITTED).unwrap_or_default();
        assert!(
            committed == now,
            "docs/report.schema.json is not that of the dictionary; \
             refresh it with TABARD_BLESS=1 cargo test -p tabard-core model::schema"
        );
    }

    #[test]
    fn every_reference_leads_to_a_definition() {
        let schema = report_schema();
        let text = schema.to_string();
        for part in text.split("\"$ref\":\"#/").skip(1) {
            let pointer = format!("/{}", part.split('"').next().unwrap());
            assert!(schema.pointer(&pointer).is_some(), "{pointer}");
        }
    }
}
