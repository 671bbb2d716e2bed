//! A report in a line that names nobody: what kind of thing happened in what kind of place, and
//! whether it was taken back.

use serde_json::Value;

use super::codes::{CodeList, INCIDENT_TYPE, LOCATION_TYPE};
use crate::words::Words;

/// Such as `Verbal abuse and 1 more, Patient's home`.
#[must_use]
pub fn title(words: &Words, report: &Value) -> String {
    let types: Vec<&str> = report
        .get("types")
        .and_then(Value::as_array)
        .map_or_else(Vec::new, |types| types.iter().filter_map(Value::as_str).collect());
    let main = report.get("primary_type").and_then(Value::as_str);
    let main = main.or_else(|| types.first().copied());
    let others = types.iter().filter(|other| Some(**other) != main).count();
    let kind = main.map_or(words.text("titles.no_type"), |code| label(words, &INCIDENT_TYPE, code));
    let kind = match others {
        0 => kind.to_owned(),
        others => {
            let others = others.to_string();
            words.fill("titles.and_more", &[("kind", kind), ("count", &others)])
        }
    };
    match report.get("location_type").and_then(Value::as_str) {
        Some(place) => {
            let place = label(words, &LOCATION_TYPE, place);
            words.fill("titles.with_place", &[("kind", &kind), ("place", place)])
        }
        None => kind,
    }
}

/// Whether the reporter took a report back.
#[must_use]
pub fn is_withdrawn(report: &Value) -> bool {
    report.get("withdrawn") == Some(&Value::Bool(true))
}

/// What a newer version added is left out: only words that this one knows are sure to name nobody.
fn label<'a>(words: &'a Words, list: &CodeList, code: &str) -> &'a str {
    let newer = || words.text("titles.newer_kind");
    list.get(code).map_or_else(newer, |code| words.label(list.name, code.code))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn says_kind_and_place() {
        let report = json!({
            "types": ["verbal_abuse", "near_miss"],
            "primary_type": "near_miss",
            "location_type": "private_home_patient",
            "narrative": "zzq",
        });
        let title = title(Words::english(), &report);
        assert!(title.starts_with("Near miss and 1 more, "), "{title}");
        assert!(!title.contains("zzq"));
    }

    #[test]
    fn says_what_is_known() {
        let title = |report: Value| title(Words::english(), &report);
        assert_eq!(title(json!({})), "No type given");
        assert_eq!(title(json!({ "types": ["near_miss"] })), "Near miss");
        assert_eq!(title(json!({ "types": ["Mr Smith"] })), "of a newer kind");
    }
}
