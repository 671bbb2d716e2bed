//! `tabard hub due`.

use crate::cli::audited;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::pick;
use crate::cli::region::Place;
use crate::cli::reminders::{self, ClockOptions};
use crate::host::now;
use tabard_core::model::ReadingAct;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "It counts and reminds; whether to report to HSE is decided, and the report is sent, by a person.\nWith an id, what is done is shown as well.\n\nExample:\n  tabard hub due --dir ./region\n  tabard hub due --dir ./region 3f9a"
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// The report, by its id or the first characters of it; all that are not closed without it
    id: Option<String>,
    #[command(flatten)]
    clocks: ClockOptions,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut hub = self.place.hub_up_to_date()?;
        audited::note(&mut hub, ReadingAct::Listed, None)?;
        let (now, clocks) = (now(), self.clocks.clocks());
        let Some(typed) = &self.id else {
            let due = hub.all_due(now, &clocks)?;
            let told = |id| hub.incident(id).map(|one| one.summary.report).unwrap_or_default();
            output.say(
                || reminders::table(output.words(), &due, now, told),
                || due.iter().map(|one| reminders::line(one, now)).collect(),
            )?;
            return Ok(Exit::Done);
        };
        let id = pick::one(typed, "report", hub.find(typed.trim())?)?;
        audited::note(&mut hub, ReadingAct::ViewedReport, Some(id))?;
        let due = hub.due(id, now, &clocks)?;
        output.say(
            || reminders::of_one(output.words(), &due, now),
            || due.iter().map(|one| reminders::json(one, id, now)).collect(),
        )?;
        Ok(Exit::Done)
    }
}
