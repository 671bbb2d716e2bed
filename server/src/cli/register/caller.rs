//! `tabard register caller`.

use serde_json::json;
use tabard_core::model::RecordKind;

use super::about::number_of;
use super::place::Place;
use super::said;
use crate::cli::device::parsed;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "It is shown when the number is looked up, apart from warnings, and never becomes one. Fields:\nshared_line, a code of `tabard codes shared_line`; calls_in_month, calls_in_three_months and\ncalls_in_six_months, separate calls for care up to the day counted_on; child; plan, plan_owner and\nplan_review_on.\n\nExample:\n  tabard register caller --vault ./desk --number \"07700 900123\" --set calls_in_month=7 --set counted_on=2026-11-22 --set plan=\"Ring the care team first.\""
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// The number
    #[arg(long)]
    number: String,
    /// What is known of it; may be given several times
    #[arg(long = "set", value_name = "FIELD=VALUE", required = true)]
    set: Vec<String>,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let number = number_of(&self.number)?;
        let Some(patch) = parsed(RecordKind::Caller, &self.set, output) else {
            return Ok(Exit::BadInput);
        };
        let mut desk = self.place.open(output)?;
        let id = desk.write(|client, now, rng| client.note_caller(&number, &patch, now, rng))?;
        let record = desk.client().standing(id)?;
        output.say(
            || format!("{id}  {}", said::saved(output.words(), &record)),
            || json!({ "id": id.to_string(), "state": record.state.word(), "unsent": record.unsent }),
        )?;
        Ok(Exit::Done)
    }
}
