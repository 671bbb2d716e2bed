//! What a report still lacks of what the hub needs first.

use serde_json::Value;

/// The facts of the event that are asked at its point, each by the field that says it. A proposal
/// of this project, from the critical set of the TUC and the minimum data set for sharing
/// information to tackle violence (S56, S68).
const ASKED_FIRST: [&str; 8] = [
    "types",
    "occurred_at",
    "location_type",
    "people",
    "anyone_hurt",
    "weapon_involved",
    "police_contacted",
    "camera_running",
];

/// The fields that are still to be filled in, in the order in which they are asked. A report can be
/// saved and sent without any of them.
#[must_use]
pub fn unfinished(report: &Value) -> Vec<&'static str> {
    let lacks = |field: &&str| report.get(*field).is_none_or(Value::is_null);
    ASKED_FIRST.into_iter().filter(lacks).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::RecordKind;

    #[test]
    fn lists_what_is_not_said() {
        assert_eq!(unfinished(&json!({})), ASKED_FIRST);
        let mut report = json!({ "anyone_hurt": false });
        assert_eq!(unfinished(&report).len(), ASKED_FIRST.len() - 1);
        for field in ASKED_FIRST {
            report[field] = json!("x");
        }
        assert_eq!(unfinished(&report), Vec::<&str>::new());
    }

    #[test]
    fn asks_for_fields_of_the_dictionary() {
        assert!(ASKED_FIRST.iter().all(|field| RecordKind::Incident.field(field).is_some()));
    }
}
