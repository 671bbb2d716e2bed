//! A report in a line that names nobody: what kind of thing happened in what kind of place, and what
//! marks it.

use serde_json::Value;
use tabard_core::client::Summary;
use tabard_core::model::codes::{CodeList, INCIDENT_TYPE, LOCATION_TYPE};
use tabard_core::words::Words;

/// Such as `Verbal abuse and 1 more, Patient's home`.
pub(super) fn title(words: &Words, report: &Value) -> String {
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

/// What a newer version added is left out: only words that this one knows are sure to name nobody.
fn label<'a>(words: &'a Words, list: &CodeList, code: &str) -> &'a str {
    let newer = || words.text("titles.newer_kind");
    list.get(code).map_or_else(newer, |code| words.label(list.name, code.code))
}

/// Whether the reporter took a report back.
pub(super) fn is_withdrawn(report: &Value) -> bool {
    report.get("withdrawn") == Some(&Value::Bool(true))
}

/// What a person is to see of a report at once: that it has news, was taken back, or holds
/// something that was typed and not saved.
pub(super) fn marks(words: &Words, report: &Summary) -> String {
    let marks = [
        (report.unread, "shown.new"),
        (is_withdrawn(&report.report), "shown.taken_back"),
        (report.draft, "shown.typed"),
    ];
    let said = marks.into_iter().filter(|(so, _)| *so).map(|(_, mark)| words.text(mark));
    said.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tabard_core::client::ReportState;
    use tabard_core::ids::{Millis, RecordId};

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

    #[test]
    fn a_line_says_what_was_taken_back_and_what_is_not_saved() {
        let mut report = Summary {
            id: RecordId::new([7; 16]),
            state: ReportState::HeldByRegion,
            unsent: 0,
            draft: true,
            unread: true,
            own: true,
            by: None,
            started_at: Millis(0),
            changed_at: Millis(0),
            report: json!({ "withdrawn": true }),
        };
        let words = Words::english();
        assert_eq!(marks(words, &report), "new, taken back, typed and not saved");
        (report.draft, report.unread, report.report) = (false, false, json!({}));
        assert_eq!(marks(words, &report), "");
    }
}
