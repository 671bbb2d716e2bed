//! `tabard hub history`.

use crate::cli::device::say_history;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::pick;
use crate::cli::region::Place;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "A report that was edited after it was sent is compared by it.\n\nExample:\n  tabard hub history --dir ./region 3f9a"
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// The report or an account of it, by its id or the first characters of it
    id: String,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let hub = self.place.hub_up_to_date()?;
        let mut found = hub.find(self.id.trim())?;
        found.extend(hub.find_account(self.id.trim())?);
        let id = pick::one(&self.id, "report", found)?;
        say_history(&hub.history(id)?, output)
    }
}
