//! What the hub and the reporter said to each other, in the order of time.

use serde_json::Value;
use tabard_core::model::conversation;
use tabard_core::words::Words;

use super::words;

/// One message of the hub, or one reply.
pub(crate) struct Said<'a> {
    /// When, in words; empty where that is not said.
    pub(crate) at: String,
    /// Who said it.
    pub(crate) by: &'a str,
    /// What was said.
    pub(crate) text: &'a str,
    /// The id of a message, by which it is replied to; none of a reply.
    pub(crate) message: Option<&'a str>,
    /// Of a question, whether nobody has answered it.
    pub(crate) open: Option<bool>,
}

impl Said<'_> {
    /// Whether the hub said it.
    pub(crate) const fn is_of_the_hub(&self) -> bool {
        self.message.is_some()
    }
}

/// Messages and replies.
pub(crate) fn talk<'a>(words: &'a Words, report: &'a Value, answer: &'a Value) -> Vec<Said<'a>> {
    let open = conversation::open_questions(report, answer);
    let messages = items(answer, "messages").map(|one| {
        let id = text(one, "id").unwrap_or_default();
        let asks = one.get("question") == Some(&Value::Bool(true));
        let by = text(one, "from").unwrap_or_else(|| words.text("shown.the_hub"));
        (one, by, Some(id), asks.then(|| open.contains(&id)))
    });
    let reporter = words.text("shown.the_reporter");
    let replies = items(report, "replies").map(|one| (one, reporter, None, None));
    let mut all: Vec<_> = messages.chain(replies).collect();
    all.sort_by_key(|(one, ..)| text(one, "at"));
    let said = all.into_iter().map(|(one, by, message, open)| Said {
        at: text(one, "at").map(|at| words::time(words, at)).unwrap_or_default(),
        by,
        text: text(one, "text").unwrap_or_default(),
        message,
        open,
    });
    said.collect()
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
    fn a_reply_stands_after_its_question() {
        let answer = json!({ "messages": [
            { "id": "m1", "text": "Which door?", "at": "2026-11-24T02:00:00Z", "question": true },
            { "id": "m2", "text": "And when?", "at": "2026-11-24T05:00:00Z", "question": true },
        ] });
        let report = json!({ "replies": [
            { "id": "r1", "text": "The red one.", "at": "2026-11-24T03:00:00Z", "message": "m1" },
        ] });
        let talk = talk(Words::english(), &report, &answer);
        let said =
            |one: &Said<'_>| (one.text.to_owned(), one.is_of_the_hub(), one.open == Some(true));
        let order: Vec<_> = talk.iter().map(said).collect();
        let expected = [
            ("Which door?", true, false),
            ("The red one.", false, false),
            ("And when?", true, true),
        ];
        assert_eq!(order, expected.map(|(text, ours, open)| (text.to_owned(), ours, open)));
    }
}
