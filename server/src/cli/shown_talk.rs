//! What people said to each other in a report or a request for support, and who is there.

use serde_json::Value;
use tabard_core::client::RecordView;
use tabard_core::model::RecordKind;
use tabard_core::words::Words;

use super::names::Names;
use super::table::aligned;
use super::{readable, words};
use crate::said::talk::talk;

/// Messages and replies in one order of time, each with who said it. A message has its id, by
/// which it is replied to.
pub(super) fn said(words: &Words, report: &Value, answer: &Value) -> String {
    let lines = talk(words, report, answer).into_iter().map(|one| {
        let state = match one.open {
            Some(true) => words.text("shown.question_open"),
            Some(false) => words.text("shown.question_answered"),
            None => "",
        };
        let about = [&*one.at, one.by, one.message.unwrap_or_default(), state];
        let about: Vec<_> = about.into_iter().filter(|one| !one.is_empty()).collect();
        format!("  {}\n    {}", about.join(", "), one.text.replace('\n', "\n    "))
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What wellbeing and whoever asked for support said to each other.
pub(super) fn about_support(words: &Words, request: &Value) -> String {
    let lines = items(request, "messages").map(|one| {
        let at = text(one, "at").map(|at| words::time(words, at)).unwrap_or_default();
        let by = text(one, "from").unwrap_or_else(|| words.text("shown.the_requester"));
        let said = text(one, "text").unwrap_or_default().replace('\n', "\n    ");
        (text(one, "at"), format!("  {at}, {by}\n    {said}"))
    });
    let mut lines: Vec<_> = lines.collect();
    lines.sort_by_key(|(at, _)| *at);
    lines.into_iter().map(|(_, line)| line).collect::<Vec<_>>().join("\n")
}

/// A request for support: where it stands, what was asked, and what was said.
pub(super) fn support(words: &Words, request: &RecordView) -> String {
    let stands = request.state.said(words, request.kind, request.unsent);
    let (kind, names) = (RecordKind::Wellbeing, Names::default());
    let fields = readable::record_without(words, kind, &request.view, &["messages"], &names);
    let head = format!("{}  {stands}\n{fields}", request.id);
    match about_support(words, &request.view) {
        said if said.is_empty() => head,
        said => format!("{head}\n\n{}\n{said}", words.text("shown.said")),
    }
}

/// Who is in the crew, and who left.
pub(super) fn crew(words: &Words, report: &Value) -> String {
    let row = |one: &Value| {
        let left = one.get("left") == Some(&Value::Bool(true));
        let at = text(one, "left_at").map(|at| words::time(words, at)).unwrap_or_default();
        let id = text(one, "id").unwrap_or_default();
        let by_id = || words.fill("shown.device", &[("device", id)]);
        vec![
            format!("  {}", text(one, "name").map_or_else(by_id, str::to_owned)),
            text(one, "role").unwrap_or_default().to_owned(),
            if left { words.fill("shown.left", &[("when", &at)]) } else { String::new() },
        ]
    };
    aligned(&items(report, "crew").map(row).collect::<Vec<_>>())
}

fn items<'a>(record: &'a Value, list: &str) -> impl Iterator<Item = &'a Value> {
    record.get(list).and_then(Value::as_array).into_iter().flatten()
}

fn text<'a>(item: &'a Value, name: &str) -> Option<&'a str> {
    item.get(name)?.as_str()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_conversation_is_read_in_the_order_of_time() {
        let answer = json!({ "messages": [
            { "id": "m2", "text": "What colour?", "at": "2026-11-24T03:00:00Z", "question": true },
            { "id": "m1", "text": "Thank you.", "at": "2026-11-24T02:00:00Z", "from": "VPR lead" },
        ] });
        let report = json!({ "replies": [{ "id": "r1", "text": "Brown.\nOr black.",
            "at": "2026-11-24T04:00:00Z", "message": "m2" }] });
        let told = said(Words::english(), &report, &answer);
        assert_eq!(
            told,
            "  24 Nov 2026, 02:00, VPR lead, m1\n    Thank you.\n  \
             24 Nov 2026, 03:00, the hub, m2, a question, answered\n    What colour?\n  \
             24 Nov 2026, 04:00, the reporter\n    Brown.\n    Or black."
        );
        assert!(said(Words::english(), &json!({}), &answer).contains("not answered yet"));
        assert_eq!(said(Words::english(), &json!({}), &Value::Null), "");
    }

    #[test]
    fn what_wellbeing_says_is_told_from_what_it_is_asked() {
        let request = json!({ "messages": [
            { "text": "Tuesday.", "at": "2026-11-24T03:00:00Z" },
            { "text": "When?", "at": "2026-11-24T02:00:00Z", "from": "TRiM lead" },
        ] });
        assert_eq!(
            about_support(Words::english(), &request),
            "  24 Nov 2026, 02:00, TRiM lead\n    When?\n  \
             24 Nov 2026, 03:00, who asked\n    Tuesday."
        );
    }

    #[test]
    fn the_crew_is_people() {
        let report = json!({ "crew": [
            { "id": "aa", "name": "Sam", "role": "Paramedic", "left": true,
              "left_at": "2026-11-24T04:00:00Z" },
            { "id": "bb" },
        ] });
        let told = crew(Words::english(), &report);
        assert!(told.contains("Sam        Paramedic  left 24 Nov 2026, 04:00"), "{told}");
        assert!(told.contains("device bb") && !told.contains("aa"), "{told}");
    }
}
