//! `tabard register list`.

use serde_json::{Value, json};
use tabard_core::client::MarkerSummary;
use tabard_core::ids::Millis;
use tabard_core::model::codes::{MARKER_CATEGORY, MARKER_STATUS, MARKER_SUBJECT};
use tabard_core::model::marker::Status;
use tabard_core::words::Words;

use super::place::Place;
use super::said;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::pick;
use crate::cli::table::aligned;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "What is over by its date is not listed, with or without a sync; --all and --status show it. `tabard\ncodes marker_status` lists where a marker may stand.\n\nExample:\n  tabard register list --vault ./approver --status temporary_active --status decision_pending\n  tabard register list --dir ./region --expiring 30\n  tabard register list --vault ./approver --appeals"
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// Where it stands; may be given several times
    #[arg(long, value_name = "CODE")]
    status: Vec<String>,
    /// Only those that end within so many days
    #[arg(long, value_name = "DAYS")]
    expiring: Option<u16>,
    /// Only those to which the person spoke, and nothing was decided since
    #[arg(long)]
    appeals: bool,
    /// Those that do not warn any more too
    #[arg(long)]
    all: bool,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let statuses = self.statuses()?;
        let desk = self.place.open(output)?;
        let now = desk.client().register_time();
        let within = self.expiring.map(|days| now.plus_days(i64::from(days)));
        let markers = desk.client().markers(|one| {
            let stands = match one.status {
                _ if self.all => true,
                Some(status) if statuses.is_empty() => status.warns(),
                Some(status) => statuses.contains(&status),
                None => false,
            };
            let ends = within.is_none_or(|within| one.until.is_some_and(|until| until <= within));
            stands && ends && (!self.appeals || one.appeal)
        })?;
        let words = output.words();
        output.say(
            || match markers.is_empty() {
                true => words.text("register.none_like_that").to_owned(),
                false => aligned(&markers.iter().map(|one| row(words, one)).collect::<Vec<_>>()),
            },
            || markers.iter().map(line).collect(),
        )?;
        Ok(Exit::Done)
    }

    fn statuses(&self) -> Result<Vec<Status>, Failure> {
        let status = |code: &String| {
            let known = Status::ALL.into_iter().find(|status| status.code() == code);
            known.ok_or_else(|| {
                let name = MARKER_STATUS.name;
                let what_to_do = format!("there is no such code: see `tabard codes {name}`");
                Failure::input("bad_code", what_to_do)
            })
        };
        self.status.iter().map(status).collect()
    }
}

fn row(words: &Words, one: &MarkerSummary) -> Vec<String> {
    let kind = one.subject.get("subject").map_or("", String::as_str);
    let category = one.category.as_deref().unwrap_or_default();
    vec![
        pick::short(one.id),
        said::stands(words, one.status, one.until),
        words.label(MARKER_SUBJECT.name, kind).to_owned(),
        said::subject(words, &one.subject),
        words.label(MARKER_CATEGORY.name, category).to_owned(),
        words.counted("counts.incident", u64::from(one.incidents)),
        if one.appeal { words.text("register.appeal").to_owned() } else { String::new() },
    ]
}

fn line(one: &MarkerSummary) -> Value {
    json!({
        "id": one.id.to_string(),
        "subject": one.subject,
        "status": one.status.map(Status::code),
        "until": one.until.map(Millis::rfc3339),
        "category": one.category,
        "sentence": one.sentence,
        "incidents": one.incidents,
        "proposed_by": one.proposed_by,
        "appeal": one.appeal,
    })
}
