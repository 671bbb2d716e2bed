//! What of a report identifies nobody by itself: codes, and what is yes or no.

use jiff::civil::Date;
use serde_json::{Map, Value};
use tabard_core::model::RecordKind;
use tabard_core::model::dictionary::{Field, Kind};

/// The upper ends of the bands of ages; above the last there is one more. A proposal of this
/// project.
const BANDS: [(i16, &str); 7] = [
    (17, "0-17"),
    (24, "18-24"),
    (34, "25-34"),
    (44, "35-44"),
    (54, "45-54"),
    (64, "55-64"),
    (74, "65-74"),
];
const OLDEST: &str = "75-";

/// How far somebody was harmed is said of a person, and is what such files are read for.
const HARM: [&str; 2] = ["physical_harm_", "psych_harm_"];

/// A month, as `2026-05`.
pub(super) fn month(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

/// The band of the age of each person who is told of, where a date of birth is said.
pub(super) fn ages(report: &Value, day: Date) -> Vec<Option<&'static str>> {
    let people = report.get("people").and_then(Value::as_array).into_iter().flatten();
    people.map(|person| age(person.get("date_of_birth")?.as_str()?, day)).collect()
}

fn age(born: &str, day: Date) -> Option<&'static str> {
    let born: Date = born.parse().ok()?;
    let before = (day.month(), day.day()) < (born.month(), born.day());
    let years = day.year() - born.year() - i16::from(before);
    let band = || BANDS.iter().find(|(end, _)| years <= *end).map_or(OLDEST, |(_, band)| band);
    (0..130).contains(&years).then(band)
}

/// A report without anything that was written, named, numbered or timed.
pub(super) fn plain(report: &Value) -> Value {
    let fields = report.as_object().map(|report| kept(report, RecordKind::Incident.fields()));
    Value::Object(fields.unwrap_or_default())
}

fn kept(record: &Map<String, Value>, fields: &[Field]) -> Map<String, Value> {
    let mut kept_here = Map::new();
    for field in fields {
        let Some(value) = record.get(field.name) else { continue };
        let value = match field.kind {
            Kind::Code(list) if stays(field) => {
                value.as_str().and_then(|code| list.get(code)).map(|_| value.clone())
            }
            Kind::Codes(list) if stays(field) => {
                let codes = value.as_array().into_iter().flatten();
                let known = |code: &&Value| code.as_str().is_some_and(|c| list.get(c).is_some());
                Some(codes.filter(known).cloned().collect())
            }
            Kind::Flag if stays(field) => value.as_bool().map(Value::Bool),
            Kind::Items(fields) => Some(items(value, fields)),
            _ => None,
        };
        if let Some(value) =
            value.filter(|value| value.as_array().is_none_or(|all| !all.is_empty()))
        {
            kept_here.insert(field.name.to_owned(), value);
        }
    }
    kept_here
}

fn items(value: &Value, fields: &[Field]) -> Value {
    let items = value.as_array().into_iter().flatten().filter_map(Value::as_object);
    let items = items.map(|item| kept(item, fields)).filter(|item| !item.is_empty());
    items.map(Value::Object).collect()
}

fn stays(field: &Field) -> bool {
    // Who asked not to be named is told by nothing that says so.
    let asked = matches!(field.name, "naming" | "anonymity_reason");
    let harm = HARM.iter().any(|prefix| field.name.starts_with(prefix));
    !asked && (!field.about_person || harm)
}
