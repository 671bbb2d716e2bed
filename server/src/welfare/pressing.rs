//! Which request waits for whom: what nobody answered stands before what is in hand. The order is a
//! proposal of this project.

use serde_json::Value;
use tabard_core::client::{Change, Client, ClientError, RecordView, Version};
use tabard_core::region::Role;

/// Where a request stands, what presses most first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stands {
    /// Nobody answered, and contact is wished for now.
    AtOnce,
    /// Nobody answered.
    Unanswered,
    /// Who asked was the last to write.
    WroteAgain,
    /// Welfare was the last to write.
    InHand,
    /// Welfare closed it, and nothing was written since.
    Closed,
}

impl Stands {
    /// The key of its words.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::AtOnce => "at_once",
            Self::Unanswered => "unanswered",
            Self::WroteAgain => "wrote_again",
            Self::InHand => "in_hand",
            Self::Closed => "closed",
        }
    }

    /// Whether it waits for welfare.
    pub(super) const fn waits(self) -> bool {
        matches!(self, Self::AtOnce | Self::Unanswered | Self::WroteAgain)
    }
}

/// Where a request stands.
pub(super) fn of(client: &Client, request: &RecordView) -> Result<Stands, ClientError> {
    let view = &request.view;
    let status = view.get("status").and_then(Value::as_str);
    if !is_answered(view) {
        let now = view.get("contact_when").and_then(Value::as_str) == Some("now");
        return Ok(if now { Stands::AtOnce } else { Stands::Unanswered });
    }
    if client.history(request.id)?.iter().rev().find_map(|one| is_theirs(client, one)) == Some(true)
    {
        return Ok(Stands::WroteAgain);
    }
    Ok(if status == Some("closed") { Stands::Closed } else { Stands::InHand })
}

/// Whether welfare did more than open it.
fn is_answered(view: &Value) -> bool {
    let said = |list: &str| view.get(list).and_then(Value::as_array).into_iter().flatten();
    let status = view.get("status").and_then(Value::as_str);
    status.is_some_and(|status| status != "opened_by_wellbeing")
        || said("messages").any(|message| message.get("from").is_some())
        || said("offers").next().is_some()
}

/// Whether somebody wrote a version who gives no support; none of a version that says nothing.
fn is_theirs(client: &Client, version: &Version) -> Option<bool> {
    if version.changes.iter().all(opened) {
        return None;
    }
    let by = version.by.and_then(|by| client.directory().device(by));
    Some(!by.is_some_and(|by| by.certificate.roles.allow(Role::Wellbeing)))
}

/// That a colleague opened it answers nothing.
fn opened(change: &Change) -> bool {
    change.field.to_string() == "status"
        && change.after.as_ref().is_some_and(|after| *after == "opened_by_wellbeing".into())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn to_open_a_request_is_not_to_answer_it() {
        assert!(!is_answered(&json!({})));
        assert!(!is_answered(&json!({ "status": "opened_by_wellbeing",
            "messages": [{ "text": "Still there?" }] })));
        assert!(is_answered(&json!({ "status": "contact_tried" })));
        assert!(is_answered(&json!({ "messages": [{ "text": "Tuesday.", "from": "TRiM" }] })));
        assert!(is_answered(&json!({ "offers": [{ "support": "trim_72h" }] })));
    }

    #[test]
    fn what_presses_stands_first() {
        let all = [
            Stands::AtOnce,
            Stands::Unanswered,
            Stands::WroteAgain,
            Stands::InHand,
            Stands::Closed,
        ];
        assert!(all.is_sorted());
        assert!(all.iter().map(|one| one.waits()).eq([true, true, true, false, false]));
    }
}
