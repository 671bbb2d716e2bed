//! `tabard hub riddor`.

use serde_json::json;

use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::pick;
use crate::cli::region::Place;
use crate::host::{entropy, now};
use crate::hub::RiddorNews;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "It keeps what a person decided and did; it sends nothing to HSE. Whoever wrote the report reads it\nin the answer.\n\nExample:\n  tabard hub riddor --dir ./region 3f9a s1 --reported-on 2026-06-10 --reference F2508-1\n  tabard hub riddor --dir ./region 3f9a s1 --not-reported \"Back at work on the fifth day.\""
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// The report, by its id or the first characters of it
    id: String,
    /// The member of staff, by their id in the report
    staff: String,
    /// The day it was reported to HSE
    #[arg(long, value_name = "DAY", required_unless_present = "not_reported")]
    reported_on: Option<String>,
    /// The reference that HSE gave
    #[arg(long, value_name = "TEXT")]
    reference: Option<String>,
    /// Why it need not be reported
    #[arg(long, value_name = "WHY", conflicts_with = "reported_on")]
    not_reported: Option<String>,
    /// Who decided, by role and not by name
    #[arg(long)]
    role: Option<String>,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut hub = self.place.hub_up_to_date()?;
        let id = pick::one(&self.id, "report", hub.find(self.id.trim())?)?;
        let news = RiddorNews {
            reported_on: self.reported_on,
            reference: self.reference,
            not_reported_reason: self.not_reported,
            role: self.role,
        };
        hub.say_of_riddor(id, &self.staff, &news, now(), &mut entropy())?;
        output.say(
            || format!("{id}  The decision is kept."),
            || json!({ "id": id.to_string(), "staff": self.staff, "reported_on": news.reported_on }),
        )?;
        Ok(Exit::Done)
    }
}
