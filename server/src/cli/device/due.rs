//! `tabard device due`.

use super::session::Place;
use crate::cli::clock::device_now;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::reminders::{self, ClockOptions};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "What to finish when you can: how you are after 72 hours and 28 days, and what else has its time.\nWith an id, what is done is shown as well, and what is the hub's to do.\n\nExample:\n  tabard device due --vault ./phone"
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// The report, by its id or the first characters of it; all reports without it
    id: Option<String>,
    #[command(flatten)]
    clocks: ClockOptions,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut session = self.place.open_to_read(output)?;
        let (now, clocks) = (device_now(), self.clocks.clocks());
        let Some(id) = &self.id else {
            let mut due = session.client.all_due(now, &clocks)?;
            due.retain(|one| !one.due.what.is_for_the_hub());
            let told =
                |id| session.client.incident(id).map(|one| one.summary.report).unwrap_or_default();
            output.say(
                || reminders::table(output.words(), &due, now, told),
                || due.iter().map(|one| reminders::line(one, now)).collect(),
            )?;
            return Ok(Exit::Done);
        };
        let id = session.report(id)?;
        let due = session.client.due(id, now, &clocks)?;
        output.say(
            || reminders::of_one(output.words(), &due, now),
            || due.iter().map(|one| reminders::json(one, id, now)).collect(),
        )?;
        Ok(Exit::Done)
    }
}
