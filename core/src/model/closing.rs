//! What an answer must hold before a report is closed: whoever reported hears what came of it.

use serde_json::Value;

/// What is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// An outcome, and words for the reporter who wants to hear it.
    Answer,
    /// The reason why nothing further is done.
    Reason,
}

/// Whether an answer (a view of a follow-up) may stand as it is beside its report (a view of an
/// incident or an account). "No further action" takes a reason; closing takes an outcome, and a
/// message or that reason unless the reporter opted out of hearing it.
///
/// That a closed report has an answer is a proposal of this project, since not hearing back is what
/// keeps people from reporting (HSE, S55).
///
/// # Errors
/// What is [`Missing`].
pub fn check(report: &Value, answer: &Value) -> Result<(), Missing> {
    let text = |field: &str| answer.get(field).and_then(Value::as_str).unwrap_or_default();
    let reason = !text("no_action_reason").trim().is_empty();
    if text("outcome") == "no_action" && !reason {
        return Err(Missing::Reason);
    }
    if text("status") != "closed" {
        return Ok(());
    }
    let told = reason
        || answer
            .get("messages")
            .and_then(Value::as_array)
            .is_some_and(|messages| has_words(messages));
    let wants_to_hear = report.get("feedback_wanted").and_then(Value::as_bool).unwrap_or(true);
    match (text("outcome").is_empty(), told || !wants_to_hear) {
        (false, true) => Ok(()),
        _ => Err(Missing::Answer),
    }
}

fn has_words(messages: &[Value]) -> bool {
    messages.iter().any(|message| {
        let text = message.get("text").and_then(Value::as_str).unwrap_or_default();
        !text.trim().is_empty()
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_report_is_closed_with_an_answer_or_not_at_all() {
        let told = json!([{ "id": "m1", "text": "Thank you." }]);
        for (report, answer, expected) in [
            (json!({}), json!({ "status": "being_looked_at" }), Ok(())),
            (json!({}), json!({ "status": "closed" }), Err(Missing::Answer)),
            (json!({}), json!({ "status": "closed", "messages": told }), Err(Missing::Answer)),
            (
                json!({}),
                json!({ "status": "closed", "outcome": "passed_on" }),
                Err(Missing::Answer),
            ),
            (
                json!({}),
                json!({ "status": "closed", "outcome": "passed_on", "messages": told }),
                Ok(()),
            ),
            (
                json!({}),
                json!({ "status": "closed", "outcome": "passed_on", "messages": [{ "text": " " }] }),
                Err(Missing::Answer),
            ),
            (
                json!({ "feedback_wanted": false }),
                json!({ "status": "closed", "outcome": "passed_on" }),
                Ok(()),
            ),
        ] {
            assert_eq!(check(&report, &answer), expected, "{report} {answer}");
        }
    }

    #[test]
    fn no_further_action_takes_a_reason_that_the_reporter_reads() {
        let mut answer = json!({ "outcome": "no_action", "no_action_reason": " " });
        assert_eq!(check(&json!({ "feedback_wanted": false }), &answer), Err(Missing::Reason));
        if let Some(answer) = answer.as_object_mut() {
            answer.insert("no_action_reason".to_owned(), json!("Nobody could be found."));
            answer.insert("status".to_owned(), json!("closed"));
        }
        assert_eq!(check(&json!({}), &answer), Ok(()));
    }
}
