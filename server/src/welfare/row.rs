//! A request as it reads: what is asked for, how and when, how long ago, and what is due.

use serde_json::Value;
use tabard_core::client::RecordView;
use tabard_core::ids::{Millis, RecordId};
use tabard_core::model::RecordKind;
use tabard_core::model::due::{Clocks, of_support};
use tabard_core::words::Words;

use super::pressing::Stands;
use crate::said::fields::in_words;
use crate::said::{due as reminder, words as said};

/// What who asked may say, in the order in which it is read.
const ASKED: [&str; 8] = [
    "support",
    "note",
    "contact_when",
    "contact_how",
    "contact",
    "name",
    "from_whom",
    "occurred_at",
];

/// A line of the list.
pub(super) struct Row {
    pub(super) id: RecordId,
    /// What is asked for.
    pub(super) title: String,
    /// Who asks, where that is said.
    pub(super) name: String,
    /// When and how contact is wished for.
    pub(super) wish: String,
    /// How long ago it came.
    pub(super) age: String,
    pub(super) stands: String,
    pub(super) waits: bool,
    pub(super) at_once: bool,
    pub(super) status: String,
    pub(super) tone: &'static str,
    pub(super) due: Option<Due>,
    /// That something waits to be sent; empty where nothing does.
    pub(super) unsent: String,
}

/// What is due, in words.
pub(super) struct Due {
    pub(super) what: String,
    pub(super) when: String,
    pub(super) late: bool,
}

impl Row {
    pub(super) fn of(words: &Words, request: &RecordView, stands: Stands, now: Millis) -> Self {
        let view = &request.view;
        let text = |field: &str| view.get(field).and_then(Value::as_str).unwrap_or_default();
        let wish = ["contact_when", "contact_how"].map(|field| says(words, view, field));
        let status = text("status");
        let title = says(words, view, "support");
        let any = words.text("console.welfare.asks_nothing_named");
        Self {
            id: request.id,
            title: title.unwrap_or_else(|| any.to_owned()),
            name: text("name").to_owned(),
            wish: wish.into_iter().flatten().collect::<Vec<_>>().join(", "),
            age: ago(words, now.0 - asked_at(request).0),
            stands: words.text(&format!("console.welfare.stands.{}", stands.key())).to_owned(),
            waits: stands.waits(),
            at_once: stands == Stands::AtOnce,
            status: match status {
                "" => words.text("console.welfare.not_opened").to_owned(),
                status => words.label("wellbeing_status", status).to_owned(),
            },
            tone: tone(status),
            due: due(words, request, now).into_iter().next(),
            unsent: unsent(words, request),
        }
    }
}

/// When support was asked for, by the phone's clock: this machine may have been off since. A clock
/// that is ahead counts no further than when the request came.
pub(super) fn asked_at(request: &RecordView) -> Millis {
    let said = request.view.get("asked_at").and_then(Value::as_str);
    let said = said.and_then(|at| at.parse::<jiff::Timestamp>().ok());
    said.map_or(request.started_at, |at| Millis(at.as_millisecond().min(request.started_at.0)))
}

/// All that is due of a request and not done.
pub(super) fn due(words: &Words, request: &RecordView, now: Millis) -> Vec<Due> {
    let now = said::timestamp(now);
    let due = of_support(&request.view, now, &Clocks::default()).into_iter();
    let open = due.filter(|one| !one.done).map(|one| Due {
        what: reminder::what(words, &one),
        when: reminder::when(words, &one.when),
        late: one.is_overdue(now),
    });
    open.collect()
}

/// What was asked for, each with what it is called.
pub(super) fn asked(words: &Words, view: &Value) -> Vec<(String, String)> {
    let line = |field: &&str| {
        let label = words.text(&format!("console.welfare.field.{field}")).to_owned();
        Some((label, says(words, view, field)?))
    };
    ASKED.iter().filter_map(line).collect()
}

fn says(words: &Words, view: &Value, field: &str) -> Option<String> {
    let text = in_words(words, RecordKind::Wellbeing.field(field), view.get(field)?);
    (!text.is_empty()).then_some(text)
}

fn unsent(words: &Words, request: &RecordView) -> String {
    match request.unsent {
        0 => String::new(),
        changes => words.counted("states.unsent", changes),
    }
}

/// How a status is coloured; its words say the same.
fn tone(status: &str) -> &'static str {
    match status {
        "" | "opened_by_wellbeing" => "orange",
        "contact_tried" => "yellow",
        "in_contact" => "blue",
        "support_arranged" => "green",
        _ => "grey",
    }
}

fn ago(words: &Words, millis: i64) -> String {
    let minutes = u64::try_from(millis / 60_000).unwrap_or_default();
    let (unit, count) = match minutes {
        0..120 => ("minutes", minutes),
        120..2880 => ("hours", minutes / 60),
        _ => ("days", minutes / 1440),
    };
    let time = words.counted(&format!("console.time.{unit}"), count);
    words.fill("console.inbox.ago", &[("time", &time)])
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tabard_core::client::ReportState;
    use tabard_core::entry::Kind;

    use super::*;

    #[test]
    fn a_request_is_as_old_as_its_asking_and_never_younger_than_its_coming() {
        let asked = |at: &str| {
            asked_at(&RecordView {
                id: RecordId::new([7; 16]),
                kind: Kind::Wellbeing,
                about: None,
                state: ReportState::HeldByRegion,
                unsent: 0,
                own: false,
                by: None,
                started_at: Millis(1_767_225_600_000),
                changed_at: Millis(1_767_225_600_000),
                view: json!({ "asked_at": at }),
                draft: Default::default(),
                answer: Value::Null,
            })
        };
        assert_eq!(asked("2025-12-31T22:00:00Z"), Millis(1_767_218_400_000));
        for at in ["2027-01-01T00:00:00Z", "soon"] {
            assert_eq!(asked(at), Millis(1_767_225_600_000), "{at}");
        }
    }
}
