//! What the hub and the reporter said to each other, in the order of time.

use serde_json::Value;
use tabard_core::model::conversation;
use tabard_core::words::Words;

use crate::cli::words as said;

/// One message or reply.
pub(super) struct Said {
    pub(super) at: String,
    pub(super) by: String,
    pub(super) text: String,
    pub(super) ours: bool,
    /// Whether it is a question that nobody answered.
    pub(super) open: bool,
}

/// Messages and replies.
pub(super) fn talk(words: &Words, report: &Value, answer: &Value) -> Vec<Said> {
    let open = conversation::open_questions(report, answer);
    let text = |one: &Value, name: &str| {
        one.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let one = |item: &Value, ours: bool| {
        let (at, from) = (text(item, "at"), text(item, "from"));
        let by = match (ours, from.is_empty()) {
            (true, false) => from,
            (true, true) => words.text("shown.the_hub").to_owned(),
            (false, _) => words.text("shown.the_reporter").to_owned(),
        };
        let open = ours && open.contains(&&*text(item, "id"));
        (at.clone(), Said { at: said::time(words, &at), by, text: text(item, "text"), ours, open })
    };
    let ours = items(answer, "messages").map(|item| one(item, true));
    let theirs = items(report, "replies").map(|item| one(item, false));
    let mut all: Vec<_> = ours.chain(theirs).collect();
    all.sort_by(|(one, _), (other, _)| one.cmp(other));
    all.into_iter().map(|(_, said)| said).collect()
}

fn items<'a>(record: &'a Value, list: &str) -> impl Iterator<Item = &'a Value> {
    record.get(list).and_then(Value::as_array).into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_reply_stands_after_its_question() {
        let answer = json!({ "messages": [
            { "id": "m1", "text": "Which door?", "at": "2026-11-24T02:00:00Z", "question": true },
            { "id": "m2", "text": "And when?", "at": "2026-11-24T05:00:00Z", "question": true },
        ] });
        let report = json!({ "replies": [
            { "id": "r1", "text": "The red one.", "at": "2026-11-24T03:00:00Z", "message": "m1" },
        ] });
        let talk = talk(Words::english(), &report, &answer);
        let order: Vec<_> = talk.iter().map(|one| (&*one.text, one.ours, one.open)).collect();
        let expected = [
            ("Which door?", true, false),
            ("The red one.", false, false),
            ("And when?", true, true),
        ];
        assert_eq!(order, expected);
    }
}
