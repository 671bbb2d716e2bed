//! JSON as people send it: with fields that stand twice, several in a list, each on a line.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::fault::{Fault, Problem};
use crate::model::dictionary::RecordKind;
use crate::words::Words;

/// What a value is, or has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Another type than the one at hand.
    AnotherType,
    /// A code of a list.
    Code,
    /// True or false.
    Flag,
    /// An array.
    List,
    /// Null.
    Null,
    /// A number.
    Number,
    /// An object.
    Object,
    /// A string.
    Text,
    /// A number without a fraction.
    WholeNumber,
    /// Yes or no, in an assignment.
    YesOrNo,
}

impl Shape {
    /// What it is called, in the language of `words`.
    #[must_use]
    pub fn said(self, words: &Words) -> &str {
        words.text(match self {
            Self::AnotherType => "shapes.another_type",
            Self::Code => "shapes.code",
            Self::Flag => "shapes.flag",
            Self::List => "shapes.list",
            Self::Null => "shapes.null",
            Self::Number => "shapes.number",
            Self::Object => "shapes.object",
            Self::Text => "shapes.text",
            Self::WholeNumber => "shapes.whole_number",
            Self::YesOrNo => "shapes.yes_or_no",
        })
    }

    pub(super) const fn of(json: &Value) -> Self {
        match json {
            Value::Array(_) => Self::List,
            Value::Bool(_) => Self::Flag,
            Value::Null => Self::Null,
            Value::Number(_) => Self::Number,
            Value::Object(_) => Self::Object,
            Value::String(_) => Self::Text,
        }
    }
}

/// Parses one JSON document, and refuses a field that stands twice.
pub(super) fn parse(text: &str) -> Result<Value, Fault> {
    let document: Document = serde_json::from_str(text).map_err(|error| malformed(&error))?;
    match document.repeated {
        Some(field) => Err(Fault::at(&field, Problem::RepeatedField)),
        None => Ok(document.value),
    }
}

fn malformed(error: &serde_json::Error) -> Fault {
    let text = error.to_string();
    let reason = text.split(" at line ").next().unwrap_or_default();
    Fault::of(Problem::Malformed {
        line: error.line(),
        column: error.column(),
        reason: reason.to_owned(),
    })
}

/// A value, with the first key below it that stands twice in its object.
struct Document {
    value: Value,
    repeated: Option<String>,
}

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DocumentVisitor)
    }
}

struct DocumentVisitor;

impl<'de> Visitor<'de> for DocumentVisitor {
    type Value = Document;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Document, E> {
        Ok(plain(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Document, E> {
        Ok(plain(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Document, E> {
        Ok(plain(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Document, E> {
        Ok(plain(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Document, E> {
        Ok(plain(value))
    }

    fn visit_string<E>(self, value: String) -> Result<Document, E> {
        Ok(plain(value))
    }

    fn visit_unit<E>(self) -> Result<Document, E> {
        Ok(plain(Value::Null))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Document, A::Error> {
        let mut members = Vec::new();
        let mut repeated = None;
        while let Some(member) = access.next_element::<Document>()? {
            members.push(member.value);
            let place = members.len();
            repeated = repeated.or(member.repeated.map(|below| format!("{place}.{below}")));
        }
        let value = Value::Array(members);
        Ok(Document { value, repeated })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Document, A::Error> {
        let mut object = Map::new();
        let mut repeated = None;
        let mut place = 0;
        while let Some((key, member)) = access.next_entry::<String, Document>()? {
            place += 1;
            let name = spoken_name(&key, place);
            repeated = repeated.or(member.repeated.map(|below| format!("{name}.{below}")));
            if object.insert(key, member.value).is_some() {
                repeated = repeated.or(Some(name));
            }
        }
        let value = Value::Object(object);
        Ok(Document { value, repeated })
    }
}

fn plain(value: impl Into<Value>) -> Document {
    Document { value: value.into(), repeated: None }
}

/// The key when the dictionary knows it, else only where it stands.
fn spoken_name(key: &str, place: usize) -> String {
    let known = RecordKind::ALL
        .iter()
        .flat_map(|kind| kind.fields())
        .any(|field| field.name == key || field.item_field(key).is_some());
    if known || key == "id" { key.to_owned() } else { format!("field {place}") }
}

/// The members of a JSON array that is known to be well-formed, each with the line it begins on.
pub(super) fn members(array: &str) -> Vec<(usize, &str)> {
    let mut members = Vec::new();
    let (mut line, mut depth, mut quoted, mut escaped) = (1, 0_usize, false, false);
    let mut begin: Option<(usize, usize)> = None;
    for (at, byte) in array.bytes().enumerate() {
        let outer = depth;
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let ends = !quoted && outer == 1 && (depth == 0 || byte == b',');
        let blank = byte.is_ascii_whitespace();
        if ends {
            let member = begin.take().and_then(|(line, from)| Some((line, array.get(from..at)?)));
            members.extend(member.map(|(line, text)| (line, text.trim_end())));
        } else if begin.is_none() && outer >= 1 && !blank {
            begin = Some((line, at));
        }
        line += usize::from(byte == b'\n');
    }
    members
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_stands_twice_is_named_with_its_place() {
        let fault = parse(r#"{"acts": [{"act": "kick"}, {"act": "bite", "act": "bite"}]}"#);
        assert_eq!(fault.unwrap_err().field, "acts.2.act");
    }

    #[test]
    fn an_unknown_field_that_stands_twice_is_not_repeated_in_the_fault() {
        let fault = parse(r#"{"secret": 1, "secret": 2}"#).unwrap_err();
        assert_eq!(fault.to_string(), "field 2: this field stands twice; leave one out");
    }

    #[test]
    fn otherwise_it_is_plain_json() {
        let text = r#"{"a":[1,-2,0.5,true,null,"x\n"],"b":{"c":{}}}"#;
        assert_eq!(parse(text).unwrap().to_string(), text);
    }

    #[test]
    fn members_know_their_lines() {
        let array = "[ {\"a\": \"],}\\\"\"},\n\n [1, 2] ,\n3\n]";
        let expected = [(1, "{\"a\": \"],}\\\"\"}"), (3, "[1, 2]"), (4, "3")];
        assert_eq!(members(array), expected);
        assert_eq!(members(" [\n ] "), []);
    }
}
