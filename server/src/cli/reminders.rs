//! What is due, in words and in JSON, and the settings of its clocks.

use serde_json::{Value, json};
use tabard_core::client::{Reminder, record_kind};
use tabard_core::entry::Kind;
use tabard_core::ids::{Millis, RecordId};
use tabard_core::model::due::{Clocks, Due, When};
use tabard_core::model::title;
use tabard_core::words::Words;

use super::table::aligned;
use super::{pick, words};
use crate::said::due as said;

/// Lengths that no law or source settles: a service sets its own.
#[derive(Debug, clap::Args)]
pub(super) struct ClockOptions {
    /// Days for which footage is kept where nobody says how long
    #[arg(long, value_name = "DAYS", default_value_t = Clocks::default().footage_days)]
    footage_days: u16,
    /// Days until the police are first asked; then every month
    #[arg(long, value_name = "DAYS", default_value_t = Clocks::default().police_days)]
    police_days: u16,
    /// Days by which an injury named by regulation 4 is to be reported; the law says without delay
    #[arg(long, value_name = "DAYS", default_value_t = Clocks::default().named_injury_days)]
    named_injury_days: u16,
}

impl ClockOptions {
    pub(super) fn clocks(&self) -> Clocks {
        Clocks {
            footage_days: self.footage_days,
            police_days: self.police_days,
            named_injury_days: self.named_injury_days,
            ..Clocks::default()
        }
    }
}

pub(super) fn json(due: &Due, record: RecordId, now: Millis) -> Value {
    let (at, on) = match due.when {
        When::Now => (None, None),
        When::At(at) => (Some(at.to_string()), None),
        When::On { day, .. } => (None, Some(day.to_string())),
    };
    json!({
        "id": record.to_string(),
        "what": due.what.code(),
        "item": due.item,
        "at": at,
        "on": on,
        "done": due.done,
        "overdue": due.is_overdue(words::timestamp(now)),
        "notes": due.notes.iter().map(|note| note.code()).collect::<Vec<_>>(),
    })
}

pub(super) fn line(reminder: &Reminder, now: Millis) -> Value {
    json(&reminder.due, reminder.record, now)
}

/// What is due of several records; `told` gives the report of one.
pub(super) fn table(
    words: &Words,
    reminders: &[Reminder],
    now: Millis,
    told: impl Fn(RecordId) -> Value,
) -> String {
    let rows = reminders.iter().map(|one| {
        let of = match one.kind {
            Kind::Incident => title(words, &told(one.record)),
            kind => words.record(record_kind(kind).name()).to_owned(),
        };
        [vec![pick::short(one.record)], row(words, &one.due, now), vec![of]].concat()
    });
    nothing_or(words, &rows.collect::<Vec<_>>())
}

/// What is due of one report.
pub(super) fn of_one(words: &Words, due: &[Due], now: Millis) -> String {
    nothing_or(words, &due.iter().map(|one| row(words, one, now)).collect::<Vec<_>>())
}

fn nothing_or(words: &Words, rows: &[Vec<String>]) -> String {
    match rows.is_empty() {
        true => words.text("shown.nothing_due").to_owned(),
        false => aligned(rows),
    }
}

pub(super) fn row(words: &Words, due: &Due, now: Millis) -> Vec<String> {
    let stands = match due.is_overdue(words::timestamp(now)) {
        _ if due.done => words.text("shown.done"),
        true => words.text("shown.due"),
        false => "",
    };
    let item = due.item.clone().unwrap_or_default();
    let (when, what) = (said::when(words, &due.when), said::what(words, due));
    vec![when, stands.to_owned(), what, item, said::notes(words, due)]
}

#[cfg(test)]
mod tests {
    use tabard_core::model::due::What;

    use super::*;

    #[test]
    fn what_is_due_says_of_which_report() {
        let due = Due {
            what: What::FindFootage,
            item: None,
            when: When::Now,
            done: false,
            notes: Vec::new(),
        };
        let of = |kind| Reminder { record: RecordId::new([7; 16]), kind, due: due.clone() };
        let reminders = [of(Kind::Incident), of(Kind::Wellbeing)];
        let report = json!({ "types": ["near_miss"], "narrative": "zzq" });
        let text = table(Words::english(), &reminders, Millis(0), |_| report.clone());
        assert!(text.contains("Near miss") && text.contains("Request for support"), "{text}");
        assert!(!text.contains("zzq"), "{text}");
        assert_eq!(of_one(Words::english(), &[], Millis(0)), "Nothing is due.");
    }
}
