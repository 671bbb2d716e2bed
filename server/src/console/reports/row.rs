//! A report as a line of the inbox.

use serde_json::Value;
use tabard_core::client::Summary;
use tabard_core::ids::{Millis, RecordId};
use tabard_core::model::due::Due;
use tabard_core::model::finding::{self, Sign, signs};
use tabard_core::model::view::CONFLICTS;
use tabard_core::model::{is_withdrawn, title};
use tabard_core::words::Words;

use crate::said::{due as reminder, words as said};

const HOUR: i64 = 3_600_000;

/// A line, in words.
pub(super) struct Row {
    pub(super) id: RecordId,
    pub(super) title: String,
    /// When it happened, or else came.
    pub(super) when: String,
    /// How long ago it came.
    pub(super) age: String,
    pub(super) callsign: String,
    pub(super) cad_number: String,
    pub(super) signs: Vec<String>,
    pub(super) status: String,
    pub(super) tone: &'static str,
    /// How long is left until a person should have answered.
    pub(super) clock: Option<Clock>,
    pub(super) unread: bool,
    pub(super) contested: bool,
    pub(super) withdrawn: bool,
    /// What the hub's own file makes due first, and whether it is late.
    pub(super) due: Option<Clock>,
}

/// The time to a first answer by a person.
pub(super) struct Clock {
    pub(super) text: String,
    pub(super) late: bool,
}

impl Row {
    pub(super) fn of(words: &Words, one: &Summary, now: Millis, answer_hours: u32) -> Self {
        let report = &one.report;
        let text = |field: &str| report.get(field).and_then(Value::as_str).unwrap_or_default();
        let status = one.state.word();
        let when = match text("occurred_at") {
            "" => said::moment(words, one.started_at),
            at => said::time(words, at),
        };
        Self {
            id: one.id,
            title: title(words, report),
            when,
            age: lasted(words, "console.inbox.ago", now.0 - one.started_at.0),
            callsign: text("callsign").to_owned(),
            cad_number: text("cad_number").to_owned(),
            signs: signs(report)
                .into_iter()
                .map(|sign| words.text(key_of(sign)).to_owned())
                .collect(),
            status: words.label("followup_status", status).to_owned(),
            tone: tone(status),
            clock: clock(words, one, now, answer_hours),
            unread: one.unread,
            contested: report.get(CONFLICTS).is_some(),
            withdrawn: is_withdrawn(report),
            due: None,
        }
    }

    /// With what the hub's own file makes due first.
    pub(super) fn with_due(mut self, words: &Words, due: &[Due], now: Millis) -> Self {
        self.due = due.iter().find(|one| !one.done).map(|one| {
            let (what, when) = (reminder::what(words, one), reminder::when(words, &one.when));
            Clock { text: format!("{what}, {when}"), late: one.is_overdue(said::timestamp(now)) }
        });
        self
    }
}

/// Whether no person has answered it.
pub(super) fn is_unanswered(one: &Summary) -> bool {
    finding::is_unanswered(&one.report, Some(one.state.word()))
}

/// The key of a sign's words.
const fn key_of(sign: Sign) -> &'static str {
    match sign {
        Sign::NeedsHelp => "console.sign.needs_help",
        Sign::GraveHarm => "console.sign.grave_harm",
        Sign::Weapon => "console.sign.weapon",
        Sign::Hurt => "console.sign.hurt",
        Sign::Support => "console.sign.support",
    }
}

fn clock(words: &Words, one: &Summary, now: Millis, answer_hours: u32) -> Option<Clock> {
    if !is_unanswered(one) {
        return None;
    }
    let left = one.started_at.0 + i64::from(answer_hours) * HOUR - now.0;
    let late = left < 0;
    let key = if late { "console.inbox.late" } else { "console.inbox.left" };
    Some(Clock { text: lasted(words, key, left.abs()), late })
}

/// So many minutes, hours or days, in a sentence.
fn lasted(words: &Words, sentence: &str, millis: i64) -> String {
    let minutes = u64::try_from(millis / 60_000).unwrap_or_default();
    let (unit, count) = match minutes {
        0..120 => ("minutes", minutes),
        120..2880 => ("hours", minutes / 60),
        _ => ("days", minutes / 1440),
    };
    let time = words.counted(&format!("console.time.{unit}"), count);
    words.fill(sentence, &[("time", &time)])
}

/// How a status is coloured; its words say the same.
pub(super) fn tone(status: &str) -> &'static str {
    match status {
        "opened_by_hub" | "held_by_region" | "re_opened" => "orange",
        "being_looked_at" | "actions_under_way" => "blue",
        "waiting_for_others" => "yellow",
        "answered" => "green",
        _ => "grey",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tabard_core::client::ReportState;

    use super::*;

    fn report(status: &str, started_at: i64, report: Value) -> Summary {
        Summary {
            id: RecordId::new([7; 16]),
            state: ReportState::Answered(status.to_owned()),
            unsent: 0,
            draft: false,
            unread: false,
            own: false,
            by: None,
            started_at: Millis(started_at),
            changed_at: Millis(started_at),
            report,
        }
    }

    #[test]
    fn the_clock_runs_until_a_person_answered() {
        let words = Words::english();
        let clock = |status: &str, hours: i64| {
            let one = report(status, 0, json!({}));
            Row::of(words, &one, Millis(hours * HOUR), 24).clock.map(|clock| clock.late)
        };
        assert_eq!(clock("opened_by_hub", 1), Some(false));
        assert_eq!(clock("opened_by_hub", 25), Some(true));
        assert_eq!(clock("being_looked_at", 25), None);
    }

    #[test]
    fn times_are_said_in_the_unit_that_reads_best() {
        let words = Words::english();
        let said = |minutes: i64| lasted(words, "console.inbox.ago", minutes * 60_000);
        assert_eq!([said(1), said(119)], ["1 minute ago", "119 minutes ago"]);
        assert_eq!([said(120), said(2879)], ["2 hours ago", "47 hours ago"]);
        assert_eq!([said(2880), said(-5)], ["2 days ago", "0 minutes ago"]);
    }
}
