//! Fields by their paths, alike for reading and writing: `callsign`, `types/verbal_abuse` (a member
//! of a set), `acts/k3f9a2/act` (a field of an item).

use serde_json::{Map, Value as Json};
use tabard_core::model::report::parse_edit;
use tabard_core::model::view::CONFLICTS;
use tabard_core::model::{Patch, RecordKind, Scalar};

use crate::error::Fault;

/// What one field holds.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Value {
    /// Yes or no; also the membership of a code in a set.
    Flag {
        /// Which.
        on: bool,
    },
    /// A whole number, in the unit its field names.
    Whole {
        /// The number.
        number: i64,
    },
    /// Free text, a code, a day, or a time (RFC 3339).
    Text {
        /// The text.
        text: String,
    },
}

/// One edit: a path takes a value, or is cleared with all below it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Edit {
    /// The path.
    pub path: String,
    /// What it takes; none clears it.
    pub value: Option<Value>,
}

/// What stands at a path.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct FieldValue {
    /// The path.
    pub path: String,
    /// What it holds.
    pub value: Value,
}

/// A value with who stated it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Stated {
    /// What was stated.
    pub value: Value,
    /// By which device; none where the reporter does not let it be named.
    pub by: Option<String>,
}

/// A field that devices state differently. All values are kept until a person settles them.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Conflict {
    /// The path.
    pub path: String,
    /// What was stated; the first shows.
    pub values: Vec<Stated>,
}

impl From<Scalar> for Value {
    fn from(scalar: Scalar) -> Self {
        match scalar {
            Scalar::Flag(on) => Self::Flag { on },
            Scalar::Whole(number) => Self::Whole { number },
            Scalar::Text(text) => Self::Text { text },
        }
    }
}

impl From<Value> for Scalar {
    fn from(value: Value) -> Self {
        match value {
            Value::Flag { on } => Self::Flag(on),
            Value::Whole { number } => Self::Whole(number),
            Value::Text { text } => Self::Text(text),
        }
    }
}

/// Edits that fit the dictionary.
pub(crate) fn patch(kind: RecordKind, edits: Vec<Edit>) -> Result<Patch, Fault> {
    let mut patch = Patch::default();
    for Edit { path, value } in edits {
        parse_edit(kind, &path, value.map(Into::into).as_ref(), &mut patch)?;
    }
    Ok(patch)
}

/// What a draft holds, as edits.
pub(crate) fn edits<'d>(draft: impl IntoIterator<Item = (&'d String, &'d Json)>) -> Vec<Edit> {
    let edit = |(path, value): (&String, &Json)| Edit { path: path.clone(), value: of_json(value) };
    draft.into_iter().map(edit).collect()
}

/// The fields of a record, in its order. Sets come as one path for each member.
pub(crate) fn fields(record: &Json) -> Vec<FieldValue> {
    let mut fields = Vec::new();
    if let Some(object) = record.as_object() {
        below("", object, &mut fields);
    }
    fields
}

fn below(at: &str, object: &Map<String, Json>, fields: &mut Vec<FieldValue>) {
    for (name, value) in object {
        if at.is_empty() && name == CONFLICTS {
            continue;
        }
        let path = format!("{at}{name}");
        match value {
            Json::Array(members) => list(&path, members, fields),
            Json::Object(inner) => below(&format!("{path}/"), inner, fields),
            value => push(path, value, fields),
        }
    }
}

fn list(path: &str, members: &[Json], fields: &mut Vec<FieldValue>) {
    for (number, member) in members.iter().enumerate() {
        match member {
            Json::String(code) => push(format!("{path}/{code}"), &Json::Bool(true), fields),
            Json::Object(item) => {
                // Where the reporter lets nobody be named, items of devices have no id.
                let id = item.get("id").and_then(Json::as_str);
                let id = id.map_or_else(|| format!("_{number}"), str::to_owned);
                let mut inner = item.clone();
                inner.shift_remove("id");
                below(&format!("{path}/{id}/"), &inner, fields);
            }
            _ => {}
        }
    }
}

fn push(path: String, value: &Json, fields: &mut Vec<FieldValue>) {
    if let Some(value) = of_json(value) {
        fields.push(FieldValue { path, value });
    }
}

fn of_json(value: &Json) -> Option<Value> {
    match value {
        Json::Bool(on) => Some(Value::Flag { on: *on }),
        Json::Number(number) => number.as_i64().map(|number| Value::Whole { number }),
        Json::String(text) => Some(Value::Text { text: text.clone() }),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    }
}

/// What devices disagree on in a record.
pub(crate) fn conflicts(record: &Json) -> Vec<Conflict> {
    let conflicts = record.get(CONFLICTS).and_then(Json::as_array).into_iter().flatten();
    let conflict = |one: &Json| {
        let path = one.get("field")?.as_str()?.replace('.', "/");
        let values = one.get("values").and_then(Json::as_array).into_iter().flatten();
        let stated = |one: &Json| {
            let by = one.get("by").and_then(Json::as_str).map(str::to_owned);
            Some(Stated { value: of_json(one.get("value")?)?, by })
        };
        Some(Conflict { path, values: values.filter_map(stated).collect() })
    };
    conflicts.filter_map(conflict).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_read_can_be_written_again() {
        let record = json!({
            "types": ["verbal_abuse", "physical_contact"],
            "callsign": "YA214",
            "anyone_hurt": true,
            "acts": [{ "id": "k1", "act": "kick" }, { "id": "k2", "act": "kick" }],
            "conflicts": [{ "field": "callsign", "values": [
                { "value": "YA214", "by": "aa" }, { "value": "YA215" }] }],
        });
        let fields = fields(&record);
        let paths: Vec<_> = fields.iter().map(|one| one.path.as_str()).collect();
        let expected = [
            "types/verbal_abuse",
            "types/physical_contact",
            "callsign",
            "anyone_hurt",
            "acts/k1/act",
            "acts/k2/act",
        ];
        assert_eq!(paths, expected);
        let edits =
            fields.into_iter().map(|one| Edit { path: one.path, value: Some(one.value) }).collect();
        assert_eq!(patch(RecordKind::Incident, edits).unwrap().iter().count(), expected.len());
        let conflicts = conflicts(&record);
        assert_eq!(conflicts.len(), 1);
        let stated: Vec<_> = conflicts.iter().flat_map(|one| &one.values).collect();
        assert_eq!(stated.last().unwrap().by, None);
    }

    #[test]
    fn items_without_a_name_are_told_apart() {
        let record = json!({ "crew": [{ "role": "Paramedic" }, { "role": "Technician" }] });
        let paths: Vec<_> = fields(&record).into_iter().map(|one| one.path).collect();
        assert_eq!(paths, ["crew/_0/role", "crew/_1/role"]);
    }
}
