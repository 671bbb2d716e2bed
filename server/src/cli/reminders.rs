//! What is due, in words and in JSON, and the settings of its clocks.

use jiff::Timestamp;
use serde_json::{Value, json};
use tabard_core::client::Reminder;
use tabard_core::ids::{Millis, RecordId};
use tabard_core::model::due::{Clocks, Due, Note, What, When};

use super::table::aligned;
use super::words;

const SHORT: usize = 10;

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
        "overdue": due.is_overdue(timestamp(now)),
        "notes": due.notes.iter().map(|note| note.code()).collect::<Vec<_>>(),
    })
}

pub(super) fn line(reminder: &Reminder, now: Millis) -> Value {
    json(&reminder.due, reminder.record, now)
}

pub(super) fn table(reminders: &[Reminder], now: Millis) -> String {
    if reminders.is_empty() {
        return "Nothing is due.".to_owned();
    }
    let rows: Vec<_> = reminders
        .iter()
        .map(|one| {
            let id: String = one.record.to_string().chars().take(SHORT).collect();
            [vec![id], row(&one.due, now)].concat()
        })
        .collect();
    aligned(&rows)
}

pub(super) fn row(due: &Due, now: Millis) -> Vec<String> {
    let stands = match due.is_overdue(timestamp(now)) {
        _ if due.done => "done",
        true => "due",
        false => "",
    };
    let notes: Vec<_> = due.notes.iter().map(|note| sentence(*note)).collect();
    let item = due.item.clone().unwrap_or_default();
    vec![when(&due.when), stands.to_owned(), said(due.what).to_owned(), item, notes.join(" ")]
}

fn when(when: &When) -> String {
    match when {
        When::Now => "now".to_owned(),
        When::At(at) => format!("from {}", words::moment(Millis(at.as_millisecond()))),
        When::On { day, .. } => format!("by {}", day.strftime("%-d %b %Y")),
    }
}

const fn said(what: What) -> &'static str {
    match what {
        What::SayWhen => "Say when it happened: no clock runs before that",
        What::TimeToCome => "Put right the time of the event, which has not come yet",
        What::HarmAtOnce => "Harm at once, in body and in mind",
        What::HarmAfter72Hours => "Harm after 72 hours, in body and in mind",
        What::HarmAfter28Days => "Harm after 28 days, in body and in mind",
        What::ReportNamedInjury => "RIDDOR: an injury that regulation 4 names; report it to HSE",
        What::ReportOver7Days => "RIDDOR: over seven days away; report it to HSE",
        What::RecordOver3Days => "RIDDOR: over three days away; keep a record, no report",
        What::AbsenceCheck => "Still away? Over seven days would be reportable",
        What::AskPolice => "Ask the police what came of it",
        What::KeepFootage => "Please keep this footage",
        What::FindFootage => "A camera ran: find its footage and keep it",
        What::TrimAfter72Hours => "TRiM, no sooner than 72 hours after",
        What::TrimAfter28Days => "TRiM again, 28 days after",
    }
}

const fn sentence(note: Note) -> &'static str {
    match note {
        Note::WithoutDelay => "The law says without delay.",
        Note::PersonalDispute => "A purely personal dispute is not reportable.",
        Note::NoPhysicalInjury => {
            "No physical injury is written down: HSE takes only those, which is disputed."
        }
        Note::AbsenceDiffers => "The days away are stated in two ways; the longer counts.",
        Note::KeptByDefault => "Nobody said how long it is kept.",
        Note::NoReference => "No reference: find it by wearer, camera and time.",
    }
}

pub(super) fn timestamp(at: Millis) -> Timestamp {
    Timestamp::from_millisecond(at.0).unwrap_or_default()
}
