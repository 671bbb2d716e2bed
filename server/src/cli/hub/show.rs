//! `tabard hub show`.

use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::pick;
use crate::cli::region::Place;
use crate::cli::shown;

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tabard hub show --dir ./region 3f9a")]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// The report, by its id or the first characters of it
    id: String,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut hub = self.place.hub_up_to_date()?;
        let id = pick::one(&self.id, "report", hub.find(self.id.trim())?)?;
        let (incident, accounts) = (hub.incident(id)?, hub.accounts(id)?);
        output.say(
            || shown::words(output.words(), &incident, &accounts),
            || shown::json(&incident, &accounts),
        )?;
        hub.mark_read(id)?;
        Ok(Exit::Done)
    }
}
