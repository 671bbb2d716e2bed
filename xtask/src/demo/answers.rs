//! What `tabard --json` answers, as far as the demo reads it.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Map, Value};

/// `serve`, once it can be called.
#[derive(Deserialize)]
pub(super) struct Ready {
    pub(super) listening: String,
}

/// `enrol-code`.
#[derive(Deserialize)]
pub(super) struct EnrolCode {
    pub(super) code: String,
}

/// `device enrol`.
#[derive(Deserialize)]
pub(super) struct Enrolled {
    pub(super) device: String,
    pub(super) region: String,
}

/// `device report` (one a line), `device edit`, `device invite`, and each row of `device list`.
#[derive(Deserialize)]
pub(super) struct Filed {
    pub(super) id: String,
    pub(super) state: String,
}

/// `device sync`.
#[derive(Deserialize)]
pub(super) struct Synced {
    pub(super) held: u64,
    pub(super) waiting: u64,
    pub(super) requests: u64,
    pub(super) bytes_up: u64,
    pub(super) bytes_down: u64,
    pub(super) ms: f64,
    pub(super) problem: Option<Problem>,
}

/// Why something still waits.
#[derive(Deserialize)]
pub(super) struct Problem {
    pub(super) code: String,
    pub(super) what_to_do: String,
}

/// Each row of `hub list`.
#[derive(Deserialize)]
pub(super) struct Case {
    pub(super) id: String,
}

/// `device show` and `hub show`.
#[derive(Deserialize)]
pub(super) struct Shown {
    pub(super) report: Report,
    pub(super) answer: Option<Value>,
}

/// A report as it reads, with the fields that read in more than one way.
#[derive(Deserialize)]
pub(super) struct Report {
    #[serde(default)]
    conflicts: Vec<Conflict>,
    #[serde(flatten)]
    fields: Map<String, Value>,
}

#[derive(Deserialize)]
struct Conflict {
    field: String,
    values: Vec<Stated>,
}

#[derive(Deserialize)]
struct Stated {
    value: Value,
}

impl Report {
    /// Every value of a field of text: the one that shows and those beside it.
    pub(super) fn values(&self, field: &str) -> BTreeSet<&str> {
        let shows = self.fields.get(field).into_iter();
        let beside = self.conflicts.iter().filter(|conflict| conflict.field == field);
        let beside = beside.flat_map(|conflict| &conflict.values).map(|stated| &stated.value);
        shows.chain(beside).filter_map(Value::as_str).collect()
    }
}

impl Shown {
    /// Whether the hub has answered with this status and this note.
    pub(super) fn is_answered(&self, status: &str, note: &str) -> bool {
        self.answer.as_ref().is_some_and(|answer| says(answer, status) && says(answer, note))
    }
}

fn says(value: &Value, text: &str) -> bool {
    match value {
        Value::String(string) => string == text,
        Value::Array(values) => values.iter().any(|value| says(value, text)),
        Value::Object(fields) => fields.values().any(|value| says(value, text)),
        _ => false,
    }
}

/// What stands at a place of an answer; null where nothing does.
pub(super) fn at<'a>(answer: &'a Value, place: &str) -> &'a Value {
    answer.pointer(place).unwrap_or(&Value::Null)
}

/// The list at a dotted place of an answer; empty where there is none.
pub(super) fn list<'a>(answer: &'a Value, place: &str) -> &'a [Value] {
    let at = place.split('.').try_fold(answer, |at, name| at.get(name));
    at.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::Shown;

    const SHOWN: &str = r#"{
        "id": "00", "state": "being_looked_at",
        "report": {
            "callsign": "YA215", "needs_support": true,
            "conflicts": [{"field": "callsign", "values": [
                {"value": "YA215", "by": "aa"}, {"value": "YA251", "by": "bb"}
            ]}]
        },
        "answer": {"status": "being_looked_at", "messages": [{"text": "Thank you."}]}
    }"#;

    #[test]
    fn every_side_of_a_contested_field_is_read() {
        let shown: Shown = serde_json::from_str(SHOWN).unwrap();
        assert_eq!(
            shown.report.values("callsign").into_iter().collect::<Vec<_>>(),
            ["YA215", "YA251"]
        );
        assert!(shown.report.values("vehicle").is_empty());
    }

    #[test]
    fn an_answer_is_its_status_and_its_words() {
        let shown: Shown = serde_json::from_str(SHOWN).unwrap();
        assert!(shown.is_answered("being_looked_at", "Thank you."));
        assert!(!shown.is_answered("being_looked_at", "Thank"));
        assert!(!shown.is_answered("closed", "Thank you."));
    }
}
