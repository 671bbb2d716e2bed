//! What the hub asked, and what the reporter answered.

use serde_json::Value;

/// The ids of the hub's messages in an answer, in its order.
pub fn messages(answer: &Value) -> impl Iterator<Item = &str> {
    items(answer, "messages").filter_map(id)
}

/// The ids of the hub's questions that no reply answers, in the order of the answer.
#[must_use]
pub fn open_questions<'a>(report: &Value, answer: &'a Value) -> Vec<&'a str> {
    let replied: Vec<_> =
        items(report, "replies").filter_map(|reply| reply.get("message")?.as_str()).collect();
    items(answer, "messages")
        .filter(|message| message.get("question") == Some(&Value::Bool(true)))
        .filter_map(id)
        .filter(|id| !replied.contains(id))
        .collect()
}

fn items<'a>(record: &'a Value, list: &str) -> impl Iterator<Item = &'a Value> {
    record.get(list).and_then(Value::as_array).into_iter().flatten()
}

fn id(item: &Value) -> Option<&str> {
    item.get("id")?.as_str()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_question_is_open_until_a_reply_names_it() {
        let answer = json!({ "messages": [
            { "id": "m1", "text": "Thank you." },
            { "id": "m2", "text": "What colour?", "question": true },
            { "id": "m3", "text": "Which hand?", "question": true },
        ] });
        let report = json!({ "replies": [{ "id": "r1", "message": "m2" }, { "id": "r2" }] });
        assert_eq!(open_questions(&report, &answer), ["m3"]);
        assert_eq!(open_questions(&json!({}), &answer), ["m2", "m3"]);
        assert_eq!(messages(&answer).collect::<Vec<_>>(), ["m1", "m2", "m3"]);
        assert!(open_questions(&report, &Value::Null).is_empty());
    }
}
